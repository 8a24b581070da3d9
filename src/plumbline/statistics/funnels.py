"""Funnel plots: how far a council's rate lies from the rate of all, given how many cases it has.

The exact limits say what chance alone would do. The over-dispersed limits say how far the councils differ
among themselves beyond chance: draw them beside the exact ones, never in their place. Source: Spiegelhalter,
Statistics in Medicine 24:1185 (2005).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, floor, pi, sin, sqrt

from plumbline.statistics.binomial import Binomial, binomial

# The standard normal points with 2.5 % and with 0.1 % above them, to the places that published funnels use.
Z_95 = 1.959964
Z_998 = 3.090232


@dataclass(frozen=True)
class FunnelLimits:
    """Limits for one size, as shares from 0 to 1: exact binomial, then over-dispersed (`od_`)."""

    n: int
    lower_95: float
    upper_95: float
    lower_998: float
    upper_998: float
    od_lower_95: float
    od_upper_95: float
    od_lower_998: float
    od_upper_998: float


@dataclass(frozen=True)
class FunnelPoint:
    """One unit. `outside_...` is -1 below the limits, 1 above them, 0 within; None where it has no cases.

    Outside the exact limits is a count so low, or so high, that it or a further one comes by chance in less
    than 2.5 % or 0.1 % of cases. The drawn limits lie between whole counts, so that a count may stand just
    beyond an upper one, as every 10 of 10 does, and be no rarer than that.

    `z` is how many standard errors it lies from the target on the arcsine scale, before winsorising.
    """

    x: int
    n: int
    rate: float | None
    limits: FunnelLimits | None
    z: float | None
    outside_95: int | None
    outside_998: int | None
    od_outside_95: int | None
    od_outside_998: int | None


@dataclass(frozen=True)
class Funnel:
    """A funnel: its target, the over-dispersion (`phi`, `tau2`) and a point for each unit, in order.

    `phi` and `tau2` are None where fewer than two units have cases.
    """

    target: float
    phi: float | None
    tau2: float | None
    points: tuple[FunnelPoint, ...]


def exact_limits(target: float, n: int) -> tuple[float, float, float, float]:
    """The exact binomial limits for size `n`: lower 95 %, upper 95 %, lower 99.8 %, upper 99.8 %.

    Interpolated between whole counts, as Spiegelhalter has it, and kept within 0 and 1. Raises ValueError
    unless n is above 0 and 0 <= target <= 1.
    """
    if n <= 0:
        raise ValueError(f"a funnel has no limits at size {n}")
    if target in (0, 1):
        return target, target, target, target  # nothing can differ by chance
    distribution = binomial(n, target)
    return (
        _interpolated(distribution, 0.025),
        _interpolated(distribution, 0.975),
        _interpolated(distribution, 0.001),
        _interpolated(distribution, 0.999),
    )


def funnel_limits(target: float, sizes: Sequence[int], tau2: float = 0.0) -> tuple[FunnelLimits, ...]:
    """All limits for each size: to draw the funnel's lines. `tau2` comes from `funnel`."""
    found = []
    for n in sizes:
        spread = sqrt(1 / (4 * n) + tau2)
        od = [_arcsine_limit(target, k * spread) for k in (-Z_95, Z_95, -Z_998, Z_998)]
        found.append(FunnelLimits(n, *exact_limits(target, n), *od))
    return tuple(found)


def funnel(
    numerators: Sequence[int],
    denominators: Sequence[int],
    *,
    target: float | None = None,
    winsorise: float = 0.1,
) -> Funnel:
    """The funnel of the units' rates, around `target` or, without one, the pooled rate.

    `winsorise` is the share of units at each end whose z is drawn in before the over-dispersion is worked
    out (0 for none). A unit without cases keeps its place and has no rate. Raises ValueError for lists of
    different length, impossible counts, or no case at all.
    """
    _check_counts(numerators, denominators)
    if not 0 <= winsorise < 0.5:
        raise ValueError(f"winsorise is a share below one half, not {winsorise}")
    if target is None:
        target = sum(numerators) / sum(denominators)
    elif not 0 <= target <= 1:
        raise ValueError(f"the target is a share from 0 to 1, not {target}")
    centre = asin(sqrt(target))
    z = [
        (asin(sqrt(x / n)) - centre) * 2 * sqrt(n) if n else None
        for x, n in zip(numerators, denominators, strict=True)
    ]
    with_cases = [n for n in denominators if n]
    phi, tau2 = _over_dispersion([value for value in z if value is not None], with_cases, winsorise)
    points = []
    for x, n, value in zip(numerators, denominators, z, strict=True):
        if not n:
            points.append(FunnelPoint(x, n, None, None, None, None, None, None, None))
            continue
        rate = x / n
        limits = funnel_limits(target, [n], tau2 or 0.0)[0]
        points.append(
            FunnelPoint(
                x,
                n,
                rate,
                limits,
                value,
                _rare(x, n, target, 0.025),
                _rare(x, n, target, 0.001),
                _outside(rate, limits.od_lower_95, limits.od_upper_95),
                _outside(rate, limits.od_lower_998, limits.od_upper_998),
            )
        )
    return Funnel(target, phi, tau2, tuple(points))


def _check_counts(numerators: Sequence[int], denominators: Sequence[int]) -> None:
    if len(numerators) != len(denominators):
        raise ValueError(f"{len(numerators)} numerators do not go with {len(denominators)} denominators")
    for x, n in zip(numerators, denominators, strict=True):
        if not 0 <= x <= n:
            raise ValueError(f"{x} of {n} is no share")
    if sum(denominators) == 0:
        raise ValueError("no unit has a case, so there is no rate to compare with")


def _interpolated(distribution: Binomial, q: float) -> float:
    """The count at which the distribution reaches `q`, drawn straight between whole counts, over n."""
    r = distribution.quantile(q)
    reached, before = distribution.lower_tail(r), distribution.lower_tail(r - 1)
    return min(max((r - (reached - q) / (reached - before)) / distribution.n, 0.0), 1.0)


def _arcsine_limit(target: float, distance: float) -> float:
    """A limit so far from the target on the arcsine scale, brought back to a share from 0 to 1."""
    return sin(min(max(asin(sqrt(target)) + distance, 0.0), pi / 2)) ** 2


def _rare(x: int, n: int, target: float, tail: float) -> int:
    """-1 where so few or fewer are rarer than `tail`, 1 where so many or more are, else 0."""
    distribution = binomial(n, target)
    if distribution.lower_tail(x) < tail:
        return -1
    return 1 if distribution.upper_tail(x) < tail else 0


def _outside(rate: float, lower: float, upper: float) -> int:
    return -1 if rate < lower else 1 if rate > upper else 0


def _over_dispersion(
    z: Sequence[float], sizes: Sequence[int], winsorise: float
) -> tuple[float | None, float | None]:
    """phi and tau2 (additive, by moments); both None for fewer than two units."""
    units = len(z)
    if units < 2:
        return None, None
    if winsorise:
        low, high = _percentile(z, winsorise), _percentile(z, 1 - winsorise)
        z = [min(max(value, low), high) for value in z]
    phi = sum(value * value for value in z) / units
    if units * phi < units - 1:
        return phi, 0.0
    weights = [4.0 * n for n in sizes]
    total = sum(weights)
    return phi, (units * phi - (units - 1)) / (total - sum(w * w for w in weights) / total)


def _percentile(values: Sequence[float], share: float) -> float:
    """The percentile by straight lines between neighbours (R's type 7)."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    at = min(floor(place), len(ordered) - 2)
    return ordered[at] + (place - at) * (ordered[at + 1] - ordered[at])
