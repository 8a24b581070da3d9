"""How numbers, periods and lists are said."""

from __future__ import annotations

import pytest

from plumbline.publishing.wording import (
    counted,
    from_to,
    listed,
    number,
    period_short,
    proper,
    quantity_word,
    sentence,
    shown_number,
    shown_share,
)


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "0"), (1234, "1,234"), (12.5, "12.5"), (3147.25, "3,147.3"), (-2, "-2"), (-0.25, "-0.3")],
)
def test_numbers_have_their_thousands_set_off(n: float, said: str) -> None:
    assert number(n) == said


def test_a_count_agrees_with_its_noun() -> None:
    assert [counted(1, "row"), counted(2, "row"), counted(1200, "duty", "duties")] == [
        "1 row",
        "2 rows",
        "1,200 duties",
    ]


@pytest.mark.parametrize(
    ("label", "said"), [("2026-03", "Mar 2026"), ("2025-26 Q3", "Oct–Dec 2025"), ("2025-26", "2025-26")]
)
def test_a_chart_says_periods_in_short(label: str, said: str) -> None:
    assert period_short(label) == said


def test_from_one_period_to_another_is_said_in_months() -> None:
    assert from_to("2025-04", "2026-03") == "April 2025 to March 2026"
    assert from_to("2025-26 Q1", "2025-26 Q2") == "April 2025 to September 2025"
    assert from_to("2025-04", "2025-04") == "April 2025"


def test_parts_are_listed_as_in_a_sentence() -> None:
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")] == [
        "",
        "a",
        "a and b",
        "a, b or c",
    ]


def test_a_sentence_keeps_acronyms_as_they_are() -> None:
    assert sentence("lower in LS/CMI") == "Lower in LS/CMI"


@pytest.mark.parametrize(
    ("x", "n", "word"),
    [
        (900, 1000, "Almost all"),
        (408, 901, "Less than half"),
        (20, 25, ""),
        (15, 30, ""),
        (0, 0, ""),
        (1000, 1000, "All"),
    ],
    ids=["many", "less than half", "base under 30", "range over three words", "none", "every one"],
)
def test_a_word_of_quantity_is_said_only_where_the_numbers_bear_it(x: int, n: int, word: str) -> None:
    assert quantity_word(x, n) == word


def test_codes_are_written_as_people_write_them() -> None:
    assert [proper("cpo_fine_default"), proper("outwith_scotland")] == [
        "CPO fine default",
        "outwith Scotland",
    ]


def test_what_must_not_be_printed_is_one_sign() -> None:
    assert [shown_number(None), shown_share(None, 9), shown_share(3, None)] == ["*", "*", "*"]
    assert [shown_number(1200), shown_share(6, 12)] == ["1,200", "50.0% (6 of 12)"]
