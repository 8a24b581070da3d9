from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from scipy.stats import hypergeom, norm

from plumbline.statistics.intervals import exact_interval, wilson_interval, z_value

WORKED = [
    (45, 100, 300, (111, 160), (0.37, 0.53333333), (0.37250072, 0.53000445)),
    (80, 99, 702, (508, 614), (0.72364672, 0.87464387), (0.72665753, 0.86960213)),
    (90, 99, 702, (590, 670), (0.84045584, 0.95441595), (0.84254804, 0.94920659)),
    (0, 99, 702, (0, 23), (0.0, 0.03276353), (0.0, 0.03229989)),
    (87, 98, 196, (163, 181), (0.83163265, 0.92346939), (0.83575333, 0.92477463)),
    (5, 8, 8, (5, 5), (0.625, 0.625), (0.625, 0.625)),
]


@pytest.mark.parametrize(("x", "n", "population", "counts", "shares", "wilson"), WORKED)
def test_worked_intervals(
    x: int,
    n: int,
    population: int,
    counts: tuple[int, int],
    shares: tuple[float, float],
    wilson: tuple[float, float],
) -> None:
    found = exact_interval(x, n, population)
    assert (found.low, found.high) == counts
    assert (found.low_proportion, found.high_proportion) == pytest.approx(shares, abs=5e-9)
    assert wilson_interval(x, n, population=population) == pytest.approx(wilson, abs=5e-9)


@pytest.mark.parametrize(("x", "n", "printed"), [(81, 263, (0.2553, 0.3662)), (0, 20, (0.0, 0.1611))])
def test_published_wilson_intervals(x: int, n: int, printed: tuple[float, float]) -> None:
    """Newcombe (1998)."""
    assert tuple(round(end, 4) for end in wilson_interval(x, n)) == printed


def _coverage(n: int, population: int, holds: Callable[[int, int], bool]) -> np.ndarray:
    """For each true number in a population, how often the interval of a sample of n holds it."""
    true, seen = np.arange(population + 1), np.arange(n + 1)
    chance = hypergeom.pmf(seen[None, :], population, true[:, None], n)
    held = np.array([[holds(int(x), int(m)) for x in seen] for m in true])
    return (chance * held).sum(axis=1)


@pytest.mark.parametrize(
    ("n", "population", "exact_worst", "wilson_worst"),
    [(99, 702, 95.1, 85.9), (98, 196, 95.1, 87.9), (30, 80, 95.5, 92.1)],
)
def test_the_exact_interval_never_covers_less_than_it_says_and_wilsons_does_so_on_average(
    n: int, population: int, exact_worst: float, wilson_worst: float
) -> None:
    """Over every true value: the exact interval holds it at least 95 times in 100, Wilson's 86 at worst."""
    exact = [exact_interval(x, n, population) for x in range(n + 1)]
    wilson = [wilson_interval(x, n, population=population) for x in range(n + 1)]
    of_exact = _coverage(n, population, lambda x, m: exact[x].low <= m <= exact[x].high)
    of_wilson = _coverage(
        n, population, lambda x, m: wilson[x][0] - 1e-12 <= m / population <= wilson[x][1] + 1e-12
    )
    assert round(100 * of_exact.min(), 1) == exact_worst
    assert round(100 * of_wilson.min(), 1) == wilson_worst
    assert round(100 * of_wilson.mean()) == 95


def test_an_end_that_another_package_prints_lies_outside() -> None:
    """R's samplingbook prints 110 to 161 for 45 of 100 out of 300: each end is too unlikely by itself."""
    assert round(hypergeom.sf(44, 300, 110, 100), 4) == 0.0237
    assert round(hypergeom.cdf(45, 300, 161, 100), 4) == 0.0225
    found = exact_interval(45, 100, 300)
    assert (found.low, found.high) == (111, 160)


def test_wilson_on_an_effective_size() -> None:
    """R's `survey` data set apistrat: a weighted share of 0.63893607 with an effective size of 194.883561."""
    found = wilson_interval(0.63893607, 1, n_eff=194.883561)
    assert found == pytest.approx((0.56941697, 0.70308375), abs=5e-8)


def test_a_tail_that_lies_exactly_on_the_limit_is_left_out() -> None:
    # One "yes" among 40 is drawn with a chance of exactly 0.025, which is not above 0.025.
    assert exact_interval(1, 1, 40).low == 2
    assert exact_interval(1, 1, 1_000_000).low == 25_001


@pytest.mark.parametrize(
    ("x", "n", "population"), [(3, 10, 40), (7, 30, 31), (12, 50, 2000), (1, 5, 60), (299, 300, 5000)]
)
def test_the_ends_are_where_scipy_has_them(x: int, n: int, population: int) -> None:
    low = next(m for m in range(x, population + 1) if hypergeom.sf(x - 1, population, m, n) > 0.025)
    high = next(m for m in range(population - n + x, -1, -1) if hypergeom.cdf(x, population, m, n) > 0.025)
    found = exact_interval(x, n, population)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(("x", "n", "population"), [(5, 10, 20), (6, 10, 20), (2, 15, 30), (9, 11, 23)])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_the_ends_are_right_in_exact_fractions(x: int, n: int, population: int, confidence: float) -> None:
    tail = (1 - Fraction(str(confidence))) / 2

    def chance(k: int, yes: int) -> Fraction:
        return Fraction(comb(yes, k) * comb(population - yes, n - k), comb(population, n))

    possible = range(x, population - n + x + 1)
    low = min(m for m in possible if sum(chance(k, m) for k in range(x, n + 1)) > tail)
    high = max(m for m in possible if sum(chance(k, m) for k in range(x + 1)) > tail)
    found = exact_interval(x, n, population, confidence)
    assert (found.low, found.high) == (low, high)


def test_a_population_of_a_million_is_quick() -> None:
    started = time.perf_counter()
    found = exact_interval(250_000, 500_000, 1_000_000)
    assert time.perf_counter() - started < 2  # about 0.15 s on an idle machine
    assert (found.low, found.high) == (499_020, 500_980)


def test_a_population_read_in_full_has_no_width() -> None:
    found = exact_interval(300, 1000, 1000)
    assert (found.low, found.high) == (300, 300)


@pytest.mark.parametrize(("x", "n", "population"), [(5, 4, 10), (-1, 4, 10), (0, 0, 10), (3, 4, 3)])
def test_impossible_counts_are_refused(x: int, n: int, population: int) -> None:
    with pytest.raises(ValueError, match=f"{x} of {n}|sample of {n}"):
        exact_interval(x, n, population)
    with pytest.raises(ValueError, match=f"{x} of {n}|sample of {n}"):
        wilson_interval(x, n, population=population)


def test_population_and_effective_size_together_are_refused() -> None:
    with pytest.raises(ValueError, match="not both"):
        wilson_interval(1, 2, population=10, n_eff=5)
    with pytest.raises(ValueError, match="above 0"):
        wilson_interval(1, 2, n_eff=0)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95])
def test_a_confidence_outside_nought_and_one_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        z_value(confidence)
    with pytest.raises(ValueError, match="between 0 and 1"):
        exact_interval(1, 2, 3, confidence)


@pytest.mark.parametrize("confidence", [0.8, 0.9, 0.95, 0.998])
def test_normal_points_agree_with_scipy(confidence: float) -> None:
    assert z_value(confidence) == pytest.approx(norm.ppf((1 + confidence) / 2), abs=1e-12)
