"""What recurs: the periods, the day each is due, and done against due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plumbline.calendars import scotland
from plumbline.scrutiny.activity_form import Recurring
from plumbline.scrutiny.recurring import STANDING, PeriodDue, periods_due, standing

MONTHLY = Recurring("month", 10)


def test_a_monthly_audit_has_a_period_for_every_month() -> None:
    found = periods_due(MONTHLY, date(2026, 1, 1), date(2026, 3, 15))
    assert found == (
        PeriodDue(date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 13)),
        PeriodDue(date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 13)),
        PeriodDue(date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 15)),
    )


def test_a_period_that_had_begun_already_is_not_owed() -> None:
    assert [one.starts for one in periods_due(MONTHLY, date(2026, 1, 2), date(2026, 2, 1))] == [
        date(2026, 2, 1)
    ]


def test_the_period_that_begins_on_the_last_day_is_among_them() -> None:
    assert len(periods_due(MONTHLY, date(2026, 1, 1), date(2026, 2, 1))) == 2


@pytest.mark.parametrize(
    ("every", "names"),
    [
        ("month", ["December 2025", "January 2026", "February 2026", "March 2026", "April 2026"]),
        ("quarter", ["January to March 2026", "April to June 2026"]),
        ("year", ["April 2026 to March 2027"]),
    ],
)
def test_quarters_and_years_are_those_of_the_year_from_april(every: str, names: list[str]) -> None:
    found = periods_due(Recurring(every, 10), date(2025, 12, 1), date(2026, 4, 1))
    assert [one.name for one in found] == names


def test_a_year_that_begins_where_the_calendar_begins_is_whole() -> None:
    (first,) = periods_due(Recurring("year", 0), date(2025, 4, 1), date(2026, 3, 31))
    assert (first.starts, first.ends, first.due_on) == (
        date(2025, 4, 1),
        date(2026, 3, 31),
        date(2026, 3, 31),
    )


def test_a_councils_own_holiday_moves_the_due_day() -> None:
    own = replace(scotland(), holidays={**scotland().holidays, date(2026, 2, 13): "Local holiday"})
    assert periods_due(MONTHLY, date(2026, 1, 1), date(2026, 1, 1), own)[0].due_on == date(2026, 2, 16)


def test_nothing_is_due_before_it_begins() -> None:
    assert periods_due(MONTHLY, date(2026, 5, 1), date(2026, 4, 30)) == ()


@pytest.mark.parametrize(
    ("done_on", "today", "stands"),
    [
        (date(2026, 2, 13), date(2026, 4, 1), "done"),
        (date(2026, 2, 14), date(2026, 4, 1), "done_late"),
        (None, date(2026, 2, 13), "due"),
        (None, date(2026, 2, 14), "overdue"),
    ],
)
def test_the_due_day_itself_is_in_time(done_on: date | None, today: date, stands: str) -> None:
    assert standing(date(2026, 2, 13), done_on, today) == stands


def test_every_standing_has_words() -> None:
    assert list(STANDING) == ["done", "done_late", "due", "overdue"]
