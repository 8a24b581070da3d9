"""Two shares beside each other: how sure their difference is, and an exact test where all cases are known."""

from __future__ import annotations

from fractions import Fraction
from math import comb, sqrt
from typing import Literal

from plumbline.statistics.intervals import wilson_interval

Alternative = Literal["different", "more", "fewer"]

MOST_CASES = 20_000
"""The exact test is for small numbers; past this a chart or a sample tells more."""


def difference_interval(
    first: float,
    first_interval: tuple[float, float],
    second: float,
    second_interval: tuple[float, float],
) -> tuple[float, float]:
    """The interval of `second` - `first`, from each share and its own interval; two numbers from -1 to 1.

    With d = p2 - p1, and l and u the ends of each interval:
    low = d - sqrt((p2 - l2)^2 + (u1 - p1)^2), high = d + sqrt((u2 - p2)^2 + (p1 - l1)^2).
    The two must come from different draws, and both intervals have the same confidence, which is that of the
    answer too. Source: Zou and Donner, Statistics in Medicine 27 (2008); with Wilson's intervals it is method
    10 of Newcombe, Statistics in Medicine 17 (1998).

    Raises ValueError where a share does not lie in its interval, or an interval not between 0 and 1.
    """
    for share, (low, high) in ((first, first_interval), (second, second_interval)):
        if not 0 <= low <= share <= high <= 1:
            raise ValueError(f"the share {share} does not lie in its interval, {low} to {high}")
    (low_1, high_1), (low_2, high_2) = first_interval, second_interval
    difference = second - first
    below = sqrt((second - low_2) ** 2 + (high_1 - first) ** 2)
    above = sqrt((high_2 - second) ** 2 + (first - low_1) ** 2)
    return max(-1.0, difference - below), min(1.0, difference + above)


def newcombe_interval(x1: int, n1: int, x2: int, n2: int, confidence: float = 0.95) -> tuple[float, float]:
    """The interval of x2/n2 - x1/n1 for two plain samples: `difference_interval` of Wilson's two.

    Raises ValueError for impossible counts.
    """
    first, second = (
        wilson_interval(x1, n1, confidence=confidence),
        wilson_interval(x2, n2, confidence=confidence),
    )
    return difference_interval(x1 / n1, first, x2 / n2, second)


def fisher_test(x1: int, n1: int, x2: int, n2: int, alternative: Alternative = "different") -> Fraction:
    """Fisher's exact test of x1 of n1 against x2 of n2: the chance of so great a difference, exactly.

    The x1 + x2 are taken as dealt out at random over all n1 + n2, so that the number that falls to the second
    is hypergeometric. "more": the chance that it is x2 or more; "fewer": x2 or fewer; "different": the sum of
    all numbers that are no likelier than x2. Source: Fisher, Statistical Methods for Research Workers
    (1934). The chance is worked out in whole numbers, so that equals are seen to be equal.

    Raises ValueError for impossible counts, or more than 20,000 cases.
    """
    for x, n in ((x1, n1), (x2, n2)):
        if not 0 <= x <= n or n == 0:
            raise ValueError(f"{x} of {n} is no share")
    if n1 + n2 > MOST_CASES:
        raise ValueError(f"{n1 + n2} cases are more than the {MOST_CASES:,} that the exact test is meant for")
    total = x1 + x2
    fewest, most = max(0, total - n1), min(n2, total)
    ways = [comb(n2, fewest) * comb(n1, total - fewest)]
    for k in range(fewest, most):
        ways.append(ways[-1] * ((n2 - k) * (total - k)) // ((k + 1) * (n1 - total + k + 1)))
    here = x2 - fewest
    if alternative == "more":
        counted = sum(ways[here:])
    elif alternative == "fewer":
        counted = sum(ways[: here + 1])
    else:
        counted = sum(one for one in ways if one <= ways[here])
    return Fraction(counted, comb(n1 + n2, total))
