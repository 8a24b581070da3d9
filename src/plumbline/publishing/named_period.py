"""The complete month, quarter or year that a report or a pack of open data is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plumbline.errors import UsageError
from plumbline.measures.frozen import FrozenRun
from plumbline.measures.periods import Length, Period, parse_label, period_of, spoken, written
from plumbline.measures.protection import FEWEST_STAFF
from plumbline.measures.rates import CountsRow
from plumbline.publishing.wording import day, from_to

Rows = Mapping[Length, Sequence[CountsRow]]


def named_period(period: Period | str) -> Period:
    """A month (2026-03), quarter (2025-26-Q4) or year (2025-26) as a Period.

    Raises UsageError for anything else, a quarter without its whole year among it: 2025-Q4 would be the end
    of 2025 to some and the start of 2026 to others, and a wrong figure is worse than a question.
    """
    if isinstance(period, Period):
        found = period
    else:
        year, _, quarter = period.strip().partition("-Q")
        if year.isdecimal() and len(year) == 4 and quarter in ("1", "2", "3", "4"):
            first = 3 * int(quarter) - 2
            calendar = period_of(f"{year}-{first:02d}", "quarter")
            ours = parse_label(f"{year}-{(int(year) + 1) % 100:02d}-Q{quarter}")
            raise UsageError(
                f"{period!r} can be read in two ways. Write {written(calendar)} for "
                f"{spoken(calendar.label)}, or {written(ours)} for {spoken(ours.label)}: years "
                "run from April."
            )
        found = parse_label(period)
    if found.length is None:
        raise UsageError(
            f"{found.label} is no period of its own. Ask for a month, a quarter or a year from April, "
            "such as 2026-03, 2025-26-Q4 or 2025-26."
        )
    return found


def refuse_unfinished(run: FrozenRun, period: Period, rows: Rows) -> None:
    """Raise UsageError where nothing whole can be said of the period.

    rows: the counts of every standard by month, quarter and year. That is so where the period is not over at
    the as-at date, where the run holds nothing of it, where each standard still waits for some of its duties,
    and where a place has so few staff that a month or quarter would speak of one of them.
    """
    if period.last_day > run.as_at:
        raise UsageError(
            f"{period_words(period)} is not over as at {day(run.as_at)}, so it has no whole figures. "
            "Ask for an earlier period, or judge a later extract."
        )
    if period.length != "year" and 0 < sum(run.staff.values()) < FEWEST_STAFF:
        raise UsageError(
            f"There are fewer than {FEWEST_STAFF} staff, so figures are shown by year only. "
            f"Ask for a year, such as {written(period_of(period.last, 'year'))}."
        )
    mine = rows_of(period, rows)
    if not mine:
        months = sorted(
            row.months.first for row in rows["month"] if row.months and row.months.last_day <= run.as_at
        )
        held = f"Its months run from {from_to(months[0], months[-1])}." if months else "It holds no month."
        raise UsageError(f"The run holds nothing of {period_words(period)}. {held} Ask for one of them.")
    if not any(row.complete for row in mine):
        raise UsageError(
            f"{period_words(period)} is not complete: every standard still has duties of it that are not yet "
            f"due as at {day(run.as_at)}. Ask for an earlier period, or judge a later extract."
        )


def rows_of(period: Period, rows: Rows) -> list[CountsRow]:
    """The rows of the period, one a standard that has any."""
    assert period.length is not None
    return [row for row in rows[period.length] if row.months == period]


def period_words(period: Period) -> str:
    """As the pages say it: "March 2026", "January to March 2026", "2025-26 (April 2025 to March 2026)"."""
    if period.length == "year":
        return f"{period.label} ({from_to(period.first, period.last)})"
    return spoken(period.label)
