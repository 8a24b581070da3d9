"""What a reading says: counts, weighted shares, bases and words, question by question."""

from __future__ import annotations

from fractions import Fraction

import pytest

from plumbline.scrutiny.instruments.model import Choice, Instrument, Question, Repeat
from plumbline.scrutiny.results import QuestionResult, ReadRecord, results, results_by

SIZES = {"a": 402, "b": 150, "c": 90, "d": 38, "e": 22}
READ = {"a": (50, 41), "b": (19, 11), "c": (12, 9), "d": (10, 10), "e": (8, 3)}


def choices(*names: str) -> tuple[Choice, ...]:
    """A list of choices whose labels are their names in capitals."""
    return tuple(Choice(name, {"default": name.upper()}) for name in names)


FORM = Instrument(
    title="Short",
    form_id="short",
    version="1",
    languages=("default",),
    default_language="default",
    children=(
        Question("select_one", "plan", "/plan", 2, choice_list="yes_no_na"),
        Question("select_one", "quality", "/quality", 3, choice_list="six", rating=True),
        Question("select_multiple", "partners", "/partners", 4, choice_list="partners"),
        Question("select_one", "why", "/why", 5, choice_list="whys"),
        Question("integer", "visits", "/visits", 6),
        Repeat("talks", "/talks", 7, children=(Question("integer", "length", "/talks/length", 8),)),
    ),
    choice_lists={
        "yes_no_na": choices("yes", "no", "na"),
        "six": choices("6", "5", "4", "3", "2", "1"),
        "partners": choices("health", "police"),
        "whys": choices("forgotten", "left"),
    },
)


def stratified() -> list[ReadRecord]:
    """The second worked example of weighted estimates: 99 of 702, small strata drawn more closely."""
    return [
        ReadRecord(name, f"team {number % 2}", {"/plan": "yes" if number < yes else "no"})
        for name, (n, yes) in READ.items()
        for number in range(n)
    ]


def of(path: str, *records: ReadRecord, **sizes: int) -> QuestionResult:
    """The result of one question."""
    return next(one for one in results(FORM, records, sizes) if one.question.path == path)


def test_the_headline_is_the_weighted_share_of_the_worked_example() -> None:
    headline = of("/plan", *stratified(), **SIZES).headline
    assert headline is not None and headline.estimate is not None
    assert float(headline.estimate.share) == pytest.approx(0.75531639, abs=1e-8)


def test_the_interval_is_wilsons_on_the_effective_size() -> None:
    headline = of("/plan", *stratified(), **SIZES).headline
    assert headline is not None
    assert headline.interval == pytest.approx((0.66758382, 0.82593169), abs=1e-8)


def test_plain_counts_stand_beside_the_weighted_share() -> None:
    headline = of("/plan", *stratified(), **SIZES).headline
    assert headline is not None
    assert (headline.x, headline.n) == (74, 99)


def test_the_word_is_that_of_the_weighted_share() -> None:
    headline = of("/plan", *stratified(), **SIZES).headline
    assert headline is not None
    assert (headline.word, headline.percent, headline.covers) == ("Most", "76", ("Most", "Majority"))


def test_a_choice_that_says_it_does_not_apply_is_outside_the_base_and_counted() -> None:
    found = of("/plan", *(ReadRecord("s", "", {"/plan": v}) for v in ("yes", "no", "na")), s=9)
    assert (found.base, found.does_not_apply, found.read) == (2, 1, 3)


def test_a_rating_of_four_is_good_and_one_of_three_is_not() -> None:
    found = of("/quality", *(ReadRecord("s", "", {"/quality": v}) for v in "6433"), s=4)
    assert found.headline is not None
    assert (found.headline.x, found.headline.n) == (2, 4)


def test_every_choice_has_its_row_in_the_order_of_the_form() -> None:
    found = of("/quality", *(ReadRecord("s", "", {"/quality": v}) for v in "6433"), s=4)
    assert [(row.name, row.x) for row in found.rows] == [
        ("6", 1),
        ("5", 0),
        ("4", 1),
        ("3", 2),
        ("2", 0),
        ("1", 0),
    ]


def test_of_many_choices_each_is_counted_over_the_records_that_answered() -> None:
    found = of(
        "/partners", *(ReadRecord("s", "", {"/partners": v}) for v in ("health police", "health")), s=2
    )
    assert [(row.name, row.x, row.n) for row in found.rows] == [("health", 2, 2), ("police", 1, 2)]


def test_a_list_without_a_yes_has_no_headline() -> None:
    assert of("/why", ReadRecord("s", "", {"/why": "left"}), s=1).headline is None


def test_numbers_come_with_their_quartiles() -> None:
    found = of("/visits", *(ReadRecord("s", "", {"/visits": str(v)}) for v in (1, 2, 3, 4, 9)), s=5)
    assert found.numbers is not None
    assert (found.numbers.n, found.numbers.median, found.numbers.most) == (5, 3, 9)


def test_a_question_that_came_up_and_stands_open_is_told_from_one_that_did_not_come_up() -> None:
    records = [ReadRecord("s", "", {}), ReadRecord("s", "", {})]
    found = results(FORM, records, {"s": 2}, asked=[frozenset({"/plan"}), frozenset()])[0]
    assert (found.unanswered, found.not_asked, found.base) == (1, 1, 0)


def test_what_is_asked_several_times_of_one_record_has_no_share_of_records() -> None:
    asked = [one.question.path for one in results(FORM, [], {"s": 2})]
    assert "/talks/length" not in asked


def test_a_complete_reading_has_no_interval() -> None:
    found = of("/plan", *(ReadRecord("s", "", {"/plan": "yes"}) for _ in range(3)), s=3)
    assert found.headline is not None
    assert found.headline.interval is None


def test_under_ten_only_the_numbers_may_be_printed() -> None:
    found = of("/plan", *(ReadRecord("s", "", {"/plan": "yes"}) for _ in range(9)), s=40)
    assert found.headline is not None
    assert found.headline.advice == "numbers_only"


def test_a_stratum_without_a_size_is_refused() -> None:
    with pytest.raises(ValueError, match="no size is given for s"):
        results(FORM, [ReadRecord("s", "", {})], {"t": 2})


def test_a_breakdown_by_stratum_gives_each_its_own_counts() -> None:
    found = results_by(FORM, stratified(), SIZES, "stratum")["/plan"]
    assert {one.name: (one.n, one.x) for one in found} == READ


def test_a_breakdown_by_team_adds_up_to_the_whole() -> None:
    found = results_by(FORM, stratified(), SIZES, "team")["/plan"]
    assert (sum(one.x for one in found), sum(one.n for one in found)) == (74, 99)


def test_records_that_could_not_be_read_bound_the_share_of_the_sample() -> None:
    records = [ReadRecord("a", "", {"/plan": answer}) for answer in ("yes", "yes", "no")]
    found = results(FORM, records, {"a": 50}, unread={"a": 1})[0].bounds
    assert found is not None
    assert (found.unread, found.selected, found.low, found.high) == (1, 4, Fraction(1, 2), Fraction(3, 4))


def test_where_every_record_could_be_read_there_are_no_bounds() -> None:
    assert of("/plan", ReadRecord("a", "", {"/plan": "yes"}), a=5).bounds is None
