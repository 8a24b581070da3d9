"""Sharing a sample out among strata: worked values, and that nothing better could be had."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.statistics.allocation import exact_optimal, least_possible, neyman, proportional

SIZES = [402, 150, 90, 38, 22]
A = [3000, 4000, 5000, 2000]
LEAST, MOST = [100, 90, 70, 50], [300, 400, 200, 90]


@st.composite
def wishes(draw: st.DrawFn, strata: int = 6, largest: int = 60) -> tuple[int, list[int], list[int]]:
    """A number to share out, the sizes of the strata and a minimum for each that can be met."""
    sizes = draw(st.lists(st.integers(1, largest), min_size=1, max_size=strata))
    minimums = [draw(st.integers(1, 8)) for _ in sizes]
    n = draw(st.integers(least_possible(sizes, minimums), sum(sizes)))
    return n, sizes, minimums


def test_the_worked_sample_is_shared_out_in_proportion_with_a_minimum_of_six() -> None:
    assert proportional(99, SIZES, 6) == [55, 20, 12, 6, 6]


def test_the_worked_sample_is_shared_out_by_neyman_with_a_minimum_of_six() -> None:
    assert neyman(99, SIZES, [0.6, 0.75, 0.5, 0.85, 0.5], 6) == [56, 18, 13, 6, 6]


@pytest.mark.parametrize(
    ("n", "expected"),
    [(340, [100, 90, 100, 50]), (500, [107, 143, 179, 71]), (800, [219, 291, 200, 90])],
)
def test_the_published_bounded_allocation_is_had_in_whole_numbers(n: int, expected: list[int]) -> None:
    assert exact_optimal(n, [a * a for a in A], LEAST, MOST) == expected


def test_without_bounds_the_published_allocation_is_that_of_the_shares_to_the_nearest() -> None:
    assert exact_optimal(340, [a * a for a in A], 1, [340] * 4) == [73, 97, 121, 49]


def test_equal_remainders_go_to_the_larger_stratum() -> None:
    assert proportional(3, [10, 20, 30], 1) == [1, 1, 1]
    assert proportional(5, [6, 10, 14], 1) == [1, 2, 2]
    assert proportional(4, [3, 9, 12], 1) == [1, 1, 2]


def test_equal_remainders_of_equal_strata_go_to_the_earlier() -> None:
    assert proportional(4, [10, 10, 10], 1) == [2, 1, 1]


def test_a_stratum_smaller_than_its_minimum_is_read_whole() -> None:
    assert proportional(20, [100, 3], 6) == [17, 3]


def test_raising_one_stratum_may_push_another_below_its_minimum_and_raise_that_too() -> None:
    # 23·60/100 = 13.8, 6.9 and 2.3: the last is fixed at 10; then 13·60/90 = 8.7 and 4.3 are left, so the
    # second is fixed at 6 only in the second round.
    assert proportional(23, [60, 30, 10], [1, 6, 10]) == [7, 6, 10]


def test_neyman_of_equal_uncertainty_gives_the_unit_left_over_to_the_earlier() -> None:
    assert neyman(3, [10, 10], [0.5, 0.5], 1) == [2, 1]


def test_neyman_gives_what_a_full_stratum_cannot_take_to_the_others() -> None:
    assert neyman(14, [4, 30], [0.5, 0.01], 1) == [4, 10]


@pytest.mark.parametrize(
    ("n", "sizes", "minimums"),
    [(11, [10], 1), (1, [5, 5], 1), (5, [5, 0], 1), (5, [], 1), (5, [5, 5], 0), (5, [5, 5], [1])],
    ids=["more than all", "below minimums", "empty stratum", "no strata", "minimum 0", "one minimum short"],
)
def test_what_cannot_be_shared_out_is_refused(n: int, sizes: list[int], minimums: int | list[int]) -> None:
    with pytest.raises(ValueError):
        proportional(n, sizes, minimums)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, 1.2])
def test_an_expected_share_of_none_or_all_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="expected share"):
        neyman(4, [5, 5], [0.5, share], 1)


@given(wishes())
def test_proportional_shares_add_up_and_keep_within_minimum_and_size(
    wish: tuple[int, list[int], list[int]],
) -> None:
    n, sizes, minimums = wish
    found = proportional(n, sizes, minimums)
    assert sum(found) == n
    assert all(
        min(least, size) <= one <= size for one, least, size in zip(found, minimums, sizes, strict=True)
    )


@given(wishes())
def test_where_no_minimum_bites_each_share_is_within_one_of_its_exact_part(
    wish: tuple[int, list[int], list[int]],
) -> None:
    n, sizes, minimums = wish
    exact = [Fraction(n * size, sum(sizes)) for size in sizes]
    if all(part >= min(least, size) for part, least, size in zip(exact, minimums, sizes, strict=True)):
        found = proportional(n, sizes, minimums)
        assert all(abs(one - part) < 1 for one, part in zip(found, exact, strict=True))


@given(wishes(), st.data())
def test_neyman_shares_add_up_and_keep_within_minimum_and_size(
    wish: tuple[int, list[int], list[int]], data: st.DataObject
) -> None:
    n, sizes, minimums = wish
    shares = [data.draw(st.integers(1, 99)) / 100 for _ in sizes]
    found = neyman(n, sizes, shares, minimums)
    assert sum(found) == n
    assert all(
        min(least, size) <= one <= size for one, least, size in zip(found, minimums, sizes, strict=True)
    )


@given(wishes(strata=4, largest=9), st.data())
def test_no_other_way_to_share_out_would_be_more_certain_than_neyman(
    wish: tuple[int, list[int], list[int]], data: st.DataObject
) -> None:
    n, sizes, minimums = wish
    shares = [Fraction(data.draw(st.integers(1, 99)), 100) for _ in sizes]
    squares = [size * size * p * (1 - p) for size, p in zip(sizes, shares, strict=True)]

    def doubt(given: tuple[int, ...] | list[int]) -> Fraction:
        return sum((square / one for square, one in zip(squares, given, strict=True)), Fraction(0))

    every = product(*(range(min(m, size), size + 1) for m, size in zip(minimums, sizes, strict=True)))
    best = min(doubt(given) for given in every if sum(given) == n)
    assert doubt(neyman(n, sizes, shares, minimums)) == best
