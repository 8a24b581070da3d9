"""A council with a plan, and cheap runs whose months say what a test wants."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from factories.runs import duties, write_run
from plumbline.calendars import add_months
from plumbline.measures import connect, open_run
from plumbline.measures.rates import write_measures_csv
from plumbline_web.improvement.series import months_in, open_manifest
from plumbline_web.people.models import Account, Organisation
from plumbline_web.records.models import Extract, Run

MEASURE = "cpo_first_contact/strict"
STEADY = (24, 26, 25, 23, 27, 25, 24, 26, 25, 23, 26, 25)
"""Of 40 a month, up and down by no more than chance."""
BETTER = (33, 34, 33, 35, 34, 33)
"""Of 40 a month, well above the limits that STEADY gives."""


def month_starts(first: date, n: int) -> list[date]:
    """The first days of so many months."""
    return [add_months(first, at) for at in range(n)]


def frozen_run(
    organisation: Organisation, by: Account, first: date, met: Sequence[int], of: int = 40, staff: int = 12
) -> Run:
    """A frozen run of months from `first` on, in each of which so many of `of` duties were met.

    Its as-at date is the last day of the last month.
    """
    rows = []
    for start, yes in zip(month_starts(first, len(met)), met, strict=True):
        days = {"clock_start": start + timedelta(1), "due_on": start + timedelta(2)}
        rows += duties(yes, **days)
        rows += duties(of - yes, verdict="not_met", **days)
    as_at = add_months(first, len(met)) - timedelta(1)
    extract = Extract.objects.create(organisation=organisation, loaded_by=by, state="taken", as_at=as_at)
    made = Run.objects.create(
        organisation=organisation,
        extract=extract,
        as_at=as_at,
        state="frozen",
        frozen_at=timezone.now(),
        library_version="0.1.0",
    )
    folder = made.folder / "run"
    write_run(folder, rows, as_at=as_at, staff={"North": staff})
    with closing(connect(open_run(folder))) as con:
        write_measures_csv(con, Path(folder) / "measures.csv")
    return made


def forget_counted() -> None:
    """Let the next look count anew what this process has counted of runs."""
    months_in.cache_clear()
    open_manifest.cache_clear()
