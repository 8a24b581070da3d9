from __future__ import annotations

from fractions import Fraction

import pytest

from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect import paired, paired_scores

BEFORE = [3, 4, 2, 5, 3, 6, 4, 2, 5, 3, 4, 3, 2, 5, 4, 6, 3, 4, 2, 5]
AFTER = [5, 4, 4, 6, 3, 6, 5, 4, 4, 5, 6, 4, 2, 7, 4, 6, 5, 3, 4, 6]


def test_the_worked_scores_give_the_worked_values() -> None:
    found = paired_scores(BEFORE, AFTER, "increase", no_second=9)
    assert (found.pairs, found.better, found.same, found.worse, found.net) == (20, 12, 6, 2, Fraction(1, 2))
    assert found.interval == pytest.approx((0.1458608, 0.73130262), abs=1e-7)
    assert found.chance == pytest.approx(0.0129394531, abs=1e-10)
    assert found.words == (
        "Of 20 people with two scores, 12 moved for the better, 6 stayed and 2 moved for the worse. 9 more "
        "had no second score. The net change is +50.0 points, likely to be between +14.6 and +73.1. People "
        "who score low at first tend to score higher later anyway, so this does not show what caused it."
    )


def test_where_a_lower_score_is_better_they_change_places() -> None:
    found = paired_scores(BEFORE, AFTER, "decrease")
    assert (found.better, found.worse, found.net) == (2, 12, Fraction(-1, 2))


def test_under_ten_pairs_there_is_no_percentage() -> None:
    assert "points" not in paired(5, 2, 2).words


def test_nobody_with_two_scores_gives_no_figures() -> None:
    found = paired(0, 0, 0, 4)
    assert (found.net, found.interval, found.chance) == (None, None, None)


def test_scores_that_do_not_go_together_are_refused() -> None:
    with pytest.raises(PlumblineError, match="2 first scores do not go with 1 second"):
        paired_scores([1, 2], [1], "increase")
    with pytest.raises(PlumblineError, match="below 0"):
        paired(1, -1, 0)
