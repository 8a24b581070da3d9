"""Each error that keeps a row or a file out: where it is said to be, and that it is said once."""

from __future__ import annotations

from pathlib import Path

import pytest

from factories.extracts import CONTACTS, ORDERS, PEOPLE, faults_of, order, rows, severe, write_extract
from plumbline.records import check

CONTACT = "contact_id,order_id,licence_id,sentence_id,person_id,happened_on,kind,attendance"


def test_a_sound_extract_has_no_fault_at_all(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", people=PEOPLE, orders=ORDERS, contacts=CONTACTS)
    assert list(check(folder).faults) == []


@pytest.mark.parametrize(
    ("column", "cell", "kind"),
    [
        ("order_id", "", "required_missing"),
        ("order_id", "NULL", "required_missing"),
        ("person_id", "  ", "required_missing"),
        ("imposed_on", "", "required_missing"),
        ("imposed_on", "13/13/2026", "date_unreadable"),
        ("imposed_on", "05/01/26", "two_digit_year"),
        ("imposed_on", "05/01/1826", "date_impossible"),
        ("ended_on", "soon", "date_unreadable"),
        ("kind", "cbo", "code_unknown"),
        ("authority", "X12000099", "authority_unknown"),
        ("order_id", "a.person@example.org", "direct_identifier_value"),
        ("team", "AB123456C", "direct_identifier_value"),
        ("end_reason", "a.person@example.org", "direct_identifier_value"),
    ],
)
def test_a_faulty_cell_is_one_error_on_its_row_and_column(
    tmp_path: Path, column: str, cell: str, kind: str
) -> None:
    folder = write_extract(tmp_path / "x", orders=order(**{column: cell}))
    assert severe(check(folder)) == [(kind, 1, column, "error")]


@pytest.mark.parametrize(
    ("column", "cell", "kind"),
    [
        ("hours_imposed", "x", "number_unreadable"),
        ("hours_imposed", "-5", "number_out_of_range"),
        ("added_by_variation", "perhaps", "yes_no_unreadable"),
        ("level", "4", "code_unknown"),
    ],
)
def test_a_value_that_a_figure_depends_on_must_be_readable(
    tmp_path: Path, column: str, cell: str, kind: str
) -> None:
    table = rows(f"requirement_id,order_id,kind,imposed_on,{column}", f"R1,O1,unpaid_work,2026-01-05,{cell}")
    folder = write_extract(tmp_path / "x", requirements=table)
    assert severe(check(folder)) == [(kind, 1, column, "error")]


def test_a_month_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    table = rows("month,authority,task,count", "2026-13,X12000001,reports,4")
    folder = write_extract(tmp_path / "x", activity_counts=table)
    assert severe(check(folder)) == [("month_unreadable", 1, "month", "error")]


def test_a_fault_says_file_table_row_column_value_and_how_to_mend_it(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", orders=order(kind="cbo"))
    (fault,) = faults_of(folder, "code_unknown")
    assert (fault.file, fault.table, fault.row, fault.column, fault.value) == (
        "orders.csv",
        "orders",
        1,
        "kind",
        "cbo",
    )
    assert fault.message.startswith("“cbo” is not a code of kind. Use one of cpo, cpo_fine_default, dtto, ")


def test_the_later_of_two_rows_with_one_identifier_is_at_fault(tmp_path: Path) -> None:
    table = rows(
        "order_id,person_id,authority,kind,imposed_on",
        "O2,P1,X12000001,cpo,2026-01-05",
        "O1,P1,X12000001,cpo,2026-01-05",
        "O2,P1,X12000001,cpo,2026-01-06",
        "O2,P1,X12000001,cpo,2026-01-07",
    )
    folder = write_extract(tmp_path / "x", orders=table)
    assert severe(check(folder)) == [
        ("identifier_repeated", 3, "order_id", "error"),
        ("identifier_repeated", 4, "order_id", "error"),
    ]


def test_identifiers_that_differ_in_case_or_noughts_are_two(tmp_path: Path) -> None:
    people = rows("person_id", "000042", "42", "a1", "A1")
    folder = write_extract(tmp_path / "x", people=people)
    assert severe(check(folder)) == []


def test_a_reference_to_a_row_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", people=rows("person_id", "P2"), orders=order())
    assert severe(check(folder)) == [("reference_missing", 1, "person_id", "error")]


def test_a_reference_is_not_checked_where_the_other_table_was_not_sent(tmp_path: Path) -> None:
    assert severe(check(write_extract(tmp_path / "x", orders=order()))) == []


def test_space_around_an_identifier_does_not_part_it_from_its_row(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", people=rows("person_id", " P1"), orders=order(person_id="P1 "))
    assert severe(check(folder)) == []


def test_a_row_without_an_owner_is_an_error(tmp_path: Path) -> None:
    table = rows(CONTACT, "C1,,,,,2026-01-06,induction,attended")
    folder = write_extract(tmp_path / "x", contacts=table)
    assert severe(check(folder)) == [("owner_missing", 1, "order_id", "error")]


def test_a_row_with_two_owners_is_an_error(tmp_path: Path) -> None:
    table = rows(CONTACT, "C1,O1,,,P1,2026-01-06,induction,attended")
    (fault,) = faults_of(write_extract(tmp_path / "x", contacts=table), "owner_several")
    assert (fault.row, fault.value) == (1, "order_id O1, person_id P1")


def test_a_table_without_any_owner_column_has_an_error_on_every_row(tmp_path: Path) -> None:
    table = rows("contact_id,happened_on,kind,attendance", *["C1,2026-01-06,induction,attended"])
    assert len(faults_of(write_extract(tmp_path / "x", contacts=table), "owner_missing")) == 1


def test_an_assessment_may_have_one_owner_or_none_but_not_two(tmp_path: Path) -> None:
    table = rows(
        "assessment_id,person_id,order_id,licence_id,tool,completed_on",
        "A1,P1,,,lscmi,2026-01-06",
        "A2,P1,O1,,lscmi,2026-01-06",
        "A3,P1,O1,L1,lscmi,2026-01-06",
    )
    folder = write_extract(tmp_path / "x", assessments=table)
    assert severe(check(folder)) == [("owner_several", 3, "order_id", "error")]


def test_a_row_longer_than_the_header_is_an_error_and_a_shorter_one_is_not(tmp_path: Path) -> None:
    people = rows("person_id,gender,birth_year", "P1,male,1990", "P2,male,1991,x", "P3", "P4,,,")
    folder = write_extract(tmp_path / "x", people=people)
    assert severe(check(folder)) == [("row_too_long", 2, None, "error"), ("row_too_long", 4, None, "error")]


def test_a_required_column_that_is_not_there_is_one_error_of_the_file(tmp_path: Path) -> None:
    table = rows("order_id,person_id,authority,kind", "O1,P1,X12000001,cpo")
    folder = write_extract(tmp_path / "x", people=PEOPLE, orders=table)
    assert severe(check(folder)) == [("column_missing", None, "imposed_on", "error")]


def test_two_columns_alike_make_the_file_faulty(tmp_path: Path) -> None:
    table = rows("order_id,person_id,authority,kind,imposed_on,Order ID", "O1,P1,X12000001,cpo,2026-01-05,O1")
    folder = write_extract(tmp_path / "x", people=PEOPLE, orders=table)
    assert severe(check(folder)) == [("header_repeated", None, "Order ID", "error")]


@pytest.mark.parametrize("header", ["ORDER ID", "order-id", "Order_Id", " OrderID "])
def test_headers_are_matched_without_regard_to_case_space_hyphen_and_underscore(
    tmp_path: Path, header: str
) -> None:
    folder = write_extract(tmp_path / "x", orders=order().replace("order_id", header, 1))
    assert list(check(folder).faults) == []


def test_a_column_that_names_a_person_is_refused_even_with_nothing_in_it(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", orders=order(Surname=""))
    checked = check(folder)
    assert severe(checked) == [("direct_identifier_column", None, "Surname", "error")]
    assert checked.refused


def test_one_table_sent_twice_is_an_error(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", people=PEOPLE, orders=order())
    (folder / "Orders.tsv").write_text(order().replace(",", "\t"))
    checked = check(folder)
    assert severe(checked) == [("table_twice", None, None, "error")]
    assert list(checked.tables) == ["people"]


def test_all_faults_are_found_at_once(tmp_path: Path) -> None:
    table = rows(
        "order_id,person_id,authority,kind,imposed_on", "O1,P9,Fife,x,soon", "O1,P1,X12000001,cpo,2026-01-05"
    )
    folder = write_extract(tmp_path / "x", people=PEOPLE, orders=table)
    assert severe(check(folder)) == [
        ("reference_missing", 1, "person_id", "error"),
        ("authority_unknown", 1, "authority", "error"),
        ("code_unknown", 1, "kind", "error"),
        ("date_unreadable", 1, "imposed_on", "error"),
        ("identifier_repeated", 2, "order_id", "error"),
    ]


def test_an_extract_with_nothing_in_it_is_refused(tmp_path: Path) -> None:
    checked = check(write_extract(tmp_path / "x", notes="hello\n"))
    assert severe(checked) == [("no_tables", None, None, "error")]
    assert checked.refused


def test_ten_digit_numbers_of_the_service_s_own_are_no_chi_numbers(tmp_path: Path) -> None:
    people = rows("person_id", "9900000001", "9900000002", "9900000003", "0101011238")
    assert severe(check(write_extract(tmp_path / "x", people=people))) == []


def test_ten_digit_numbers_that_begin_with_dates_are_chi_numbers(tmp_path: Path) -> None:
    people = rows("person_id", "0101011237", "0202021234", "P3")
    folder = write_extract(tmp_path / "x", people=people)
    assert [(fault.row, fault.value) for fault in faults_of(folder, "direct_identifier_value")] == [
        (1, "01…"),
        (2, "02…"),
    ]
