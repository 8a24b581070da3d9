"""What is shipped for scrutiny: facts beside a question, the sentences they make, and the page of all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from plumbline.records.specification import load as load_specification
from plumbline.scrutiny.shipped import (
    Fact,
    about_of,
    can_be_confirmed,
    fact_words,
    load_facts,
    load_instrument_texts,
    placeholders,
    rows_that_count,
)
from plumbline.scrutiny.shipped_page import instruments_page
from plumbline.standards.form import Standard, Stop
from plumbline.standards.loading import load_standards

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "instruments.md"
FACTS = list(load_facts().values())
each_fact = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.code)


@each_fact
def test_every_column_of_a_fact_is_one_of_each_of_its_tables(fact: Fact) -> None:
    for table in fact.tables:
        known = {column.name for column in load_specification().tables[table].columns}
        assert set(fact.columns) - known == set()


@each_fact
def test_every_code_that_picks_rows_is_one_of_its_column(fact: Fact) -> None:
    table = load_specification().tables[fact.tables[0]]
    assert {name: set(codes) - {*table.column(name).codes, ""} for name, codes in fact.where.items()} == {
        name: set() for name in fact.where
    }


@each_fact
def test_rows_are_ordered_by_a_date(fact: Fact) -> None:
    table = load_specification().tables[fact.tables[0]]
    assert not fact.by or table.column(fact.by).type == "date"


@each_fact
def test_the_standards_that_rest_on_a_fact_are_there(fact: Fact) -> None:
    assert {*fact.standards, *([fact.due] if fact.due else [])} - set(load_standards()) == set()


def rows_that_stop(standard: Standard, stop: Stop) -> Iterator[dict[str, str]]:
    """Rows of the stop's table that stop the clock, one for each way to fill the columns it looks at."""
    of_the_case = standard.population.where if stop.table == standard.population.table else {}
    table = load_specification().tables[stop.table]
    looked_at = {"kind", "mode", "attendance", "tool", "outcome", *stop.where, *stop.except_}
    columns = [column for column in table.columns if column.name in looked_at and column.codes]
    for codes in product(*((*column.codes, "") for column in columns)):
        row = dict(zip([column.name for column in columns], codes, strict=True))
        is_such = all(row[name] in allowed for name, allowed in {**of_the_case, **stop.where}.items())
        if is_such and not any(row[name] in refused for name, refused in stop.except_.items()):
            yield row


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact.due], ids=lambda fact: fact.code)
def test_a_fact_with_a_due_date_takes_in_every_row_by_which_the_standard_can_be_met(fact: Fact) -> None:
    standard = load_standards()[fact.due]
    for stop in standard.stops:
        rows = list(rows_that_stop(standard, stop))
        assert (stop.table, stop.date in fact.columns) == (fact.tables[0], True)
        assert rows and rows_that_count(fact, rows) == rows


@each_fact
def test_a_list_of_all_rows_says_what_each_row_is(fact: Fact) -> None:
    assert ("all" in placeholders(fact.sentence)) == bool(fact.piece)


@each_fact
def test_a_fact_never_speaks_of_who_did_it_or_of_the_person(fact: Fact) -> None:
    said_of = {"worker_id", "person_id", "gender", "birth_year", "ethnicity", "team"}
    assert said_of.isdisjoint(fact.columns)


@each_fact
def test_of_an_empty_table_a_fact_says_its_own_sentence(fact: Fact) -> None:
    assert fact_words(fact, []) == fact.none


@each_fact
def test_a_row_with_nothing_in_it_makes_a_whole_sentence(fact: Fact) -> None:
    said = fact_words(fact, [{name: codes[0] for name, codes in fact.where.items()}])
    assert said.endswith(".") and "{" not in said and "None" not in said


def test_an_assessment_is_shown_with_its_dates_and_the_day_it_was_due() -> None:
    row = {"tool": "lscmi", "started_on": date(2026, 3, 9), "completed_on": date(2026, 3, 30)}
    assert fact_words(load_facts()["lscmi_completed_on"], [row], date(2026, 3, 30)) == (
        "LS/CMI assessments, 1 in all: completed: 30 March 2026 (begun: 9 March 2026; entered: not recorded)."
        " Due by 30 March 2026."
    )


def test_the_due_day_is_not_shown_beside_a_fact_that_owes_nothing() -> None:
    said = fact_words(load_facts()["order_imposed_on"], [{"imposed_on": date(2026, 3, 2)}], date(2026, 3, 3))
    assert said == "The order was imposed on 2 March 2026."


def test_the_first_of_several_is_the_earliest_with_a_date() -> None:
    held = [
        {"kind": "statutory", "held_on": date(2026, 6, 1)},
        {"kind": "statutory", "held_on": None},
        {"kind": "statutory", "held_on": date(2026, 3, 2), "recorded_on": date(2026, 3, 4)},
    ]
    said = fact_words(load_facts()["first_review"], held)
    assert said == "First statutory review: 2 March 2026. Entered: 4 March 2026."


def test_the_last_of_several_is_the_latest_with_a_date() -> None:
    seen = [
        {
            "kind": "supervision",
            "mode": "in_person",
            "attendance": "attended",
            "happened_on": date(2026, 6, 1),
        },
        {"kind": "home_visit", "mode": None, "attendance": "attended", "happened_on": None},
        {"kind": "supervision", "mode": "letter", "attendance": "attended", "happened_on": date(2026, 3, 2)},
    ]
    assert fact_words(load_facts()["last_contact_on"], seen) == (
        "The last of the contacts kept, 3 in all: 1 June 2026 (kind: supervision contact; how: in person)."
    )


def test_a_long_list_shows_the_first_and_counts_the_rest() -> None:
    seen = [
        {
            "kind": "supervision",
            "mode": "in_person",
            "attendance": "attended",
            "happened_on": date(2026, 3, day),
        }
        for day in (9, 2, 30, 23, 16)
    ]
    said = fact_words(load_facts()["first_contact"], seen)
    assert said.startswith("The first contacts kept, 5 in all: 2 March 2026 (kind: supervision contact;")
    assert "16 March 2026" in said and "23 March 2026" not in said and said.endswith("; and 2 more.")


def test_a_missed_contact_is_no_contact() -> None:
    missed = [
        {"kind": "first_direct_contact", "attendance": "missed_acceptable", "happened_on": date(2026, 3, 2)}
    ]
    first_contact = load_facts()["first_contact"]
    assert rows_that_count(first_contact, missed) == []
    assert fact_words(first_contact, missed) == first_contact.none


def test_hours_are_added_up_exactly_and_those_not_recorded_are_counted() -> None:
    worked = [
        {"outcome": "worked", "worked_on": date(2026, 3, day), "hours_credited": hours}
        for day, hours in [(2, Decimal("0.1")), (3, 0.2), (4, 100), (5, None)]
    ]
    assert fact_words(load_facts()["hours_of_work"], worked) == (
        "Hours credited: 100.3 (and 1 not recorded), over 4 sessions, the last on 5 March 2026."
    )


def test_a_whole_hundred_of_hours_is_not_written_with_an_exponent() -> None:
    worked = [{"outcome": "worked", "worked_on": date(2026, 3, 2), "hours_credited": 100}]
    assert fact_words(load_facts()["hours_of_work"], worked).startswith("Hours credited: 100, over")


def test_an_order_without_an_end_is_said_to_be_in_force() -> None:
    said = fact_words(load_facts()["end_of_order"], [{"ended_on": None, "end_reason": None}])
    assert said == "No end is recorded: the order is in force."


def test_requirements_are_all_listed_in_the_order_of_their_dates() -> None:
    rows = [
        {"kind": "unpaid_work", "imposed_on": date(2026, 4, 1), "level": "2", "hours_imposed": 120},
        {"kind": "offender_supervision", "imposed_on": date(2026, 3, 2)},
    ]
    assert fact_words(load_facts()["requirements"], rows) == (
        "Requirements: offender supervision (from: 2 March 2026; level: not recorded; hours: not recorded); "
        "unpaid work or other activity (from: 1 April 2026; level: 2; hours: 120)."
    )


def test_a_table_that_was_not_sent_is_not_said_to_be_empty() -> None:
    assert fact_words(load_facts()["reviews_held"], None) == "The extract has no table of reviews."


@pytest.mark.parametrize("code", ["cpo_lscmi", "orders.imposed_on", "work_sessions.hours_credited"])
def test_a_standard_or_a_field_can_be_confirmed(code: str) -> None:
    assert can_be_confirmed(code)


@pytest.mark.parametrize(
    "code", ["", "orders", "orders.", ".imposed_on", "orders.colour", "nothing.kind", "cpo"]
)
def test_nothing_else_can_be_confirmed(code: str) -> None:
    assert not can_be_confirmed(code)


def test_a_shipped_text_says_what_it_is_for_before_its_tables() -> None:
    assert about_of(load_instrument_texts()["reading_cpo"]).startswith(
        "For an inspection or a thorough audit"
    )


def test_the_committed_page_is_what_the_library_generates() -> None:
    assert PAGE.read_text("utf-8") == instruments_page(), "run `make docs`"
