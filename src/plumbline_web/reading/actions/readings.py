"""Verbs: deal a record, open its reading, submit it, withdraw it, return it, take it away."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from plumbline_web.audit.actions import record as write_down
from plumbline_web.people.models import Account
from plumbline_web.reading.conditions import ReadingRefused
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.models import Reading, ReadingMove
from plumbline_web.reading.queries import instrument_of
from plumbline_web.reading.rules import REAL, has_to_do_with, why_not_moved, why_not_withdrawn
from plumbline_web.reading.states import READING_KINDS
from plumbline_web.scrutiny.models import Activity, Member, Record


@transaction.atomic
def deal_record(*, by: Account, record: Record, reader: Member, kind: str) -> Reading:
    """Deal a record to a reader, on the activity's instrument.

    kind: one of READING_KINDS. A record that was taken away from this reader is dealt to them again with the
    answers it had. Raises ReadingRefused where no instrument is chosen, the record is not to be read, or the
    reader declared its team or worker.
    """
    activity = record.draw.subject.activity
    instrument = instrument_of(activity)
    if instrument is None:
        raise ReadingRefused("No instrument is chosen yet. Choose one first.")
    if record.state not in ("in_sample", "practice") or (kind == "practice") != record.practice:
        raise ReadingRefused(f"This record cannot be dealt {READING_KINDS[kind].lower()}.")
    if (
        reader.activity_id != activity.pk
        or reader.left_at is not None
        or reader.role not in ("lead", "reader")
    ):
        raise ReadingRefused("Only a reader on the team, or the lead, is dealt records.")
    if has_to_do_with(reader, record):
        raise ReadingRefused("The reader declared that they have to do with whose record this is.")
    made = Reading.objects.filter(record=record, reader=reader).first()
    if kind in REAL and record.readings.filter(kind=kind).exclude(state="taken_away").exists():
        raise ReadingRefused("The record is dealt to somebody for this reading already.")
    if made is None:
        made = Reading.objects.create(record=record, instrument=instrument, reader=reader, kind=kind)
    elif made.state == "taken_away" or (made.kind == "practice" and kind in REAL):
        # Practised on first, the record came into the sample in another's place: it is read in earnest.
        made.state, made.kind, made.instrument, made.submitted_at = "dealt", kind, instrument, None
        made.save(update_fields=["state", "kind", "instrument", "submitted_at"])
        ReadingMove.objects.create(reading=made, after="dealt", by=by)
    else:
        raise ReadingRefused("The record is dealt to this reader already.")
    _note("dealt record", by, made, reader=reader.key)
    return made


@transaction.atomic
def open_reading(*, by: Account, reading: Reading) -> Reading:
    """Note that a reader opened a record dealt to them. Nothing happens where it is open already."""
    reading = _held(reading)
    if reading.state == "dealt":
        reading.opened_at = timezone.now()
        _move(reading, "open", by)
        _note("opened reading", by, reading)
    return reading


@transaction.atomic
def submit_reading(*, by: Account, reading: Reading) -> Reading:
    """Submit a reading with everything answered; what was submitted is kept as it stands.

    Raises ReadingRefused where something is missing or not right; the page lists what, with links.
    """
    # Whoever submits the other reading of this record at the same moment waits here.
    Record.objects.select_for_update().get(pk=reading.record_id)
    reading = _held(reading)
    if wrong := why_not_moved(reading.state, "submitted"):
        raise ReadingRefused(wrong)
    filled = form_in_use(reading.instrument.key).filled(values_of(reading))
    if left := len(filled.left):
        questions = "1 question is" if left == 1 else f"{left} questions are"
        raise ReadingRefused(f"{questions} still to be answered or put right.")
    reading.submitted_at, reading.taken_up_at = timezone.now(), None
    _move(reading, "submitted", by, answers=filled.submitted)
    _note("submitted reading", by, reading, answers=len(filled.submitted))
    if reading.kind in REAL:
        _take_up_pair(reading)
    return reading


@transaction.atomic
def withdraw_reading(*, by: Account, reading: Reading) -> Reading:
    """Take a submitted reading back to go on with it. Raises ReadingRefused once somebody works with it."""
    reading = _held(reading)
    if wrong := why_not_withdrawn(reading.kind, reading.state, reading.taken_up_at is not None):
        raise ReadingRefused(wrong)
    reading.submitted_at = None
    _move(reading, "open", by)
    _note("withdrew reading", by, reading)
    return reading


@transaction.atomic
def return_reading(*, by: Account, reading: Reading, comment: str) -> Reading:
    """Give a submitted reading back to its reader, who goes on from the answers as they are.

    What was submitted stays kept in its move. Raises ReadingRefused without a comment, for practice, or where
    it is not submitted.
    """
    reading = _held(reading)
    if wrong := why_not_moved(reading.state, "returned"):
        raise ReadingRefused(wrong)
    if not comment.strip():
        raise ReadingRefused("Say what the reader should look at again.")
    if reading.record.settlements.exists():
        raise ReadingRefused("Answers of this record are settled already, so its readings stay as they are.")
    reading.submitted_at = None
    _move(reading, "returned", by, comment=comment.strip())
    _note("returned reading", by, reading)
    return reading


@transaction.atomic
def take_away_readings(*, by: Account, record: Record, why: str) -> list[Reading]:
    """Take a record away from everybody who has not submitted it: it is dealt to another, or not read.

    Their answers stay kept. why: shown to them. Returns the readings that were taken away.
    """
    found = record.readings.select_for_update().exclude(state__in=("submitted", "taken_away"))
    return [take_away_reading(by=by, reading=reading, why=why) for reading in found]


@transaction.atomic
def take_away_reading(*, by: Account, reading: Reading, why: str) -> Reading:
    """Take a reading that is not submitted away; its answers stay kept. why: shown to its reader."""
    reading = _held(reading)
    if wrong := why_not_moved(reading.state, "taken_away"):
        raise ReadingRefused(wrong)
    _move(reading, "taken_away", by, comment=why.strip())
    _note("took reading away", by, reading)
    return reading


@transaction.atomic
def take_up_reading(*, by: Account, reading: Reading) -> Reading:
    """Note that somebody else saw what was submitted; from now on its reader cannot withdraw it."""
    reading = _held(reading)
    if reading.state == "submitted" and reading.taken_up_at is None:
        reading.taken_up_at = timezone.now()
        reading.save(update_fields=["taken_up_at"])
    _note("read submitted reading", by, reading)
    return reading


def values_of(reading: Reading) -> dict[str, str]:
    """The answers of a reading as its instrument takes them, by path; one that was emptied is blank."""
    return dict(reading.answers.values_list("path", "value"))


def _take_up_pair(reading: Reading) -> None:
    """Once both of two blind readings are submitted they are compared, and stay as they are."""
    pair = list(reading.record.readings.select_for_update().filter(kind__in=REAL, state="submitted"))
    if len(pair) > 1:
        for one in pair:
            if one.taken_up_at is None:
                one.taken_up_at = timezone.now()
                one.save(update_fields=["taken_up_at"])


def _held(reading: Reading) -> Reading:
    """The reading as it is now, held for this transaction."""
    found = Reading.objects.select_for_update(of=("self",)).select_related(
        "record__draw__subject__activity__organisation", "instrument", "reader"
    )
    return found.defer("instrument__form").get(pk=reading.pk)


def _move(
    reading: Reading, after: str, by: Account, *, comment: str = "", answers: dict[str, str] | None = None
) -> None:
    reading.state = after
    reading.save(update_fields=["state", "opened_at", "submitted_at", "taken_up_at"])
    ReadingMove.objects.create(reading=reading, after=after, by=by, comment=comment, answers=answers)


def _note(act: str, by: Account, reading: Reading, **details: object) -> None:
    activity: Activity = reading.record.draw.subject.activity
    write_down(
        act,
        by=by,
        organisation=activity.organisation.slug,
        subject=f"reading:{reading.key}",
        activity=activity.key,
        **details,
    )
