from __future__ import annotations

import time
from datetime import date, timedelta

import pytest

from plumbline.calendars import (
    Calendar,
    add_months,
    is_working_day,
    nth_working_day_after,
    scotland,
    working_day_numbers,
    working_days_between,
)
from plumbline.errors import PlumblineError

WEEKDAYS_ONLY = Calendar("weekdays", {})


def test_a_weekday_is_worked_and_a_weekend_is_not() -> None:
    monday = date(2026, 3, 2)
    worked = [is_working_day(WEEKDAYS_ONLY, monday + timedelta(n)) for n in range(7)]
    assert worked == [True, True, True, True, True, False, False]


def test_a_holiday_is_not_worked() -> None:
    assert not is_working_day(scotland(), date(2026, 6, 15))


def test_a_working_exception_is_worked_on_a_holiday_and_on_a_weekend() -> None:
    calendar = Calendar("c", {date(2026, 3, 2): "x"}, frozenset({date(2026, 3, 2), date(2026, 3, 7)}))
    assert is_working_day(calendar, date(2026, 3, 2))
    assert is_working_day(calendar, date(2026, 3, 7))


@pytest.mark.parametrize(
    ("day0", "n", "due"),
    [
        (date(2026, 3, 2), 1, date(2026, 3, 3)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # day 0 on a Saturday
        (date(2026, 3, 2), 5, date(2026, 3, 9)),
        (date(2025, 12, 24), 2, date(2025, 12, 30)),  # 25 and 26 December, then a weekend
        (date(2025, 12, 30), 2, date(2026, 1, 5)),  # 1 and 2 January, then a weekend
        (date(2026, 6, 12), 1, date(2026, 6, 16)),  # the holiday of 15 June 2026
        (date(2026, 3, 7), 0, date(2026, 3, 7)),
    ],
)
def test_the_nth_working_day_after_day_0(day0: date, n: int, due: date) -> None:
    assert nth_working_day_after(scotland(), day0, n) == due


def test_a_negative_number_of_working_days_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        nth_working_day_after(WEEKDAYS_ONLY, date(2026, 3, 2), -1)


@pytest.mark.parametrize(
    ("day0", "day", "taken"),
    [
        (date(2026, 3, 6), date(2026, 3, 7), 0),  # done on Saturday: no working day has passed
        (date(2026, 3, 6), date(2026, 3, 9), 1),
        (date(2026, 3, 2), date(2026, 3, 2), 0),
        (date(2026, 3, 2), date(2026, 2, 2), 0),
        (date(2026, 6, 12), date(2026, 6, 16), 1),
        (date(2025, 3, 31), date(2026, 3, 31), 252),
    ],
)
def test_working_days_taken(day0: date, day: date, taken: int) -> None:
    assert working_days_between(scotland(), day0, day) == taken


@pytest.mark.parametrize(
    ("day0", "months", "due"),
    [
        (date(2023, 8, 31), 3, date(2023, 11, 30)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 8, 31), 12, date(2025, 8, 31)),
        (date(2026, 1, 15), 3, date(2026, 4, 15)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day0: date, months: int, due: date) -> None:
    assert add_months(day0, months) == due


def test_counting_past_the_last_year_says_so() -> None:
    with pytest.raises(PlumblineError, match="Check that this date is right"):
        add_months(date(9999, 12, 31), 3)
    with pytest.raises(PlumblineError, match="Check that this date is right"):
        nth_working_day_after(WEEKDAYS_ONLY, date(9999, 12, 30), 5)


def test_working_day_numbers_count_up_by_one_on_each_working_day() -> None:
    numbers = working_day_numbers(scotland(), date(2026, 6, 11), date(2026, 6, 17))
    assert numbers.tolist() == [1, 2, 2, 2, 2, 3, 4]


def test_working_day_numbers_mind_weekend_days_that_are_worked() -> None:
    calendar = Calendar("c", {date(2026, 3, 6): "x"}, frozenset({date(2026, 3, 7)}))
    assert working_day_numbers(calendar, date(2026, 3, 5), date(2026, 3, 9)).tolist() == [1, 1, 2, 2, 3]


def test_working_day_numbers_refuse_a_range_that_runs_backwards() -> None:
    with pytest.raises(ValueError, match="before the first day"):
        working_day_numbers(WEEKDAYS_ONLY, date(2026, 3, 2), date(2026, 3, 1))


def test_two_hundred_years_are_numbered_quickly() -> None:
    working_day_numbers(scotland(), date(2026, 1, 1), date(2026, 1, 2))  # so that loading numpy is not timed
    started = time.perf_counter()
    numbers = working_day_numbers(scotland(), date(1900, 1, 1), date(2100, 12, 31))
    taken = time.perf_counter() - started
    assert len(numbers) == 73414
    assert taken < 0.25  # about 0.003 s on an idle machine
