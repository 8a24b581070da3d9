"""Has a figure shifted, and has it held? The limits of before the first action, and what came after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise

from plumbline.scrutiny.effect.frozen_limits import (
    CompletePeriod,
    PeriodSeen,
    When,
    against_limits,
    check_periods,
    choose_frozen,
    counts_of,
    heights_of,
    when,
)
from plumbline.scrutiny.effect.verdict import (
    AreaVerdict,
    Decider,
    counted,
    day_words,
    listed,
    not_yet,
    share_words,
    signed,
)
from plumbline.statistics.control_charts import ChartKind, Improvement

FEWEST_BEFORE = 12
"""So many complete periods before the first action the limits need."""
LAST_PERIODS = 3
"""So many of the newest complete periods have to lie on the better side."""
_SIGNALS: dict[str, str] = {
    "limit": "outside the limits",
    "three": "one of two in three near a limit",
    "run": "part of seven or more in a row on one side of the middle",
}


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
    periods: Sequence[CompletePeriod],
    first_action: date | None,
    better: Improvement,
    complete_until: date | None = None,
) -> Shift:
    """Whether a figure has shifted since the first action and held, worked out from the figures alone.

    periods: the complete ones only, oldest first. better: whether more or less of it is wanted.
    complete_until: the last day of the newest complete period, where nothing can be told of that one and it
    is not among `periods`. Held asks for:

    - limits frozen on 12 or more periods that ended before the first action;
    - a signal of improvement among the periods that began on that day or later;
    - no signal for the worse after the latest signal of improvement;
    - the last 3 periods, all since the action, strictly on the better side of the frozen middle;
    - no period left out since the action, since what is not known is never a pass.

    With a signal of improvement but not all of the rest it is shifted, not held; otherwise not yet.

    Raises PlumblineError for periods that overlap or are not in order, impossible counts, or shares and
    values mixed.
    """
    check_periods(periods)
    if first_action is None:
        seen = tuple(PeriodSeen(one, "before") for one in periods)
        why = "no action has begun, so there is nothing yet that could have had an effect"
        return _unjudged(seen, why, "a first action with the day it began")
    places = [when(one, first_action) for one in periods]
    plain = tuple(PeriodSeen(one, at) for one, at in zip(periods, places, strict=True))
    before = [one for one, at in zip(periods, places, strict=True) if at == "before"]
    since = [one for one, at in zip(periods, places, strict=True) if at == "since"]
    if len(before) < FEWEST_BEFORE:
        why = (
            f"it cannot be judged, because {counted(len(before), 'complete period')} ended before the first "
            f"action on {day_words(first_action)} and {FEWEST_BEFORE} are needed. Time will not mend this: "
            "bring in earlier records, or have the area judged in another way"
        )
        lacking = FEWEST_BEFORE - len(before)
        return _unjudged(plain, why, f"{counted(lacking, 'more complete period')} before the first action")
    choice = choose_frozen(before, since)
    if choice.kind == "none":
        why = f"it cannot be judged by a chart: {choice.reason}"
        return _unjudged(
            plain, why, "figures that a chart can be drawn from, or another way to judge the area"
        )
    centre, charted = against_limits(before, since, better, choice.kind)
    found = iter(charted)
    seen = tuple(one if one.when == "during" else next(found) for one in plain)
    verdict = _verdict(seen, first_action, complete_until)
    return Shift(verdict, choice.kind, choice.reason, centre, seen)


def _unjudged(seen: tuple[PeriodSeen, ...], why: str, missing: str) -> Shift:
    return Shift(not_yet(f"Not yet: {why}.", missing), "none", why, None, seen)


def _verdict(seen: Sequence[PeriodSeen], first_action: date, complete_until: date | None) -> AreaVerdict:
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
        lacking = counted(LAST_PERIODS - len(since), "more complete period")
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
    if complete_until is not None and complete_until > since[-1].period.last_day:
        missing.append(
            f"figures for what follows {since[-1].period.label}: it is complete up to "
            f"{day_words(complete_until)}, and nothing is told of it"
        )
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
        x, n = counts_of(periods)
        return share_words(sum(x), sum(n))
    values = heights_of(periods)
    mean = signed(sum(values) / len(values)).removeprefix("+")
    return mean if len(values) == 1 else f"{mean} on average"


def _compared(seen: Sequence[PeriodSeen], first_action: date) -> str:
    before = [one.period for one in seen if one.when == "before"]
    since = [one.period for one in seen if one.when == "since"]
    words = (
        f"Before the first action on {day_words(first_action)}: {_height_words(before)} "
        f"in {counted(len(before), 'period')}"
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
