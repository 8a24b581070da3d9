from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from plumbline.statistics.intervals import wilson_interval
from plumbline.statistics.two_shares import difference_interval, fisher_test, newcombe_interval

# Newcombe 1998, table II, method 10: the second of each pair less the first.
PUBLISHED = {
    (48, 80, 56, 70): (0.0524, 0.3339),
    (3, 10, 9, 10): (0.1705, 0.8090),
    (2, 7, 6, 7): (0.0582, 0.8062),
    (0, 29, 5, 56): (-0.0381, 0.1926),
    (0, 20, 0, 10): (-0.1611, 0.2775),
    (0, 10, 0, 10): (-0.2775, 0.2775),
    (0, 20, 10, 10): (0.6791, 1.0),
    (0, 10, 10, 10): (0.6075, 1.0),
}


@st.composite
def shares(draw: st.DrawFn, most: int = 60) -> tuple[int, int]:
    n = draw(st.integers(1, most))
    return draw(st.integers(0, n)), n


@pytest.mark.parametrize(("counts", "published"), PUBLISHED.items(), ids=str)
def test_the_interval_of_a_difference_is_the_published_one(
    counts: tuple[int, int, int, int], published: tuple[float, float]
) -> None:
    assert newcombe_interval(*counts) == pytest.approx(published, abs=5e-5)


def test_two_shares_known_for_certain_differ_for_certain() -> None:
    assert difference_interval(0.25, (0.25, 0.25), 0.75, (0.75, 0.75)) == (0.5, 0.5)


def test_a_share_outside_its_interval_is_refused() -> None:
    with pytest.raises(ValueError, match=r"the share 0\.5 does not lie in its interval, 0\.6 to 0\.7"):
        difference_interval(0.5, (0.6, 0.7), 0.5, (0.4, 0.6))


@settings(deadline=None)
@given(shares(), shares())
def test_the_interval_turns_over_when_the_two_change_places(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    low, high = newcombe_interval(*first, *second)
    assert newcombe_interval(*second, *first) == (
        pytest.approx(-high, abs=1e-12),
        pytest.approx(-low, abs=1e-12),
    )


@settings(deadline=None)
@given(shares(), shares())
def test_the_interval_holds_the_difference(first: tuple[int, int], second: tuple[int, int]) -> None:
    low, high = newcombe_interval(*first, *second)
    assert -1 <= low <= second[0] / second[1] - first[0] / first[1] <= high <= 1


def test_wilsons_intervals_make_it_newcombes_method() -> None:
    found = difference_interval(0.6, wilson_interval(48, 80), 0.8, wilson_interval(56, 70))
    assert found == newcombe_interval(48, 80, 56, 70)


def test_the_lady_who_tasted_tea_could_have_guessed() -> None:
    assert (fisher_test(1, 4, 3, 4, "more"), fisher_test(1, 4, 3, 4)) == (Fraction(17, 70), Fraction(17, 35))


def test_fishers_twins_give_the_published_chances() -> None:
    # 2 of 17 twins of one kind and 10 of 13 of the other; printed as 0.0005367 and 0.0004652.
    assert float(fisher_test(2, 17, 10, 13)) == pytest.approx(0.0005367, abs=5e-8)
    assert float(fisher_test(2, 17, 10, 13, "more")) == pytest.approx(0.0004652, abs=5e-8)


@settings(deadline=None)
@given(shares(), shares())
def test_the_exact_test_is_that_of_another_library(first: tuple[int, int], second: tuple[int, int]) -> None:
    (x1, n1), (x2, n2) = first, second
    table = [[x2, n2 - x2], [x1, n1 - x1]]
    for alternative, theirs in (("different", "two-sided"), ("more", "greater"), ("fewer", "less")):
        expected = fisher_exact(table, alternative=theirs).pvalue
        assert float(fisher_test(x1, n1, x2, n2, alternative)) == pytest.approx(expected, rel=1e-9, abs=1e-15)


@settings(deadline=None)
@given(shares(), shares())
def test_yes_and_no_change_places_and_the_chance_stays(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    (x1, n1), (x2, n2) = first, second
    assert fisher_test(x1, n1, x2, n2, "more") == fisher_test(n1 - x1, n1, n2 - x2, n2, "fewer")
    assert fisher_test(x1, n1, x2, n2) == fisher_test(n1 - x1, n1, n2 - x2, n2)


def test_where_all_cases_are_alike_the_chance_is_one() -> None:
    assert (fisher_test(5, 5, 7, 7), fisher_test(0, 5, 0, 7, "more")) == (1, 1)


@pytest.mark.parametrize("counts", [(0, 0, 1, 2), (3, 2, 1, 2), (-1, 2, 1, 2)])
def test_counts_that_cannot_be_are_refused(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="is no share"):
        fisher_test(*counts)


def test_a_place_too_large_for_the_exact_test_is_told_so() -> None:
    with pytest.raises(ValueError, match="20001 cases are more than the 20,000"):
        fisher_test(1, 10_000, 1, 10_001)
