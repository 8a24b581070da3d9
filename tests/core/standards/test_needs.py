"""Which standards are left out, and which judged with a warning, by what an extract lacks."""

from __future__ import annotations

import pytest

from plumbline.records.specification import load
from plumbline.standards.judge import missing, needs
from plumbline.standards.loading import load_standards

STANDARDS = load_standards()
WHOLE = {name: {column.name for column in table.columns} for name, table in load().tables.items()}

# Worked by hand from the table of standards: its population, its clock and its first stop; then the rest.
MISSES_OF_A_WHOLE_TABLE = {
    "cpo_officer_nominated": ("orders", ""),
    "cpo_first_contact": ("orders contacts", ""),
    "cpo_induction": ("orders contacts", "requirements"),
    "cpo_placement_start": ("orders requirements work_sessions", ""),
    "cpo_unpaid_work_done": ("orders requirements", "extensions"),
    "cpo_lscmi": ("orders requirements assessments", ""),
    "cpo_case_plan": ("orders requirements plans", ""),
    "cpo_weekly_contact": ("orders requirements contacts", ""),
    "cpo_review": ("orders requirements reviews", ""),
    "cpo_breach_lodged": ("orders enforcement", ""),
    "dtto_first_contact": ("orders contacts", ""),
    "dtto_induction": ("orders contacts", ""),
    "court_report": ("reports", ""),
    "prison_induction": ("sentences", ""),
    "prison_designation_letter": ("sentences", ""),
    "licence_first_contact": ("licences contacts", ""),
    "licence_breach_report": ("licences enforcement", ""),
    "licence_breach_agreed": ("licences enforcement", ""),
}
OPTIONAL_COLUMNS = {
    "cpo_officer_nominated": ("orders.received_on orders.officer_nominated_on", "orders.ended_on"),
    "cpo_first_contact": (
        "contacts.order_id contacts.mode",
        "contacts.person_id orders.ended_on orders.transferred_in_on",
    ),
    "cpo_placement_start": ("", "orders.ended_on requirements.ended_on orders.transferred_in_on"),
    "cpo_unpaid_work_done": (
        "requirements.completed_on",
        "requirements.level requirements.complete_by orders.ended_on requirements.ended_on",
    ),
    "cpo_lscmi": ("assessments.completed_on assessments.order_id", "orders.ended_on"),
    "cpo_case_plan": ("plans.completed_on plans.order_id", "plans.person_id orders.ended_on"),
    "cpo_weekly_contact": ("contacts.order_id contacts.mode", "contacts.person_id orders.ended_on"),
    "cpo_review": (
        "reviews.order_id",
        "reviews.person_id orders.ended_on orders.transferred_in_on orders.expected_end_on",
    ),
    "cpo_breach_lodged": (
        "enforcement.order_id enforcement.decided_on enforcement.lodged_on",
        "orders.ended_on",
    ),
    "prison_induction": (
        "sentences.information_received_on sentences.induction_held_on",
        "sentences.released_on",
    ),
    "prison_designation_letter": (
        "sentences.information_received_on sentences.designation_letter_on",
        "sentences.released_on",
    ),
    "licence_first_contact": (
        "contacts.licence_id contacts.mode",
        "contacts.person_id licences.ended_on",
    ),
    "licence_breach_report": ("enforcement.licence_id enforcement.decided_on enforcement.lodged_on", ""),
    "licence_breach_agreed": (
        "enforcement.licence_id enforcement.lodged_on enforcement.manager_agreed_on",
        "",
    ),
}


def without(name: str) -> dict[str, set[str]]:
    """Everything but one table, or one column of it."""
    table, _, column = name.partition(".")
    if not column:
        return {other: columns for other, columns in WHOLE.items() if other != table}
    return {**WHOLE, table: WHOLE[table] - {column}}


@pytest.mark.parametrize("code", STANDARDS)
def test_of_a_whole_extract_nothing_is_missing(code: str) -> None:
    assert missing(STANDARDS[code], WHOLE) == ([], [])


@pytest.mark.parametrize("code", STANDARDS)
def test_each_table_that_is_not_sent_leaves_out_or_warns_as_worked_by_hand(code: str) -> None:
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for table in WHOLE:
        essential, other = missing(STANDARDS[code], without(table))
        if essential:
            found[True].add(table)
        elif other:
            found[False].add(table)
    left_out, warned = MISSES_OF_A_WHOLE_TABLE[code]
    assert found == {True: set(left_out.split()), False: set(warned.split())}


CASES = [
    pytest.param(code, name, essential, id=f"{code} without {name}")
    for code, both in OPTIONAL_COLUMNS.items()
    for essential, names in zip((True, False), both, strict=True)
    for name in names.split()
]


@pytest.mark.parametrize(("code", "name", "essential"), CASES)
def test_a_column_that_is_not_sent_leaves_out_or_warns(code: str, name: str, essential: bool) -> None:
    assert missing(STANDARDS[code], without(name)) == (([name], []) if essential else ([], [name]))


@pytest.mark.parametrize("code", STANDARDS)
def test_every_need_is_a_column_of_the_specification(code: str) -> None:
    wanted = needs(STANDARDS[code])
    assert {
        (table, name) for table, name in wanted.essential | wanted.other if name not in WHOLE[table]
    } == set()
    assert wanted.essential & wanted.other == set()
