"""How the needs of stages stand that speak of the reading of records."""

from __future__ import annotations

from django.utils import timezone

from plumbline.scrutiny.activity_form import NEEDS as SENTENCES
from plumbline_web.reading.found import found_in
from plumbline_web.reading.models import Concern, ConcernStep, Reading, ReadingMove, Settlement
from plumbline_web.reading.queries import TO_READ, instrument_of
from plumbline_web.reading.rules import REAL
from plumbline_web.reading.states import WRITING
from plumbline_web.scrutiny.conditions import day
from plumbline_web.scrutiny.models import Activity, Record, Stage
from plumbline_web.scrutiny.needs import Need, tells


@tells("instrument_chosen")
def instrument_chosen(activity: Activity, stage: Stage) -> Need:
    """Met as soon as an instrument is chosen."""
    chosen = instrument_of(activity)
    if chosen is None:
        place = ("reading:instrument", "run the activity")
        return Need("instrument_chosen", False, SENTENCES["instrument_chosen"], "the lead", *place)
    words = f"“{chosen.title}”, chosen by {chosen.chosen_by.name} on {_on(chosen.chosen_at)}."
    return Need("instrument_chosen", True, words)


@tells("practice_read")
def practice_read(activity: Activity, stage: Stage) -> Need:
    """Met when everybody who reads has submitted every practice record dealt to them, and there is one."""
    place = ("reading:practice", "run the activity")
    records = Record.objects.filter(draw__subject__activity=activity, practice=True, state="practice")
    if not records.exists():
        words = "No records have been set aside for practice."
        return Need("practice_read", False, words, "the lead", *place)
    practice = Reading.objects.filter(TO_READ, record__in=records, kind="practice", reader__left_at=None)
    readers = activity.members.filter(left_at=None, role="reader")
    without = readers.exclude(pk__in=practice.filter(state="submitted").values("reader")).count()
    waiting = practice.filter(state__in=WRITING, reader__role="reader").values("reader").distinct().count()
    if open_ := max(without, waiting):
        who = "One reader has" if open_ == 1 else f"{open_} readers have"
        words = f"{who} not submitted the practice records."
        return Need("practice_read", False, words, "the readers", *place)
    return Need("practice_read", True, "Every reader has submitted the practice records.")


@tells("readings_submitted")
def readings_submitted(activity: Activity, stage: Stage) -> Need:
    """Met when every record in the sample is dealt, and all its readings are submitted."""
    records = Record.objects.filter(draw__subject__activity=activity, practice=False, state="in_sample")
    total = records.count()
    if not total:
        return Need("readings_submitted", False, SENTENCES["readings_submitted"], "the lead")
    real = Reading.objects.filter(record__in=records, kind__in=REAL).exclude(state="taken_away")
    undealt = records.exclude(pk__in=real.values("record")).count()
    if undealt:
        words = f"{undealt} of {total} records {'is' if undealt == 1 else 'are'} not dealt to a reader."
        return Need("readings_submitted", False, words, "the lead", "reading:dealing", "deal records")
    waiting = real.filter(state__in=WRITING).values("record").distinct().count()
    if waiting:
        words = f"{total - waiting} of {total} records are read and submitted."
        return Need("readings_submitted", False, words, "the readers", "reading:queue", "read records")
    last = ReadingMove.objects.filter(reading__in=real, after="submitted").order_by("id").last()
    words = f"All {total} records are read and submitted, the last on {_on(last.at)}."
    return Need("readings_submitted", True, words)


@tells("differences_settled")
def differences_settled(activity: Activity, stage: Stage) -> Need:
    """Met when nothing is left to settle on the records that two people read and submitted."""
    place = ("reading:differences", "settle differences")
    found = found_in(activity)
    if found is None or not any(one.submissions for one in found.records):
        return Need("differences_settled", False, "Nothing has been submitted yet.", "the readers")
    if open_ := len(found.to_settle):
        words = f"Readers still differ on {open_} record{'s' if open_ > 1 else ''} that two people read."
        return Need("differences_settled", False, words, "the third person", *place)
    # How many of those left are read by two people would tell a reader with one record left which it is.
    if not all(one.submitted for one in found.records):
        words = "Not every record is submitted, so further differences may come."
        return Need("differences_settled", False, words, "the readers")
    last = Settlement.objects.filter(record__draw__subject__activity=activity).order_by("id").last()
    if last is None:
        return Need("differences_settled", True, "No readers differ on a record that two people read.")
    return Need("differences_settled", True, f"All differences were settled by {_on(last.at)}.")


@tells("concerns_closed")
def concerns_closed(activity: Activity, stage: Stage) -> Need:
    """Met when no concern for somebody's safety is open."""
    concerns = Concern.objects.filter(record__draw__subject__activity=activity)
    open_ = concerns.exclude(state="closed").count()
    if open_:
        words = f"{open_} concern{'s' if open_ > 1 else ''} for someone’s safety {_are(open_)} still open."
        return Need("concerns_closed", False, words, "the service", "reading:concerns", "see concerns")
    last = ConcernStep.objects.filter(concern__in=concerns, what="closed").order_by("id").last()
    if last is None:
        return Need("concerns_closed", True, "No concern for anybody’s safety was raised.")
    return Need("concerns_closed", True, f"Every concern is closed, the last on {_on(last.at)}.")


def _on(moment: object) -> str:
    return day(timezone.localdate(moment))


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
