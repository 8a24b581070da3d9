"""How many to read for a wanted margin, and the margin that so many give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.statistics.sample_size import margin_reached, sample_size, size_before_rounding

WORKED_SIZES = [
    (702, 0.95, 384.14588207, 248.51074281, 249),
    (702, 0.8, 164.23744151, 133.25207442, 134),
    (196, 0.95, 384.14588207, 130.00626477, 131),
    (1000, 0.95, 384.14588207, 277.73345317, 278),
]
WORKED_MARGINS = [
    (702, 99, 0.95, 0.09134823),
    (702, 99, 0.8, 0.0597294),
    (196, 98, 0.95, 0.07017797),
]


@pytest.mark.parametrize(("population", "confidence", "without_end", "corrected", "n"), WORKED_SIZES)
def test_five_points_either_way_need_so_many(
    population: int, confidence: float, without_end: float, corrected: float, n: int
) -> None:
    assert size_before_rounding(population, 0.05, confidence=confidence) == pytest.approx(
        (without_end, corrected), abs=5e-9
    )
    assert sample_size(population, 0.05, confidence=confidence) == n


@pytest.mark.parametrize(("population", "n"), [(200, 132), (500, 218), (700, 249)])
def test_the_size_is_rounded_up_where_the_printed_table_rounds_to_the_nearest(
    population: int, n: int
) -> None:
    """Krejcie and Morgan (1970) print 132, 217 and 248."""
    assert sample_size(population, 0.05) == n


@pytest.mark.parametrize(("population", "n", "confidence", "margin"), WORKED_MARGINS)
def test_so_many_give_this_margin(population: int, n: int, confidence: float, margin: float) -> None:
    assert margin_reached(population, n, confidence=confidence) == pytest.approx(margin, abs=5e-9)


def test_twenty_records_of_a_stratum_say_little_about_it() -> None:
    assert round(margin_reached(702, 20), 2) == 0.22


def test_a_population_read_in_full_has_no_margin() -> None:
    assert margin_reached(40, 40) == 0.0


def test_a_population_of_one_is_read_in_full() -> None:
    assert sample_size(1, 0.05) == 1


@given(st.integers(2, 100_000), st.floats(0.001, 0.4))
def test_the_size_reaches_its_margin_as_closely_as_the_correction_does(
    population: int, margin: float
) -> None:
    # The size divides by N, the margin by N-1: so the margin may be over by that factor, never by more.
    n = sample_size(population, margin)
    assert margin_reached(population, n) <= margin * (population / (population - 1)) ** 0.5 * (1 + 1e-9)


@given(st.integers(2, 100_000), st.floats(0.001, 0.4))
def test_one_fewer_would_not_do(population: int, margin: float) -> None:
    n = sample_size(population, margin)
    assert n == 1 or margin_reached(population, n - 1) > margin * (1 - 1e-9)


@pytest.mark.parametrize("margin", [0, 1, -0.1])
def test_a_margin_that_is_none_is_refused(margin: float) -> None:
    with pytest.raises(ValueError, match="margin"):
        sample_size(100, margin)


@pytest.mark.parametrize("n", [0, 101])
def test_a_sample_that_cannot_be_drawn_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="drawn"):
        margin_reached(100, n)


def test_an_empty_population_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        sample_size(0, 0.05)


def test_an_expected_share_of_none_is_refused() -> None:
    with pytest.raises(ValueError, match="expected"):
        sample_size(100, 0.05, expected=0)


def test_a_confidence_of_all_is_refused() -> None:
    with pytest.raises(ValueError, match="confidence"):
        margin_reached(100, 50, confidence=1)
