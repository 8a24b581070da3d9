"""The calendar of what recurs, such as a service's own audits: each period, and done against due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from plumbline.calendars import Calendar, add_months, nth_working_day_after, scotland
from plumbline.scrutiny.activity_form import EVERY, Recurring

Standing = Literal["done", "done_late", "due", "overdue"]
STANDING = {
    "done": "done",
    "done_late": "done late",
    "due": "not done yet, and still in time",
    "overdue": "overdue",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class PeriodDue:
    """One period, both days included, and the last day on which its audit is in time."""

    starts: date
    ends: date
    due_on: date

    @property
    def name(self) -> str:
        """Such as "March 2026", or "January to March 2026"."""
        last = f"{_MONTHS[self.ends.month - 1]} {self.ends.year}"
        if self.starts.month == self.ends.month:
            return last
        year = "" if self.starts.year == self.ends.year else f" {self.starts.year}"
        return f"{_MONTHS[self.starts.month - 1]}{year} to {last}"


def periods_due(
    recurring: Recurring, first: date, until: date, calendar: Calendar | None = None
) -> tuple[PeriodDue, ...]:
    """The periods that begin on or after `first` and by `until`, oldest first.

    Quarters and years are those of the year from 1 April. calendar: whose working days the due day is counted
    in; the bank holidays in Scotland where none is given.
    """
    months = EVERY[recurring.every]
    starts = date(first.year, first.month, 1)
    while (starts.month - 4) % months:
        starts = add_months(starts, -1)
    found = []
    while starts <= until:
        following = add_months(starts, months)
        if starts >= first:
            ends = following - timedelta(days=1)
            due_on = nth_working_day_after(calendar or scotland(), ends, recurring.due_after_working_days)
            found.append(PeriodDue(starts, ends, due_on))
        starts = following
    return tuple(found)


def standing(due_on: date, done_on: date | None, today: date) -> Standing:
    """How one period stands: done or not, and whether in time. Done on the due day is in time."""
    if done_on is not None:
        return "done" if done_on <= due_on else "done_late"
    return "due" if today <= due_on else "overdue"
