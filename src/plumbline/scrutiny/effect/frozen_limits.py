"""A figure's periods beside limits that are frozen on those before the first action.

The charts are those of `statistics.control_charts`. Signals start afresh with the first period that lies
wholly after the day; a period in which the day falls is on no chart. Six rises or falls in a row are no
signal here: by themselves they are too weak a sign, whichever way they point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import isfinite
from typing import Literal

from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect.verdict import Speaks, counted
from plumbline.statistics.control_charts import (
    UPWARD_LABELS,
    ChartChoice,
    ChartKind,
    Improvement,
    Label,
    choose_chart,
    p_chart,
    xmr,
)

FEWEST_CASES = 5
"""A share of fewer cases makes no point of a chart; see `choose_chart`."""

When = Literal["before", "during", "since"]

# Values this close are equal, as on the charts.
_SAME = 1e-9


@dataclass(frozen=True)
class CompletePeriod:
    """One complete period of a figure: the share x of n, or a value where the figure is no share.

    label: its name for a reader. first_day, last_day: both belong to it.
    """

    label: str
    first_day: date
    last_day: date
    x: int | None = None
    n: int | None = None
    value: float | None = None

    @property
    def height(self) -> float | None:
        """Where its point lies: the share from 0 to 1, or the value; None for a share of no cases."""
        if self.value is not None:
            return self.value
        return self.x / self.n if self.x is not None and self.n else None


@dataclass(frozen=True)
class PeriodSeen:
    """A period beside the frozen limits.

    side: 1 on the better side of the middle, -1 on the worse, 0 on it or where there is no chart. label: the
    signal that it shows; speaks: which way it points. lower, upper: the limits there, None without a chart.
    """

    period: CompletePeriod
    when: When
    side: int = 0
    label: Label | None = None
    speaks: Speaks | None = None
    lower: float | None = None
    upper: float | None = None


def check_periods(periods: Sequence[CompletePeriod]) -> None:
    """Raise PlumblineError for periods that overlap or are not in order, or figures that cannot be."""
    for one in periods:
        if one.first_day > one.last_day:
            raise PlumblineError(f"{one.label}: ends before it begins. Give its first and last day.")
        shares = one.x is not None and one.n is not None
        if shares == (one.value is not None) or (one.x is None) != (one.n is None):
            raise PlumblineError(f"{one.label}: give either x and n or a value, and not both.")
        if one.x is not None and one.n is not None and not 0 <= one.x <= one.n:
            raise PlumblineError(f"{one.label}: {one.x} of {one.n} is no share. Correct the counts.")
        if one.value is not None and not isfinite(one.value):
            raise PlumblineError(f"{one.label}: its value is no number. Leave the period out or correct it.")
    lengths = [(one.last_day - one.first_day).days + 1 for one in periods]
    if periods and 2 * max(lengths) > 3 * min(lengths):
        longest, shortest = (periods[lengths.index(size)].label for size in (max(lengths), min(lengths)))
        raise PlumblineError(
            f"{longest} and {shortest} differ in length. Give months or quarters, and not both."
        )
    for one, following in pairwise(periods):
        if following.first_day <= one.last_day:
            raise PlumblineError(
                f"{one.label} and {following.label} overlap or are not in order. Give each period once, "
                "oldest first."
            )
        if (one.value is None) != (following.value is None):
            raise PlumblineError(
                f"{one.label} and {following.label}: one is a share and one a value. "
                "Give a series of one kind."
            )


def when(period: CompletePeriod, first_action: date) -> When:
    """Whether a period was over before the day, begins on it or later, or has the day in it."""
    if period.last_day < first_action:
        return "before"
    return "since" if period.first_day >= first_action else "during"


def counts_of(periods: Sequence[CompletePeriod]) -> tuple[list[int], list[int]]:
    """The x and the n of periods that are shares."""
    return [one.x or 0 for one in periods], [one.n or 0 for one in periods]


def heights_of(periods: Sequence[CompletePeriod]) -> list[float]:
    """Where the points of periods lie."""
    return [one.height or 0.0 for one in periods]


def _moving(values: Sequence[float]) -> bool:
    return any(abs(later - earlier) > _SAME for earlier, later in pairwise(values))


def choose_frozen(before: Sequence[CompletePeriod], since: Sequence[CompletePeriod]) -> ChartChoice:
    """The chart that suits the periods before, unless those since are too few or too uneven for it."""
    if before[0].value is not None:
        if _moving(heights_of(before)):
            return ChartChoice("xmr", "the figure is no share")
        return ChartChoice("none", "the figure never moved before the first action, so there are no limits")
    choice = choose_chart(*counts_of(before))
    thin = [one for one in since if (one.n or 0) < FEWEST_CASES]
    if choice.kind != "none" and thin:
        cases = counted(thin[0].n or 0, "case")
        return ChartChoice(
            "none", f"{thin[0].label} has {cases}; fewer than {FEWEST_CASES} make no point of a chart"
        )
    if choice.kind == "xmr":
        sizes = counts_of([*before, *since])[1]
        if 2 * max(sizes) > 3 * min(sizes):
            return ChartChoice("p", "the number of cases a period has changed by more than half since")
        if not _moving(heights_of(before)):
            return ChartChoice("p", "the share never moved before the first action")
    return choice


def against_limits(
    before: Sequence[CompletePeriod], since: Sequence[CompletePeriod], better: Improvement, kind: ChartKind
) -> tuple[float, list[PeriodSeen]]:
    """The frozen middle, and the periods before and since beside it, on a chart of the kind chosen."""
    periods, cut = [*before, *since], len(before)
    wanted = 1 if better == "increase" else -1
    found: list[tuple[int, Label | None, float | None, float | None]] = []
    if kind == "xmr":
        heights = heights_of(periods)
        # A trend is no signal here, and would hide the run that a point belongs to: only one label is borne.
        chart = xmr(heights, fix_after=cut, afresh_at=cut + 1, trend_points=len(heights) + 1)
        line = chart.segments[0]
        centre, lower, upper = line.mean, line.lower, line.upper
        if periods[0].value is None and lower is not None and upper is not None:
            lower, upper = max(0.0, lower), min(1.0, upper)
        for point in chart.points:
            off = point.value - centre
            found.append(((off > _SAME) - (off < -_SAME), point.label, lower, upper))
    else:
        x, n = counts_of(periods)
        yes, base = sum(x[:cut]), sum(n[:cut])
        laney = kind == "laney"
        shares = p_chart(x, n, fix_after=cut, afresh_at=cut + 1, limits="laney" if laney else "exact")
        centre = shares.segments[0].centre
        for one in shares.points:
            off_line = one.x * base - yes * one.n
            limits = (one.laney_lower, one.laney_upper) if laney else (one.lower, one.upper)
            found.append(((off_line > 0) - (off_line < 0), one.label, *limits))
    return centre, [
        PeriodSeen(
            period,
            "before" if at < cut else "since",
            side * wanted,
            label,
            None if label is None else "better" if (label in UPWARD_LABELS) == (wanted > 0) else "worse",
            low,
            high,
        )
        for at, (period, (side, label, low, high)) in enumerate(zip(periods, found, strict=True))
    ]
