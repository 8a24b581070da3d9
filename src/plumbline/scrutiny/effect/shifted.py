"""Has a figure shifted, and has it held? The limits of before the first action, and what came after it.

The charts are those of `statistics.control_charts`. Their mean and limits are frozen on the complete periods
before the first action; signals start afresh with the first period that lies wholly after it. A period in
which the first action falls belongs to neither. Six rises or falls in a row are no signal here: by themselves
they are too weak a sign, whichever way they point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from math import isfinite
from typing import Literal

from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect.verdict import (
    AreaVerdict,
    Decider,
    Speaks,
    day_words,
    listed,
    not_yet,
    share_words,
    signed,
)
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

FEWEST_BEFORE = 12
"""So many complete periods before the first action the limits need."""
LAST_PERIODS = 3
"""So many of the newest complete periods have to lie on the better side."""
FEWEST_CASES = 5
"""A share of fewer cases makes no point of a chart; see `choose_chart`."""

When = Literal["before", "during", "since"]

# Values this close are equal, as on the charts.
_SAME = 1e-9

_SIGNALS: dict[str, str] = {
    "limit": "outside the limits",
    "three": "one of two in three near a limit",
    "run": "part of seven or more in a row on one side of the middle",
}


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


@dataclass(frozen=True)
class Shift:
    """Whether a figure has shifted and held: the verdict, and the chart that it was read from.

    chart: its kind, "none" where there is none; why: the reason for the choice. centre: the middle of before
    the first action. periods: all that were given, in order.
    """

    verdict: AreaVerdict
    chart: ChartKind
    why: str
    centre: float | None
    periods: tuple[PeriodSeen, ...]


def shifted_and_held(
    periods: Sequence[CompletePeriod], first_action: date | None, better: Improvement
) -> Shift:
    """Whether a figure has shifted since the first action and held, worked out from the figures alone.

    periods: the complete ones only, oldest first. better: whether more or less of it is wanted. Held asks
    for:

    - limits frozen on 12 or more periods that ended before the first action;
    - a signal of improvement among the periods that began on that day or later;
    - no signal for the worse after the latest signal of improvement;
    - the last 3 periods, all since the action, strictly on the better side of the frozen middle;
    - no period left out since the action, since what is not known is never a pass.

    With a signal of improvement but not all of the rest it is shifted, not held; otherwise not yet.

    Raises PlumblineError for periods that overlap or are not in order, impossible counts, or shares and
    values mixed.
    """
    _check(periods)
    if first_action is None:
        seen = tuple(PeriodSeen(one, "before") for one in periods)
        why = "no action has begun, so there is nothing yet that could have had an effect"
        return _unjudged(seen, why, "a first action with the day it began")
    when = [_when(one, first_action) for one in periods]
    plain = tuple(PeriodSeen(one, at) for one, at in zip(periods, when, strict=True))
    before = [one for one, at in zip(periods, when, strict=True) if at == "before"]
    since = [one for one, at in zip(periods, when, strict=True) if at == "since"]
    if len(before) < FEWEST_BEFORE:
        why = (
            f"it cannot be judged, because {_counted(len(before), 'complete period')} ended before the first "
            f"action on {day_words(first_action)} and {FEWEST_BEFORE} are needed. Time will not mend this: "
            "bring in earlier records, or have the area judged in another way"
        )
        lacking = FEWEST_BEFORE - len(before)
        return _unjudged(plain, why, f"{_counted(lacking, 'more complete period')} before the first action")
    choice = _choose(before, since)
    if choice.kind == "none":
        why = f"it cannot be judged by a chart: {choice.reason}"
        return _unjudged(
            plain, why, "figures that a chart can be drawn from, or another way to judge the area"
        )
    centre, charted = _chart(before, since, better, choice.kind)
    found = iter(charted)
    seen = tuple(one if one.when == "during" else next(found) for one in plain)
    verdict = _verdict(seen, first_action)
    return Shift(verdict, choice.kind, choice.reason, centre, seen)


def _unjudged(seen: tuple[PeriodSeen, ...], why: str, missing: str) -> Shift:
    return Shift(not_yet(f"Not yet: {why}.", missing), "none", why, None, seen)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _check(periods: Sequence[CompletePeriod]) -> None:
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


def _when(period: CompletePeriod, first_action: date) -> When:
    if period.last_day < first_action:
        return "before"
    return "since" if period.first_day >= first_action else "during"


def _counts(periods: Sequence[CompletePeriod]) -> tuple[list[int], list[int]]:
    return [one.x or 0 for one in periods], [one.n or 0 for one in periods]


def _heights(periods: Sequence[CompletePeriod]) -> list[float]:
    return [one.height or 0.0 for one in periods]


def _moving(values: Sequence[float]) -> bool:
    return any(abs(later - earlier) > _SAME for earlier, later in pairwise(values))


def _choose(before: Sequence[CompletePeriod], since: Sequence[CompletePeriod]) -> ChartChoice:
    """The chart that suits the periods before, unless those since are too few or too uneven for it."""
    if before[0].value is not None:
        if _moving(_heights(before)):
            return ChartChoice("xmr", "the figure is no share")
        return ChartChoice("none", "the figure never moved before the first action, so there are no limits")
    choice = choose_chart(*_counts(before))
    thin = [one for one in since if (one.n or 0) < FEWEST_CASES]
    if choice.kind != "none" and thin:
        cases = _counted(thin[0].n or 0, "case")
        return ChartChoice(
            "none", f"{thin[0].label} has {cases}; fewer than {FEWEST_CASES} make no point of a chart"
        )
    if choice.kind == "xmr":
        sizes = _counts([*before, *since])[1]
        if 2 * max(sizes) > 3 * min(sizes):
            return ChartChoice("p", "the number of cases a period has changed by more than half since")
        if not _moving(_heights(before)):
            return ChartChoice("p", "the share never moved before the first action")
    return choice


def _chart(
    before: Sequence[CompletePeriod], since: Sequence[CompletePeriod], better: Improvement, kind: ChartKind
) -> tuple[float, list[PeriodSeen]]:
    """The frozen middle, and the periods before and since beside it."""
    periods, cut = [*before, *since], len(before)
    wanted = 1 if better == "increase" else -1
    found: list[tuple[int, Label | None, float | None, float | None]] = []
    if kind == "xmr":
        heights = _heights(periods)
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
        x, n = _counts(periods)
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


def _verdict(seen: Sequence[PeriodSeen], first_action: date) -> AreaVerdict:
    since = [one for one in seen if one.when == "since"]
    cautions = _cautions(seen)
    compared = _compared(seen, first_action)
    last_better = max((at for at, one in enumerate(since) if one.speaks == "better"), default=None)
    last_worse = max((at for at, one in enumerate(since) if one.speaks == "worse"), default=None)
    if last_better is None:
        deciders = () if last_worse is None else _latest(since, last_worse)
        why = "no complete period has followed the first action" if not since else "no signal of improvement"
        more = "" if last_worse is None else f" There is a signal for the worse: {_shown(deciders)}."
        return not_yet(
            f"Not yet: {why}. {compared}{more}",
            "a signal of improvement since the first action",
            deciders=deciders,
            cautions=cautions,
        )
    signal = _latest(since, last_better)
    missing: list[str] = []
    deciders = signal
    if last_worse is not None and last_worse > last_better:
        worse = _latest(since, last_worse)
        deciders += worse
        missing.append(f"no signal for the worse after that of improvement; there is one: {_shown(worse)}")
    last = since[-LAST_PERIODS:]
    if len(since) < LAST_PERIODS:
        lacking = _counted(LAST_PERIODS - len(since), "more complete period")
        missing.append(f"{lacking} since the first action, on the better side of the middle")
    deciders += tuple(Decider(one.period.label, _side_words(one)) for one in last)
    off = [one.period.label for one in last if one.side <= 0]
    if off:
        are = "is" if len(off) == 1 else "are"
        missing.append(
            f"the last {LAST_PERIODS} complete periods on the better side of the middle; "
            f"{listed(off)} {are} not"
        )
    missing += [f"figures for {gap}" for gap in _gaps(seen, "since")]
    shift = f"The signal of improvement: {_shown(signal)}."
    if missing:
        why = f"Shifted, not held. {compared} {shift} Missing: {'; '.join(missing)}."
        return AreaVerdict("shifted_not_held", why, tuple(missing), deciders, cautions)
    names = listed(one.period.label for one in last)
    why = (
        f"Held. {compared} {shift} The last {LAST_PERIODS} complete periods ({names}) lie on the better side "
        "of the middle, and no later signal is for the worse."
    )
    return AreaVerdict("held", why, (), deciders, cautions)


def _latest(since: Sequence[PeriodSeen], at: int) -> tuple[Decider, ...]:
    """The stretch of signals that ends at a point, all of which point the same way."""
    start = at
    while start and since[start - 1].speaks == since[at].speaks:
        start -= 1
    return tuple(Decider(one.period.label, _signal_words(one)) for one in since[start : at + 1])


def _signal_words(one: PeriodSeen) -> str:
    """The signal that a period shows, in words."""
    kind = next((words for part, words in _SIGNALS.items() if one.label and part in one.label), "")
    return f"{kind}, for the {one.speaks}"


def _shown(deciders: Sequence[Decider]) -> str:
    """Such as "May 2025 to July 2025, outside the limits, for the better"."""
    first, last = deciders[0], deciders[-1]
    kinds = list(dict.fromkeys(one.shows.rpartition(", ")[0] for one in deciders))
    span = first.of if first is last else f"{first.of} to {last.of}"
    return f"{span}, {' or '.join(kinds)}, {last.shows.rpartition(', ')[2]}"


def _side_words(one: PeriodSeen) -> str:
    side = {1: "on the better side of the middle", -1: "on the worse side of the middle", 0: "on the middle"}
    return f"{_height_words([one.period])}, {side[one.side]}"


def _height_words(periods: Sequence[CompletePeriod]) -> str:
    """The share of some periods taken together, or the mean of their values."""
    if periods[0].value is None:
        x, n = _counts(periods)
        return share_words(sum(x), sum(n))
    values = _heights(periods)
    mean = signed(sum(values) / len(values)).removeprefix("+")
    return mean if len(values) == 1 else f"{mean} on average"


def _compared(seen: Sequence[PeriodSeen], first_action: date) -> str:
    before = [one.period for one in seen if one.when == "before"]
    since = [one.period for one in seen if one.when == "since"]
    words = (
        f"Before the first action on {day_words(first_action)}: {_height_words(before)} "
        f"in {_counted(len(before), 'period')}"
    )
    return f"{words}; since: {_height_words(since)} in {len(since)}." if since else f"{words}."


def _gaps(seen: Sequence[PeriodSeen], when: When) -> list[str]:
    """Where days between two periods are left out; "since" takes in what lies between before and since."""
    return [
        f"what lies between {one.period.label} and {following.period.label}"
        for one, following in pairwise(seen)
        if following.period.first_day - one.period.last_day > timedelta(1)
        and (following.when == "before") == (when == "before")
    ]


def _cautions(seen: Sequence[PeriodSeen]) -> tuple[str, ...]:
    found = []
    before = [one for one in seen if one.when == "before"]
    stretches = [
        _shown([Decider(one.period.label, _signal_words(one)) for one in some])
        for speaks, some in groupby(before, key=lambda one: one.speaks)
        if speaks
    ]
    if stretches:
        found.append(
            f"The figure was not steady before the first action: {'; '.join(stretches)}. It may have been "
            "changing before anything was done."
        )
    gaps = _gaps(seen, "before")
    if gaps:
        found.append(f"The limits rest on periods with gaps: {listed(gaps)} is left out.")
    during = [one.period.label for one in seen if one.when == "during"]
    if during:
        found.append(f"The first action falls into {during[0]}, which counts neither as before nor as since.")
    return tuple(found)
