from __future__ import annotations

import pytest

from plumbline.measures.text_tables import csv_text, neutral, share_of, share_text


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (43, 69, "62.3% (43 of 69)"),
        (4, 9, "4 of 9"),
        (5, 10, "50.0% (5 of 10)"),
        (0, 0, "none"),
        (1234, 2000, "61.7% (1,234 of 2,000)"),
    ],
)
def test_a_share_is_said_as_people_say_it(numerator: int, denominator: int, text: str) -> None:
    assert share_text(numerator, denominator) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0.0%"), (1.0, "100.0%"), (0.6235, "62.4%"), (2 / 3, "66.7%")]
)
def test_a_fraction_is_rounded_half_up(value: float, text: str) -> None:
    assert share_of(value) == text


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@cmd", " =1", "\t=1"])
def test_text_that_a_spreadsheet_would_run_is_neutralised(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize(("value", "text"), [("North", "North"), (-3, "-3"), (None, ""), ("a=b", "a=b")])
def test_other_values_are_left_as_they_are(value: object, text: str) -> None:
    assert neutral(value) == text


def test_csv_has_a_header_and_quotes_what_needs_it() -> None:
    assert csv_text(["a", "b"], [["x,y", 1]]) == 'a,b\n"x,y",1\n'
