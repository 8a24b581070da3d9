"""What the workload figures share: the run they are made in, their labels and order, and how one is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from plumbline.measures.figure import Figure
from plumbline.measures.periods import LENGTHS, label_of, period_of
from plumbline.measures.selection import NOT_RECORDED
from plumbline.measures.shown import unfinished
from plumbline.measures.workload_described import DESCRIBED, HEADINGS
from plumbline.statistics.intervals import wilson_interval

if TYPE_CHECKING:
    import duckdb

MONTHS_SHOWN = 36  # months and quarters, and years by team, go back so far; other years as far as the records

Breakdown = tuple[tuple[str, str], ...]
At = tuple[str | None, Breakdown]  # period, breakdown

HEADING_OF = {
    scope: [name for name, (scopes, _) in HEADINGS.items() if scope in scopes]
    for scope in ("cpo", "dtto", "other", "licence")
}


@dataclass(frozen=True)
class Run:
    """One making of the workload figures. turned: orders that ended before they were imposed.

    unfinished: periods that are not over on the as-at date, each with a note that says so.
    """

    con: duckdb.DuckDBPyConnection
    as_at: date
    several: bool
    turned: int
    unfinished: dict[str, str]

    @property
    def month(self) -> int:
        """The month of the as-at date, counted from April 1900."""
        return (self.as_at.year - 1900) * 12 + self.as_at.month - 4

    @property
    def first_month(self) -> int:
        """The first month shown as such."""
        return self.month - MONTHS_SHOWN + 1

    @property
    def first_year(self) -> int:
        """The first year shown by team, counted from 1900-01."""
        return self.first_month // 12

    @property
    def year(self) -> int:
        """The year of the as-at date, counted from 1900-01."""
        return self.month // 12


def figure_of(code: str, at: At, number: float, note: str | None = None, over: float | None = None) -> Figure:
    """A workload figure. number: what was counted; over: the base of a share."""
    described = DESCRIBED[code]
    share = described.unit == "share"
    value: float | None = number
    if share:
        value = number / over if over else None
    return Figure(
        code=code,
        title=described.title,
        definition=described.definition,
        numerator=number,
        denominator=over,
        value=value,
        unit=described.unit,
        interval=wilson_interval(number, over) if share and over else None,
        breakdown=dict(at[1]),
        period=at[0],
        source=described.source,
        note=note,
    )


def by_council(run: Run, authority: str | None) -> Breakdown:
    """The breakdown by council; empty where there is one council only."""
    return (("authority", authority or NOT_RECORDED),) if run.several else ()


def by_team(run: Run, authority: str | None, team: str | None) -> Breakdown:
    """The breakdown by team, and by council first where there are several."""
    return (*by_council(run, authority), ("team", team or NOT_RECORDED))


def month_label(number: int) -> str:
    """The month (YYYY-MM) counted from April 1900."""
    return f"{1900 + (number + 3) // 12:04d}-{(number + 3) % 12 + 1:02d}"


@cache
def year_label(number: int) -> str:
    """The year (2025-26) counted from 1900-01."""
    return label_of(month_label(number * 12), "year")


def unfinished_periods(as_at: date) -> dict[str, str]:
    """The month, quarter and year of the as-at date that are not over on it, each with a note saying so."""
    month = f"{as_at:%Y-%m}"
    found = (period_of(month, length) for length in LENGTHS)
    notes = ((period.label, unfinished(period.label, period.last_day, as_at)) for period in found)
    return {label: note for label, note in notes if note}


def in_order(cells: Mapping[At, Any]) -> list[tuple[At, Any]]:
    """The whole, then each breakdown; within each, no period first, then years, quarters and months."""

    def place(item: tuple[At, Any]) -> tuple[Any, ...]:
        period, breakdown = item[0]
        return [name for name, _ in breakdown], breakdown, period is not None, length_of(period), period or ""

    return sorted(cells.items(), key=place)


@cache
def length_of(period: str | None) -> int:
    """0 for a year, 1 for a quarter, 2 for a month. 2011-12 is the year: no month is shown that far back."""
    if period is None or " " in period:
        return 1
    return 0 if int(period[5:]) == (int(period[:4]) + 1) % 100 else 2


def at_year_end(year: str | None) -> str | None:
    """A note that says on which day a year ended; None where there is no year."""
    return f"At the end of 31 March {int(year[:4]) + 1}." if year else None


def year_ends(run: Run) -> tuple[list[date], list[int]]:
    """Each 31 March from the first case to the as-at date, and the years they end, counted from 1900-01."""
    first = run.con.execute("SELECT min(begun_month) // 12 FROM workload_cases").fetchall()[0][0]
    numbers = [number for number in range(first if first is not None else run.year, run.year + 1)]
    ends = [(date(1901 + number, 3, 31), number) for number in numbers]
    kept = [(day, number) for day, number in ends if day <= run.as_at]
    return [day for day, _ in kept], [number for _, number in kept]
