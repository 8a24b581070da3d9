"""Requests to a service: asked, answered, not held, withdrawn, asked again. Each move is a row of its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from plumbline_web.people.models import Account
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.conditions import ScrutinyRefused, check_move, check_open, day
from plumbline_web.scrutiny.models import Activity, Request, RequestMove, Subject
from plumbline_web.scrutiny.states import REQUEST_MOVES, REQUEST_WORDS
from plumbline_web.scrutiny.telling import tell_service
from plumbline_web.scrutiny.trail import record_in


@transaction.atomic
def ask(
    *,
    by: Account,
    subject: Subject,
    title: str,
    what: str,
    hours: Decimal,
    due_on: date,
    same_as: Request | None = None,
) -> Request:
    """Ask a service for something by a day. hours: how many it is thought to take the service.

    same_as: an earlier request for the same. Raises ScrutinyRefused where the day is over, or that was of
    another service.
    """
    activity = _open(subject.activity_id)
    if due_on < today():
        raise ScrutinyRefused("That day is over. Give the service a day to answer by.")
    if same_as is not None and Subject.objects.get(pk=same_as.subject_id).organisation_id != (
        subject.organisation_id
    ):
        raise ScrutinyRefused("The earlier request was to another service.")
    made = Request.objects.create(
        subject=subject, title=title, what=what, hours=hours, due_on=due_on, same_as=same_as, asked_by=by
    )
    RequestMove.objects.create(request=made, after="asked", by=by, text=what, hours=hours)
    _recorded("asked service", by, activity, made, hours=str(hours), due_on=str(due_on))
    _tell(made, "Something is asked of you")
    return made


@transaction.atomic
def answer_request(*, by: Account, request: Request, text: str, hours_taken: Decimal) -> Request:
    """Answer a request: what was sent and where to find it, and how many hours it took."""
    held, activity = _held(request, "answered")
    if not text.strip():
        raise ScrutinyRefused("Say what was sent, and where it is to be found.")
    held.answer, held.answered_by, held.answered_at = text.strip(), by, timezone.now()
    held.hours_taken = (held.hours_taken or Decimal(0)) + hours_taken
    return _moved(by, activity, held, "answered", text, hours_taken)


@transaction.atomic
def say_not_held(*, by: Account, request: Request, text: str) -> Request:
    """Say that the service does not hold what was asked for, and what it holds instead, if anything."""
    held, activity = _held(request, "not_held")
    if not text.strip():
        raise ScrutinyRefused("Say what the service does not hold, and why.")
    held.answer, held.answered_by, held.answered_at = text.strip(), by, timezone.now()
    return _moved(by, activity, held, "not_held", text, None)


@transaction.atomic
def withdraw_request(*, by: Account, request: Request, text: str) -> Request:
    """Ask for it no longer, with a reason."""
    held, activity = _held(request, "withdrawn")
    if not text.strip():
        raise ScrutinyRefused("Say why it is withdrawn.")
    return _moved(by, activity, held, "withdrawn", text, None)


@transaction.atomic
def ask_more(*, by: Account, request: Request, text: str, hours: Decimal, due_on: date) -> Request:
    """Ask again for more of what was answered. hours: those that come on top of the ones asked before."""
    held, activity = _held(request, "asked")
    if not text.strip():
        raise ScrutinyRefused("Say what is still wanted, and why.")
    if due_on < today():
        raise ScrutinyRefused("That day is over. Give the service a day to answer by.")
    held.hours += hours
    held.due_on = due_on
    held.answered_by = held.answered_at = None
    moved = _moved(by, activity, held, "asked", text, hours)
    _tell(moved, "More is asked of you")
    return moved


def _tell(request: Request, what: str) -> None:
    subject = Subject.objects.select_related("activity").get(pk=request.subject_id)
    said = f"{what} for “{subject.activity.title}”, to be answered by {day(request.due_on)}."
    tell_service(subject=subject, what=said, page="scrutiny:requests")


def _open(pk: int) -> Activity:
    activity = Activity.objects.select_for_update().get(pk=pk)
    check_open(activity)
    return activity


def _held(request: Request, after: str) -> tuple[Request, Activity]:
    subject = Subject.objects.get(pk=request.subject_id)
    activity = _open(subject.activity_id)
    held = Request.objects.select_for_update().get(pk=request.pk)
    check_move(REQUEST_MOVES, held.state, after, REQUEST_WORDS)
    return held, activity


def _moved(
    by: Account, activity: Activity, held: Request, after: str, text: str, hours: Decimal | None
) -> Request:
    held.state = after
    held.save()
    RequestMove.objects.create(request=held, after=after, by=by, text=text.strip(), hours=hours)
    acts = {
        "answered": "answered request",
        "not_held": "said not held",
        "withdrawn": "withdrew request",
        "asked": "asked service for more",
    }
    _recorded(acts[after], by, activity, held, hours=str(hours) if hours is not None else "")
    return held


def _recorded(act: str, by: Account, activity: Activity, request: Request, **details: object) -> None:
    record_in(activity, act, by=by, request=request.key, **details)
