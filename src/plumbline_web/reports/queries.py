"""The reports and schedules of an organisation, and the periods a run can be reported on."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.db.models import QuerySet

from plumbline.measures.measures_file import read_measures_csv
from plumbline.measures.periods import Length, Period
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run
from plumbline_web.reports.models import Report, Schedule
from plumbline_web.reports.rules import complete_periods, waiting_standards


def reports_of(seen: Access) -> QuerySet[Report]:
    """The organisation's reports, newest first."""
    return Report.objects.filter(organisation=seen.organisation).select_related(
        "run__organisation", "asked_by", "schedule", "organisation"
    )


def schedules_of(seen: Access) -> QuerySet[Schedule]:
    """The organisation's schedules that are not ended."""
    return Schedule.objects.filter(organisation=seen.organisation, ended_at__isnull=True)


def periods_of(run: Run) -> dict[Length, list[Period]]:
    """The complete months, quarters and years of a run, newest first."""
    return _periods(run.folder / "run" / "measures.csv", run)


@lru_cache(maxsize=64)
def waiting_of(run: Run) -> dict[Period, tuple[int, int]]:
    """Of each of these periods, how many standards still wait for duties of it, and how many are owed any."""
    rows = read_measures_csv((run.folder / "run" / "measures.csv").read_text("utf-8"))
    return {one: waiting_standards(rows, one) for found in periods_of(run).values() for one in found}


@lru_cache(maxsize=64)
def _periods(path: Path, run: Run) -> dict[Length, list[Period]]:
    return complete_periods(read_measures_csv(path.read_text("utf-8")), run.as_at)
