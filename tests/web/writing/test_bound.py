"""A text beside its evidence: where something does not hold, what takes its place, what has moved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factories.written import PLANS, SEEN
from plumbline_web.writing.bound import (
    Moved,
    chips,
    found_in,
    from_kept,
    kept_of,
    moved,
    put_in,
    standing_in,
    stands,
    words_in,
)

EVIDENCE = {"e1": replace(PLANS, id="e1"), "e2": replace(SEEN, id="e2")}


def mended(text: str) -> str:
    """The text with every wording taken that is offered."""
    while found := next((one for one in found_in(text, EVIDENCE) if one.take), None):
        text = put_in(text, found, found.take)
    return text


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("[Most]{e1} held a plan.", "{e1} held a plan."),
        ("Seen: [all]{e2}.", "Seen: {e2}."),
        ("Two lines.\nIn [most]{e1} of them.", "Two lines.\nIn {e1} of them."),
        ("A 😀 first: [most]{e1}, and a 😀.", "A 😀 first: {e1}, and a 😀."),
        ("A\u00a0space: [most]{e1}\u00a0so.", "A\u00a0space: {e1}\u00a0so."),
        ("[Most]{e1} and [all]{e2}.", "{e1} and {e2}."),
        ("{e1:word} held a plan.", "{e1} held a plan."),
    ],
)
def test_the_wording_that_holds_is_put_in_the_place_of_what_does_not(text: str, after: str) -> None:
    assert mended(text) == after
    assert [one for one in found_in(after, EVIDENCE) if one.finding.kind in ("false", "unsupported")] == []


def test_a_place_is_counted_as_a_browser_counts() -> None:
    (found,) = found_in("😀 Several.", EVIDENCE)
    assert (found.start, found.end, found.old) == (3, 10, "Several")


def test_words_over_a_lines_end_are_found_whole() -> None:
    (found,) = found_in("There was a large\nnumber of them.", EVIDENCE)
    assert found.old == "a large\nnumber of"


@pytest.mark.parametrize(
    ("text", "may"),
    [("Several had two.", True), ("Virtually all had one.", True), ("[Most]{e1} had one.", False),
     ("[most]{e9} had one.", False)],
)  # fmt: skip
def test_only_words_tied_to_nothing_may_be_let_stand(text: str, may: bool) -> None:
    assert {one.may_stand for one in found_in(text, EVIDENCE)} == {may}


@pytest.mark.parametrize(
    "reason", ["the council keeps no list", "no {list} is\nkept", "kept by no one: [at all]"]
)
def test_words_that_are_let_stand_hold_whatever_stands_in_the_reason(reason: str) -> None:
    (found,) = found_in("Several had two.", EVIDENCE)
    text = put_in("Several had two.", found, stands(found.old, reason))
    assert found_in(text, EVIDENCE) == []
    assert standing_in(text)[0][0] == "Several"


def test_each_quantity_says_what_it_prints_and_one_without_evidence_nothing() -> None:
    assert [(one.written, one.prints) for one in chips("{e1:count}, [most]{e2}, {e9}.", EVIDENCE)] == [
        ("{e1:count}", "37 of 99 records"),
        ("[most]{e2}", "most"),
        ("{e9}", ""),
    ]


def test_words_are_counted_as_they_print() -> None:
    assert words_in("In {e1:count} a plan.", EVIDENCE) == 7


def test_what_is_kept_beside_a_text_is_the_evidence_it_names_and_reads_back_the_same() -> None:
    kept = kept_of("{e2} and {e9}", EVIDENCE)
    assert from_kept(kept) == {"e2": EVIDENCE["e2"]}


def test_a_quantity_whose_evidence_moved_is_told_and_so_are_own_words_that_do_not_follow() -> None:
    now = {**EVIDENCE, "e2": replace(EVIDENCE["e2"], x=60)}
    assert moved("{e1} and {e2:count}; [most]{e2}.", EVIDENCE, now) == [
        Moved("e2", "", "80 of 99 orders", "60 of 99 orders"),
        Moved("e2", "most", "most, 80 of 99 orders", "the majority, 60 of 99 orders"),
    ]


def test_evidence_that_went_is_told_as_nothing() -> None:
    assert moved("In {e1:count}.", EVIDENCE, {}) == [Moved("e1", "", "37 of 99 records", "")]
