"""Does a second reading of a sample beat the first? The weighted difference of two shares, and its interval.

The question is whether practice has changed, not only what these records say. So both samples are taken as
drawn from a population without end: had all records been read both times, any difference at all would leave
out 0 otherwise, though the cases of one year differ from those of another by chance. The shares are the
weighted ones of `statistics.stratified`; the interval of their difference is Zou and Donner's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect.verdict import (
    AreaVerdict,
    Decider,
    day_words,
    listed,
    not_yet,
    share_words,
    signed,
)
from plumbline.statistics.control_charts import Improvement
from plumbline.statistics.rounding import percent_text
from plumbline.statistics.stratified import Estimate, StratumRead, weighted_share
from plumbline.statistics.two_shares import difference_interval
from plumbline.statistics.words import base_rule

MIX_MOVED = Fraction(1, 10)
"""From this difference in its share of all records on, a stratum has changed the mix of the records."""
_WITHOUT_END = 1_000_000
"""Populations times this: what is left of the finite correction changes no digit that is shown."""


@dataclass(frozen=True)
class SampleReading:
    """What one reading of a sample found.

    first_day, last_day: of the work that was read, not of the reading. strata: what was read in each.
    could_not_be_read: for each stratum, the selected records in scope that could not be; empty for none.
    """

    label: str
    first_day: date
    last_day: date
    strata: tuple[StratumRead, ...]
    could_not_be_read: tuple[int, ...] = ()


@dataclass(frozen=True)
class TwoReadings:
    """Two readings beside each other.

    first, second: each weighted share with its own interval, as a report prints it; None where nothing
    applied. difference: second less first, from -1 to 1. interval: that of the difference. worst: the same
    with all records that could not be read counted against the improvement; None where there were none.
    """

    verdict: AreaVerdict
    first: Estimate | None
    second: Estimate | None
    difference: Fraction | None = None
    interval: tuple[float, float] | None = None
    worst: tuple[float, float] | None = None


def second_reading(
    first: SampleReading,
    second: SampleReading,
    first_action: date | None,
    better: Improvement,
    confidence: float = 0.95,
) -> TwoReadings:
    """Whether the second reading beats the first: the interval of the weighted difference leaves out 0.

    The first must be of work that was over before the first action, the second of work since. Each needs a
    base that can bear a percentage (10 records), and something read in every stratum. Where records could not
    be read, it must hold with all of theirs counted as better in the first and as worse in the second.

    Raises PlumblineError for impossible counts.
    """
    for one in (first, second):
        _check(one)
    shares = (
        weighted_share(first.strata, confidence=confidence),
        weighted_share(second.strata, confidence=confidence),
    )
    early, late = shares
    why = _out_of_time(first, second, first_action)
    if why:
        return TwoReadings(not_yet(f"Not yet: {why[0]}.", why[1]), early, late)
    for reading, share in ((first, early), (second, late)):
        lacking = _lacking(reading, share)
        if lacking:
            return TwoReadings(
                not_yet(f"Not yet: {lacking}.", "two readings that can be compared"), early, late
            )
    assert early is not None and late is not None  # `_lacking` says so otherwise
    wanted = 1 if better == "increase" else -1
    difference = late.share - early.share
    interval = _interval(first.strata, second.strata, confidence)
    worst = None
    if any(first.could_not_be_read) or any(second.could_not_be_read):
        worst = _interval(_put_back(first, wanted > 0), _put_back(second, wanted < 0), confidence)
    verdict = _verdict((first, early), (second, late), wanted, interval, worst, confidence)
    return TwoReadings(verdict, early, late, difference, interval, worst)


def _check(reading: SampleReading) -> None:
    if reading.first_day > reading.last_day:
        raise PlumblineError(
            f"{reading.label}: ends before it begins. Give the days of the work that was read."
        )
    lost = reading.could_not_be_read
    if lost and (len(lost) != len(reading.strata) or min(lost) < 0):
        raise PlumblineError(
            f"{reading.label}: give for each stratum how many records could not be read, 0 for none."
        )
    for one, missing in zip(reading.strata, lost or (0,) * len(reading.strata), strict=True):
        if not 0 <= one.yes <= one.base <= one.read or one.read + missing > one.population:
            raise PlumblineError(
                f"{reading.label}, {one.name}: {one.yes} of {one.base} among {one.read} read of "
                f"{one.population} cannot be. Correct the counts."
            )


def _out_of_time(
    first: SampleReading, second: SampleReading, first_action: date | None
) -> tuple[str, str] | None:
    """Why the two cannot show an effect of the actions, and what is missing; None where they can."""
    if first_action is None:
        return "no action has begun, so there is nothing yet that could have had an effect", (
            "a first action with the day it began"
        )
    day = day_words(first_action)
    if first.last_day >= first_action:
        return f"{first.label} is not wholly of work from before the first action on {day}", (
            "a first reading of work from before the first action"
        )
    if second.first_day < first_action:
        return f"{second.label} is not wholly of work since the first action on {day}", (
            "a second reading of work since the first action"
        )
    return None


def _lacking(reading: SampleReading, share: Estimate | None) -> str:
    if share is None:
        return f"in {reading.label} nothing was read to which the question applies"
    unread = [one.name for one in reading.strata if one.population and not one.read]
    if unread:
        return f"in {reading.label} nothing was read of {listed(unread)}, of which nothing can be said"
    if base_rule(share.base) == "numbers_only":
        return (
            f"{reading.label} rests on {share.base} records, too few for a percentage; so few are read all, "
            "and compared by an exact test"
        )
    return ""


def _interval(
    first: Sequence[StratumRead], second: Sequence[StratumRead], confidence: float
) -> tuple[float, float]:
    (share_1, interval_1), (share_2, interval_2) = (_endless(one, confidence) for one in (first, second))
    return difference_interval(share_1, interval_1, share_2, interval_2)


def _endless(strata: Sequence[StratumRead], confidence: float) -> tuple[float, tuple[float, float]]:
    """The weighted share and its interval, for a population without end of which the strata are as large."""
    larger = [replace(one, population=one.population * _WITHOUT_END) for one in strata]
    found = weighted_share(larger, confidence=confidence)
    assert found is not None and found.interval is not None  # something applied, and not all was read
    share, (low, high) = float(found.share), found.interval
    return share, (min(low, share), max(high, share))


def _put_back(reading: SampleReading, yes: bool) -> list[StratumRead]:
    """The strata with the records that could not be read put back, all of them yes or all no."""
    lost = reading.could_not_be_read or (0,) * len(reading.strata)
    return [
        replace(
            one,
            read=one.read + missing,
            yes=one.yes + (missing if yes else 0),
            applies=one.base + missing,
        )
        for one, missing in zip(reading.strata, lost, strict=True)
    ]


def _beats(interval: tuple[float, float], wanted: int) -> bool:
    return interval[0] > 0 if wanted > 0 else interval[1] < 0


def _verdict(
    first: tuple[SampleReading, Estimate],
    second: tuple[SampleReading, Estimate],
    wanted: int,
    interval: tuple[float, float],
    worst: tuple[float, float] | None,
    confidence: float,
) -> AreaVerdict:
    difference = second[1].share - first[1].share
    sure = percent_text(round(confidence * 1000), 1000, 0)
    compared = (
        f"{first[0].label}: {_weighted(first[1])}; {second[0].label}: {_weighted(second[1])}. "
        f"The difference is {signed(100 * difference)} points, and at {sure}% confidence lies between "
        f"{_points(interval)}"
    )
    deciders = tuple(Decider(one.label, _weighted(share)) for one, share in (first, second))
    cautions = _cautions(first[0], second[0])
    if not _beats(interval, wanted):
        against = _beats(interval, -wanted)
        why = "which leaves out 0, but for the worse" if against else "which does not leave out 0"
        return not_yet(
            f"Not yet. {compared}, {why}.",
            "a second reading that beats the first",
            deciders=deciders,
            cautions=cautions,
        )
    if worst is not None and not _beats(worst, wanted):
        unread = sum(first[0].could_not_be_read) + sum(second[0].could_not_be_read)
        return not_yet(
            f"Not yet. {compared}, which leaves out 0. But {unread} selected records could not be read, and "
            f"if they all spoke against it the difference would lie between {_points(worst)}.",
            "the records that could not be read, or a larger sample",
            deciders=deciders,
            cautions=cautions,
        )
    lost = "" if worst is None else ", even if all records that could not be read spoke against it"
    return AreaVerdict("held", f"Held. {compared}, which leaves out 0{lost}.", (), deciders, cautions)


def _weighted(share: Estimate) -> str:
    plain = share_words(share.yes, share.base)
    percent = percent_text(share.share.numerator, share.share.denominator)
    return plain if percent == percent_text(share.yes, share.base) else f"{percent}%, weighted, from {plain}"


def _points(interval: tuple[float, float]) -> str:
    return f"{signed(100 * interval[0])} and {signed(100 * interval[1])} points"


def _cautions(first: SampleReading, second: SampleReading) -> tuple[str, ...]:
    early, late = _mix(first), _mix(second)
    names = dict.fromkeys([*early, *late])
    none = Fraction(0)
    moved = [name for name in names if abs(early.get(name, none) - late.get(name, none)) >= MIX_MOVED]
    if not moved:
        return ()
    return (
        f"The mix of the records has changed ({listed(moved)}), and may explain part of the difference. "
        "Look at each stratum by itself.",
    )


def _mix(reading: SampleReading) -> dict[str, Fraction]:
    """The share of each stratum in all records."""
    whole = sum((Fraction(one.population) for one in reading.strata), Fraction(0))
    return {one.name: Fraction(one.population) / whole for one in reading.strata}
