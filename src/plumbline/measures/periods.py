"""Months, quarters and years as figures name them.

A year runs from 1 April to 31 March and is written 2025-26. Its quarters start in April, July, October and
January and are written 2025-26 Q1 to Q4. A month is written 2025-04.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from plumbline.errors import UsageError

Length = Literal["month", "quarter", "year"]
LENGTHS: tuple[Length, ...] = ("month", "quarter", "year")

_YEAR = re.compile(r"(\d{4})-(\d{2}|\d{4})")
_QUARTER = re.compile(r"(\d{4})-(\d{2})[ -]Q([1-4])")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Period:
    """A run of whole months. `first` and `last` are written YYYY-MM, so periods sort by when they begin."""

    first: str
    last: str

    @property
    def length(self) -> Length | None:
        """Month, quarter or year; None for a range that was put together by hand."""
        for length in LENGTHS:
            if period_of(self.first, length) == self:
                return length
        return None

    @property
    def label(self) -> str:
        """As figures show it: 2025-04, 2025-26 Q1, 2025-26, or "2025-04 to 2025-09" for a range."""
        length = self.length
        return label_of(self.first, length) if length else f"{self.first} to {self.last}"

    @property
    def first_day(self) -> date:
        """The first day of the period."""
        return date(int(self.first[:4]), int(self.first[5:]), 1)

    @property
    def last_day(self) -> date:
        """The last day of the period."""
        year, month = int(self.last[:4]), int(self.last[5:])
        following = date(year + month // 12, month % 12 + 1, 1)
        return following - timedelta(days=1)


def year_of(month: str) -> str:
    """The year that a month (YYYY-MM) lies in: 2026-03 lies in 2025-26."""
    starts = _year_start(month)
    return f"{starts}-{(starts + 1) % 100:02d}"


def quarter_of(month: str) -> str:
    """The quarter that a month (YYYY-MM) lies in, with its year: 2026-03 lies in 2025-26 Q4."""
    return f"{year_of(month)} Q{(int(month[5:]) + 8) % 12 // 3 + 1}"


def label_of(month: str, length: Length) -> str:
    """The name of the month, quarter or year that a month (YYYY-MM) lies in."""
    if length == "month":
        return month
    return quarter_of(month) if length == "quarter" else year_of(month)


def period_of(month: str, length: Length) -> Period:
    """The month, quarter or year that a month (YYYY-MM) lies in."""
    if length == "month":
        return Period(month, month)
    start = _year_start(month)
    if length == "year":
        return Period(f"{start:04d}-04", f"{start + 1:04d}-03")
    year, number = int(month[:4]), int(month[5:])
    first = (number - 1) // 3 * 3 + 1
    return Period(f"{year:04d}-{first:02d}", f"{year:04d}-{first + 2:02d}")


def parse_year(text: str) -> Period:
    """A year written 2025-26 or 2025-2026. Raises UsageError for anything else."""
    found = _YEAR.fullmatch(text.strip())
    if found:
        start = int(found[1])
        if found[2] in (f"{start + 1:04d}", f"{(start + 1) % 100:02d}"):
            return period_of(f"{start:04d}-04", "year")
    raise UsageError(f"{text!r} is no year. Write the year from 1 April 2025 to 31 March 2026 as 2025-26.")


def parse_label(label: str) -> Period:
    """The period that one of our own labels (of a month, a quarter or a year) names.

    A label that could be both, such as 2011-12, is read as the month; see `written` for how a year avoids it.
    Raises UsageError for anything that is no period.
    """
    text = label.strip()
    if _MONTH.fullmatch(text):
        return Period(text, text)
    if found := _QUARTER.fullmatch(text):
        year = parse_year(f"{found[1]}-{found[2]}")
        start, quarter = int(year.first[:4]), int(found[3])
        month = f"{start:04d}-{3 * quarter + 1:02d}" if quarter < 4 else f"{start + 1:04d}-01"
        return period_of(month, "quarter")
    try:
        return parse_year(text)
    except UsageError:
        raise UsageError(
            f"{label!r} is no period. Write a month as 2026-03, a quarter as 2025-26-Q4, a year as 2025-26."
        ) from None


def written(period: Period) -> str:
    """The period as a measure writes it: 2026-03, 2025-26-Q4, 2025-26, or 2025-04..2025-09 for a range.

    The years 2000-01 to 2011-12 would read as months, so they are written in full: 2011-2012.
    """
    length = period.length
    if length is None:
        return f"{period.first}..{period.last}"
    label = label_of(period.first, length).replace(" ", "-")
    if length == "year" and _MONTH.fullmatch(label):
        return f"{period.first[:4]}-{period.last[:4]}"
    return label


_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def spoken(label: str) -> str:
    """A label as a person says it: "September 2025", "July to September 2025", "2025-26" (for a year)."""
    period = parse_label(label)
    if period.length == "year":
        return label
    first, last = (_MONTH_NAMES[int(month[5:]) - 1] for month in (period.first, period.last))
    year = period.last[:4]
    return f"{first} {year}" if period.first == period.last else f"{first} to {last} {year}"


def months_between(first: str, last: str) -> list[str]:
    """Every month from one to the other, both included, each YYYY-MM."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(start, end + 1)]


def label_sql(length: Length, column: str = "period") -> str:
    """SQL for the name of the month, quarter or year that a column of months (YYYY-MM) lies in."""
    if length == "month":
        return column
    month = f"CAST(substr({column}, 6, 2) AS INTEGER)"
    start = f"CAST(substr({column}, 1, 4) AS INTEGER) - ({month} < 4)::INTEGER"
    year = f"CAST({start} AS VARCHAR) || '-' || lpad(CAST(({start} + 1) % 100 AS VARCHAR), 2, '0')"
    if length == "year":
        return year
    return f"{year} || ' Q' || CAST(({month} + 8) % 12 // 3 + 1 AS VARCHAR)"


def _year_start(month: str) -> int:
    return int(month[:4]) - (int(month[5:]) < 4)
