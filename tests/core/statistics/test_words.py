from __future__ import annotations

from datetime import date

import pytest

from plumbline.errors import PlumblineError
from plumbline.statistics.words import (
    base_rule,
    quantity,
    statement_text,
    word_of_quantity,
    word_table,
    words_covered,
)

WORKED = [
    (86, 96, 90, "Almost all"),
    (179, 200, 90, "Almost all"),
    (89, 100, 89, "Most"),
    (149, 200, 75, "Most"),
    (99, 200, 50, "Less than half"),
    (100, 200, 50, "Majority"),
    (69, 200, 35, "Less than half"),
    (29, 200, 15, "Some"),
    (1, 7, 14, "A few"),
    (99, 99, 100, "All"),
    (0, 99, 0, "None"),
    (80, 99, 81, "Most"),
]


@pytest.mark.parametrize(("x", "n", "percent", "word"), WORKED)
def test_worked_words(x: int, n: int, percent: int, word: str) -> None:
    said = word_of_quantity(x, n)
    assert (said.whole_percent, said.word) == (percent, word)


@pytest.mark.parametrize(
    ("x", "n", "printed"),
    [
        (99, 200, "49.5"),
        (100, 200, "50"),
        (999, 1000, "99.9"),
        (9999, 10000, "99.99"),
        (1, 1000, "0.1"),
        (49999, 100000, "49.999"),
        (86, 96, "90"),
    ],
)
def test_the_printed_percentage_agrees_with_the_word(x: int, n: int, printed: str) -> None:
    assert word_of_quantity(x, n).percent == printed


def test_an_impossible_share_is_refused() -> None:
    with pytest.raises(ValueError, match="5 of 4"):
        word_of_quantity(5, 4)


@pytest.mark.parametrize(
    ("n", "rule"),
    [(1, "numbers_only"), (9, "numbers_only"), (10, "count_first"), (29, "count_first"), (30, "full")],
)
def test_small_bases_bear_less(n: int, rule: str) -> None:
    assert base_rule(n) == rule


def test_the_words_that_a_range_touches_run_from_the_highest_down() -> None:
    assert words_covered(0.72, 0.87) == ("Most", "Majority")
    assert words_covered(0.0, 1.0) == word_table().words
    assert words_covered(0.499, 0.499) == ("Less than half",)


@pytest.mark.parametrize(("low", "high"), [(0.6, 0.5), (-0.1, 0.5), (0.5, 1.1)])
def test_a_range_that_is_none_is_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="no range"):
        words_covered(low, high)


def test_a_range_over_two_words_keeps_the_word_and_adds_the_range() -> None:
    said = quantity(80, 99, 702)
    assert said.covers == ("Most", "Majority")
    assert (said.holds, said.advice) == (False, "word_with_range")


def test_a_range_over_three_words_drops_the_word() -> None:
    said = quantity(15, 30)
    assert len(said.covers) == 3
    assert said.advice == "no_word"


def test_a_range_within_one_word_lets_it_stand() -> None:
    said = quantity(800, 1000, 5000)
    assert said.covers == ("Most",)
    assert (said.holds, said.advice) == (True, "word")


def test_a_population_read_in_full_has_no_range() -> None:
    said = quantity(40, 50, 50)
    assert said.interval is None
    assert said.interval_counts is None
    assert said.holds


def test_a_base_under_ten_is_numbers_only() -> None:
    assert quantity(4, 7, 20).advice == "numbers_only"


@pytest.mark.parametrize(
    ("x", "n", "population", "text"),
    [
        (
            80,
            99,
            702,
            "80 of 99 (81 %): Most. If the 99 are a simple random sample of 702, the true "
            "number is likely to lie "
            "between 508 and 614 (72 % to 87 %) at 95 % confidence. The word does not hold "
            "over the whole range, "
            "which covers Most and Majority: keep it and print the range beside it.",
        ),
        (
            40,
            50,
            50,
            "40 of 50 (80 %): Most. All 50 were read, so there is no sampling error and no range.",
        ),
        (
            15,
            30,
            None,
            "15 of 30 (50 %): Majority. If the 30 are a simple random sample of very many, "
            "the true share is likely "
            "to lie between 33 % and 67 % at 95 % confidence. The word does not hold over "
            "the whole range, which "
            "covers Majority, Less than half and Some: leave it out and print the range.",
        ),
        (
            800,
            1000,
            5000,
            "800 of 1000 (80 %): Most. If the 1000 are a simple random sample of 5000, the "
            "true number is likely to "
            "lie between 3883 and 4109 (78 % to 82 %) at 95 % confidence. The word holds "
            "over the whole range.",
        ),
        (
            4,
            7,
            20,
            "4 of 7. A base of 7 is too small for a percentage or a word: print the numbers. "
            "If the 7 are a simple "
            "random sample of 20, the true number is likely to lie between 5 and 17 (25 % to 85 %) at 95 % "
            "confidence.",
        ),
    ],
)
def test_a_statement_reads_as_plain_sentences(x: int, n: int, population: int | None, text: str) -> None:
    assert statement_text(quantity(x, n, population)) == text


def test_a_small_base_puts_the_count_first() -> None:
    assert "print the count first" in statement_text(quantity(12, 20, 40))


def test_another_publishers_words_can_be_chosen() -> None:
    table = word_table("education_scotland")
    assert word_of_quantity(90, 100, table).word == "Most"
    assert word_of_quantity(20, 100, table).word == "Less than half"


def test_every_edition_names_its_source() -> None:
    for code in ("care_inspectorate", "education_scotland"):
        table = word_table(code)
        assert table.source != ""
        assert table.sure != ""


def test_the_edition_in_force_on_a_day_is_used() -> None:
    assert word_table("care_inspectorate", date(2026, 1, 1)) == word_table()
    with pytest.raises(PlumblineError, match="held from 2024-04-01 on, and 2010-01-01 is earlier"):
        word_table("care_inspectorate", date(2010, 1, 1))


def test_a_table_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(PlumblineError, match="There are: care_inspectorate, education_scotland"):
        word_table("nobody")
