"""Verbs: raise a concern for somebody's safety, see it, receive it, say what was done, close it.

A concern waits for nothing: it is kept first, whatever state the reading or the activity is in, and e-mail is
sent at once afterwards. What the site did, and could not do, stands in the concern's own steps.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from plumbline_web.audit.actions import record as write_down
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import memberships_on, today
from plumbline_web.reading.conditions import ReadingRefused
from plumbline_web.reading.models import Concern, ConcernStep
from plumbline_web.reading.rules import tidy
from plumbline_web.reading.states import CONCERN_MOVES, CONCERN_WORDS
from plumbline_web.scrutiny.models import Member, Record
from plumbline_web.scrutiny.queries import SERVICE_ROLES

log = logging.getLogger("plumbline.mail")

SECONDS = 10
"""How long the mail server may take: the reader waits for it, to know whether anybody was told."""


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
    """Write to the lead and to the service that a concern was raised. The e-mail names no case, no person."""
    if not settings.HAS_MAIL:
        return
    sent = 0
    try:
        connection = get_connection(timeout=SECONDS)
        connection.open()
        try:
            for account, through in people_to_tell(concern):
                _message(concern, account, through, connection).send()
                sent += 1
        finally:
            connection.close()
    except Exception as fault:  # whatever goes wrong, the reader is told to ring
        log.warning("A concern could not be sent by e-mail: %s.", type(fault).__name__)
        _step(
            concern, "not_told", None, "Ring instead." if not sent else f"{sent} were told before it failed."
        )
        return
    people = "1 person" if sent == 1 else f"{sent} people"
    if sent:
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


def _message(concern: Concern, account: Account, through: Organisation, connection: object) -> EmailMessage:
    activity = concern.record.draw.subject.activity
    parts = {"organisation": through.slug, "activity": activity.key, "key": concern.key}
    link = f"{settings.SITE_URL.rstrip('/')}{reverse('reading:concern', kwargs=parts)}"
    return EmailMessage(
        subject="A concern for somebody’s safety was raised",
        body=(
            f"{account.name},\n\n"
            f"Somebody who reads records in “{activity.title}” is worried about a person’s safety. It was "
            f"raised on {date_format(timezone.localtime(concern.raised_at), 'j F Y, H:i')}.\n\n"
            f"Sign in to see what it is, and say there that you have it:\n{link}\n\n"
            "This e-mail names nobody on purpose. Plumbline is not watched round the clock.\n"
        ),
        to=[account.email],
        connection=connection,
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
