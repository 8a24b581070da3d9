"""What stands in the way of an evaluation: each check with an example each way."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from plumbline.scrutiny.frameworks import Grade, Scale, load_scales
from plumbline.scrutiny.quantities import Evidence
from plumbline.scrutiny.weighing.checks import (
    Found,
    Judged,
    Tied,
    high_grades,
    in_the_way_of_evaluation,
    in_the_way_of_finding,
    low_grades,
    named_in,
    words_that_do_not_hold,
)
from plumbline.scrutiny.weighing.obstacles import CODES, Obstacle, not_let_stand, placed

SIX = load_scales()["six_point"]


def share(x: int, n: int = 99, **more: Any) -> Evidence:
    return Evidence("any", "share", "Made up", x=x, n=n, population=n, noun="orders", **more)


RUN = Tied("e1", "Figure from a run", "strength", share(80), met=True)
GROUP = Tied("e2", "Focus group", "strength", Evidence("g", "groups", "Made up", x=4, n=5))
READING = Tied("e3", "Reading of records", "weakness", share(37))
FINDING = Found("F1", "strength", "People were seen in time.", ("e1",))
SOUND = Judged(5, "Seen in time: {e1}. Staff said so {e2}.", "Fewer seen in time.", ("e1", "e2"))


def codes(judged: Judged | None = SOUND, **more: Any) -> list[str]:
    given = {"scale": SIX, "tied": [RUN, GROUP], "findings": [FINDING], "has_area": False, **more}
    return [one.code for one in in_the_way_of_evaluation(judged, **given)]


def sentence(code: str, judged: Judged | None = SOUND, **more: Any) -> str:
    given = {"scale": SIX, "tied": [RUN, GROUP], "findings": [FINDING], "has_area": False, **more}
    (one,) = [each for each in in_the_way_of_evaluation(judged, **given) if each.code == code]
    return one.sentence


def test_nothing_is_in_the_way_of_what_is_sound() -> None:
    assert codes() == []


def test_nothing_written_is_in_the_way_where_the_activity_grades() -> None:
    assert codes(None) == ["no_evaluation"]


def test_nothing_written_is_not_in_the_way_where_nothing_is_graded() -> None:
    assert codes(None, scale=None) == []


def test_an_indicator_without_a_finding() -> None:
    assert codes(findings=[]) == ["no_finding"]


def test_an_evaluation_without_a_grade_where_the_activity_grades() -> None:
    assert codes(replace(SOUND, grade=None)) == ["no_grade"]


def test_an_evaluation_without_a_grade_where_nothing_is_graded() -> None:
    assert codes(replace(SOUND, grade=None), scale=None) == []


def test_a_grade_where_nothing_is_graded() -> None:
    assert codes(scale=None) == ["nothing_graded"]


def test_a_grade_that_is_none_of_the_scale() -> None:
    assert codes(replace(SOUND, grade=7)) == ["not_of_the_scale"]


def test_a_grade_that_rests_on_one_kind_of_source() -> None:
    judged = replace(SOUND, rationale="Seen in time: {e1}.", cited=("e1",))
    assert codes(judged) == ["one_source"]
    assert sentence("one_source", judged) == "It rests on one kind of source alone: figure from a run."


def test_two_pieces_of_the_same_kind_are_one_kind() -> None:
    other = replace(RUN, id="e9")
    judged = replace(SOUND, rationale="Seen: {e1}, {e9}.", cited=("e1", "e9"))
    assert codes(judged, tied=[RUN, other]) == ["one_source"]


def test_what_a_finding_weighs_is_a_source_too() -> None:
    judged = replace(SOUND, rationale="Seen in time: {e1}.", cited=("e1",))
    assert codes(judged, findings=[replace(FINDING, evidence_against=("e2",))]) == []


def test_a_kind_of_source_that_is_tied_and_named_nowhere_does_not_count() -> None:
    judged = replace(SOUND, rationale="Seen in time: {e1}.", cited=("e1",))
    assert codes(judged, tied=[RUN, GROUP]) == ["one_source"]


def test_a_grade_that_rests_on_nothing_that_counts() -> None:
    gone = replace(RUN, counts=False)
    judged = replace(SOUND, rationale="Seen in time.", cited=("e1",))
    assert codes(judged, tied=[gone]) == ["no_source", "evidence_gone"]


def test_one_kind_of_source_is_enough_where_nothing_is_graded() -> None:
    judged = Judged(None, "Seen in time: {e1}.", "Fewer seen in time.", ("e1",))
    assert codes(judged, scale=None) == []


@pytest.mark.parametrize("grade", [6, 5])
@pytest.mark.parametrize("points", ["weakness", "mixed", "strength"])
def test_a_high_grade_with_a_standard_missed_more_often_than_met(grade: int, points: Any) -> None:
    low = replace(RUN, id="e4", quantity=share(49), points=points)
    found = codes(replace(SOUND, grade=grade), tied=[RUN, GROUP, low])
    assert found == ["misses"]


def test_a_standard_met_in_just_half_is_not_missed_more_often_than_met() -> None:
    half = replace(RUN, id="e4", quantity=share(50, 100))
    assert codes(tied=[RUN, GROUP, half]) == []


def test_a_rate_that_is_tied_as_background_says_nothing_of_the_grade() -> None:
    background = replace(RUN, id="e4", quantity=share(10), points="neither")
    assert codes(tied=[RUN, GROUP, background]) == []


def test_a_good_grade_may_have_a_standard_missed_more_often_than_met() -> None:
    low = replace(RUN, id="e4", quantity=share(40))
    assert codes(replace(SOUND, grade=4), tied=[RUN, GROUP, low]) == []


def test_the_misses_are_said_with_their_count() -> None:
    low = replace(RUN, id="e4", quantity=share(40))
    said = sentence("misses", tied=[RUN, GROUP, low])
    assert said == "E4 says that a standard is missed more often than met: 40 of 99 orders."


def test_a_low_rate_of_misses_is_good_news() -> None:
    few = replace(RUN, id="e4", quantity=share(12), met=False, missed=True, points="weakness")
    assert codes(tied=[RUN, GROUP, few]) == []


def test_a_rate_of_misses_above_half_is_a_standard_missed_more_often_than_met() -> None:
    many = replace(RUN, id="e4", quantity=share(60), met=False, missed=True)
    said = sentence("misses", tied=[RUN, GROUP, many])
    assert said == "E4 says that a standard is missed more often than met: 60 of 99 orders were missed."


def test_a_rate_that_leaves_misses_out_is_held_against_all_of_them() -> None:
    excused = replace(RUN, id="e4", quantity=share(45, 80), every_miss=(45, 99))
    said = sentence("misses_left_out", tied=[RUN, GROUP, excused])
    assert said == (
        "E4 does not count every miss: 45 of 80 orders. With every miss counted it is 45 of 99, less than "
        "half."
    )


def test_a_rate_that_leaves_misses_out_may_stand_where_with_them_it_is_half() -> None:
    excused = replace(RUN, id="e4", quantity=share(45, 80), every_miss=(45, 90))
    assert codes(tied=[RUN, GROUP, excused]) == []


def test_a_rate_missed_more_often_than_met_even_without_some_misses_is_said_once() -> None:
    excused = replace(RUN, id="e4", quantity=share(30, 80), every_miss=(30, 99))
    assert codes(tied=[RUN, GROUP, excused]) == ["misses"]


def test_a_weighted_share_is_held_to_its_weighted_value() -> None:
    weighted = share(60, share=Fraction(45, 100), low=Fraction(35, 100), high=Fraction(55, 100))
    assert codes(tied=[RUN, GROUP, replace(RUN, id="e4", quantity=weighted)]) == ["misses"]


def test_a_high_grade_with_less_than_half_of_what_was_read_pointing_to_a_weakness() -> None:
    assert codes(tied=[RUN, GROUP, READING]) == ["less_than_half"]


def test_a_low_share_that_points_to_a_strength_is_a_strength() -> None:
    late = replace(READING, points="strength")
    assert codes(tied=[RUN, GROUP, late]) == []


def test_a_high_grade_with_more_evidence_of_weaknesses() -> None:
    weak = [Tied(f"e{n}", "Document", "weakness") for n in (5, 6, 7)]
    assert codes(tied=[RUN, GROUP, *weak]) == ["more_weaknesses"]
    said = sentence("more_weaknesses", tied=[RUN, GROUP, *weak])
    assert said == (
        "It is “Very good”, and of the evidence tied here 3 pieces point to a weakness and 2 to a strength."
    )


def test_as_many_weaknesses_as_strengths_are_not_more() -> None:
    weak = [Tied(f"e{n}", "Document", "weakness") for n in (5, 6)]
    assert codes(tied=[RUN, GROUP, *weak]) == []


def test_what_points_both_ways_counts_on_neither_side() -> None:
    mixed = [Tied(f"e{n}", "Document", "mixed") for n in (5, 6, 7)]
    assert codes(tied=[RUN, GROUP, *mixed]) == []


def test_evidence_that_counts_no_more_does_not_outweigh() -> None:
    weak = [Tied(f"e{n}", "Document", "weakness", counts=False) for n in (5, 6, 7)]
    assert codes(tied=[RUN, GROUP, *weak]) == []


def test_a_low_grade_with_more_evidence_of_strengths() -> None:
    assert codes(replace(SOUND, grade=2), has_area=True) == ["more_strengths"]


def test_a_low_grade_where_the_evidence_is_of_weaknesses() -> None:
    weak = [replace(one, points="weakness") for one in (RUN, GROUP)]
    assert codes(replace(SOUND, grade=2), tied=weak, has_area=True) == []


@pytest.mark.parametrize("grade", [2, 1])
def test_a_low_grade_without_an_area_for_improvement(grade: int) -> None:
    weak = [replace(one, points="weakness") for one in (RUN, GROUP)]
    assert codes(replace(SOUND, grade=grade), tied=weak) == ["no_area"]


def test_an_adequate_grade_needs_no_area() -> None:
    assert codes(replace(SOUND, grade=3)) == []


def test_a_rationale_that_names_no_evidence() -> None:
    judged = replace(SOUND, rationale="People were seen in time.", cited=())
    found = codes(judged, findings=[replace(FINDING, evidence_against=("e2",))])
    assert found == ["names_no_evidence"]


@pytest.mark.parametrize(
    ("text", "cited"), [("Seen: {e1}, {e2}.", ()), ("It is as staff say.", ("e1", "e2"))]
)
def test_evidence_is_named_in_the_text_or_beside_it(text: str, cited: tuple[str, ...]) -> None:
    assert codes(replace(SOUND, rationale=text, cited=cited)) == []


def test_a_rationale_that_names_evidence_that_is_gone() -> None:
    assert codes(replace(SOUND, cited=("e1", "e2", "e8"))) == ["evidence_gone"]
    said = sentence("evidence_gone", replace(SOUND, cited=("e1", "e2", "e8")))
    assert said == "It names E8, which was withdrawn or has a later version."


def test_words_of_the_rationale_that_its_evidence_does_not_bear() -> None:
    wrong = "[Almost all]{e1} were seen. Staff said so {e2}."
    assert codes(replace(SOUND, rationale=wrong)) == ["words_do_not_hold"]
    said = sentence("words_do_not_hold", replace(SOUND, rationale=wrong))
    assert said.startswith("line 1, “Almost all”: The evidence says most: 81%, 80 of 99.")


def test_words_that_hold() -> None:
    assert codes(replace(SOUND, rationale="[Most]{e1} were seen. Staff said so {e2}.")) == []


def test_words_of_quantity_that_are_tied_to_nothing() -> None:
    assert codes(replace(SOUND, rationale="Most were seen: {e1}, {e2}.")) == ["words_do_not_hold"]


def test_words_that_stand_with_a_reason_are_not_in_the_way() -> None:
    text = "[Several]{stands: the service keeps no list} were seen: {e1}, {e2}."
    assert codes(replace(SOUND, rationale=text)) == []


def test_what_would_have_to_be_seen_claims_nothing() -> None:
    assert codes(replace(SOUND, would_move="Most people seen within a week.")) == []


def test_an_evaluation_without_what_would_move_it() -> None:
    assert codes(replace(SOUND, would_move=" \n")) == ["nothing_would_move_it"]


def wrong_with(one: Found, *tied: Tied) -> list[str]:
    return [each.code for each in in_the_way_of_finding(one, tied or (RUN, GROUP))]


def test_a_finding_with_evidence_for_it() -> None:
    assert wrong_with(FINDING) == []


def test_a_finding_without_evidence_for_it() -> None:
    assert wrong_with(replace(FINDING, evidence_for=())) == ["finding_without_evidence"]


def test_evidence_against_a_finding_is_none_for_it() -> None:
    one = replace(FINDING, evidence_for=(), evidence_against=("e1",))
    assert wrong_with(one) == ["finding_without_evidence"]


def test_a_finding_whose_evidence_is_gone() -> None:
    gone = replace(RUN, counts=False)
    assert wrong_with(FINDING, gone) == ["finding_without_evidence", "evidence_gone"]


def test_a_finding_whose_words_do_not_hold() -> None:
    (one,) = in_the_way_of_finding(replace(FINDING, text="Virtually all were seen."), [RUN])
    assert (one.code, one.where) == ("words_do_not_hold", "F1")


def scale_of(many: int) -> Scale:
    return Scale("own", "Own", "Ours", "Ours", tuple(Grade(n, f"W{n}", "L", "M") for n in range(many, 0, -1)))


@pytest.mark.parametrize(
    ("many", "high", "low"),
    [
        (2, (2,), (1,)),
        (3, (3,), (1,)),
        (4, (4,), (1,)),
        (5, (5,), (1,)),
        (6, (6, 5), (2, 1)),
        (10, (10, 9, 8), (3, 2, 1)),
    ],
)
def test_the_best_and_the_worst_third_of_a_scale(
    many: int, high: tuple[int, ...], low: tuple[int, ...]
) -> None:
    assert (high_grades(scale_of(many)), low_grades(scale_of(many))) == (high, low)


def test_what_may_stand_and_was_let_stand_is_in_the_way_no_more() -> None:
    one = Obstacle("one_source", "It rests on one.", "Bring in more.")
    assert not_let_stand([one], {("one_source", "It rests on one.")}) == ()


def test_what_says_something_else_by_now_is_in_the_way_again() -> None:
    one = Obstacle("one_source", "It rests on another.", "Bring in more.")
    assert not_let_stand([one], {("one_source", "It rests on one.")}) == (one,)


def test_what_may_not_stand_stays_whatever_was_said() -> None:
    one = Obstacle("no_finding", "None.", "Write one.")
    assert not_let_stand([one], {("no_finding", "None.")}) == (one,)


def test_what_a_lead_may_let_stand() -> None:
    assert {code for code, one in CODES.items() if one.may_stand} == {
        "one_source",
        "misses_left_out",
        "less_than_half",
        "more_weaknesses",
        "more_strengths",
        "nothing_would_move_it",
    }


def test_an_obstacle_says_where_it_is() -> None:
    (one,) = placed([Obstacle("misses", "So it is.", "Mend it.", "F1")], "5.2")
    assert one.text == "5.2, F1: So it is."


def test_evidence_named_in_a_text_is_told_once_each_in_its_order() -> None:
    assert named_in("[Most]{e2} and {e1:count}; {e2}. `{e9}` [x]{stands: no list}") == ("e2", "e1")


def test_each_place_where_words_do_not_hold_has_its_line() -> None:
    found = words_that_do_not_hold("Fine.\n\nMost people were seen.", {}, "A1")
    assert [one.text[:16] for one in found] == ["A1: line 3, “Mos"]
