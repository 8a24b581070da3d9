"""Removing what was written freely about a duty or a chart, when its time is over; that it was, stays."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from plumbline.calendars import add_months
from plumbline_web.audit.actions import record
from plumbline_web.measure.models import ChartNote, ReasonNote, Snooze
from plumbline_web.people.models import Account, Organisation


@transaction.atomic
def forget_words(*, by: Account | None, organisation: Organisation, on: date) -> int:
    """Empty the texts that nobody needs on a day.

    Of what was taken back or ended before it, which is shown no more; and of reasons and of duties put aside
    that are as old as case rows may be.

    The reason chosen from the list, by whom and when stay, and so do notes on charts, which explain figures
    that stay. Gives how many texts there were.
    """
    months = organisation.retention_months
    held = [
        *((one, one.removed_at, one.at) for one in _written(ReasonNote, organisation)),
        *((one, one.ended_at, one.asked_at) for one in _written(Snooze, organisation)),
        *((one, one.removed_at, None) for one in _written(ChartNote, organisation)),
    ]
    over = [
        one
        for one, ended, made in held
        if (ended is not None and _day(ended) < on)
        or (made is not None and add_months(_day(made), months) <= on)
    ]
    for one in over:
        one.text = ""
        one.save(update_fields=["text"])
    if over:
        record("forgot what was written", by=by, organisation=organisation.slug, texts=len(over))
    return len(over)


def _written(kind: type, organisation: Organisation) -> list:
    return list(kind.objects.select_for_update().filter(organisation=organisation).exclude(text=""))


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
