"""Working days: which days count, and how they are counted.

A working day is Monday to Friday, less the holidays of the calendar in force, and any other day that a
council says it works. The default calendar is the bank holidays in Scotland, held as data in
`library/calendars/scotland.toml`; a council may lay a dated list of its own over it.

Counting starts the day after day 0, whatever kind of day that is. A calendar knows holidays only for some
years (`known_from` to `known_until`); outside them weekends alone are left out, so whoever prints a figure
that reaches beyond should say so.
"""

from __future__ import annotations

import calendar as gregorian
import csv
import io
import re
import tomllib
from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from plumbline.errors import PlumblineError

if TYPE_CHECKING:
    from numpy import int32
    from numpy.typing import NDArray

ONE_DAY = timedelta(days=1)
SATURDAY = 5
MOST_BYTES = 10_000_000
"""A council's calendar larger than this is some other file, given by mistake."""


@dataclass(frozen=True)
class Calendar:
    """Which days are worked in one place. Do not change `holidays` after it is made.

    `holidays` maps a day to the holiday's name. `working_exceptions` are days that are worked although they
    are a holiday or fall on a weekend. `known_from` and `known_until` bound the years whose holidays are
    known, `published_until` is the last year that rests on a published list and not on rules alone, and
    `source` says where the days come from.
    """

    name: str
    holidays: dict[date, str] = field(hash=False)
    working_exceptions: frozenset[date] = frozenset()
    known_from: date | None = None
    known_until: date | None = None
    published_until: int | None = None
    source: str = ""

    @cached_property
    def _days_off(self) -> list[int]:
        """Weekdays that are not worked, as ordinals in order."""
        return sorted(
            day.toordinal()
            for day in self.holidays
            if day.weekday() < SATURDAY and day not in self.working_exceptions
        )

    @cached_property
    def _weekend_days_worked(self) -> list[int]:
        """Weekend days that are worked, as ordinals in order."""
        return sorted(day.toordinal() for day in self.working_exceptions if day.weekday() >= SATURDAY)

    def _worked_up_to(self, ordinal: int) -> int:
        """How many working days there are from 1 January of year 1 up to and including `ordinal`."""
        weeks, rest = divmod(ordinal, 7)  # ordinal 1 is a Monday
        weekdays = weeks * 5 + min(rest, 5)
        return (
            weekdays
            - bisect_right(self._days_off, ordinal)
            + bisect_right(self._weekend_days_worked, ordinal)
        )


@lru_cache(maxsize=1)
def scotland() -> Calendar:
    """The bank holidays in Scotland, from the library.

    Years after `published_until` follow the rules and have not been proclaimed.
    """
    text = files("plumbline").joinpath("library/calendars/scotland.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    holidays = {
        date.fromisoformat(day): name for years in content["years"] for day, name in years["holidays"].items()
    }
    return Calendar(
        name=content["name"],
        holidays=holidays,
        known_from=date(min(years["first"] for years in content["years"]), 1, 1),
        known_until=date(max(years["last"] for years in content["years"]), 12, 31),
        published_until=content["published_until"],
        source=f"{content['title']}, edition {content['edition']}",
    )


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether `day` is worked under `calendar`."""
    if day in calendar.working_exceptions:
        return True
    return day.weekday() < SATURDAY and day not in calendar.holidays


def nth_working_day_after(calendar: Calendar, day: date, n: int) -> date:
    """The n-th working day after `day`; `day` itself is never counted, whatever kind of day it is.

    `n` is 0 or more; 0 gives `day` back. A limit of n working days from day 0 is due on this day.
    Raises PlumblineError where the count runs past the year 9999, and ValueError for a negative `n`.
    """
    if n < 0:
        raise ValueError(f"n must be 0 or more, not {n}")
    try:
        while n > 0:
            day += ONE_DAY
            if is_working_day(calendar, day):
                n -= 1
    except OverflowError:
        raise _beyond_the_last_year(day) from None
    return day


def working_days_between(calendar: Calendar, day0: date, day: date) -> int:
    """How many working days lie after `day0`, up to and including `day`; 0 where `day` is not later."""
    if day <= day0:
        return 0
    return calendar._worked_up_to(day.toordinal()) - calendar._worked_up_to(day0.toordinal())


def add_months(day: date, n: int) -> date:
    """The same day of the month, n months on; the month's last day where it has no such day.

    Always count from day 0 (31 August and 3, 6, 9 months), never from the last answer, or a month's end
    drifts. Raises PlumblineError where the answer lies outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    month += 1
    if not 1 <= year <= 9999:
        raise _beyond_the_last_year(day)
    return date(year, month, min(day.day, gregorian.monthrange(year, month)[1]))


def working_day_numbers(calendar: Calendar, first: date, last: date) -> NDArray[int32]:
    """The working days from `first` up to and including each day, one number a day from `first` to `last`.

    The number of working days after one day up to and including another is the difference of their numbers.
    A working `first` has the number 1. Raises ValueError where `last` is before `first`.
    """
    if last < first:
        raise ValueError(f"the last day {last} is before the first day {first}")
    import numpy  # here and not above, so that counting a few days does not load it

    start = first.toordinal()
    length = last.toordinal() - start + 1
    worked = ((numpy.arange(length) + first.weekday()) % 7 < SATURDAY).astype(numpy.int32)
    for days, value in ((calendar._days_off, 0), (calendar._weekend_days_worked, 1)):
        positions = [ordinal - start for ordinal in days if 0 <= ordinal - start < length]
        worked[positions] = value
    return numpy.cumsum(worked, dtype=numpy.int32)


def read_council_calendars(
    path: Path | str,
    base: Calendar,
    *,
    successors: Mapping[str, str] | None = None,
    known: Collection[str] | None = None,
) -> dict[str, Calendar]:
    """Read a dated list of local days and lay it over `base`: one calendar for each authority named.

    The file is a CSV with the columns authority, date, working (yes or no) and, if wished, name. `no` makes
    the day a holiday, `yes` makes it a working day, also on a weekend. Dates are ISO or day first. Column
    names are matched without regard to case, spaces, hyphens and underscores; other columns are left alone.

    `successors` maps a retired council code to the one now in use; `known` are the codes that may appear.
    An authority that the file does not name keeps `base`. Raises one PlumblineError that lists every fault
    with row, column and value; row 1 is the first after the header.
    """
    path = Path(path)
    rows, columns = _read_table(path)
    faults: list[str] = []
    days: dict[str, dict[date, tuple[bool, str, int]]] = {}
    for number, row in rows:
        values = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        authority = _authority(values["authority"], successors or {}, known)
        day = _read_date(values["date"])
        working = _YES_NO.get(values["working"].casefold())
        if isinstance(authority, _Fault):
            faults.append(_fault_line(number, "authority", values["authority"], authority))
        if isinstance(day, _Fault):
            faults.append(_fault_line(number, "date", values["date"], day))
        if working is None:
            faults.append(_fault_line(number, "working", values["working"], _Fault("write yes or no")))
        if isinstance(authority, _Fault) or isinstance(day, _Fault) or working is None:
            continue
        listed = days.setdefault(authority, {})
        if day in listed:
            again = _Fault(f"{authority} has this day already in row {listed[day][2]}; keep one of the two")
            faults.append(_fault_line(number, "date", values["date"], again))
            continue
        listed[day] = (working, values.get("name", "") or "local holiday", number)
    if faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise PlumblineError(f"{path}: {count} in the calendar.\n" + "\n".join(faults))
    if not days:
        raise PlumblineError(
            f"{path}: the calendar holds no days. Add a row for each local day, or leave it out."
        )
    return {
        authority: _laid_over(base, authority, listed, path) for authority, listed in sorted(days.items())
    }


def _laid_over(
    base: Calendar, authority: str, listed: dict[date, tuple[bool, str, int]], path: Path
) -> Calendar:
    holidays = dict(base.holidays)
    exceptions = set(base.working_exceptions)
    for day, (working, name, _) in listed.items():
        if working:
            exceptions.add(day)
        else:
            holidays[day] = name
            exceptions.discard(day)
    return replace(
        base,
        name=f"{base.name} with the days of {authority}",
        holidays=holidays,
        working_exceptions=frozenset(exceptions),
        source=f"{base.source}; local days from {path.name}"
        if base.source
        else f"local days from {path.name}",
    )


class _Fault(str):
    """How to mend a value that cannot be used."""

    __slots__ = ()


_YES_NO = {
    **dict.fromkeys(("yes", "y", "true", "1"), True),
    **dict.fromkeys(("no", "n", "false", "0"), False),
}
_AUTHORITY = re.compile(r"[SX]12\d{6}")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2}|[A-Za-z]{3,9})[/.-](\d{2,4})")
# Written out, because the standard library's names follow the machine's language.
_MONTHS = {
    **{"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6},
    **{"july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12},
    **{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9},
    **{"oct": 10, "nov": 11, "dec": 12},
}


def _fault_line(number: int, column: str, value: str, mend: _Fault) -> str:
    shown = "(empty)" if value == "" else repr(value if len(value) <= 60 else value[:57] + "...")
    return f"  row {number}, column {column}, value {shown}: {mend}"


def _authority(text: str, successors: Mapping[str, str], known: Collection[str] | None) -> str | _Fault:
    code = text.upper()
    if not code:
        return _Fault("give the council's code, such as S12000039")
    if not _AUTHORITY.fullmatch(code):
        return _Fault("not a council code; write S12 and six digits, such as S12000039")
    code = successors.get(code, code)
    if known is not None and code not in known:
        return _Fault("no council in use has this code; look for a slip of the pen")
    return code


def _read_date(text: str) -> date | _Fault:
    """A date written year first or day first, with or without a time after it."""
    written = re.split(r"[T ]\s*(?=\d{1,2}:)", text, maxsplit=1)[0].strip()
    if iso := _ISO.fullmatch(written):
        year, month, day = (int(part) for part in iso.groups())
    elif day_first := _DAY_FIRST.fullmatch(written):
        if len(day_first[3]) != 4:
            return _Fault("write the year with four digits")
        middle = day_first[2]
        month = int(middle) if middle.isdigit() else _MONTHS.get(middle.casefold(), 0)
        day, year = int(day_first[1]), int(day_first[3])
    else:
        return _Fault("write the date as 2026-03-01 or 01/03/2026" if text else "give the date")
    if not 1900 <= year <= 2100:
        return _Fault("the year must lie between 1900 and 2100")
    try:
        return date(year, month, day)
    except ValueError:
        return _Fault("there is no such day; write the date as 2026-03-01 or 01/03/2026, day first")


def _read_table(path: Path) -> tuple[list[tuple[int, list[str]]], dict[str, int]]:
    """The numbered rows after the header, and where each wanted column stands."""
    text = _read_text(path)
    first_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first_line.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise PlumblineError(
            f"{path}: cannot be read as CSV ({error}). Save the calendar as CSV again."
        ) from None
    table = [row for row in table if row]  # a blank line is no row
    if not any(value.strip() for row in table for value in row):
        raise PlumblineError(
            f"{path}: the file is empty. It needs the columns authority, date, working and name."
        )
    columns: dict[str, int] = {}
    for at, title in enumerate(table[0]):
        name = re.sub(r"[\s_-]", "", title).casefold()
        if name in ("authority", "date", "working", "name"):
            if name in columns:
                raise PlumblineError(f"{path}: the column {name} stands there twice. Leave one of them out.")
            columns[name] = at
    if missing := [name for name in ("authority", "date", "working") if name not in columns]:
        raise PlumblineError(
            f"{path}: there is no column {' and no column '.join(missing)} in the first row. "
            "A calendar has the columns authority, date, working and name."
        )
    rows = [
        (number, row) for number, row in enumerate(table[1:], start=1) if any(value.strip() for value in row)
    ]
    return rows, columns


def _read_text(path: Path) -> str:
    """The file's text: UTF-8 with or without its mark, UTF-16 with its mark, else Windows-1252."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise PlumblineError(
                f"{path}: too large for a calendar. Give a CSV with one row for each local day."
            )
        content = path.read_bytes()
    except OSError as error:
        raise PlumblineError(
            f"{path}: cannot be opened ({error.strerror}). Give the path of a calendar in CSV."
        ) from None
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ("utf-16",) if wide else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise PlumblineError(f"{path}: this is not a text file. Save the calendar as CSV.")


def _beyond_the_last_year(day: date) -> PlumblineError:
    return PlumblineError(f"counting from {day} leaves the years 1 to 9999. Check that this date is right.")
