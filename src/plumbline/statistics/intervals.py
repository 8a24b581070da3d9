"""How far a sample can be from the truth: the exact interval for a simple random sample, and Wilson's.

Both speak of sampling error only. When all of a population was read there is none, and the interval is the
figure itself. 95 % confidence is used throughout and is said wherever an interval is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb, sqrt

Z_95 = 1.959963984540054
"""The standard normal point with 2.5 % above it."""

# Working precision of the tail sums, in bits. Only when a tail lies closer to the limit than this can tell,
# which in practice means exactly on it, are the sums taken in full.
_BITS = 192


@dataclass(frozen=True)
class CountInterval:
    """Between how many and how many of `population` the true number may lie, both ends included."""

    low: int
    high: int
    population: int

    @property
    def low_proportion(self) -> float:
        """`low` as a share of the population, 0 to 1."""
        return self.low / self.population

    @property
    def high_proportion(self) -> float:
        """`high` as a share of the population, 0 to 1."""
        return self.high / self.population


def z_value(confidence: float) -> float:
    """The standard normal point for a two-sided interval: 1.959964 for 0.95.

    Raises ValueError unless `confidence` lies strictly between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    if confidence == 0.95:
        return Z_95
    from statistics import NormalDist  # the standard library's

    return NormalDist().inv_cdf((1 + confidence) / 2)


def exact_interval(x: int, n: int, population: int, confidence: float = 0.95) -> CountInterval:
    """The exact interval for the number of "yes" among `population`, from `x` "yes" in a sample of `n`.

    It holds every number M for which neither so few nor so many "yes" in the sample would be rarer than half
    of what `confidence` leaves over: the hypergeometric test, turned round. It never covers less than it
    says. Source: Konijn (1973), Wang (2015). Numbers are compared as exact fractions. A population of a
    million takes about a tenth of a second at the most.

    Raises ValueError unless 0 <= x <= n <= population, n is above 0, and 0 < confidence < 1.
    """
    _check_counts(x, n, population)
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    tail = (1 - Fraction(str(confidence))) / 2
    low = _smallest_not_too_few(x, n, population, tail)
    # The number of "no" is the same question asked of the other side.
    high = population - _smallest_not_too_few(n - x, n, population, tail)
    return CountInterval(low, high, population)


def wilson_interval(
    x: float,
    n: float,
    *,
    population: int | None = None,
    n_eff: float | None = None,
    confidence: float = 0.95,
) -> tuple[float, float]:
    """Wilson's interval for a proportion, as two shares from 0 to 1.

    `x` of `n` gives the estimate. With `population` the interval is narrowed by the finite population
    correction; with `n_eff`, the effective size of a weighted sample, that size is used instead. Give one of
    the two, or neither for a population without end. Source: Wilson (1927), Newcombe (1998).

    Raises ValueError for impossible counts, or when both `population` and `n_eff` are given.
    """
    if n <= 0 or not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is no proportion")
    if population is not None and n_eff is not None:
        raise ValueError("give the population or the effective size, not both")
    p = x / n
    size = float(n)
    if population is not None:
        if population < n:
            raise ValueError(f"a sample of {n} cannot come from a population of {population}")
        if population == n:
            return p, p
        size = n * (population - 1) / (population - n)
    elif n_eff is not None:
        if n_eff <= 0:
            raise ValueError(f"the effective size must be above 0, not {n_eff}")
        size = n_eff
    z2 = z_value(confidence) ** 2
    shrink = 1 + z2 / size
    centre = (p + z2 / (2 * size)) / shrink
    half = sqrt(z2 * (p * (1 - p) / size + z2 / (4 * size * size))) / shrink
    # At 0 and 1 the end is exact; the subtraction would leave a speck of rounding there.
    low = 0.0 if p == 0 else max(0.0, centre - half)
    high = 1.0 if p == 1 else min(1.0, centre + half)
    return low, high


def _check_counts(x: int, n: int, population: int) -> None:
    if n <= 0 or not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is no count out of a sample")
    if population < n:
        raise ValueError(f"a sample of {n} cannot come from a population of {population}")


def _smallest_not_too_few(x: int, n: int, population: int, tail: Fraction) -> int:
    """The smallest number of "yes" in the population for which P(X >= x) is above `tail`; 0 where x is 0."""
    if x == 0:
        return 0
    low, high = x, population - n + x  # at `high` the sample cannot hold fewer than x, so the tail is 1
    while low < high:
        middle = (low + high) // 2
        if _upper_tail_exceeds(x, n, population, middle, tail):
            high = middle
        else:
            low = middle + 1
    return low


def _upper_tail_exceeds(x: int, n: int, population: int, yes: int, tail: Fraction) -> bool:
    """Whether P(X >= x) > tail, for X the "yes" in a sample of n from a population with `yes` of them.

    Every probability is the one at the mode times a chain of small ratios. The chain is followed in whole
    numbers scaled by 2**_BITS, always rounding down. Each step loses less than one unit and no ratio is
    above 1, so after k steps a term is short by at most k units. That bounds both sums; if the bounds do not
    settle the question the sums are taken in full.
    """
    first, last = max(0, n - (population - yes)), min(n, yes)
    if x <= first:
        return True
    if x > last:
        return False
    mode = max(first, min(last, (n + 1) * (yes + 1) // (population + 2)))
    others = population - yes - n  # how far X must be above -others for the sample to be filled
    below, inside, steps = 0, 0, 0
    term, k = 1 << _BITS, mode
    while term and k <= last:  # upwards from the mode
        if k >= x:
            inside += term
        else:
            below += term
        term = term * ((yes - k) * (n - k)) // ((k + 1) * (others + k + 1))
        k += 1
        steps += 1
    cut_above = last - k + 1 if k <= last else 0
    term, k = (1 << _BITS) * (mode * (others + mode)) // ((yes - mode + 1) * (n - mode + 1)), mode - 1
    while term and k >= first:  # downwards from the mode
        if k >= x:
            inside += term
        else:
            below += term
        term = term * (k * (others + k)) // ((yes - k + 1) * (n - k + 1))
        k -= 1
        steps += 1
    cut_below = k - first + 1 if k >= first else 0
    # Terms cut off are each below `steps` + 1 units, as are the losses of the terms that were summed.
    loss = (steps + cut_above + cut_below + 1) * (steps + cut_above + cut_below + 2)
    above, share = tail.numerator, tail.denominator
    # inside / (inside + below) > above / share
    if inside * (share - above) > (below + loss) * above:
        return True
    if (inside + loss) * (share - above) <= below * above:
        return False
    return _upper_tail_exceeds_in_full(x, n, population, yes, tail)


def _upper_tail_exceeds_in_full(x: int, n: int, population: int, yes: int, tail: Fraction) -> bool:
    last = min(n, yes)
    ways = comb(yes, x) * comb(population - yes, n - x)
    inside = 0
    for k in range(x, last + 1):
        inside += ways
        ways = ways * ((yes - k) * (n - k)) // ((k + 1) * (population - yes - n + k + 1))
    return inside * tail.denominator > comb(population, n) * tail.numerator
