"""Days as whole numbers, many at a time.

A day is the number of days since 1 January 1970. `NEVER` stands for a day that has not come or is not known:
it is later than every real day, so comparisons need no special case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from plumbline.calendars import scotland, working_day_numbers

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]

NEVER = 10_000_000
EPOCH = date(1970, 1, 1)


def number_of(day: date) -> int:
    """The day as a number."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The number as a day. The number must be a real day, not NEVER."""
    return EPOCH + timedelta(days=int(number))


def never(count: int) -> Ints:
    """So many days that have not come."""
    return np.full(count, NEVER, dtype=np.int64)


def add_months(days: Ints, months: Ints | int) -> Ints:
    """The same day of the month so many months on, or the month's last day where there is none.

    Counted as `plumbline.calendars.add_months` counts. NEVER stays NEVER.
    """
    real = np.where(days < NEVER, days, 0)
    start = real.astype("datetime64[D]")
    month = start.astype("datetime64[M]")
    day_in_month = (start - month.astype("datetime64[D]")).astype(np.int64)
    first = (month + np.asarray(months, dtype=np.int64)).astype("datetime64[D]")
    length = ((month + np.asarray(months, dtype=np.int64) + 1).astype("datetime64[D]") - first).astype(
        np.int64
    )
    found: Ints = first.astype(np.int64) + np.minimum(day_in_month, length - 1)
    return np.where(days < NEVER, found, NEVER)


def first_of_month(day: int, months_before: int) -> int:
    """The first day of the month that lies so many months before the month of `day`."""
    here = day_of(day)
    whole = here.year * 12 + here.month - 1 - months_before
    return number_of(date(whole // 12, whole % 12 + 1, 1))


@dataclass(frozen=True)
class WorkingDays:
    """Working days by the bank holidays in Scotland, numbered for looking up many at once.

    `numbers[i]` is how many working days lie between the first day and day `first + i`, both included;
    `days[k]` is the k-th of them, counted from 0.
    """

    first: int
    numbers: Ints
    days: Ints

    def nth_after(self, day: Ints, n: Ints | int) -> Ints:
        """The n-th working day after each day, the day itself not counted; n = 0 gives the day back."""
        n = np.asarray(n, dtype=np.int64)
        found = self.days[np.clip(self._number(day) + n - 1, 0, len(self.days) - 1)]
        return np.where(day >= NEVER, NEVER, np.where(n == 0, day, found))

    def on_or_after(self, day: Ints) -> Ints:
        """The first working day on or after each day."""
        return self.nth_after(np.where(day < NEVER, day - 1, day), 1)

    def on_or_before(self, day: Ints) -> Ints:
        """The last working day on or before each day."""
        found = self.days[np.clip(self._number(day) - 1, 0, len(self.days) - 1)]
        return np.where(day >= NEVER, NEVER, found)

    def is_one(self, day: Ints) -> Bools:
        """Whether each day is worked."""
        found: Bools = self.on_or_after(day) == day
        return found

    def between(self, first: int, last: int) -> Ints:
        """The working days from `first` to `last`, both included."""
        return self.days[(self.days >= first) & (self.days <= last)]

    def _number(self, day: Ints) -> Ints:
        return self.numbers[np.clip(day - self.first, 0, len(self.numbers) - 1)]


def working_days(first: int, last: int) -> WorkingDays:
    """The working days from `first` to `last`."""
    numbers = working_day_numbers(scotland(), day_of(first), day_of(last)).astype(np.int64)
    worked = np.diff(numbers, prepend=0) > 0
    return WorkingDays(first, numbers, np.flatnonzero(worked).astype(np.int64) + first)
