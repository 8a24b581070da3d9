"""Control charts: has something changed, or is this month's figure no more than the usual up and down?

Two charts and the choice between them. XmR, for steady numbers, follows the rules of NHS England's Making
Data Count as its R package NHSRplotthedots 0.2.2 carries them out. The p-chart, for shares of small or
changing numbers, uses exact binomial limits and gives the usual three-sigma and Laney's limits beside them.
Only complete periods belong on a chart. Points are numbered from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isfinite, sqrt
from typing import Literal, TypeVar

from plumbline.statistics.binomial import binomial

Improvement = Literal["increase", "decrease"]
Label = Literal[
    "above_limit",
    "below_limit",
    "rising",
    "falling",
    "two_of_three_above",
    "two_of_three_below",
    "run_above",
    "run_below",
]
Variation = Literal["common_cause", "improvement", "concern", "neutral"]
Assurance = Literal["consistently_meets", "consistently_fails", "hit_and_miss"]
ChartKind = Literal["none", "p", "xmr", "laney"]

UPWARD_LABELS = frozenset({"above_limit", "rising", "two_of_three_above", "run_above"})

LIMIT_FACTOR = 2.66
SCREENING_FACTOR = 3.267
RARE_TAIL = 0.00135
"""The chance beyond three sigma on one side: a rarer count is marked on a p-chart."""
SHIFT_POINTS = 7
TREND_POINTS = 7
PROVISIONAL_BELOW = 12
"""Limits drawn from fewer points are called provisional."""
LARGE_DENOMINATOR = 200
OVER_DISPERSED_ABOVE = 1.3

_T = TypeVar("_T")

# Values this close are equal: a float must not make a run out of points that lie on the mean.
_SAME = 1e-9


@dataclass(frozen=True)
class XmrSegment:
    """One stretch of an XmR chart, from point `start` to point `end`.

    The four limits are not clipped, and are None where there is no moving range to draw them from (fewer
    than two baseline points). `left_out` counts the moving ranges that screening dropped.
    """

    start: int
    end: int
    mean: float
    average_moving_range: float | None
    left_out: int
    lower: float | None
    upper: float | None
    near_lower: float | None
    near_upper: float | None
    provisional: bool


@dataclass(frozen=True)
class ChartPoint:
    """A value, the one signal it shows (None for common cause), and what that signal means."""

    value: float
    label: Label | None
    variation: Variation


@dataclass(frozen=True)
class XmrChart:
    """An XmR chart. `variation` is the last point's; `assurance` is None without a target or limits."""

    points: tuple[ChartPoint, ...]
    segments: tuple[XmrSegment, ...]
    variation: Variation
    assurance: Assurance | None


@dataclass(frozen=True)
class PSegment:
    """One stretch of a p-chart: the centre line, and Laney's sigma_z (None where it cannot be had)."""

    start: int
    end: int
    centre: float
    sigma_z: float | None
    provisional: bool


@dataclass(frozen=True)
class PPoint(ChartPoint):
    """A share `x` / `n` with three pairs of limits, all from 0 to 1.

    `lower` and `upper` are the exact ones, each the last share that is not marked, so they are drawn as
    steps. `normal_...` are three sigma; `laney_...` are three sigma widened by sigma_z.
    """

    x: int
    n: int
    lower: float
    upper: float
    normal_lower: float
    normal_upper: float
    laney_lower: float | None
    laney_upper: float | None


@dataclass(frozen=True)
class PChart:
    """A p-chart. `variation` is the last point's."""

    points: tuple[PPoint, ...]
    segments: tuple[PSegment, ...]
    variation: Variation


@dataclass(frozen=True)
class ChartChoice:
    """Which chart suits a series of shares, and why. `kind` none: pool the periods or list the misses."""

    kind: ChartKind
    reason: str


def xmr(
    values: Sequence[float],
    *,
    improvement: Improvement | None = None,
    target: float | None = None,
    rebase_at: Sequence[int] = (),
    fix_after: int | None = None,
    screen_outliers: bool = True,
    shift_points: int = SHIFT_POINTS,
    trend_points: int = TREND_POINTS,
    afresh_at: int | None = None,
) -> XmrChart:
    """The XmR chart of `values`, in order of time.

    A new stretch begins at each point in `rebase_at`, and everything starts again there. The mean and limits
    of a stretch come from all its points, or from the first `fix_after`. Screening drops, once, the moving
    ranges of 3.267 times their average or more. Of the signals that a point shows it bears the first of:
    outside the limits, trend, two of three near a limit, shift. From point `afresh_at` on, where it is given,
    the limits stay but no signal is made up of points on both sides of it.

    Raises ValueError for no values, a value that is not a number, or a rebase point outside the series.
    """
    if not values or not all(isfinite(value) for value in values):
        raise ValueError("an XmR chart needs at least one value, and all of them numbers")
    points: list[ChartPoint] = []
    segments: list[XmrSegment] = []
    for start, end in _stretches(len(values), rebase_at):
        part = values[start - 1 : end]
        segment = _xmr_segment(part, start, end, fix_after, screen_outliers)
        segments.append(segment)
        labels: list[Label | None] = []
        for some in _parted(part, start, afresh_at):
            labels += _xmr_labels(some, segment, shift_points, trend_points)
        points.extend(
            ChartPoint(value, label, _variation(label, improvement))
            for value, label in zip(part, labels, strict=True)
        )
    assurance = _assurance(segments[-1], target, improvement)
    return XmrChart(tuple(points), tuple(segments), points[-1].variation, assurance)


def p_chart(
    numerators: Sequence[int],
    denominators: Sequence[int],
    *,
    improvement: Improvement | None = None,
    rebase_at: Sequence[int] = (),
    fix_after: int | None = None,
    limits: Literal["exact", "laney"] = "exact",
    shift_points: int = SHIFT_POINTS,
    afresh_at: int | None = None,
) -> PChart:
    """The p-chart of the shares numerators / denominators, in order of time.

    A point is marked where so few or so many would happen by chance less than 0.135 times in a hundred (or,
    with `limits` "laney", where it lies outside Laney's limits), else where it belongs to a run of
    `shift_points` on one side of the centre line. Rebasing, `fix_after` and `afresh_at` work as for `xmr`.

    Raises ValueError for no points, lists of different length, a denominator of 0 or an impossible count.
    """
    _check_shares(numerators, denominators)
    points: list[PPoint] = []
    segments: list[PSegment] = []
    for start, end in _stretches(len(numerators), rebase_at):
        x, n = list(numerators[start - 1 : end]), list(denominators[start - 1 : end])
        baseline = len(x) if fix_after is None else max(1, min(fix_after, len(x)))
        yes, base = sum(x[:baseline]), sum(n[:baseline])
        centre = yes / base
        sigma_z = _sigma_z(x[:baseline], n[:baseline], centre)
        segments.append(PSegment(start, end, centre, sigma_z, baseline < PROVISIONAL_BELOW))
        # Compared as whole numbers, so that a share equal to the centre line is seen to be equal.
        sides = [_sign(one * base - yes * many) for one, many in zip(x, n, strict=True)]
        runs = [run for some in _parted(sides, start, afresh_at) for run in _in_runs(some, shift_points)]
        for at, (one, many) in enumerate(zip(x, n, strict=True)):
            points.append(
                _p_point(one, many, centre, sigma_z, sides[at] if runs[at] else 0, improvement, limits)
            )
    return PChart(tuple(points), tuple(segments), points[-1].variation)


def choose_chart(numerators: Sequence[int], denominators: Sequence[int]) -> ChartChoice:
    """Which chart suits the shares numerators / denominators: "none", "p", "xmr" or "laney", with the reason.

    Asked in turn: too few to chart at all; so many that ordinary limits are too narrow; so few or so uneven
    that the exact p-chart is needed; else XmR. A period with no cases counts as too few.

    Raises ValueError for lists of different length or an impossible count.
    """
    if len(numerators) != len(denominators):
        raise ValueError(f"{len(numerators)} numerators do not go with {len(denominators)} denominators")
    if not denominators:
        return ChartChoice("none", "there is no complete period")
    if min(denominators) < 5:
        return ChartChoice("none", f"a period has only {min(denominators)} cases; fewer than 5 make no chart")
    _check_shares(numerators, denominators)
    yes, base, periods = sum(numerators), sum(denominators), len(denominators)
    # The mean denominator times the rarer share is the rarer outcome's mean count.
    rarer = Fraction(min(yes, base - yes), periods)
    if rarer < 1:
        return ChartChoice(
            "none", "the rarer outcome happens less than once a period; list the misses instead"
        )
    sigma_z = _sigma_z(numerators, denominators, yes / base)
    if (
        Fraction(base, periods) >= LARGE_DENOMINATOR
        and sigma_z is not None
        and sigma_z > OVER_DISPERSED_ABOVE
    ):
        return ChartChoice(
            "laney", "hundreds of cases a period, which vary more than chance alone would have them"
        )
    if rarer < 5:
        return ChartChoice("p", "the rarer outcome happens fewer than five times a period")
    if 2 * max(denominators) > 3 * min(denominators):
        return ChartChoice("p", "the number of cases a period changes by more than half")
    return ChartChoice("xmr", "the number of cases a period is steady and large enough")


def _stretches(length: int, rebase_at: Sequence[int]) -> list[tuple[int, int]]:
    """The first and last point of each stretch, counted from 1."""
    starts = sorted({1, *rebase_at})
    if starts[0] < 1 or starts[-1] > length:
        raise ValueError(f"points to rebase at must lie between 1 and {length}, not {list(rebase_at)}")
    ends = [start - 1 for start in starts[1:]] + [length]
    return list(zip(starts, ends, strict=True))


def _parted(part: Sequence[_T], start: int, afresh_at: int | None) -> tuple[Sequence[_T], ...]:
    """A stretch that begins at point `start`, in two where point `afresh_at` lies in it."""
    cut = 0 if afresh_at is None else max(0, afresh_at - start)
    return part[:cut], part[cut:]


def _xmr_segment(
    part: Sequence[float], start: int, end: int, fix_after: int | None, screen: bool
) -> XmrSegment:
    baseline = part if fix_after is None else part[: max(1, fix_after)]
    mean = sum(baseline) / len(baseline)
    provisional = len(baseline) < PROVISIONAL_BELOW
    ranges = [abs(later - earlier) for earlier, later in pairwise(baseline)]
    if not ranges:
        return XmrSegment(start, end, mean, None, 0, None, None, None, None, provisional)
    average = sum(ranges) / len(ranges)
    # Ranges that are all 0 are left alone: each is "3.267 times 0 or more", and none would remain.
    kept = [one for one in ranges if one < SCREENING_FACTOR * average] if screen and average > 0 else ranges
    average = sum(kept) / len(kept)
    reach = LIMIT_FACTOR * average
    near = reach * 2 / 3
    return XmrSegment(
        start,
        end,
        mean,
        average,
        len(ranges) - len(kept),
        mean - reach,
        mean + reach,
        mean - near,
        mean + near,
        provisional,
    )


def _xmr_labels(
    part: Sequence[float], segment: XmrSegment, shift_points: int, trend_points: int
) -> list[Label | None]:
    """The one label of each point, or None, by the order of the rules."""
    sides = [_sign(value - segment.mean, _SAME) for value in part]
    outside = [_beyond(value, segment.lower, segment.upper) for value in part]
    close = [
        _beyond(value, segment.near_lower, segment.near_upper) if not out else 0
        for value, out in zip(part, outside, strict=True)
    ]
    two_of_three = _two_of_three(sides, close)
    shift = _in_runs(sides, shift_points)
    trend = _in_trends(part, trend_points)
    labels: list[Label | None] = []
    for at, side in enumerate(sides):
        label: Label | None = None
        if outside[at]:
            label = "above_limit" if outside[at] > 0 else "below_limit"
        elif trend[at]:
            label = "rising" if trend[at] > 0 else "falling"
        elif two_of_three[at]:
            label = "two_of_three_above" if side > 0 else "two_of_three_below"
        elif shift[at]:
            label = "run_above" if side > 0 else "run_below"
        labels.append(label)
    return labels


def _sign(difference: float, tolerance: float = 0) -> int:
    return 1 if difference > tolerance else -1 if difference < -tolerance else 0


def _beyond(value: float, lower: float | None, upper: float | None) -> int:
    """1 above the upper limit, -1 below the lower one, else 0; on a limit is within it."""
    if lower is None or upper is None:
        return 0
    return 1 if value - upper > _SAME else -1 if lower - value > _SAME else 0


def _in_runs(sides: Sequence[int], length: int) -> list[bool]:
    """Which points belong to a run of `length` or more on one side; a point on the line breaks a run."""
    flagged = [False] * len(sides)
    for end in range(length, len(sides) + 1):
        window = sides[end - length : end]
        if window[0] and all(side == window[0] for side in window):
            flagged[end - length : end] = [True] * length
    return flagged


def _in_trends(values: Sequence[float], length: int) -> list[int]:
    """1 for points in a stretch of `length` that only rises, -1 in one that only falls, else 0."""
    steps = [_sign(later - earlier) for earlier, later in pairwise(values)]
    trend = [0] * len(values)
    for end in range(length, len(values) + 1):
        window = steps[end - length : end - 1]
        if window and window[0] and all(step == window[0] for step in window):
            trend[end - length : end] = [window[0]] * length
    return trend


def _two_of_three(sides: Sequence[int], close: Sequence[int]) -> list[bool]:
    """Which points near a limit stand in three neighbours on one side, of which two or more are near it."""
    flagged = [False] * len(sides)
    for end in range(3, len(sides) + 1):
        window = range(end - 3, end)
        if abs(sum(sides[at] for at in window)) == 3 and sum(close[at] != 0 for at in window) >= 2:
            for at in window:
                flagged[at] = flagged[at] or close[at] != 0
    return flagged


def _variation(label: Label | None, improvement: Improvement | None) -> Variation:
    if label is None:
        return "common_cause"
    if improvement is None:
        return "neutral"
    return "improvement" if (label in UPWARD_LABELS) == (improvement == "increase") else "concern"


def _assurance(
    segment: XmrSegment, target: float | None, improvement: Improvement | None
) -> Assurance | None:
    """Whether the last stretch's limits lie beyond the target."""
    if target is None or improvement is None or segment.lower is None or segment.upper is None:
        return None
    if target > segment.upper:
        return "consistently_fails" if improvement == "increase" else "consistently_meets"
    if target < segment.lower:
        return "consistently_meets" if improvement == "increase" else "consistently_fails"
    return "hit_and_miss"


def _check_shares(numerators: Sequence[int], denominators: Sequence[int]) -> None:
    if len(numerators) != len(denominators) or not denominators:
        raise ValueError(f"{len(numerators)} numerators do not go with {len(denominators)} denominators")
    for x, n in zip(numerators, denominators, strict=True):
        if n <= 0 or not 0 <= x <= n:
            raise ValueError(f"{x} of {n} is no share")


def _sigma_z(x: Sequence[int], n: Sequence[int], centre: float) -> float | None:
    """Laney's sigma_z: how much more the shares move from point to point than chance has it (1: no more)."""
    if len(x) < 2 or not 0 < centre < 1:
        return None
    z = [(one / many - centre) / sqrt(centre * (1 - centre) / many) for one, many in zip(x, n, strict=True)]
    moves = [abs(later - earlier) for earlier, later in pairwise(z)]
    return sum(moves) / len(moves) / 1.128


def _p_point(
    x: int,
    n: int,
    centre: float,
    sigma_z: float | None,
    run: int,
    improvement: Improvement | None,
    limits: Literal["exact", "laney"],
) -> PPoint:
    share = x / n
    distribution = binomial(n, centre)
    fewest, most = distribution.fewest_not_rare(RARE_TAIL), distribution.most_not_rare(RARE_TAIL)
    reach = 3 * sqrt(centre * (1 - centre) / n)
    laney = (
        None if sigma_z is None else (max(0.0, centre - reach * sigma_z), min(1.0, centre + reach * sigma_z))
    )
    if limits == "laney":
        outside = _beyond(share, *laney) if laney else 0
    else:
        outside = 1 if x > most else -1 if x < fewest else 0
    label: Label | None = None
    if outside:
        label = "above_limit" if outside > 0 else "below_limit"
    elif run:
        label = "run_above" if run > 0 else "run_below"
    return PPoint(
        value=share,
        label=label,
        variation=_variation(label, improvement),
        x=x,
        n=n,
        lower=fewest / n,
        upper=most / n,
        normal_lower=max(0.0, centre - reach),
        normal_upper=min(1.0, centre + reach),
        laney_lower=laney[0] if laney else None,
        laney_upper=laney[1] if laney else None,
    )
