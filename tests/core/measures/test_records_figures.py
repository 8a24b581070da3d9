from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from factories.seen import AS_AT, all_figures, order, person, pick, rows, seen, values
from plumbline.measures.figures_page import figures_page
from plumbline.measures.records_figures import records_figures
from plumbline.measures.registry import ENTRIES, ROWS, needed_by
from plumbline.records.specification import load
from plumbline.statistics.intervals import wilson_interval

ROOT = Path(__file__).parents[3]
OTHER = "X12000002"


def day(month: int, of_month: int = 1, year: int = 2025) -> date:
    return date(year, month, of_month)


def contact(attendance: str, **columns: object) -> dict[str, object]:
    base = {"order_id": "O1", "happened_on": day(6), "kind": "supervision", "attendance": attendance}
    return {**base, **columns}


def test_every_table_of_the_specification_is_needed_by_a_figure() -> None:
    assert {table for entry in ENTRIES for table in needed_by(entry)} == set(load().tables)


def test_every_entry_counts_rows_that_are_written_down() -> None:
    assert {entry.rows for entry in ENTRIES} == set(ROWS)


def test_no_two_entries_share_a_code() -> None:
    codes = [entry.code for entry in ENTRIES]
    assert sorted(set(codes)) == sorted(codes)


def test_no_figure_is_broken_down_by_worker_or_person() -> None:
    cuts = {name for rows_ in ROWS.values() for name in rows_.cuts}
    assert cuts & {"worker_id", "worker_key", "person_id", "person_key"} == set()


def test_the_reference_page_says_what_the_registry_says() -> None:
    assert (ROOT / "docs/reference/figures.md").read_text("utf-8") == figures_page()


def test_a_figure_whose_tables_were_not_sent_is_left_out_with_the_reason(tmp_path: Path) -> None:
    sent = frozenset({"people", "orders"})
    with seen(tmp_path, {"people": [person(1)], "orders": [order(1)]}) as con:
        figures, left_out = records_figures(con, sent=sent, as_at=AS_AT)
    why = dict(left_out)
    assert why["contacts_kept"] == "The table contacts was not sent."
    assert why["unpaid_work_extended"] == "The tables requirements and extensions were not sent."
    assert not {figure.code for figure in figures} & set(why)
    assert {figure.code for figure in figures} | set(why) >= {e.code for e in ENTRIES if e.measure != "split"}


def test_an_extract_without_a_row_gives_noughts_over_noughts_and_no_fault(tmp_path: Path) -> None:
    figures = all_figures(tmp_path, {name: [] for name in load().tables})
    assert {figure.numerator for figure in figures} <= {0, None}
    assert pick(figures, "contacts_kept").value is None


def test_every_figure_names_only_tables_that_were_sent(tmp_path: Path) -> None:
    figures = all_figures(tmp_path, {"people": [person(1)], "orders": [order(1)]})
    found = pick(figures, "people_in_force")
    assert (found.source, found.note) == (("orders", "people"), "Counted without licences: not sent.")


def test_people_with_a_case_in_force_count_once(tmp_path: Path) -> None:
    records = {
        "people": [person(1, gender="male", birth_year=1990), person(2, gender="not_known"), person(3)],
        "orders": [
            order(1),
            order(2, person_id="P1"),
            order(3, person_id="P2"),
            order(4, person_id="P3", ended_on=day(7)),
        ],
    }
    figures = all_figures(tmp_path, records)
    assert pick(figures, "people_in_force").value == 2
    men = pick(figures, "people_by_gender", gender="male")
    assert (men.numerator, men.denominator, men.value) == (1, 1, 1.0)
    assert men.left_out == {"gender not known": 1}
    assert values(figures, "people_by_age_group", "age_group") == {"31-40": 1.0}


def test_orders_past_their_expected_end_are_a_share_of_those_in_force_with_one(tmp_path: Path) -> None:
    records = {
        "orders": [
            order(1, expected_end_on=day(12)),
            order(2, expected_end_on=day(12, year=2026)),
            order(3),
            order(4, expected_end_on=day(12), ended_on=day(12)),
        ]
    }
    found = pick(all_figures(tmp_path, records), "orders_past_expected_end")
    assert (found.numerator, found.denominator, found.left_out) == (1, 2, {"no expected end recorded": 1})
    assert found.interval == wilson_interval(1, 2)


def test_orders_by_court_and_transferred_in_by_year(tmp_path: Path) -> None:
    records = {
        "orders": [
            order(1, court="high"),
            order(2, court="high", transferred_in_on=day(6)),
            order(3, court="sheriff_summary", imposed_on=day(3)),
            order(4, court="not_known"),
        ]
    }
    figures = all_figures(tmp_path, records)
    assert pick(figures, "orders_by_court", court="high").value == 2 / 3
    assert pick(figures, "orders_by_court", court="high").left_out == {"court not known": 1}
    assert pick(figures, "orders_transferred_in", "2025-26").value == 1
    assert pick(figures, "orders_transferred_in").value == 1


@pytest.fixture(scope="module")
def requirements(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    unpaid = {"order_id": "O1", "kind": "unpaid_work", "imposed_on": day(5)}
    records = {
        "orders": [order(1), order(2)],
        "requirements": rows(
            "R",
            "requirement_id",
            {**unpaid, "level": "1", "hours_imposed": 80.0},
            {**unpaid, "order_id": "O2", "hours_imposed": 120.5, "imposed_on": day(6)},
            {**unpaid, "kind": "programme", "added_by_variation": True},
            {**unpaid},
        ),
        "extensions": rows(
            "X",
            "extension_id",
            {"requirement_id": "R1", "granted_on": day(9), "complete_by": day(12)},
            {"requirement_id": "R1", "granted_on": day(10), "complete_by": day(12)},
            {"requirement_id": "R2", "granted_on": day(5, year=2026), "complete_by": day(12, year=2026)},
        ),
    }
    return all_figures(tmp_path_factory.mktemp("taken"), records)


def test_requirements_are_counted_by_kind(requirements: list) -> None:
    assert values(requirements, "requirements_by_kind", "kind") == {"programme": 1, "unpaid_work": 3}


def test_a_requirement_imposed_later_than_its_order_was_added(requirements: list) -> None:
    found = pick(requirements, "requirements_added_later")
    assert (found.numerator, found.denominator) == (2, 4)


def test_hours_imposed_leave_out_requirements_without_hours(requirements: list) -> None:
    found = pick(requirements, "unpaid_work_hours_imposed")
    assert (found.value, found.denominator, found.unit) == (200.5, 2, "hours")
    assert found.left_out == {"hours not recorded": 1}


def test_an_extension_granted_after_the_as_at_date_is_not_known(requirements: list) -> None:
    found = pick(requirements, "unpaid_work_extended")
    assert (found.numerator, found.denominator) == (1, 3)
    assert pick(requirements, "extensions_granted").value == 2


def test_contacts_are_shares_of_those_whose_attendance_is_known(tmp_path: Path) -> None:
    records = {
        "orders": [order(1)],
        "contacts": rows(
            "C",
            "contact_id",
            *[contact("attended", mode="in_person")] * 3,
            contact("attended", mode="telephone", happened_on=day(3)),
            contact("missed_acceptable"),
            contact("missed_unacceptable", kind="home_visit"),
            contact("cancelled_by_service"),
            contact("not_known"),
            contact("attended", happened_on=date(2026, 4, 1)),
        ),
    }
    figures = all_figures(tmp_path, records)
    kept = pick(figures, "contacts_kept")
    assert (kept.numerator, kept.denominator, kept.left_out) == (4, 7, {"attendance not known": 1})
    assert pick(figures, "contacts_kept", "2024-25").value == 1.0
    assert pick(figures, "contacts").value == 8
    assert pick(figures, "contacts_missed_acceptable").numerator == 1
    assert pick(figures, "contacts_missed_unacceptable").numerator == 1
    assert pick(figures, "contacts_cancelled_by_service").numerator == 1
    assert values(figures, "contacts_by_mode", "mode") == {"in_person": 0.75, "telephone": 0.25}


def test_contacts_entered_before_they_happened_or_without_a_day_are_left_out(tmp_path: Path) -> None:
    entered = (day(6), day(6, 2), day(6, 8), day(6, 9), day(7, 15), day(5, 30), None)
    records = {
        "orders": [order(1)],
        "contacts": rows("C", "contact_id", *(contact("attended", recorded_on=on) for on in entered)),
    }
    figures = all_figures(tmp_path, records)
    within = [
        pick(figures, f"contacts_recorded_within_{days}").numerator for days in ("1_day", "7_days", "28_days")
    ]
    assert within == [2, 3, 4]
    found = pick(figures, "contacts_recorded_within_7_days")
    assert (found.denominator, found.left_out) == (5, {"no day of entry": 1, "entered before the contact": 1})


def test_a_day_of_entry_after_the_as_at_date_is_not_known(tmp_path: Path) -> None:
    late = contact("attended", happened_on=day(3, 30, 2026), recorded_on=day(4, 2, 2026))
    records = {"orders": [order(1)], "contacts": rows("C", "contact_id", late)}
    found = pick(all_figures(tmp_path, records), "contacts_recorded_within_7_days")
    assert (found.denominator, found.left_out) == (0, {"no day of entry": 1})


def test_home_visits_that_the_person_knew_of(tmp_path: Path) -> None:
    visit = contact("attended", kind="home_visit")
    records = {
        "orders": [order(1)],
        "contacts": rows(
            "C", "contact_id", {**visit, "announced": True}, {**visit, "announced": False}, visit
        ),
    }
    found = pick(all_figures(tmp_path, records), "home_visits_announced")
    assert (found.numerator, found.denominator, found.left_out) == (1, 2, {"not recorded": 1})


def test_sessions_sent_home_and_why(tmp_path: Path) -> None:
    session = {"order_id": "O1", "worked_on": day(6), "activity": "unpaid_work"}
    records = {
        "orders": [order(1)],
        "work_sessions": rows(
            "S",
            "session_id",
            {**session, "outcome": "worked", "hours_credited": 7.0},
            {**session, "outcome": "worked", "hours_credited": 2.5, "activity": "other_activity"},
            {**session, "outcome": "worked"},
            {**session, "outcome": "sent_home_by_service", "service_reason": "weather"},
            {**session, "outcome": "cancelled_by_service"},
        ),
    }
    figures = all_figures(tmp_path, records)
    assert pick(figures, "sessions_sent_home").value == 0.2
    assert pick(figures, "sessions_cancelled_by_service").value == 0.2
    assert pick(figures, "sessions_worked").numerator == 3
    why = pick(figures, "sessions_service_reasons", service_reason="weather")
    assert (why.numerator, why.denominator, why.left_out) == (1, 1, {"no reason recorded": 1})
    hours = pick(figures, "unpaid_work_hours_credited")
    assert (hours.value, hours.left_out) == (9.5, {"sessions worked with no hours recorded": 1})
    assert values(figures, "unpaid_work_hours_credited", "activity")["other_activity"] == 2.5


def test_people_absent_on_the_day_count_once_under_the_latest_absence(tmp_path: Path) -> None:
    records = {
        "people": [person(1), person(2)],
        "absences": rows(
            "B",
            "absence_id",
            {"person_id": "P1", "kind": "hospital", "from_on": day(6)},
            {"person_id": "P1", "kind": "custody", "from_on": day(7)},
            {"person_id": "P2", "kind": "abroad", "from_on": day(6), "until_on": day(7)},
        ),
    }
    figures = all_figures(tmp_path, records)
    assert pick(figures, "people_absent").value == 1
    assert values(figures, "people_absent", "kind") == {"custody": 1}


def two_councils(**tables: list) -> dict[str, list]:
    """An order and a person in each of two councils, and P3 with an order in both."""
    return {
        "people": [person(1), person(2), person(3)],
        "orders": [
            order(1),
            order(2, authority=OTHER),
            order(3),
            order(4, authority=OTHER, person_id="P3"),
        ],
        "licences": [],
        "sentences": [],
        **tables,
    }


def test_with_several_councils_each_figure_is_given_by_council_too(tmp_path: Path) -> None:
    contacts = rows(
        "C",
        "contact_id",
        contact("attended"),
        contact("missed_acceptable"),
        contact("attended", order_id="O2"),
        contact("attended", order_id=None, person_id="P2"),
        contact("attended", order_id=None, person_id="P3"),
    )
    figures = all_figures(tmp_path, two_councils(contacts=contacts))
    found = {
        f.breakdown.get("authority"): f.numerator for f in figures if f.code == "contacts" and not f.period
    }
    assert found == {None: 5, "X12000001": 2, OTHER: 2, "not recorded": 1}
    assert pick(figures, "contacts_kept", authority="X12000001").value == 0.5


def test_with_several_councils_a_contact_of_an_order_not_yet_known_is_not_seen(tmp_path: Path) -> None:
    later = {
        "order_id": "O5",
        "person_id": "P1",
        "authority": OTHER,
        "kind": "cpo",
        "imposed_on": date(2026, 5, 1),
    }
    records = two_councils(contacts=rows("C", "contact_id", contact("attended", order_id="O5")))
    records["orders"] = [*records["orders"], later]
    assert pick(all_figures(tmp_path, records), "contacts").value == 0


def test_with_several_councils_a_table_of_owners_not_sent_does_not_lose_rows(tmp_path: Path) -> None:
    records = two_councils(
        contacts=rows("C", "contact_id", contact("attended", order_id=None, licence_id="L1"))
    )
    del records["licences"]
    figures = all_figures(tmp_path, records)
    assert pick(figures, "contacts").value == 1
    assert pick(figures, "contacts", authority="not recorded").value == 1
