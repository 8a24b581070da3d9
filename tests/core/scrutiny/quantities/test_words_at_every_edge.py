"""The word rules at every sample size to 300 and every edge of the bands, against the words module itself."""

from __future__ import annotations

from fractions import Fraction

import pytest

from plumbline.scrutiny.quantities import Evidence, lint, part_of, wording
from plumbline.statistics.words import WordTable, quantity, word_of_quantity, word_table

TABLES = [word_table("care_inspectorate"), word_table("education_scotland")]
SIZES = range(1, 301)


def piece(x: int, n: int, population: int | None) -> Evidence:
    return Evidence("a", "share", "A reading", x=x, n=n, population=population, noun="records")


def edges(n: int, table: WordTable) -> list[int]:
    """The counts of n on either side of every edge of the bands, of one half, and of all and none."""
    at = {0, 1, n // 2, (n + 1) // 2, n // 2 + 1, n - 1, n}
    for band in table.bands:
        middle = n * band.least // 100
        at |= {middle - 1, middle, middle + 1, -(-n * (2 * band.least - 1) // 200)}
    return sorted(one for one in at if 0 <= one <= n)


def kinds(text: str, of: Evidence, table: WordTable) -> list[str]:
    return [one.kind for one in lint(text, {"a": of}, table).findings]


def accepted(of: Evidence, table: WordTable) -> set[str]:
    """The words of the table in which nothing is found, each in a paragraph of its own."""
    found = lint("\n\n".join(f"[{word}]{{a}}" for word in table.words), {"a": of}, table).findings
    return set(table.words) - {table.words[one.line // 2] for one in found}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.code)
def test_where_all_were_read_a_word_is_accepted_if_and_only_if_it_is_the_one_of_the_table(
    table: WordTable,
) -> None:
    wrong = []
    for n in SIZES:
        for x in edges(n, table):
            said = quantity(x, n, n, table=table)
            right = {said.word} if said.base_rule == "full" and said.advice == "word" else set()
            if accepted(piece(x, n, n), table) != right:
                wrong.append((x, n))
    assert wrong == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.code)
def test_of_a_sample_a_word_by_itself_is_accepted_if_and_only_if_it_holds_over_the_interval(
    table: WordTable,
) -> None:
    wrong = []
    for n in range(1, 301, 7):
        for x in edges(n, table):
            said = quantity(x, n, 5 * n, table=table)
            right = {said.word} if said.base_rule == "full" and said.advice == "word" else set()
            if accepted(piece(x, n, 5 * n), table) != right:
                wrong.append((x, n))
    assert wrong == []


@pytest.mark.parametrize("population", [2, 5, None])
def test_with_its_range_beside_it_a_word_is_accepted_if_and_only_if_the_interval_covers_two_at_most(
    population: int | None,
) -> None:
    table, wrong = TABLES[0], []
    for n in range(30, 301, 9):
        whole = population * n if population else None
        for x in edges(n, table):
            said = quantity(x, n, whole, table=table)
            right = said.advice in ("word", "word_with_range")
            if (kinds(f"[{said.word}]{{a}} ({{a:range}})", piece(x, n, whole), table) == []) != right:
                wrong.append((x, n))
    assert wrong == []


def test_the_word_that_is_printed_is_the_one_of_the_table_or_none() -> None:
    table, wrong = TABLES[0], []
    for n in SIZES:
        for x in edges(n, table):
            said = quantity(x, n, n, table=table)
            printed = part_of(piece(x, n, n), "word", table)
            expected = said.word.lower() if said.base_rule != "numbers_only" else None
            if (printed or "").removeprefix("the ") != (expected or ""):
                wrong.append((x, n, printed))
    assert wrong == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.code)
@pytest.mark.parametrize("population", [1, 4, None])
def test_the_wording_that_is_given_lints_clean_when_it_is_written_back(
    table: WordTable, population: int | None
) -> None:
    wrong = []
    for n in range(1, 301) if population == 1 else range(1, 301, 7):
        whole = population * n if population else None
        for x in edges(n, table):
            of = piece(x, n, whole)
            back = wording(of, table)
            for text in ("{a}", f"[{back}]{{a}}", f"[{back[:1].upper() + back[1:]}]{{a}} had a plan."):
                if found := kinds(text, of, table):
                    wrong.append((x, n, back, found))
    assert wrong == []


def test_the_wording_of_a_weighted_share_lints_clean_when_it_is_written_back() -> None:
    wrong = []
    for n in (5, 12, 29, 30, 99, 300):
        for percent in range(0, 101):
            share = Fraction(percent, 100)
            for reach in (0, 3, 12, 30):
                low, high = max(share - Fraction(reach, 100), Fraction(0)), share + Fraction(reach, 100)
                of = Evidence(
                    "a", "share", "s", x=n // 3, n=n, share=share, low=low, high=min(high, Fraction(1))
                )
                for text in ("{a}", f"[{wording(of)}]{{a}}"):
                    if found := kinds(text, of, TABLES[0]):
                        wrong.append((n, percent, reach, wording(of), found))
    assert wrong == []


def test_a_percentage_is_accepted_if_and_only_if_it_is_the_one_that_is_printed() -> None:
    wrong = []
    for n in range(30, 301, 11):
        for x in range(n + 1):
            printed = word_of_quantity(x, n).percent
            for figure in {printed, str(Fraction(100 * x, n).__floor__()), "50", "100", "0"}:
                honest = (Fraction(figure) == 100) == (x == n) and (Fraction(figure) == 0) == (x == 0)
                honest = honest and (Fraction(figure) >= 50) == (2 * x >= n)
                rounds = (200 * x + n) // (2 * n) == Fraction(figure) or figure == printed
                accepted = kinds(f"[{figure}%]{{a}}", piece(x, n, n), TABLES[0]) == []
                if accepted != (honest and rounds):
                    wrong.append((x, n, figure))
    assert wrong == []


@pytest.mark.parametrize("n", range(1, 301, 23))
def test_no_percentage_and_no_word_is_ever_accepted_of_what_was_heard_in_groups(n: int) -> None:
    table = TABLES[0]
    of = Evidence("a", "groups", "s", x=n - 1, n=n)
    words = [*(band.word for band in table.bands), "50%", "a third", "routinely"]
    assert {kind for word in words for kind in kinds(f"[{word}]{{a}}", of, table)} == {"no_share"}
