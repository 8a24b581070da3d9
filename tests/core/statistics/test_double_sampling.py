"""A rate from the data corrected by the files: worked by hand, by enumeration, and by its limits."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from plumbline.statistics.double_sampling import (
    CalledSo,
    Corrected,
    PartShare,
    corrected_rate,
    corrected_text,
    field_accuracy,
    weighted_part,
)
from plumbline.statistics.intervals import CountInterval, exact_interval
from plumbline.statistics.stratified import StratumRead, weighted_share


def corrected(met: tuple[int, int, int], missed: tuple[int, int, int]) -> Corrected:
    """From (population, read, met) of what the data call met and of what they call missed."""
    return corrected_rate([CalledSo("met", True, *met), CalledSo("missed", False, *missed)])


def test_a_rate_by_hand() -> None:
    # 80% of 500 met by the data; files confirm 45 of 50. 20% missed; files show 4 of 20 met.
    # 0.8 · 0.9 + 0.2 · 0.2 = 0.76.
    found = corrected((400, 50, 45), (100, 20, 4))
    assert (found.from_data, found.rate) == (Fraction(4, 5), Fraction(19, 25))
    # 45 of 50 in 400: from 316 to 385, which scipy's tails give too; 4 of 20 in 100: from 7 to 41.
    for m, x, n, population in ((316, 45, 50, 400), (7, 4, 20, 100)):
        tails = [hypergeom.sf(x - 1, population, one, n) for one in (m - 1, m)]
        assert tails[0] < 0.025 < tails[1]
    for m, x, n, population in ((385, 45, 50, 400), (41, 4, 20, 100)):
        tails = [hypergeom.cdf(x, population, one, n) for one in (m, m + 1)]
        assert tails[1] < 0.025 < tails[0]
    low = 0.76 - sqrt((0.8 * (0.9 - 0.79)) ** 2 + (0.2 * (0.2 - 0.07)) ** 2)
    high = 0.76 + sqrt((0.8 * (0.9625 - 0.9)) ** 2 + (0.2 * (0.41 - 0.2)) ** 2)
    assert (low, high) == pytest.approx((0.66824, 0.82530), abs=5e-6)
    # 334.1 and 412.7 of 500, moved outwards to whole duties.
    assert found.counts == CountInterval(334, 413, 500)
    assert found.interval == (0.668, 0.826)


def test_tenenbeins_estimate_of_a_whole_population_is_that_of_the_four_cells() -> None:
    # P(true) = P(true | called met) P(called met) + P(true | called missed) P(called missed)
    a, b, c, d = 30, 5, 8, 57  # read: met and so, met and not so, missed and yet so, missed and not so
    found = corrected((700, a + b, a), (1300, c + d, c))
    assert found.rate == Fraction(a, a + b) * Fraction(700, 2000) + Fraction(c, c + d) * Fraction(1300, 2000)


def test_over_all_samples_that_could_be_drawn_the_corrected_rate_is_the_true_one_on_average() -> None:
    # 12 called met, 9 of them truly; 8 called missed, 3 of them truly: 12 of 20.
    total = Fraction(0)
    for x, y in product(range(5), range(4)):
        ways = comb(9, x) * comb(3, 4 - x) * comb(3, y) * comb(5, 3 - y)
        total += Fraction(ways, comb(12, 4) * comb(8, 3)) * (corrected((12, 4, x), (8, 3, y)).rate or 0)
    assert total == Fraction(12, 20)


@pytest.mark.parametrize(
    ("met", "missed", "truly_met", "truly_missed"),
    [((60, 20), (40, 15), 54, 8), ((120, 30), (30, 10), 108, 3), ((500, 60), (200, 39), 450, 30)],
)
def test_over_all_samples_the_interval_holds_the_true_rate_as_often_as_it_says(
    met: tuple[int, int], missed: tuple[int, int], truly_met: int, truly_missed: int
) -> None:
    (n1, r1), (n0, r0) = met, missed
    truth = (truly_met + truly_missed) / (n1 + n0)
    covered = 0.0
    for x, y in product(range(r1 + 1), range(r0 + 1)):
        ways = comb(truly_met, x) * comb(n1 - truly_met, r1 - x)
        ways *= comb(truly_missed, y) * comb(n0 - truly_missed, r0 - y)
        if ways:
            low, high = corrected((n1, r1, x), (n0, r0, y)).interval
            covered += ways / (comb(n1, r1) * comb(n0, r0)) * (low - 1e-12 <= truth <= high + 1e-12)
    assert 0.95 <= covered < 0.995


@pytest.mark.parametrize(
    ("met", "missed", "worst", "on_average"),
    [((60, 20), (40, 15), 0.87, 0.98), ((40, 10), (10, 5), 0.94, 0.99)],
)
def test_how_often_the_interval_holds_the_truth_whatever_the_truth_is(
    met: tuple[int, int], missed: tuple[int, int], worst: float, on_average: float
) -> None:
    (n1, r1), (n0, r0) = met, missed
    ends = {
        (x, y): corrected((n1, r1, x), (n0, r0, y)).interval for x, y in product(range(r1 + 1), range(r0 + 1))
    }
    found = []
    for truly_met, truly_missed in product(range(n1 + 1), range(n0 + 1)):
        truth = (truly_met + truly_missed) / (n1 + n0)
        first = [comb(truly_met, x) * comb(n1 - truly_met, r1 - x) / comb(n1, r1) for x in range(r1 + 1)]
        second = [comb(truly_missed, y) * comb(n0 - truly_missed, r0 - y) for y in range(r0 + 1)]
        held = (
            first[x] * second[y] / comb(n0, r0)
            for (x, y), (low, high) in ends.items()
            if low - 1e-12 <= truth <= high + 1e-12
        )
        found.append(sum(held))
    assert worst <= min(found) < worst + 0.01
    assert sum(found) / len(found) == pytest.approx(on_average, abs=0.005)
    assert sum(one < 0.95 for one in found) / len(found) < 0.005


def test_with_every_file_read_the_rate_is_what_the_files_show_and_has_no_width() -> None:
    found = corrected((10, 10, 8), (5, 5, 1))
    assert (found.rate, found.complete) == (Fraction(9, 15), True)
    assert found.interval == pytest.approx((0.6, 0.6))


def test_with_one_side_read_in_full_only_the_other_adds_doubt() -> None:
    found = corrected((60, 20, 18), (40, 40, 10))
    part = exact_interval(18, 20, 60)
    assert found.interval == pytest.approx(((part.low + 10) / 100, (part.high + 10) / 100))


def test_where_nothing_was_read_of_a_part_the_rate_is_not_given() -> None:
    found = corrected((561, 79, 71), (141, 0, 0))
    read = exact_interval(71, 79, 561)
    assert found.rate is None
    assert found.interval == pytest.approx((read.low / 702, (read.high + 141) / 702))


def test_where_the_data_call_nothing_missed_there_is_one_part() -> None:
    found = corrected((100, 20, 19), (0, 0, 0))
    assert (found.from_data, found.rate, len(found.parts)) == (1, Fraction(19, 20), 1)


def test_what_the_data_cannot_tell_is_a_part_of_its_own() -> None:
    found = corrected_rate(
        [
            CalledSo("met", True, 60, 10, 9),
            CalledSo("missed", False, 30, 10, 1),
            CalledSo("cannot tell", False, 10, 5, 3),
        ]
    )
    assert found.rate == Fraction(6, 10) * Fraction(9, 10) + Fraction(3, 10) / 10 + Fraction(3, 50)


def test_a_part_read_in_a_stratified_sample_is_weighted_back() -> None:
    part = CalledSo("met", True, 300, 30, 21)
    estimate = weighted_share([StratumRead("one", 200, 15, 12), StratumRead("two", 100, 15, 9)])
    assert estimate is not None and estimate.interval is not None
    found = weighted_part(part, estimate)
    assert found.share == Fraction(200 * 12 + 100 * 9, 15 * 300)
    assert [float(end) for end in found.interval] == list(estimate.interval)


def test_a_weighted_part_read_in_full_has_no_width() -> None:
    estimate = weighted_share([StratumRead("one", 20, 20, 12)])
    assert estimate is not None
    part = CalledSo("met", True, 20, 20, 12)
    assert weighted_part(part, estimate) == PartShare(part, Fraction(3, 5), (Fraction(3, 5), Fraction(3, 5)))


@pytest.mark.parametrize("counts", [(10, 11, 5), (10, 5, 6), (10, 5, -1)])
def test_impossible_counts_are_refused(counts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="cannot be: met"):
        corrected(counts, (5, 1, 0))


def test_no_duty_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="no duty"):
        corrected((0, 0, 0), (0, 0, 0))


def test_the_correction_is_said_in_sentences() -> None:
    assert corrected_text(corrected((400, 50, 45), (100, 20, 4))) == (
        "The data call 80.0% met. Of the 400 that the data call met, 50 files were read; 45 show that the "
        "duty was met (90.0%). Of the 100 that the data call missed, 20 files were read; 4 show that the "
        "duty was met (20.0%). Corrected for that, the rate is 76.0%, and is likely to lie between 66.8% and "
        "82.6% at 95% confidence."
    )


def test_what_was_not_read_is_said() -> None:
    assert corrected_text(corrected((400, 50, 45), (100, 0, 0))).endswith(
        "Of the 100 that the data call missed, no file was read. So the rate cannot be corrected; it may lie "
        "anywhere between 63.2% and 97.0%."
    )


def test_a_field_is_as_accurate_as_the_files_that_tell_bear_out() -> None:
    found = field_accuracy("first contact", 40, 8, 2)
    assert (found.share, found.low, found.high) == (Fraction(5, 6), Fraction(4, 5), Fraction(21, 25))


def test_a_field_that_no_file_tells_of_has_no_share() -> None:
    found = field_accuracy("first contact", 0, 0, 3)
    assert (found.share, found.low, found.high) == (None, 0, 1)
    assert field_accuracy("first contact", 0, 0, 0).high is None


def test_a_count_below_none_is_refused() -> None:
    with pytest.raises(ValueError):
        field_accuracy("first contact", -1, 0, 0)


@st.composite
def parts(draw: st.DrawFn) -> tuple[int, int, int]:
    population = draw(st.integers(1, 200))
    read = draw(st.integers(1, population))
    return population, read, draw(st.integers(0, read))


@given(parts(), parts())
def test_the_rate_lies_within_its_interval(met: tuple[int, int, int], missed: tuple[int, int, int]) -> None:
    found = corrected(met, missed)
    low, high = found.interval
    assert found.rate is not None
    assert 0 <= low <= float(found.rate) + 1e-12 and float(found.rate) - 1e-12 <= high <= 1


@given(parts(), parts())
def test_the_share_missed_is_the_mirror_of_the_share_met(
    met: tuple[int, int, int], missed: tuple[int, int, int]
) -> None:
    one = corrected(met, missed)
    turned = [(population, read, read - x) for population, read, x in (met, missed)]
    other = corrected(*turned)
    assert one.rate is not None and other.rate is not None
    assert one.rate + other.rate == 1
    assert one.interval == pytest.approx((1 - other.interval[1], 1 - other.interval[0]))
