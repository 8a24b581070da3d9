"""What readers do about their differences: the gate, whom to brief, what to talk over."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.statistics.agreement import Unit
from plumbline.statistics.readers import (
    Difference,
    ToDiscuss,
    differences_of,
    mean_differences,
    reading_gate,
    to_discuss,
)

SPREAD: list[Unit] = [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6)]


def test_readers_who_agree_on_thirty_records_are_consistent() -> None:
    found = reading_gate(SPREAD * 5, "ratings")
    assert (found.outcome, found.units, found.alpha, found.within_one) == ("consistent", 30, 1, 1)
    assert found.because == (
        "Readers are within one point in 100% of 30 records read twice. Alpha is 1.000. The reading of this "
        "question is consistent."
    )


def test_fewer_than_thirty_are_never_called_consistent() -> None:
    found = reading_gate(SPREAD * 4, "ratings")
    assert found.outcome == "proceed"
    assert "It could be called consistent from 30 records on." in found.because


def test_fewer_than_twenty_cannot_be_judged() -> None:
    found = reading_gate(SPREAD * 3 + [(1, None)] * 10, "ratings")
    assert (found.outcome, found.units) == ("too_few", 18)
    assert found.because == "18 records read twice; at least 20 are needed before this can be judged."


def test_nothing_read_twice_cannot_be_judged() -> None:
    assert reading_gate([], "yes_no").outcome == "too_few"


def test_more_than_a_tenth_two_points_apart_is_a_reason_to_brief_again() -> None:
    units = SPREAD * 5 + [(1, 3), (4, 6), (2, 4), (3, 5)]
    found = reading_gate(units, "ratings")
    assert (found.outcome, found.alpha is not None and found.alpha > 0.8) == ("brief_again", True)
    assert found.because.startswith("Readers are within one point in 88% of 34 records read twice.")


def test_alpha_below_two_thirds_is_a_reason_to_brief_again() -> None:
    found = reading_gate([(3, 4), (4, 3), (3, 3), (4, 4)] * 8, "ratings")
    assert (found.within_one, found.outcome) == (1, "brief_again")


def test_alpha_between_the_limits_is_enough_to_go_on() -> None:
    found = reading_gate([(3, 3)] * 7 + [(4, 4)] * 7 + [(5, 5)] * 7 + [(3, 4), (4, 5)] * 5, "ratings")
    assert found.alpha is not None and 0.667 <= found.alpha < 0.8
    assert (found.within_one, found.outcome) == (1, "proceed")


def test_yes_or_no_between_the_limits_is_enough_to_go_on() -> None:
    units: list[Unit] = [("yes", "yes")] * 30 + [("no", "no")] * 5 + [("yes", "no")] * 3
    found = reading_gate(units, "yes_no")
    assert (found.outcome, found.within_one) == ("proceed", None)
    assert found.because == (
        "Readers agree in 92% of 38 records read twice. Alpha is 0.725. That is enough to go on."
    )


def test_where_nearly_all_is_one_value_agreement_decides_and_the_gate_says_so() -> None:
    found = reading_gate([(3, 3)] * 40 + [(5, 3)], "ratings")
    assert (found.outcome, found.one_value) == ("proceed", True)
    assert found.because == (
        "Readers are within one point in 97% of 41 records read twice. 98% of the ratings are the same "
        "value, so alpha says nothing here, and agreement alone decides. That is enough to go on."
    )


def test_all_of_one_value_is_never_called_consistent() -> None:
    assert reading_gate([("yes", "yes")] * 40, "yes_no").outcome == "proceed"


def test_nearly_all_of_one_value_with_too_little_agreement_is_a_reason_to_brief_again() -> None:
    units: list[Unit] = [("yes", "yes")] * 26 + [("yes", "no")] * 4
    found = reading_gate(units, "yes_no")
    assert (found.one_value, found.exact, found.outcome) == (True, pytest.approx(26 / 30), "brief_again")


def test_a_share_just_short_of_the_limit_is_not_shown_as_reaching_it() -> None:
    units = SPREAD * 149 + [(1, 3)] * 100  # 894 of 994 are within one point: 89.94%
    found = reading_gate(units, "ratings")
    assert found.because.startswith("Readers are within one point in 89% of 994 records")


def test_a_readers_difference_is_the_mean_over_the_records_shared() -> None:
    ratings = [{"Ash": 4, "Birch": 3}, {"Ash": 5, "Birch": 5, "Cedar": 2}, {"Cedar": 6}]
    assert mean_differences(ratings) == (
        Difference("Ash", 2, (1 + Fraction(3, 2)) / 2),
        Difference("Birch", 2, (-1 + Fraction(3, 2)) / 2),
        Difference("Cedar", 1, Fraction(-3)),
    )


def test_a_record_read_once_has_no_difference() -> None:
    assert differences_of({"Ash": 4}) == {}


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 6), min_size=2, max_size=6))
def test_the_differences_of_one_record_add_up_to_nothing(rating: dict[str, int]) -> None:
    assert sum(differences_of(rating).values()) == 0


def test_two_points_apart_and_across_three_and_four_are_talked_over() -> None:
    ratings = {
        "R1": {"Ash": 3, "Birch": 4},
        "R2": {"Ash": 5, "Birch": 6},
        "R3": {"Ash": 1, "Birch": 3},
        "R4": {"Ash": 6, "Birch": 2},
        "R5": {"Ash": 4},
    }
    assert to_discuss(ratings) == (
        ToDiscuss("R4", "Ash", 6, "Birch", 2, 4, True),
        ToDiscuss("R3", "Ash", 1, "Birch", 3, 2, False),
        ToDiscuss("R1", "Ash", 3, "Birch", 4, 1, True),
    )


def test_every_pair_of_three_readers_is_looked_at() -> None:
    found = to_discuss({"R1": {"Ash": 2, "Birch": 3, "Cedar": 5}})
    assert [(one.first_reader, one.second_reader) for one in found] == [("Ash", "Cedar"), ("Birch", "Cedar")]
