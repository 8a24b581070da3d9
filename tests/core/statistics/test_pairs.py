from __future__ import annotations

from math import comb

import pytest

from plumbline.statistics.pairs import sign_test, tango_interval


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
