"""Verbs: say that a record cannot be read; decide what follows."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from plumbline_web.audit.actions import record as write_down
from plumbline_web.people.models import Account
from plumbline_web.reading.actions.readings import take_away_readings
from plumbline_web.reading.conditions import ReadingRefused
from plumbline_web.reading.models import Obstacle, Reading
from plumbline_web.reading.states import OBSTACLE_MOVES, OBSTACLE_WORDS, WRITING
from plumbline_web.scrutiny.actions.draws import drop_record
from plumbline_web.scrutiny.models import Member, Record
from plumbline_web.scrutiny.states import DROP_REASONS


@transaction.atomic
def say_obstacle(*, by: Account, reading: Reading, reason: str, text: str) -> Obstacle:
    """A reader says that a record cannot be read, and why; the lead decides.

    reason: one of DROP_REASONS. Raises ReadingRefused for another, without words, where it is submitted, or
    where the lead has not decided about an earlier one.
    """
    reading = Reading.objects.select_for_update().get(pk=reading.pk)
    if reason not in DROP_REASONS:
        raise ReadingRefused("Choose one of the reasons.")
    if not text.strip():
        raise ReadingRefused("Say in a few words what you found.")
    if reading.state not in WRITING:
        raise ReadingRefused("This reading is not open, so nothing can keep it from being read.")
    if reading.obstacles.filter(state="said").exists():
        raise ReadingRefused("You have told the lead already. They have not decided yet.")
    made = Obstacle.objects.create(reading=reading, reason=reason, text=text.strip())
    _note("said record cannot be read", by, made, reason=reason)
    return made


@transaction.atomic
def decide_obstacle(*, by: Member, obstacle: Obstacle, decision: str, answer: str) -> Obstacle:
    """The lead decides: "read_on", with words to the reader, or "dropped".

    Where it is dropped, the record leaves the sample, the next of its stratum takes its place, and everybody
    who has not submitted it loses it. Raises ReadingRefused where it is decided already.
    """
    obstacle = Obstacle.objects.select_for_update().get(pk=obstacle.pk)
    if (obstacle.state, decision) not in OBSTACLE_MOVES:
        raise ReadingRefused(f"That is decided already: {OBSTACLE_WORDS[obstacle.state].lower()}.")
    if decision == "read_on" and not answer.strip():
        raise ReadingRefused("Say to the reader how to go on.")
    obstacle.state, obstacle.answer = decision, answer.strip()
    obstacle.decided_by, obstacle.decided_at = by, timezone.now()
    obstacle.save()
    if decision == "dropped":
        drop(by.account, obstacle.reading.record, obstacle.reason, obstacle.text)
    _note("decided about record", by.account, obstacle, decision=decision)
    return obstacle


def drop(by: Account, record: Record, reason: str, why: str) -> None:
    """Take a record out of the sample, or end its readings where it is only practised on."""
    if record.state == "in_sample":
        drop_record(by=by, record=record, reason=reason, why=why)
    else:
        take_away_readings(by=by, record=record, why=DROP_REASONS[reason])


def _note(act: str, by: Account, obstacle: Obstacle, **details: object) -> None:
    activity = obstacle.reading.record.draw.subject.activity
    write_down(
        act,
        by=by,
        organisation=activity.organisation.slug,
        subject=f"reading:{obstacle.reading.key}",
        activity=activity.key,
        **details,
    )
