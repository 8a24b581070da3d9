"""What quantities print as, the annex, and what changes in a text with its evidence."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from plumbline.scrutiny.quantities import AnnexRow, Changed, Evidence, annex, changes, printed, wording

PLAN = Evidence(
    "plan", "share", "Reading, question 12", "A plan was there", 37, 99, 702, noun="records", period="2025-26"
)
SEEN = Evidence("seen", "share", "Run of March", x=80, n=99, population=99, noun="people")
HEARD = Evidence("heard", "groups", "Focus groups", x=4, n=5)
RATE = Evidence("rate", "series", "Returns", values=(("a", Fraction(60)), ("b", Fraction("72.5"))))
EVIDENCE = {one.id: one for one in (PLAN, SEEN, HEARD, RATE)}


@pytest.mark.parametrize(
    ("x", "n", "population", "words"),
    [
        (4, 7, 7, "4 of 7"),
        (9, 9, 9, "9 of 9"),
        (8, 10, 10, "8 of 10 (80%)"),
        (16, 29, 100, "16 of 29 (55%, between 39% and 71%)"),
        (24, 30, 30, "most, 24 of 30"),
        (37, 99, 702, "less than half, 37 of 99 (between 29% and 47%)"),
        (60, 99, 99, "the majority, 60 of 99"),
        (20, 30, 300, "20 of 30 (67%, between 48% and 82%)"),
        (99, 200, 200, "less than half, 99 of 200"),
        (1200, 1400, 1400, "most, 1,200 of 1,400"),
    ],
)
def test_the_wording_that_holds(x: int, n: int, population: int, words: str) -> None:
    assert wording(Evidence("a", "share", "s", x=x, n=n, population=population)) == words


def test_of_a_weighted_share_the_percentage_is_printed_since_the_plain_count_would_contradict_the_word() -> (
    None
):
    share = Evidence(
        "a", "share", "s", x=37, n=99, share=Fraction(11, 20), low=Fraction(51, 100), high=Fraction(62, 100)
    )
    assert wording(share) == "the majority (55%, between 51% and 62% from 99, weighted)"


def test_each_part_can_be_printed_by_itself() -> None:
    text = "It was {plan:count}; {plan:percent}; {plan:word}; {plan:range}."
    assert printed(text, EVIDENCE) == "It was 37 of 99 records; 37%; less than half; between 29% and 47%."


def test_the_writers_own_words_print_as_they_are_without_their_tie() -> None:
    assert (
        printed("[Most]{seen} and [several]{stands: not counted anywhere}.", EVIDENCE) == "Most and several."
    )


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("{heard} it was said.", True),
        ("It was said. {heard} too.", True),
        ("# {heard}", True),
        ("- {heard} it was said", True),
        ("1. {heard} it was said", True),
        ("It was said:\n\n{heard}", True),
        ("It was said\n{heard} too.", False),
        ("It was said, e.g. {heard}.", False),
        ("It was said {heard}.", False),
    ],
)
def test_a_capital_stands_where_a_sentence_begins_and_nowhere_else(text: str, begins: bool) -> None:
    assert ("In 4 of 5 groups" in printed(text, EVIDENCE)) == begins


def test_what_names_no_evidence_or_no_part_of_it_stays_as_it_was_written() -> None:
    text = "{none}, {plan:all} and {heard:percent}, `{plan}`."
    assert printed(text, EVIDENCE) == text


def test_the_annex_lists_each_quantity_with_count_percentage_interval_source_and_period() -> None:
    text = "{plan} and [most]{seen}; {heard}; {rate}; [several]{stands: nobody counts them}."
    assert annex(text, EVIDENCE) == (
        AnnexRow(
            "less than half, 37 of 99 records (between 29% and 47%)",
            "A plan was there",
            "37 of 99 records",
            "37%",
            "between 29% and 47%",
            "Reading, question 12",
            "2025-26",
        ),
        AnnexRow("most", "seen", "80 of 99 people", "81%", "", "Run of March"),
        AnnexRow("in 4 of 5 groups", "heard", "in 4 of 5 groups", "", "", "Focus groups"),
        AnnexRow("72.5", "rate", "72.5", "", "", "Returns"),
        AnnexRow("several", "", "", "", "", "", reason="nobody counts them"),
    )


def test_under_ten_the_annex_prints_no_percentage() -> None:
    (row,) = annex("{a}", {"a": Evidence("a", "share", "s", x=4, n=7, population=70)})
    assert (row.count, row.percent, row.range) == ("4 of 7", "", "")


def test_when_evidence_changes_the_text_follows_and_the_change_is_listed() -> None:
    now = {**EVIDENCE, "seen": replace(SEEN, x=95)}
    text = "{seen} were seen, [most]{seen}, and {plan} had a plan."
    assert changes(text, EVIDENCE, now) == (
        Changed("seen", "most, 80 of 99 people", "almost all, 95 of 99 people"),
    )


def test_evidence_that_is_taken_away_is_listed_as_a_change() -> None:
    assert changes("{heard}", EVIDENCE, {}) == (Changed("heard", "in 4 of 5 groups", ""),)
