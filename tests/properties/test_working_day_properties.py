from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from plumbline.calendars import (
    Calendar,
    add_months,
    is_working_day,
    nth_working_day_after,
    working_day_numbers,
    working_days_between,
)

START = date(2024, 1, 1)
days = st.dates(START, date(2026, 12, 31))
calendars = st.builds(
    Calendar,
    name=st.just("made up"),
    holidays=st.dictionaries(days, st.just("holiday"), max_size=60),
    working_exceptions=st.frozensets(days, max_size=40),
)


@settings(deadline=None)
@given(calendars, days, st.integers(1, 60))
def test_the_nth_working_day_is_worked_and_counts_n(calendar: Calendar, day: date, n: int) -> None:
    due = nth_working_day_after(calendar, day, n)
    assert is_working_day(calendar, due)
    assert working_days_between(calendar, day, due) == n


@settings(deadline=None)
@given(calendars, days, days)
def test_days_taken_are_the_working_days_counted_one_by_one(
    calendar: Calendar, day0: date, day: date
) -> None:
    after = [day0 + timedelta(n) for n in range(1, (day - day0).days + 1)]
    assert working_days_between(calendar, day0, day) == sum(is_working_day(calendar, one) for one in after)


@settings(deadline=None)
@given(calendars, days, st.integers(0, 400))
def test_a_difference_of_day_numbers_is_the_working_days_between(
    calendar: Calendar, first: date, more: int
) -> None:
    numbers = working_day_numbers(calendar, first, first + timedelta(more))
    for ahead in (0, more // 2, more):
        expected = working_days_between(calendar, first, first + timedelta(ahead))
        assert numbers[ahead] - numbers[0] == expected


@settings(deadline=None)
@given(days, st.integers(0, 240))
def test_months_keep_the_day_or_end_the_month(day: date, n: int) -> None:
    due = add_months(day, n)
    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == n
    assert due.day == day.day or (due.day < day.day and (due + timedelta(1)).day == 1)
