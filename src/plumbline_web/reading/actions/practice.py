"""Verbs: deal the records to practise on to everybody who reads."""

from __future__ import annotations

from django.db import transaction

from plumbline_web.people.models import Account
from plumbline_web.reading.actions.readings import deal_record
from plumbline_web.reading.models import Reading
from plumbline_web.reading.rules import has_to_do_with
from plumbline_web.scrutiny.models import Activity, Member, Record


@transaction.atomic
def deal_practice(*, by: Account, activity: Activity) -> list[Reading]:
    """Deal every practice record to the lead and to every reader who does not have it yet: see `to_deal`.

    Raises ReadingRefused without an instrument.
    """
    return [
        deal_record(by=by, record=record, reader=reader, kind="practice")
        for record, reader in to_deal(activity)
    ]


def to_deal(activity: Activity) -> list[tuple[Record, Member]]:
    """The practice records that somebody is still to get, and who.

    Nobody gets one of a team or worker that they declared, any before they have declared (see
    `still_to_declare`), or one again that was taken away.
    """
    records = Record.objects.filter(draw__subject__activity=activity, practice=True, state="practice")
    held = set(Reading.objects.filter(record__in=records).values_list("record", "reader"))
    return [
        (record, reader)
        for record in records.select_related("draw__subject__activity__organisation")
        for reader in _once_each(activity)
        if (record.pk, reader.pk) not in held
        and reader.declared_at is not None
        and not has_to_do_with(reader, record)
    ]


def still_to_declare(activity: Activity) -> list[Member]:
    """Those who read and have not said whether they have a conflict of interest: they are dealt nothing."""
    return [one for one in _once_each(activity) if one.declared_at is None]


def _once_each(activity: Activity) -> list[Member]:
    """The lead and the readers, each person once: as the lead where they are both."""
    found: dict[int, Member] = {}
    here = activity.members.filter(left_at=None, role__in=("lead", "reader")).select_related("account")
    for one in sorted(here, key=lambda one: (one.role != "lead", one.number)):
        found.setdefault(one.account_id, one)
    return list(found.values())
