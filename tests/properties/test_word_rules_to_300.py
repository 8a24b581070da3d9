"""The word rules at every count of every base to 300, against the rule written out a second time here."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from statistics import NormalDist

import pytest

from plumbline.scrutiny.quantities import Evidence, lint, part_of, said_of, wording
from plumbline.statistics.words import base_rule, quantity, word_of_quantity, word_table

TO_300 = [(x, n) for n in range(1, 301) for x in range(n + 1)]
WORDS = ("All", "Almost all", "Most", "Majority", "Less than half", "Some", "A few", "None")
PRINTED = {"Majority": "the majority"}


def word(x: int | Fraction, n: int) -> str:
    """The published bands, read once more: whole percentages, halves up; all, none and one half are exact."""
    if x == n:
        return "All"
    if x == 0:
        return "None"
    percent = (200 * x + n) // (2 * n)
    if percent >= 90:
        return "Almost all"
    if percent >= 75:
        return "Most"
    if 2 * x >= n:
        return "Majority"
    if percent >= 35:
        return "Less than half"
    return "Some" if percent >= 15 else "A few"


def base(n: int) -> str:
    return "numbers_only" if n < 10 else "count_first" if n < 30 else "full"


def wilson(x: int, n: int) -> tuple[float, float]:
    """Wilson's interval, from the quadratic that it solves: (p - q)² = z² q (1 - q) / n."""
    z2 = NormalDist().inv_cdf(0.975) ** 2
    a, b, c = n + z2, -(2 * x + z2), x * x / n
    root = sqrt(max(b * b - 4 * a * c, 0))
    return max((-b - root) / (2 * a), 0), min((-b + root) / (2 * a), 1)


def piece(x: int, n: int, population: int | None) -> Evidence:
    return Evidence(f"e{x}", "share", "A reading", x=x, n=n, population=population, noun="records")


def test_the_words_are_those_of_the_published_table() -> None:
    assert word_table().words == WORDS


def test_every_count_has_the_word_of_the_rule() -> None:
    assert [(x, n) for x, n in TO_300 if word_of_quantity(x, n).word != word(x, n)] == []


def test_the_word_changes_at_the_edges_of_the_bands_and_nowhere_else() -> None:
    found = set()
    for n in range(1, 301):
        for x in range(1, n - 1):
            below, above = word_of_quantity(x, n).word, word_of_quantity(x + 1, n).word
            assert WORDS.index(above) <= WORDS.index(below)
            if below != above:
                found.add((word_of_quantity(x, n).whole_percent, word_of_quantity(x + 1, n).whole_percent))
    crossed = {edge for edge in (15, 35, 50, 75, 90) if any(low < edge <= high for low, high in found)}
    across = {one for one in found if not any(one[0] < edge <= one[1] for edge in (15, 35, 50, 75, 90))}
    assert crossed == {15, 35, 50, 75, 90}
    assert across == {(50, 50)}  # just under one half rounds to it, and is less than half


def test_every_percentage_rounds_half_up_and_never_crosses_all_none_or_one_half() -> None:
    wrong = []
    for x, n in TO_300:
        printed = Fraction(word_of_quantity(x, n).percent)
        near = abs(printed - Fraction(100 * x, n)) <= Fraction(1, 2)
        honest = [(printed == 100) == (x == n), (printed == 0) == (x == 0), (printed >= 50) == (2 * x >= n)]
        if not near or not all(honest):
            wrong.append((x, n, printed))
    assert wrong == []


def test_every_base_bears_what_the_rule_says() -> None:
    assert [n for n in range(1, 301) if base_rule(n) != base(n)] == []


def test_where_all_were_read_the_advice_hangs_on_the_base_alone() -> None:
    wrong = []
    for x, n in TO_300:
        said = quantity(x, n, n)
        expected = "numbers_only" if n < 10 else "word"
        if (said.advice, said.covers, said.interval) != (expected, (word(x, n),), None):
            wrong.append((x, n, said.advice))
    assert wrong == []


def test_of_very_many_the_advice_is_that_of_the_words_which_the_interval_touches() -> None:
    wrong = []
    for x, n in TO_300:
        low, high = wilson(x, n)
        said = quantity(x, n, None)
        assert said.interval is not None
        assert abs(said.interval[0] - low) < 1e-9 and abs(said.interval[1] - high) < 1e-9
        ends = [Fraction(end) for end in said.interval]
        first, last = (WORDS.index(word(end, 1)) for end in reversed(ends))
        touched = WORDS[first : last + 1]
        many = {1: "word", 2: "word_with_range"}.get(len(touched), "no_word")
        if (said.covers, said.advice) != (touched, "numbers_only" if n < 10 else many):
            wrong.append((x, n, said.advice))
    assert wrong == []


@pytest.mark.parametrize("population", ["all", "very many"])
def test_what_evidence_lets_one_say_is_the_same_as_the_rule(population: str) -> None:
    wrong = []
    for x, n in TO_300:
        whole = n if population == "all" else None
        of, stated = piece(x, n, whole), quantity(x, n, whole)
        said = said_of(of)
        if (said.word, said.percent, said.rule, said.advice) != (
            *(stated.word, stated.percent, stated.base_rule, stated.advice),
        ):
            wrong.append((x, n))
    assert wrong == []


def test_the_word_that_prints_is_that_of_the_rule_wherever_the_base_bears_one() -> None:
    wrong = []
    for x, n in TO_300:
        expected = None if n < 10 else PRINTED.get(word(x, n), word(x, n).lower())
        if part_of(piece(x, n, n), "word") != expected:
            wrong.append((x, n))
    assert wrong == []


def test_the_wording_holds_the_count_and_the_word_only_from_thirty_on() -> None:
    wrong = []
    for x, n in TO_300:
        count, percent = f"{x} of {n} records", word_of_quantity(x, n).percent
        expected = {
            "numbers_only": count,
            "count_first": f"{count} ({percent}%)",
            "full": f"{PRINTED.get(word(x, n), word(x, n).lower())}, {count}",
        }[base(n)]
        if wording(piece(x, n, n)) != expected:
            wrong.append((x, n))
    assert wrong == []


def test_a_word_beside_its_count_is_found_if_and_only_if_the_rule_gives_another() -> None:
    """At every count of every base one word, in turn, so that right and wrong ones meet every edge."""
    wrong = []
    for n in range(1, 301):
        pieces = {one.id: one for one in (piece(x, n, n) for x in range(n + 1))}
        tried = {x: word(x, n) if x % 2 else WORDS[(x // 2 + n) % 8] for x in range(n + 1)}
        text = "\n\n".join(f"[{said}]{{e{x}}} were, {{e{x}:count}}." for x, said in tried.items())
        found = {(one.line - 1) // 2: one.kind for one in lint(text, pieces).findings}
        for x, said in tried.items():
            expected = "small_base" if n < 10 else None if said == word(x, n) else "false"
            if found.get(x) != expected:
                wrong.append((x, n, said, found.get(x)))
    assert wrong == []
