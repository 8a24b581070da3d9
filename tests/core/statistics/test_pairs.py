from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb

import pytest
from scipy.stats import binomtest

from plumbline.statistics.pairs import (
    clopper_pearson,
    reliable_change,
    sign_test,
    signed_rank,
    tango_interval,
)

BEFORE = [3, 4, 2, 5, 3, 6, 4, 2, 5, 3, 4, 3, 2, 5, 4, 6, 3, 4, 2, 5]
AFTER = [5, 4, 4, 6, 3, 6, 5, 4, 4, 5, 6, 4, 2, 7, 4, 6, 5, 3, 4, 6]
STEPS = [after - before for before, after in zip(BEFORE, AFTER, strict=True)]


def test_the_interval_of_the_net_share_is_the_worked_value() -> None:
    low, high = tango_interval(12, 2, 20)
    assert (low, high) == (pytest.approx(0.1458608, abs=1e-7), pytest.approx(0.73130262, abs=1e-7))


def test_the_interval_turns_over_when_up_and_down_change_places() -> None:
    low, high = tango_interval(12, 2, 20)
    assert tango_interval(2, 12, 20) == (pytest.approx(-high, abs=1e-12), pytest.approx(-low, abs=1e-12))


@pytest.mark.parametrize(("better", "worse", "end"), [(5, 0, 1.0), (0, 5, -1.0)])
def test_the_interval_reaches_its_end_when_all_moved_one_way(better: int, worse: int, end: float) -> None:
    assert end in tango_interval(better, worse, 5)


def test_the_interval_lies_evenly_about_nought_when_nothing_moved() -> None:
    low, high = tango_interval(0, 0, 5)
    assert (low, low < 0) == (pytest.approx(-high, abs=1e-12), True)


@pytest.mark.parametrize(("better", "worse", "pairs"), [(1, 1, 1), (-1, 0, 3), (0, 0, 0)])
def test_numbers_that_cannot_be_counts_are_refused(better: int, worse: int, pairs: int) -> None:
    with pytest.raises(ValueError, match="are no counts"):
        tango_interval(better, worse, pairs)


def test_the_sign_test_is_the_worked_value() -> None:
    assert sign_test(12, 2) == pytest.approx(0.0129394531, abs=1e-10)


@pytest.mark.parametrize(("better", "worse"), [(0, 0), (1, 0), (3, 9), (7, 7), (40, 21)])
def test_the_sign_test_is_the_sum_of_binomial_chances(better: int, worse: int) -> None:
    n, fewer = better + worse, min(better, worse)
    tail = sum(comb(n, k) for k in range(fewer + 1)) / 2**n
    assert sign_test(better, worse) == pytest.approx(min(1.0, 2 * tail), rel=1e-12)


def test_the_sign_test_refuses_negative_numbers() -> None:
    with pytest.raises(ValueError, match="are no counts"):
        sign_test(-1, 2)


def test_the_interval_of_the_share_better_among_those_who_changed_is_the_worked_value() -> None:
    assert clopper_pearson(12, 14) == pytest.approx((0.57187084, 0.98220548), abs=1e-8)


@pytest.mark.parametrize(("x", "n"), [(0, 7), (7, 7), (3, 10), (40, 61)])
def test_the_exact_binomial_interval_is_that_of_another_library(x: int, n: int) -> None:
    theirs = binomtest(x, n).proportion_ci(method="exact")
    assert clopper_pearson(x, n) == pytest.approx((theirs.low, theirs.high), abs=1e-10)


def test_the_exact_binomial_interval_refuses_what_is_no_share() -> None:
    with pytest.raises(ValueError, match="3 of 2 is no share"):
        clopper_pearson(3, 2)


def test_the_signed_rank_test_with_zeros_ranked_is_the_worked_value() -> None:
    found = signed_rank(STEPS)
    assert found is not None
    assert (float(found.chance), found.z) == (
        pytest.approx(0.0036621094, abs=1e-10),
        pytest.approx(2.89555898, abs=1e-8),
    )


def test_the_signed_rank_test_with_zeros_dropped_is_the_worked_value() -> None:
    found = signed_rank(STEPS, drop_zeros=True)
    assert found is not None
    assert float(found.chance) == pytest.approx(0.0026855469, abs=1e-10)


def test_the_published_depression_scores_give_the_published_chance() -> None:
    x = ["1.83", "0.50", "1.62", "2.48", "1.68", "1.88", "1.55", "3.06", "1.30"]
    y = ["0.878", "0.647", "0.598", "2.05", "1.06", "1.29", "1.06", "3.14", "1.29"]
    found = signed_rank([Fraction(one) - Fraction(other) for one, other in zip(x, y, strict=True)])
    assert found is not None
    assert (found.up, float(found.chance_up)) == (40, 0.01953125)


def test_the_signed_rank_test_counts_every_way_of_giving_signs() -> None:
    steps = [1, -1, 2, 0, 3, 3, -2]
    found = signed_rank(steps)
    ranks = [Fraction(5, 2), Fraction(5, 2), Fraction(9, 2), Fraction(13, 2), Fraction(13, 2), Fraction(9, 2)]
    sums = [sum(rank for rank, up in zip(ranks, ups, strict=True) if up) for ups in product((0, 1), repeat=6)]
    assert found is not None
    assert (found.up, found.chance_up) == (20, Fraction(sum(one >= 20 for one in sums), 64))


def test_nothing_is_said_where_nobody_moved() -> None:
    assert signed_rank([0, 0, 0]) is None


def test_the_reliable_change_is_the_worked_value() -> None:
    found = reliable_change(47.5, 32.5, 7.5, 0.8)
    assert (found.spread, found.index, found.least, found.reliable) == (
        pytest.approx(4.74341649, abs=1e-8),
        pytest.approx(-3.16227766, abs=1e-8),
        pytest.approx(9.29709632, abs=1e-8),
        True,
    )


def test_a_change_within_the_scales_own_unreliability_is_not_reliable() -> None:
    assert not reliable_change(47.5, 38.3, 7.5, 0.8).reliable


def test_a_reliability_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        reliable_change(1, 2, 7.5, 1.0)
