"""Days and months counted by the database equal those counted in Python, for every day of a leap cycle.

`docs/decisions/days-as-a-table.md` promises this.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import duckdb
import pytest

from plumbline.calendars import (
    Calendar,
    add_months,
    is_working_day,
    nth_working_day_after,
    scotland,
    working_days_between,
)
from plumbline.standards.judge import FIRST_DAY, LAST_DAY, days_sql

# Four years from one 29 February to the next, with the turn of 2100 apart: no leap year.
CYCLE = [date(2024, 1, 1) + timedelta(days=number) for number in range(366 + 3 * 365 + 60)]
OWN_DAYS = Calendar(
    name="A council's own",
    holidays={**scotland().holidays, date(2024, 9, 16): "local", date(2025, 9, 15): "local"},
    working_exceptions=frozenset({date(2024, 12, 26), date(2024, 6, 1), date(2024, 6, 2)}),
)
NO_HOLIDAYS = Calendar(name="Weekdays alone", holidays={})
CALENDARS = [scotland(), OWN_DAYS, NO_HOLIDAYS]
NUMBERED = pytest.mark.parametrize("number", range(len(CALENDARS)), ids=[one.name for one in CALENDARS])
STEPS = (1, 2, 5, 7, 10, 20)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute(days_sql(CALENDARS))
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def counted(con: duckdb.DuckDBPyConnection) -> list[dict[date, int]]:
    """For each calendar, the number of every day."""
    found: list[dict[date, int]] = [{} for _ in CALENDARS]
    for calendar, day, number in con.execute("SELECT calendar, day, number FROM days").fetchall():
        found[calendar][day] = number
    return found


@NUMBERED
def test_every_day_is_there_once(counted: list[dict[date, int]], number: int) -> None:
    assert len(counted[number]) == (LAST_DAY - FIRST_DAY).days + 1
    assert (min(counted[number]), max(counted[number])) == (FIRST_DAY, LAST_DAY)


@NUMBERED
def test_a_day_adds_one_where_it_is_worked_and_none_where_not(
    counted: list[dict[date, int]], number: int
) -> None:
    days = counted[number]
    one_day = timedelta(days=1)
    wrong = [
        day
        for day in days
        if day > FIRST_DAY and days[day] - days[day - one_day] != is_working_day(CALENDARS[number], day)
    ]
    assert wrong == []


@NUMBERED
def test_days_taken_are_those_counted_in_python(counted: list[dict[date, int]], number: int) -> None:
    days, calendar = counted[number], CALENDARS[number]
    wrong = [
        (start, start + timedelta(days=ahead))
        for start in CYCLE
        for ahead in (0, 1, 2, 3, 4, 9, 30, 365)
        if days[start + timedelta(days=ahead)] - days[start]
        != working_days_between(calendar, start, start + timedelta(days=ahead))
    ]
    assert wrong == []


@NUMBERED
def test_the_nth_working_day_is_the_first_day_of_that_number(
    counted: list[dict[date, int]], number: int
) -> None:
    days, calendar = counted[number], CALENDARS[number]
    first: dict[int, date] = {}
    for day in sorted(days):
        first.setdefault(days[day], day)
    wrong = [
        (start, n)
        for start in CYCLE
        for n in STEPS
        if first[days[start] + n] != nth_working_day_after(calendar, start, n)
    ]
    assert wrong == []


@pytest.mark.parametrize("months", [1, 2, 3, 6, 9, 12, 13, 18, 24, 36])
def test_months_added_by_the_database_are_those_added_in_python(
    con: duckdb.DuckDBPyConnection, months: int
) -> None:
    found = con.execute(
        f"SELECT day, (day + INTERVAL {months} MONTH)::DATE, (day + to_months({months}::INTEGER))::DATE "
        "FROM days WHERE calendar = 0 AND (day BETWEEN ? AND ? OR day BETWEEN '2095-12-01' AND '2096-03-01')",
        [CYCLE[0], CYCLE[-1]],
    ).fetchall()
    assert len(found) == len(CYCLE) + 92
    assert [row for row in found if row[1:] != (add_months(row[0], months),) * 2] == []


def test_months_into_a_february_of_a_century_without_leap_day() -> None:
    found = duckdb.execute("SELECT (DATE '2096-02-29' + INTERVAL 48 MONTH)::DATE").fetchall()
    assert found == [(add_months(date(2096, 2, 29), 48),)] == [(date(2100, 2, 28),)]
