from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from plumbline.calendars import add_months as one_add_months
from plumbline.calendars import is_working_day, nth_working_day_after, scotland
from plumbline.synth.days import (
    NEVER,
    add_months,
    day_of,
    first_of_month,
    never,
    number_of,
    working_days,
)

FIRST = date(2023, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(800)]
NUMBERS = np.array([number_of(day) for day in DAYS])
WORKING = working_days(number_of(FIRST) - 400, number_of(FIRST) + 2000)


@pytest.mark.parametrize("months", [0, 1, 3, 6, 18])
def test_months_are_added_as_the_calendar_adds_them(months: int) -> None:
    assert [day_of(day) for day in add_months(NUMBERS, months)] == [
        one_add_months(day, months) for day in DAYS
    ]


@pytest.mark.parametrize("n", [0, 1, 5, 20])
def test_working_days_are_counted_as_the_calendar_counts_them(n: int) -> None:
    found = [day_of(day) for day in WORKING.nth_after(NUMBERS, n)]
    assert found == [nth_working_day_after(scotland(), day, n) for day in DAYS]


def test_the_next_and_the_last_working_day_are_working_days() -> None:
    after, before = WORKING.on_or_after(NUMBERS), WORKING.on_or_before(NUMBERS)
    assert all(is_working_day(scotland(), day_of(day)) for day in [*after, *before])
    assert bool((after >= NUMBERS).all()) and bool((before <= NUMBERS).all())


def test_a_working_day_is_its_own_next_and_last() -> None:
    worked = [is_working_day(scotland(), day) for day in DAYS]
    assert WORKING.is_one(NUMBERS).tolist() == worked
    assert (WORKING.on_or_before(NUMBERS) == NUMBERS).tolist() == worked


def test_what_never_comes_never_comes() -> None:
    nothing = never(1)
    for found in (
        add_months(nothing, 3),
        WORKING.nth_after(nothing, 5),
        WORKING.on_or_after(nothing),
        WORKING.on_or_before(nothing),
    ):
        assert found.tolist() == [NEVER]


@pytest.mark.parametrize(
    ("before", "first"), [(0, date(2026, 8, 1)), (8, date(2025, 12, 1)), (18, date(2025, 2, 1))]
)
def test_whole_months_before_the_as_at_date(before: int, first: date) -> None:
    assert day_of(first_of_month(number_of(date(2026, 8, 31)), before)) == first
