"""The default calendar, checked against the `holidays` package.

That package's default category (public holidays) and subdivision SCT are all that is needed: it has no other
category for this country. It also lists the weekend days that a substitute stands for, which this file does
not, so weekdays alone are compared.
"""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files

import holidays
import pytest

from plumbline.calendars import is_working_day, scotland

# A day on which we differ, and why. Nothing else may differ.
DIFFERENCES = {
    date(
        2006, 11, 30
    ): "the St Andrew's Day Act passed in January 2007, so the first holiday was in that year",
    # Editions of the package from before February 2026 do not have the day; both answers are accepted.
    date(2026, 6, 15): "proclaimed in February 2026",
}


def test_every_weekday_agrees_with_the_holidays_package() -> None:
    theirs = holidays.country_holidays("GB", subdiv="SCT", years=range(1990, 2041))
    reference = {day for day in theirs if day.weekday() < 5}
    differing = reference ^ set(scotland().holidays)
    assert differing <= set(DIFFERENCES)
    assert date(2006, 11, 30) in differing


def test_no_holiday_stands_on_a_weekend() -> None:
    assert [day for day in scotland().holidays if day.weekday() >= 5] == []


def test_the_years_follow_each_other_and_each_stretch_names_its_source() -> None:
    text = files("plumbline").joinpath("library/calendars/scotland.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    stretches = content["years"]
    assert [(s["first"], s["last"], s["standing"]) for s in stretches] == [
        (1990, 2006, "published"),
        (2007, 2027, "published"),
        (2028, 2040, "by rule"),
    ]
    for stretch in stretches:
        assert "1971" in stretch["source"]
        years = {date.fromisoformat(day).year for day in stretch["holidays"]}
        assert years == set(range(stretch["first"], stretch["last"] + 1))


def test_the_calendar_says_which_years_it_knows() -> None:
    calendar = scotland()
    assert (calendar.known_from, calendar.known_until) == (date(1990, 1, 1), date(2040, 12, 31))
    assert calendar.published_until == 2027


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 6, 15), "Scotland at the men's football World Cup"),
        (date(2022, 9, 19), "State funeral of Queen Elizabeth II"),
        (date(2023, 5, 8), "Coronation of King Charles III"),
        (date(2011, 4, 29), "Wedding of Prince William and Catherine Middleton"),
        (date(2022, 1, 4), "New Year's Day (substitute day)"),
        (date(2024, 12, 26), "Boxing Day"),
        (date(2024, 11, 30), None),  # a Saturday
        (date(2024, 12, 2), "St Andrew's Day (substitute day)"),
        (date(2025, 12, 1), "St Andrew's Day (substitute day)"),
        (date(2008, 12, 1), "St Andrew's Day (substitute day)"),
    ],
)
def test_a_day_bears_its_name(day: date, name: str | None) -> None:
    assert scotland().holidays.get(day) == name


@pytest.mark.parametrize(
    "day",
    [
        date(2020, 5, 4),
        date(2022, 5, 30),
        date(2012, 5, 28),
        date(2002, 5, 27),
        date(1995, 5, 1),
        date(2006, 11, 30),
    ],
)
def test_the_day_a_holiday_was_moved_from_is_worked(day: date) -> None:
    assert is_working_day(scotland(), day)


@pytest.mark.parametrize("day", [date(2026, 4, 6), date(2026, 8, 31)])
def test_holidays_of_england_are_worked(day: date) -> None:
    assert is_working_day(scotland(), day)
