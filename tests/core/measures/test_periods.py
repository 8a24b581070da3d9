from __future__ import annotations

from datetime import date

import duckdb
import pytest

from plumbline.errors import UsageError
from plumbline.measures.periods import (
    LENGTHS,
    Period,
    label_of,
    label_sql,
    parse_label,
    parse_year,
    period_of,
    quarter_of,
    written,
    year_of,
)


@pytest.mark.parametrize(
    ("month", "year", "quarter"),
    [
        ("2025-03", "2024-25", "2024-25 Q4"),
        ("2025-04", "2025-26", "2025-26 Q1"),
        ("2025-09", "2025-26", "2025-26 Q2"),
        ("2025-12", "2025-26", "2025-26 Q3"),
        ("2026-01", "2025-26", "2025-26 Q4"),
        ("1999-04", "1999-00", "1999-00 Q1"),
    ],
)
def test_a_month_lies_in_the_year_and_quarter_counted_from_april(month: str, year: str, quarter: str) -> None:
    assert (year_of(month), quarter_of(month)) == (year, quarter)


def test_sql_and_python_name_every_month_alike() -> None:
    months = [f"{year}-{month:02d}" for year in (1999, 2009, 2025) for month in range(1, 13)]
    with duckdb.connect() as con:
        for length in LENGTHS:
            for month in months:
                row = con.execute(f"SELECT {label_sql(length)} FROM (SELECT ? AS period)", [month]).fetchone()
                assert row == (label_of(month, length),)


def test_a_year_begins_in_april_and_ends_in_march() -> None:
    year = parse_year("2025-26")
    assert (year.first_day, year.last_day) == (date(2025, 4, 1), date(2026, 3, 31))


def test_a_month_ends_on_its_last_day() -> None:
    assert Period("2024-02", "2024-02").last_day == date(2024, 2, 29)
    assert Period("2025-12", "2025-12").last_day == date(2025, 12, 31)


@pytest.mark.parametrize("text", ["2025-26", "2025-2026", " 2025-26 "])
def test_a_year_is_read_short_or_in_full(text: str) -> None:
    assert parse_year(text) == Period("2025-04", "2026-03")


def test_2011_12_asked_for_as_a_year_is_the_year() -> None:
    assert parse_year("2011-12") == Period("2011-04", "2012-03")


@pytest.mark.parametrize("text", ["2025", "2025-27", "2025-24", "2025/26", "25-26", "", "2025-2027"])
def test_what_is_no_year_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no year"):
        parse_year(text)


@pytest.mark.parametrize(
    ("text", "period", "length"),
    [
        ("2026-03", Period("2026-03", "2026-03"), "month"),
        ("2025-26-Q4", Period("2026-01", "2026-03"), "quarter"),
        ("2025-26 Q1", Period("2025-04", "2025-06"), "quarter"),
        ("2025-26", Period("2025-04", "2026-03"), "year"),
        ("2011-12", Period("2011-12", "2011-12"), "month"),
        ("2011-2012", Period("2011-04", "2012-03"), "year"),
    ],
)
def test_a_label_names_its_period(text: str, period: Period, length: str) -> None:
    assert parse_label(text) == period
    assert parse_label(text).length == length


@pytest.mark.parametrize("text", ["2025-13", "2025-27-Q1", "2025-26-Q5", "Q4", "last year"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"is no (period|year)"):
        parse_label(text)


@pytest.mark.parametrize("text", ["2026-03", "2025-26-Q4", "2025-26", "2011-12", "2011-2012", "2000-2001"])
def test_a_period_is_written_as_it_is_read(text: str) -> None:
    assert written(parse_label(text)) == text


def test_a_range_is_written_from_and_until() -> None:
    period = Period("2025-04", "2025-08")
    assert (period.length, period.label, written(period)) == (None, "2025-04 to 2025-08", "2025-04..2025-08")


def test_periods_sort_by_when_they_begin() -> None:
    found = sorted(
        [period_of("2026-01", "quarter"), period_of("2025-12", "quarter"), period_of("2024-05", "quarter")]
    )
    assert [period.label for period in found] == ["2024-25 Q1", "2025-26 Q3", "2025-26 Q4"]
