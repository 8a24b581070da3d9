"""Grants for an activity: asked for by its lead, opened or refused by the service, closed when it ends."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from plumbline_web.people.actions import close_grant, open_grant
from plumbline_web.people.conditions import grant_state, last_day_of_grant
from plumbline_web.people.models import Account, Grant, Organisation
from plumbline_web.people.queries import access, today
from plumbline_web.scrutiny.conditions import ScrutinyRefused, check_move, check_open, day
from plumbline_web.scrutiny.models import Activity, Opening, Subject
from plumbline_web.scrutiny.states import OPENING_MOVES, OPENING_WORDS
from plumbline_web.scrutiny.telling import tell_service
from plumbline_web.scrutiny.trail import record_in


@transaction.atomic
def ask_opening(*, by: Account, subject: Subject, to: Organisation, until_on: date) -> Opening:
    """Ask a service for a grant to a body of the team, until a day.

    Raises ScrutinyRefused where it was asked for already, is to the service itself, or would last too long.
    """
    held = _subject(subject)
    if to.pk == held.organisation_id:
        raise ScrutinyRefused("People of the service see its cases by their own roles. No grant is needed.")
    if not held.activity.members.filter(organisation=to, left_at=None).exists():
        raise ScrutinyRefused(f"Nobody of {to.name} is on the team. Add somebody first.")
    if not today() <= until_on <= last_day_of_grant(today()):
        raise ScrutinyRefused(
            f"A grant lasts a year at most. Give a day from today to {day(last_day_of_grant(today()))}."
        )
    for earlier in held.openings.select_for_update().filter(to=to, state__in=("asked", "open")):
        if earlier.state == "asked" or grant_state(_grant(earlier), today()) == "open":
            raise ScrutinyRefused(f"A grant to {to.name} is {OPENING_WORDS[earlier.state].lower()} already.")
        earlier.state = "closed"  # its owner closed the grant, or it lapsed
        earlier.save(update_fields=["state"])
    made = Opening.objects.create(subject=held, to=to, until_on=until_on, asked_by=by)
    _recorded("asked for grant", by, held, opening=made.key, to=to.slug, until_on=str(until_on))
    said = f"{to.name} asks to see your cases for “{held.activity.title}” until {day(until_on)}."
    tell_service(subject=held, what=said, page="scrutiny:services")
    return made


@transaction.atomic
def open_opening(*, by: Account, opening: Opening) -> Opening:
    """Open the grant that was asked for, under the activity's title, from today.

    Raises ScrutinyRefused where this person may not give grants for the service: only the service can.
    """
    held, subject = _opening(opening)
    check_move(OPENING_MOVES, held.state, "open", OPENING_WORDS)
    owner = Organisation.objects.get(pk=subject.organisation_id)
    _check_giver(by, owner)
    if held.until_on < today():
        raise ScrutinyRefused(f"It was asked for until {day(held.until_on)}, which is over. Refuse it.")
    held.grant = open_grant(
        by=by,
        owner=owner,
        to=Organisation.objects.get(pk=held.to_id),
        purpose=subject.activity.title,
        from_on=today(),
        until_on=held.until_on,
    )
    return _decided(by, held, subject, "open", "")


@transaction.atomic
def refuse_opening(*, by: Account, opening: Opening, why: str) -> Opening:
    """Refuse the grant that was asked for. Raises ScrutinyRefused where no reason is given."""
    held, subject = _opening(opening)
    check_move(OPENING_MOVES, held.state, "refused", OPENING_WORDS)
    _check_giver(by, Organisation.objects.get(pk=subject.organisation_id))
    if not why.strip():
        raise ScrutinyRefused("Say why the grant is refused.")
    return _decided(by, held, subject, "refused", why.strip())


@transaction.atomic
def withdraw_opening(*, by: Account, opening: Opening) -> Opening:
    """Ask for a grant no longer. Raises ScrutinyRefused where it was decided already."""
    held, subject = _opening(opening)
    check_move(OPENING_MOVES, held.state, "withdrawn", OPENING_WORDS)
    return _decided(by, held, subject, "withdrawn", "")


@transaction.atomic
def close_openings(*, by: Account, activity: Activity) -> int:
    """Close every grant opened for an activity, and take back what is still asked for; returns how many."""
    found = Opening.objects.select_for_update().filter(
        subject__activity=activity, state__in=("asked", "open")
    )
    count = 0
    for one in found:
        if one.state == "open" and grant_state(_grant(one), today()) in ("open", "to come"):
            close_grant(by=by, grant=_grant(one))
        one.state = "closed" if one.state == "open" else "withdrawn"
        one.save(update_fields=["state"])
        count += 1
    return count


def _subject(subject: Subject) -> Subject:
    activity = Activity.objects.select_for_update().get(pk=subject.activity_id)
    check_open(activity)
    return Subject.objects.select_related("activity").get(pk=subject.pk)


def _opening(opening: Opening) -> tuple[Opening, Subject]:
    held = Opening.objects.select_for_update().get(pk=opening.pk)
    return held, _subject(Subject.objects.get(pk=held.subject_id))


def _grant(opening: Opening) -> Grant:
    return Grant.objects.get(pk=opening.grant_id)


def _check_giver(by: Account, owner: Organisation) -> None:
    if not access(by, owner).may("give grants"):
        raise ScrutinyRefused(
            f"Only a service manager of {owner.name} decides on a grant: the cases are the service’s own."
        )


def _decided(by: Account, held: Opening, subject: Subject, state: str, why: str) -> Opening:
    held.state, held.decided_by, held.decided_at, held.why = state, by, timezone.now(), why
    held.save(update_fields=["state", "decided_by", "decided_at", "why", "grant"])
    _recorded(f"grant {OPENING_WORDS[state].lower()}", by, subject, opening=held.key)
    return held


def _recorded(act: str, by: Account, subject: Subject, **details: object) -> None:
    activity = subject.activity
    record_in(activity, act, by=by, **details)
