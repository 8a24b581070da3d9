"""What is taken for a direct identifier, and what is not. All numbers here are made up."""

from __future__ import annotations

import pytest

from plumbline.records.identifiers import (
    chi_check_digit_fits,
    column_is_direct,
    could_be_chi,
    is_own_numbering,
    shortened,
    value_is_direct,
)
from plumbline.records.specification import load


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("Name", "name"),
        ("Full Name", "name"),
        ("fore-name", "name"),
        ("first_name", "name"),
        ("SURNAME", "name"),
        ("Client surname", "name"),
        ("Last Name", "name"),
        ("Address", "address"),
        ("Home Postcode (current)", "postcode"),
        ("Date of Birth", "date_of_birth"),
        ("D.O.B.", "date_of_birth"),
        ("CHI No", "chi"),
        ("PNC", "pnc"),
        ("chs_number", "chs"),
        ("N.I. Number", "national_insurance"),
        ("NINO", "national_insurance"),
        ("E-mail", "email"),
        ("Work email", "email"),
        ("Telephone", "telephone"),
        ("Mobile", "telephone"),
    ],
)
def test_a_column_of_this_name_is_refused(header: str, what: str) -> None:
    assert column_is_direct(header, load()) == what


@pytest.mark.parametrize(
    "header", ["prison", "team", "Team name", "birth_year", "worker_id", "nice", "Notes"]
)
def test_a_column_of_this_name_is_not(header: str) -> None:
    assert column_is_direct(header, load()) is None


def test_no_column_of_the_specification_is_a_direct_identifier() -> None:
    specification = load()
    names = {column.name for table in specification.tables.values() for column in table.columns}
    assert {name for name in names if column_is_direct(name, specification)} == set()


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("a.person@example.org", "an e-mail address"),
        ("AB123456C", "a National Insurance number"),
        ("AB 12 34 56 C", "a National Insurance number"),
        ("EH1 1AA", "a postcode"),
        ("g12ab", "a postcode"),
        ("W001AB", None),
        ("KY11 9ZZ", "a postcode"),
        ("0101011237", "a CHI number"),
        ("3113011234", None),
        ("O-000042", None),
        ("AB12", None),
    ],
)
def test_an_identifier_is_looked_at_whole(text: str, looks: str | None) -> None:
    assert value_is_direct(text, identifier=True) == looks


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("write to a.person@example.org today", "an e-mail address"),
        ("lives at EH1 1AA now", "a postcode"),
        ("see 0101011237", "a CHI number"),
        ("NI AB123456C", "a National Insurance number"),
        ("ref-X0101011237", None),
        ("east @ noon", None),
        ("Team 12", None),
    ],
)
def test_other_text_is_looked_at_word_by_word(text: str, looks: str | None) -> None:
    assert value_is_direct(text, identifier=False) == looks


def test_a_chi_number_begins_with_a_day_that_was() -> None:
    assert [could_be_chi(digits) for digits in ("2902001234", "3002001234", "0013001234")] == [
        True,
        False,
        False,
    ]


def test_the_check_digit_is_modulo_eleven() -> None:
    # 0*10 + 1*9 + 0*8 + 1*7 + 0*6 + 1*5 + 1*4 + 2*3 + 3*2 = 37; 11 - 37 mod 11 = 7
    assert chi_check_digit_fits("0101011237")
    assert not chi_check_digit_fits("0101011238")


def test_ten_digits_are_the_service_s_own_where_most_begin_with_no_date() -> None:
    assert is_own_numbering(["9900000001", "9900000002", "0101011237"])
    assert not is_own_numbering(["0101011237", "0202021234", "9900000001"])
    assert value_is_direct("0101011238", identifier=True, own_numbering=True) is None
    assert value_is_direct("0101011237", identifier=True, own_numbering=True) == "a CHI number"


def test_a_direct_identifier_is_never_shown_whole() -> None:
    assert [shortened("a.person@example.org"), shortened("EH11AA"), shortened("ab")] == ["a.…", "EH…", "…"]
