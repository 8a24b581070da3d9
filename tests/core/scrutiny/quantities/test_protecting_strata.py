"""A share from strata prints less where its count beside it would tell of a small stratum."""

from __future__ import annotations

from fractions import Fraction

import pytest

from plumbline.scrutiny.quantities import (
    Evidence,
    EvidenceRefused,
    GivenOut,
    after_editions,
    annex,
    evidence_file,
    lint,
    printed,
    protected,
    read_evidence,
)
from plumbline.statistics.stratified import StratumRead, weighted_share


def share(id: str, *counts: tuple[int, int, int], part: str = "") -> Evidence:
    """A piece from strata, each as (in scope, read, yes)."""
    strata = tuple(StratumRead(name, *one, one[1]) for name, one in zip("ABCDE", counts, strict=False))
    found = weighted_share(strata)
    assert found is not None and found.interval is not None
    low, high = (Fraction(end) for end in found.interval)
    return Evidence(
        id,
        "share",
        "Reading",
        x=found.yes,
        n=found.base,
        share=None if found.share == found.unweighted else found.share,
        low=low,
        high=high,
        noun="records",
        question="q",
        part=part,
        strata=strata,
    )


FIVE = share("a", (402, 50, 41), (150, 19, 14), (90, 12, 10), (38, 10, 8), (22, 8, 7))
TWO = share("a", (402, 50, 14), (22, 8, 2))


def test_of_two_strata_one_alone_gives_count_and_percentage_together() -> None:
    same = [
        (first, second)
        for first in range(51)
        for second in range(9)
        if first + second == 16
        and annex("{a}", {"a": share("a", (402, 50, first), (22, 8, second))}) == annex("{a}", {"a": TWO})
    ]
    assert same == [(14, 2)]


def test_the_percentage_stays_where_it_alone_tells_of_no_stratum() -> None:
    (row,) = annex("{a}", {"a": FIVE}, publish=True)
    assert (row.words, row.count, row.percent, row.range) == (
        "most (80%, between 72% and 87% from 99 records, weighted)",
        "a number not shown of 99 records",
        "80%, weighted",
        "between 72% and 87%",
    )


def test_else_it_is_printed_to_the_nearest_ten_with_a_range_that_holds_the_true_one() -> None:
    (row,) = annex("{a}", {"a": TWO}, publish=True)
    assert (row.words, row.count, row.percent, row.range) == (
        "about 30%, between 10% and 50% from 58 records",
        "a number not shown of 58 records",
        "about 30%",
        "between 10% and 50%",
    )


def test_a_share_that_weights_do_not_change_and_that_tells_of_nothing_prints_whole() -> None:
    assert not protected({"a": share("a", (120, 40, 20), (60, 20, 15), (30, 10, 7))})


@pytest.mark.parametrize(
    "text", ["{a} were good.", "[80%]{a} were good.", "[Most]{a} were good ({a:range})."]
)
def test_what_may_be_printed_of_it_may_be_written(text: str) -> None:
    assert lint(text, {"a": FIVE}, publish=True).clean


@pytest.mark.parametrize(
    "text", ["[80 of 99]{a} were good.", "[Most, 80 of 99 records,]{a} were good ({a:range})."]
)
def test_its_count_may_not(text: str) -> None:
    assert [one.kind for one in lint(text, {"a": FIVE}, publish=True).findings] == ["protected"]


def test_inside_it_prints_whole() -> None:
    assert "{" not in printed("{a} {a:count}", {"a": FIVE}) and "80 of 99" in printed(
        "{a:count}", {"a": FIVE}
    )


def test_a_further_edition_prints_what_the_first_did_and_no_more() -> None:
    hidden = protected({"a": FIVE})["a"]
    given = GivenOut((FIVE,), frozenset(), {"a": hidden.count}, {"a": "share"})
    assert protected(after_editions({"a": FIVE}, [given]))["a"] == hidden
    grown = share("a", (402, 60, 51), (150, 19, 14), (90, 12, 10), (38, 10, 8), (22, 8, 7))
    assert (
        protected(after_editions({"a": grown}, [given]))["a"].wording == "a number not shown of 109 records"
    )


def test_its_strata_are_written_to_an_evidence_file_and_read_again() -> None:
    assert read_evidence(evidence_file([FIVE])) == {"a": FIVE}


def test_strata_that_give_another_share_are_refused() -> None:
    with pytest.raises(EvidenceRefused, match="its strata give another share"):
        read_evidence(evidence_file([FIVE]).replace('"in_scope": 402', '"in_scope": 403'))
