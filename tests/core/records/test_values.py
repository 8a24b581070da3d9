"""How one cell is read, type by type."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.records.specification import Column, load
from plumbline.records.values import Words, read_value

SPECIFICATION = load()
WORDS = Words(SPECIFICATION)
DATE = Column("imposed_on", "date", "")


def column(table: str, name: str) -> Column:
    return SPECIFICATION.tables[table].column(name)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-01",
        "01/03/2026",
        "1/3/2026",
        "01-03-2026",
        "1.3.2026",
        "01-Mar-2026",
        "1-mar-2026",
        "01/March/2026",
        " 2026-03-01 ",
        "2026-03-01T09:30:00",
        "2026-03-01 09:30",
        "01/03/2026 09:30:15",
        "01/03/2026 9:30 pm",
        "2026-03-01T09:30:00.123Z",
        "2026-03-01 09:30:00+00:00",
    ],
)
def test_the_first_of_march_is_read_in_each_form(cell: str) -> None:
    assert read_value(DATE, cell, WORDS).value == "2026-03-01"


@pytest.mark.parametrize(
    "cell",
    ["03/13/2026", "2026-02-30", "31/04/2026", "2026/03/01", "20260301", "March 2026", "01/03-2026", "46082"],
)
def test_what_is_no_date_is_not_read_as_one(cell: str) -> None:
    reading = read_value(DATE, cell, WORDS)
    assert (reading.value, reading.kind) == (None, "date_unreadable")


@pytest.mark.parametrize("cell", ["13/01/24", "1-Jan-24", "1.1.99"])
def test_a_year_of_two_digits_is_refused(cell: str) -> None:
    assert read_value(DATE, cell, WORDS).kind == "two_digit_year"


@pytest.mark.parametrize(("cell", "value"), [("13/01/49", "2049-01-13"), ("13/01/50", "1950-01-13")])
def test_the_mapping_says_which_century_two_digits_mean(cell: str, value: str) -> None:
    words = Words(SPECIFICATION, two_digit_years_from=1950)
    assert read_value(DATE, cell, words).value == value


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("1899-12-31", "date_impossible"),
        ("1900-01-01", None),
        ("2100-12-31", None),
        ("01/01/2101", "date_impossible"),
    ],
)
def test_years_run_from_1900_to_2100(cell: str, kind: str | None) -> None:
    assert read_value(DATE, cell, WORDS).kind == kind


@given(
    st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)), st.sampled_from("/-."), st.booleans()
)
def test_every_day_is_read_day_first(day: datetime.date, separator: str, padded: bool) -> None:
    form = "{:02}{}{:02}{}{}" if padded else "{}{}{}{}{}"
    cell = form.format(day.day, separator, day.month, separator, day.year)
    assert read_value(DATE, cell, WORDS).value == day.isoformat()


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_dates(cell: str) -> None:
    reading = read_value(DATE, cell, WORDS)
    if reading.value is not None:
        assert 1900 <= datetime.date.fromisoformat(reading.value).year <= 2100


@pytest.mark.parametrize(
    "cell", ["cpo fine default", "CPO-Fine-Default", " cpo_fine_default ", "Cpo Fine_default"]
)
def test_codes_are_matched_without_regard_to_case_space_and_hyphen(cell: str) -> None:
    assert read_value(column("orders", "kind"), cell, WORDS).value == "cpo_fine_default"


def test_a_code_that_is_not_in_the_list_is_named_with_those_that_are() -> None:
    reading = read_value(column("requirements", "level"), "3", WORDS)
    assert (reading.kind, reading.value) == ("code_unknown", None)
    assert reading.message == (
        "“3” is not a code of level. Use one of 1, 2, or name it in the mapping’s codes."
    )


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("yes", "true"),
        ("Y", "true"),
        ("TRUE", "true"),
        ("1", "true"),
        ("no", "false"),
        ("N", "false"),
        ("False", "false"),
        ("0", "false"),
    ],
)
def test_yes_and_no_are_read_in_each_form(cell: str, value: str) -> None:
    assert read_value(column("contacts", "announced"), cell, WORDS).value == value


def test_what_is_neither_yes_nor_no_is_not_read() -> None:
    assert read_value(column("contacts", "announced"), "maybe", WORDS).kind == "yes_no_unreadable"


@pytest.mark.parametrize("cell", ["", "   ", "\u00a0", None])
def test_an_empty_cell_is_empty_without_a_notice(cell: str | None) -> None:
    reading = read_value(DATE, cell, WORDS)
    assert (reading.value, reading.kind, reading.notice) == (None, None, None)


@pytest.mark.parametrize("cell", ["NULL", "null", "N/A", "#N/A", "none", "-", " n/a "])
def test_words_for_nothing_count_as_empty_with_a_notice(cell: str) -> None:
    reading = read_value(DATE, cell, WORDS)
    assert (reading.value, reading.kind, reading.notice) == (None, None, "empty_word")


@pytest.mark.parametrize(("cell", "value"), [("7.5", "7.5"), ("+7", "7"), ("0", "0"), (".5", ".5")])
def test_plain_numbers_are_read(cell: str, value: str) -> None:
    assert read_value(column("work_sessions", "hours_credited"), cell, WORDS).value == value


@pytest.mark.parametrize("cell", ["1,000", "7,5", "1e3", "inf", "nan", "0x1F", "١٢", "7h", "£7"])
def test_what_is_no_plain_number_is_not_read(cell: str) -> None:
    assert read_value(column("work_sessions", "hours_credited"), cell, WORDS).kind == "number_unreadable"


def test_hours_below_nought_cannot_be() -> None:
    assert read_value(column("work_sessions", "hours_credited"), "-1", WORDS).kind == "number_out_of_range"


@pytest.mark.parametrize(("cell", "value"), [("12", "12"), ("12.0", "12"), ("012", "12")])
def test_whole_numbers_are_read(cell: str, value: str) -> None:
    assert read_value(column("assessments", "score"), cell, WORDS).value == value


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("12.5", "number_unreadable"),
        ("99999999999", "number_out_of_range"),
        ("9" * 39, "number_out_of_range"),
    ],
)
def test_other_numbers_are_no_whole_numbers(cell: str, kind: str) -> None:
    assert read_value(column("assessments", "score"), cell, WORDS).kind == kind


def test_a_retired_council_code_is_read_as_its_successor_with_a_notice() -> None:
    reading = read_value(column("orders", "authority"), "s12000015", WORDS)
    assert (reading.value, reading.notice) == ("S12000047", "authority_retired")


@pytest.mark.parametrize("cell", ["X12000033", "X12000000", "S12000001", "E06000001", "Fife"])
def test_other_councils_are_not_known(cell: str) -> None:
    assert read_value(column("orders", "authority"), cell, WORDS).kind == "authority_unknown"


@pytest.mark.parametrize(("cell", "value"), [("2026-03", "2026-03"), ("01/03/2026", "2026-03")])
def test_a_month_is_read_also_as_its_first_day(cell: str, value: str) -> None:
    assert read_value(column("activity_counts", "month"), cell, WORDS).value == value


@pytest.mark.parametrize("cell", ["2026-13", "02/03/2026", "Mar-26"])
def test_what_is_no_month_is_not_read(cell: str) -> None:
    assert read_value(column("activity_counts", "month"), cell, WORDS).kind == "month_unreadable"


def test_a_standard_is_checked_only_where_codes_are_given() -> None:
    standard = column("delays", "standard")
    assert read_value(standard, "nonsense", WORDS).kind is None
    known = Words(SPECIFICATION, standards=("cpo_induction",))
    assert read_value(standard, "CPO-Induction", known).value == "cpo_induction"
    assert read_value(standard, "nonsense", known).kind == "standard_unknown"


def test_a_supplier_s_word_is_read_as_the_code_it_stands_for() -> None:
    words = Words(SPECIFICATION, codes={"community_payback": "cpo"})
    assert read_value(column("orders", "kind"), "Community Payback", words).value == "cpo"
