"""Evidence made from a run's rates and from a reading's results says what they say, no more and no less."""

from __future__ import annotations

from fractions import Fraction

import pytest

from plumbline.errors import UsageError
from plumbline.measures.rates import Counts, rate
from plumbline.scrutiny.instruments.model import Choice, Instrument, Question
from plumbline.scrutiny.quantities import evidence_file, lint, read_evidence, said_of, wording
from plumbline.scrutiny.quantities.from_figures import of_rate, of_share
from plumbline.scrutiny.results import ReadRecord, Share, results

FORM = Instrument(
    title="Short",
    form_id="short",
    version="1",
    languages=("default",),
    default_language="default",
    children=(Question("select_one", "plan", "/plan", 2, choice_list="yes_no"),),
    choice_lists={"yes_no": (Choice("yes", {"default": "Yes"}), Choice("no", {"default": "No"}))},
)


def headline(read: dict[str, tuple[int, int]], sizes: dict[str, int]) -> Share:
    """The share of yes, from stratum -> (records read, yes among them)."""
    records = [
        ReadRecord(name, "team", {"/plan": "yes" if number < yes else "no"})
        for name, (n, yes) in read.items()
        for number in range(n)
    ]
    found = results(FORM, records, sizes)[0].headline
    assert found is not None
    return found


def test_a_rate_of_a_run_has_its_counts_and_no_interval_since_all_duties_were_judged() -> None:
    piece = of_rate(rate(Counts(met=80, not_met=19)), id="first_contact", source="Run of March 2026")
    assert (piece.x, piece.n, said_of(piece).interval) == (80, 99, None)
    assert wording(piece) == "most, 80 of 99 duties"


def test_where_much_cannot_be_told_the_bounds_of_the_rate_take_the_intervals_place() -> None:
    piece = of_rate(rate(Counts(met=80, not_met=20, cannot_tell=40)), id="a", source="Run of March 2026")
    assert said_of(piece).range == "between 57% and 86%"
    assert wording(piece) == "most, 80 of 100 duties (between 57% and 86%)"


def test_a_rate_of_nothing_is_no_evidence() -> None:
    with pytest.raises(UsageError, match="nothing was owed"):
        of_rate(rate(Counts()), id="a", source="s")


def test_a_weighted_result_keeps_its_share_exactly_with_its_interval() -> None:
    share = headline({"a": (50, 41), "b": (19, 11)}, {"a": 402, "b": 150})
    piece = of_share(share, id="a", source="Reading of records")
    assert share.estimate is not None and share.interval is not None
    assert (piece.x, piece.n, piece.share) == (52, 69, share.estimate.share)
    assert (piece.low, piece.high) == tuple(map(Fraction, share.interval))


def test_a_complete_reading_has_no_interval() -> None:
    piece = of_share(headline({"a": (40, 30)}, {"a": 40}), id="a", source="s")
    assert (said_of(piece).interval, wording(piece)) == (None, "most, 30 of 40 records")


def test_a_question_that_applied_to_nothing_is_no_evidence() -> None:
    with pytest.raises(UsageError, match="applied to no record"):
        of_share(Share("yes", "", 0, 0, None), id="a", source="s")


@pytest.mark.parametrize("yes", range(0, 61, 3))
@pytest.mark.parametrize(("read", "size"), [(60, 60), (60, 300), (60, 61)])
def test_word_percentage_range_and_advice_are_those_of_the_result(yes: int, read: int, size: int) -> None:
    share = headline({"a": (read, yes), "b": (12, yes // 6)}, {"a": size, "b": 12})
    said = said_of(of_share(share, id="a", source="s"))
    assert (said.word, said.percent, said.covers, said.rule, said.advice) == (
        share.word,
        share.percent,
        share.covers,
        share.rule,
        share.advice,
    )


@pytest.mark.parametrize("yes", range(0, 61, 5))
def test_written_to_an_evidence_file_and_read_again_it_is_the_same_and_its_wording_holds(yes: int) -> None:
    piece = of_share(headline({"a": (60, yes), "b": (7, 3)}, {"a": 333, "b": 71}), id="a", source="s")
    again = read_evidence(evidence_file([piece]))
    assert again == {"a": piece}
    assert lint(f"[{wording(piece)}]{{a}}", again).clean
