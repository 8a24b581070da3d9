"""Verbs: raise a concern for somebody's safety, see it, receive it, say what was done, close it.

A concern waits for nothing: it is kept first, whatever state the reading or the activity is in, and e-mail is
sent at once afterwards. What the site did, and could not do, stands in the concern's own steps.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from plumbline_web.audit.actions import record as write_down
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import memberships_on, today
from plumbline_web.people.telling import Message, link_to
from plumbline_web.people.telling import tell as send_at_once
from plumbline_web.reading.conditions import ReadingRefused
from plumbline_web.reading.models import Concern, ConcernStep
from plumbline_web.reading.rules import tidy
from plumbline_web.reading.states import CONCERN_MOVES, CONCERN_WORDS
from plumbline_web.scrutiny.models import Member, Record
from plumbline_web.scrutiny.queries import SERVICE_ROLES


def raise_concern(*, by: Member, record: Record, text: str, rung: str = "") -> Concern:
    """Raise a concern about somebody's safety, met in a record: kept, then told by e-mail where that is set.

    text may be empty: whoever is in a hurry rings. rung: whom they rang first.
    """
    with transaction.atomic():
        made = Concern.objects.create(
            record=record, raised_by=by, text=tidy(text).strip(), rung=tidy(rung).strip()[:200]
        )
        _note("raised concern", by.account, made)
    tell(concern=made)
    return made


def tell(*, concern: Concern) -> None:
    """Write to the lead and to the service that a concern was raised. The e-mail names no case, no person.

    The reader waits for the mail server, to know whether anybody was told. Where it fails, they are told to
    ring instead.
    """
    if not settings.HAS_MAIL:
        return
    told = send_at_once(lambda: _messages(concern), unsent="A concern could not be sent by e-mail")
    people = "1 person" if told.sent == 1 else f"{told.sent} people"
    if told.failed:
        text = f"{told.sent} were told before it failed." if told.sent else "Ring instead."
        _step(concern, "not_told", None, text)
    elif told.sent:
        _step(concern, "told", None, f"{people} of the team and the service.")
    else:
        _step(concern, "not_told", None, "Nobody of the team or the service has an account to tell.")


def people_to_tell(concern: Concern) -> list[tuple[Account, Organisation]]:
    """Who receives a concern, each once, with the organisation through which they look: leads, service."""
    subject = concern.record.draw.subject
    found: dict[int, tuple[Account, Organisation]] = {}
    leads = subject.activity.members.filter(role="lead", left_at=None, account__is_active=True)
    for lead in leads.select_related("account", "organisation"):
        found.setdefault(lead.account_id, (lead.account, lead.organisation))
    held = memberships_on(today()).filter(organisation=subject.organisation, role__in=SERVICE_ROLES)
    for one in held.select_related("account"):
        found.setdefault(one.account_id, (one.account, subject.organisation))
    return list(found.values())


@transaction.atomic
def see_concern(*, by: Account, concern: Concern) -> None:
    """Note, once for each person, that somebody who receives concerns opened this one."""
    if not concern.steps.filter(what="seen", by=by).exists():
        _step(concern, "seen", by)
        _note("saw concern", by, concern)


@transaction.atomic
def receive_concern(*, by: Account, concern: Concern) -> Concern:
    """Say that one has it; the clock stops. Raises ReadingRefused where somebody did before."""
    return _moved(concern, "received", by, "")


@transaction.atomic
def note_concern(*, by: Account, concern: Concern, text: str) -> ConcernStep:
    """Add what was done about it. Raises ReadingRefused without words."""
    if not text.strip():
        raise ReadingRefused("Write what was done.")
    made = _step(concern, "note", by, tidy(text).strip())
    _note("noted on concern", by, concern)
    return made


@transaction.atomic
def close_concern(*, by: Account, concern: Concern, text: str) -> Concern:
    """Close it, with what was done. Raises ReadingRefused without words, or where nobody received it yet."""
    if not text.strip():
        raise ReadingRefused("Write what was done before it is closed.")
    return _moved(concern, "closed", by, tidy(text).strip())


def _moved(concern: Concern, after: str, by: Account, text: str) -> Concern:
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    if (concern.state, after) not in CONCERN_MOVES:
        raise ReadingRefused(f"The concern is this already: {CONCERN_WORDS[concern.state].lower()}.")
    concern.state = after
    if after == "received":
        concern.received_at = timezone.now()
    concern.save(update_fields=["state", "received_at"])
    _step(concern, after, by, text)
    _note(f"{after} concern", by, concern)
    return concern


def _step(concern: Concern, what: str, by: Account | None, text: str = "") -> ConcernStep:
    return ConcernStep.objects.create(concern=concern, what=what, by=by, text=text)


def _messages(concern: Concern) -> Iterator[Message]:
    activity = concern.record.draw.subject.activity
    raised = date_format(timezone.localtime(concern.raised_at), "j F Y, H:i")
    for account, through in people_to_tell(concern):
        parts = {"organisation": through.slug, "activity": activity.key, "key": concern.key}
        yield Message(
            account,
            "A concern for somebody’s safety was raised",
            f"Somebody who reads records in “{activity.title}” is worried about a person’s safety. It was "
            f"raised on {raised}.",
            link_to("reading:concern", **parts),
            sign_in="Sign in to see what it is, and say there that you have it",
            after="This e-mail names nobody on purpose. Plumbline is not watched round the clock.",
        )


def _note(act: str, by: Account, concern: Concern) -> None:
    activity = concern.record.draw.subject.activity
    write_down(
        act,
        by=by,
        organisation=activity.organisation.slug,
        subject=f"concern:{concern.key}",
        activity=activity.key,
    )
