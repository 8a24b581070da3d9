"""Pieces of evidence made from what a run counts and from what a reading says."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Protocol

from plumbline.errors import UsageError
from plumbline.scrutiny.quantities.evidence import Evidence
from plumbline.scrutiny.results import Share
from plumbline.statistics.stratified import StratumRead


class RateOfARun(Protocol):
    """What is needed of a rate, such as `plumbline.measures.rates.rate` works out: scrutiny and measures are
    rooms side by side, and neither imports the other."""

    @property
    def name(self) -> str: ...
    @property
    def numerator(self) -> int: ...
    @property
    def denominator(self) -> int: ...
    @property
    def bounds(self) -> tuple[float, float] | None: ...


def of_rate(
    rate: RateOfARun,
    *,
    id: str,
    source: str,
    title: str = "",
    noun: str = "duties",
    period: str = "",
    question: str = "",
    part: str = "",
) -> Evidence:
    """The evidence of one rate of a run. question, part: see `Evidence`.

    The duties are all of them, so there is no sampling error: Wilson's interval of the rate says how far so
    few can swing by chance, and is left out here. Where much cannot be told, the bounds of the rate take the
    interval's place, and the words must hold over all of them. Raises UsageError where nothing was owed.
    """
    if rate.denominator == 0:
        raise UsageError(f"{id}: nothing was owed, so the {rate.name} rate is no evidence of anything.")
    low, high = _bounds(rate)
    return Evidence(
        id=id,
        kind="share",
        source=source,
        title=title,
        x=rate.numerator,
        n=rate.denominator,
        population=rate.denominator,
        low=low,
        high=high,
        noun=noun,
        period=period,
        question=question,
        part=part,
    )


def of_share(
    share: Share,
    *,
    id: str,
    source: str,
    title: str = "",
    noun: str = "records",
    period: str = "",
    question: str = "",
    part: str = "",
    answer: str = "",
    service: str = "",
) -> Evidence:
    """The evidence of one result of a reading: its plain counts, its weighted share and that one's interval.

    question: the same for all results of one question, whichever answer or part they show; part: of what it
    speaks; answer: which answer. See `Evidence`. service: whose strata they are, where their names do not say
    it, so that one stratum has one name also beside the strata of others.

    A question that was asked of no record is no evidence: UsageError.
    """
    estimate = share.estimate
    if estimate is None or share.n == 0:
        raise UsageError(f"{id}: the question applied to no record that was read, so it is no evidence.")
    low, high = (Fraction(end) for end in estimate.interval) if estimate.interval else (None, None)
    return Evidence(
        id=id,
        kind="share",
        source=source,
        title=title or share.label,
        x=share.x,
        n=share.n,
        population=None if estimate.interval else share.n,
        share=None if estimate.share == estimate.unweighted else estimate.share,
        low=low,
        high=high,
        noun=noun,
        period=period,
        question=question,
        part=part,
        answer=answer,
        strata=_strata(share, service),
    )


def _strata(share: Share, service: str) -> tuple[StratumRead, ...]:
    """The strata of which anything was read, where there are several."""
    read = [one for one in share.strata if one.read]
    if len(read) < 2:
        return ()
    return tuple(replace(one, name=stratum_of(service, one.name)) for one in read)


def stratum_of(service: str, stratum: str) -> str:
    """A stratum's name with the service before it, which is all of its name where the stratum has none."""
    return f"{service}: {stratum}" if service and stratum else service or stratum


def _bounds(rate: RateOfARun) -> tuple[Fraction, Fraction] | tuple[None, None]:
    """The bounds of the rate, never narrower than the rate itself for the sake of a float's last digit."""
    if rate.bounds is None:
        return None, None
    value = Fraction(rate.numerator, rate.denominator)
    low, high = (Fraction(end) for end in rate.bounds)
    return min(low, value), max(high, value)
