"""How many to read, and how sure a reading of so many is: sample size and margin for a share.

Both hold for a simple random sample from a population of known size, read without putting any back, and
speak of sampling error only. Source: Cochran, Sampling Techniques (1977), chapter 4, with the finite
population correction. The figures are for planning; what was found is stated by `intervals.exact_interval`.
"""

from __future__ import annotations

from math import ceil, sqrt

from plumbline.statistics.intervals import z_value


def sample_size(population: int, margin: float, *, confidence: float = 0.95, expected: float = 0.5) -> int:
    """The fewest to draw from `population` so that a share is known to `margin` either way.

    margin: half the width of the range, as a share (0.05 is five percentage points). expected: the share one
    expects; 0.5 needs the most and is right where nothing is known. n0 = z²p(1-p)/e², then
    n = n0 / (1 + (n0-1)/N), rounded up: 249 of 702 and 131 of 196 for five points at 95 % confidence.

    Raises ValueError unless population >= 1, 0 < margin < 1, 0 < confidence < 1 and 0 < expected < 1.
    """
    _, corrected = size_before_rounding(population, margin, confidence=confidence, expected=expected)
    return min(population, ceil(corrected))


def size_before_rounding(
    population: int, margin: float, *, confidence: float = 0.95, expected: float = 0.5
) -> tuple[float, float]:
    """The two sizes that `sample_size` comes from: n0 for a population without end, and n before rounding up.

    For 702 and five points at 95 % they are 384.15 and 248.51. Raises ValueError as `sample_size` does.
    """
    _check(population, expected)
    if not 0 < margin < 1:
        raise ValueError(f"a margin lies between 0 and 1, not {margin}")
    without_end = z_value(confidence) ** 2 * expected * (1 - expected) / margin**2
    return without_end, without_end / (1 + (without_end - 1) / population)


def margin_reached(population: int, n: int, *, confidence: float = 0.95, expected: float = 0.5) -> float:
    """How far either way a share may be off when `n` of `population` are read, as a share.

    margin = z √(p(1-p)/n · (N-n)/(N-1)): 0.0913 for 99 of 702 and 0.0702 for 98 of 196 at 95 % confidence.
    It is 0 where all are read.

    Raises ValueError unless 1 <= n <= population, 0 < confidence < 1 and 0 < expected < 1.
    """
    _check(population, expected)
    if not 1 <= n <= population:
        raise ValueError(f"{n} cannot be drawn from {population}")
    z = z_value(confidence)
    if n == population:
        return 0.0
    return z * sqrt(expected * (1 - expected) / n * (population - n) / (population - 1))


def _check(population: int, expected: float) -> None:
    if population < 1:
        raise ValueError(f"a population of {population} holds nothing to draw from")
    if not 0 < expected < 1:
        raise ValueError(f"an expected share lies between 0 and 1, not {expected}")
