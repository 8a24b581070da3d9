"""Verbs: set records aside to practise on, and deal them to everybody who reads."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from plumbline_web.audit.actions import record as write_down
from plumbline_web.people.models import Account
from plumbline_web.reading.actions.readings import deal_record
from plumbline_web.reading.conditions import ReadingRefused
from plumbline_web.reading.models import Reading
from plumbline_web.scrutiny.models import Activity, Draw, Record

MOST = 20
"""Records to practise on in one activity: more is reading, not practice."""


@transaction.atomic
def add_practice_records(*, by: Account, draw: Draw, references: Sequence[str]) -> list[Record]:
    """Take records of the service for practice, by their references; they never count in what is found.

    Raises ReadingRefused for none, for too many, and for one that is in the sample already.
    """
    wanted = list(dict.fromkeys(one.strip() for one in references if one.strip()))
    if not wanted:
        raise ReadingRefused("Write at least one case reference, each on a line of its own.")
    activity = draw.subject.activity
    there = Record.objects.filter(draw__subject__activity=activity, practice=True).count()
    if there + len(wanted) > MOST:
        raise ReadingRefused(f"An activity has at most {MOST} records for practice; it has {there} already.")
    if any(len(one) > 200 for one in wanted):
        raise ReadingRefused("A case reference has at most 200 characters. Write each on a line of its own.")
    if twice := draw.records.filter(record_id__in=wanted).count():
        raise ReadingRefused(
            f"{twice} of these {'is' if twice == 1 else 'are'} in the sample or set aside already. "
            "Choose records that are not in the sample, so that nobody has seen a record before it counts."
        )
    made = [
        Record.objects.create(
            draw=draw, record_id=one, position=there + number, practice=True, state="practice"
        )
        for number, one in enumerate(wanted, 1)
    ]
    write_down(
        "set practice records aside",
        by=by,
        organisation=activity.organisation.slug,
        subject=f"activity:{activity.key}",
        records=len(made),
    )
    return made


@transaction.atomic
def deal_practice(*, by: Account, activity: Activity) -> list[Reading]:
    """Deal every practice record to the lead and to every reader who does not have it yet."""
    records = Record.objects.filter(draw__subject__activity=activity, practice=True, state="practice")
    made = []
    for record in records.select_related("draw__subject__activity__organisation"):
        held = set(record.readings.exclude(state="taken_away").values_list("reader", flat=True))
        for reader in activity.members.filter(left_at=None, role__in=("lead", "reader")):
            if reader.pk not in held and record.team not in (reader.teams if record.team else ()):
                made.append(deal_record(by=by, record=record, reader=reader, kind="practice"))
    return made
