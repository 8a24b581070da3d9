"""What a stratified sample says of everyone: the weighted share, how sure it is, and what could not be read.

Each stratum is weighted by its size over the number read in it. The spread is that of the textbooks (Cochran,
Sampling Techniques, 1977, chapters 5 and 6) and of R's `survey` package; the interval is Wilson's on the
effective size, the size of a simple random sample without end that would be as sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Literal

from plumbline.statistics.intervals import exact_interval, wilson_interval
from plumbline.statistics.words import (
    Advice,
    Statement,
    WordTable,
    base_rule,
    word_of_quantity,
    words_covered,
)

IntervalKind = Literal["none", "exact", "wilson", "combined", "pooled"]

UNANIMOUS = Fraction(1, 10)
"""From this share of the records on, strata whose records all say the same widen the interval."""


@dataclass(frozen=True)
class StratumRead:
    """What was read in one stratum.

    population: the records in scope in it; a fraction where it was reduced, see `in_scope_population`. read:
    how many were read. yes: how many of them are a yes. applies: of how many the question could be asked;
    None for all. A breakdown by team is a question that applies to that team's records alone.
    """

    name: str
    population: int | Fraction
    read: int
    yes: int
    applies: int | None = None

    @property
    def base(self) -> int:
        """Of how many the question could be asked."""
        return self.read if self.applies is None else self.applies

    @property
    def complete(self) -> bool:
        """Whether all of it was read, so that it has no sampling error."""
        return self.read == self.population

    @property
    def weight(self) -> Fraction:
        """How many records each one that was read stands for."""
        return Fraction(self.population) / self.read

    @property
    def reached(self) -> Fraction:
        """Of how many of the stratum's records the question could be asked, as far as the reading tells."""
        return self.weight * self.base

    @property
    def unanimous(self) -> bool:
        """Whether all the records to which the question applies say the same."""
        return self.yes in (0, self.base)


@dataclass(frozen=True)
class Estimate:
    """A weighted share.

    strata: as they were counted, small ones joined. joined: the names that were joined, in groups. unread:
    strata of which nothing was read; the estimate does not speak of them. yes, base: the plain counts.
    share: the weighted share, exactly. population: how many records it speaks of, estimated where the
    question applies to some only. n_effective: None where no spread could be worked out. interval: two shares
    from 0 to 1, None where everything was read. kind: "none", "exact" (one stratum only is not complete),
    "wilson", or one of two that are approximate because strata show no spread: "combined" and "pooled".
    """

    strata: tuple[StratumRead, ...]
    joined: tuple[tuple[str, ...], ...]
    unread: tuple[str, ...]
    yes: int
    base: int
    population: Fraction
    share: Fraction
    standard_error: float
    n_effective: float | None
    interval: tuple[float, float] | None
    kind: IntervalKind
    confidence: float

    @property
    def approximate(self) -> bool:
        """Whether the interval is to be called approximate."""
        return self.kind in ("combined", "pooled")

    @property
    def unweighted(self) -> Fraction:
        """The share among the records read, without weights."""
        return Fraction(self.yes, self.base)

    @property
    def count(self) -> float:
        """The estimated number of yes among the population."""
        return float(self.share * self.population)


@dataclass(frozen=True)
class Bounds:
    """The share if all that could not be read were no, and if all were yes: x of y selected records."""

    unread: int
    selected: int
    low: Fraction
    high: Fraction


def weighted_share(strata: Sequence[StratumRead], *, confidence: float = 0.95) -> Estimate | None:
    """The weighted share of yes, with its interval; None where the question applied to nothing that was read.

    p = Σ N_h x_h/n_h / Σ N_h m_h/n_h, with m_h the number to which it applies (n_h where it applies to all).
    v = Σ W_h² (1 - n_h/N_h) s_h²/n_h, where s_h² is the spread of x - p·m over the records read, W_h the
    stratum's share of the records, divided by the square of the estimated share to which it applies.
    n_effective = p(1-p)/v. A stratum read in full adds nothing to v. One with a single record read shows no
    spread, and is joined to the nearest that is not read in full: the one after it, else the one before.

    - All strata read in full: no interval.
    - All but one read in full: the exact interval of that one.
    - Strata that are not read in full and whose records all say the same show no spread, though they may well
      have some. Where they hold a tenth of the records or more, Wilson's interval is widened to that of the
      strata's exact intervals combined by adding squares (Zou and Donner 2008); called approximate.
    - No spread in any stratum, as where the answer is always yes: the exact interval of the strata taken
      together where p is 0 or 1, else Wilson's on the size that the weights leave; called approximate.

    Raises ValueError for impossible counts.
    """
    _check(strata)
    unread = tuple(one.name for one in strata if not one.read)
    parts, joined = _join_single([one for one in strata if one.read])
    total = sum((Fraction(one.population) for one in parts), Fraction(0))
    population = sum((one.reached for one in parts), Fraction(0))
    if not population:
        return None
    share = sum((one.weight * one.yes for one in parts), Fraction(0)) / population
    open_parts = [one for one in parts if not one.complete]
    variance = sum((_spread(one, share, total) for one in open_parts), Fraction(0))
    variance *= (total / population) ** 2
    n_effective = float(share * (1 - share) / variance) if variance else None
    whole = all(one.base == one.read for one in parts)
    kind: IntervalKind
    interval: tuple[float, float] | None
    if not open_parts:
        kind, interval = "none", None
    elif len(open_parts) == 1 and whole and Fraction(open_parts[0].population).denominator == 1:
        kind, interval = "exact", _one_open(open_parts[0], parts, confidence)
    elif n_effective:
        kind = "wilson"
        interval = wilson_interval(float(share), 1, n_eff=n_effective, confidence=confidence)
        unanimous = sum((one.reached for one in open_parts if one.unanimous), Fraction(0))
        if unanimous >= UNANIMOUS * population:
            kind, interval = "combined", _widened(interval, parts, share, population, confidence)
    else:
        kind, interval = "pooled", _pooled(parts, open_parts, share, population, confidence)
    return Estimate(
        strata=tuple(parts),
        joined=joined,
        unread=unread,
        yes=sum(one.yes for one in parts),
        base=sum(one.base for one in parts),
        population=population,
        share=share,
        standard_error=sqrt(variance),
        n_effective=n_effective,
        interval=interval,
        kind=kind,
        confidence=confidence,
    )


def weighted_statement(estimate: Estimate, table: WordTable | None = None) -> Statement:
    """What may be said of a weighted share: `words.quantity` for an estimate.

    x and n are the plain counts, and n decides what the base can bear; word and percentage are the weighted
    ones, and so need not be x of n.
    """
    said = word_of_quantity(estimate.share.numerator, estimate.share.denominator, table)
    covers = (said.word,) if estimate.interval is None else words_covered(*estimate.interval, table)
    rule = base_rule(estimate.base, table)
    advice: Advice = "numbers_only"
    if rule != "numbers_only":
        advice = "word" if len(covers) == 1 else "word_with_range" if len(covers) == 2 else "no_word"
    return Statement(
        x=estimate.yes,
        n=estimate.base,
        population=round(estimate.population),
        confidence=estimate.confidence,
        word=said.word,
        percent=said.percent,
        base_rule=rule,
        interval_counts=None,
        interval=estimate.interval,
        covers=covers,
        holds=len(covers) == 1,
        advice=advice,
    )


def in_scope_population(size: int, looked_at: int, in_scope: int) -> Fraction:
    """How many of a stratum's `size` records are in scope, where so many of those looked at were.

    The frame was wrong where a record turns out not to belong: N_h times in scope over looked at. Where
    nothing was looked at yet it is `size`.

    Raises ValueError unless 0 <= in_scope <= looked_at <= size.
    """
    if not 0 <= in_scope <= looked_at <= size:
        raise ValueError(f"{in_scope} in scope of {looked_at} looked at of {size} cannot be")
    return Fraction(size * in_scope, looked_at) if looked_at else Fraction(size)


def bounds_for_unread(strata: Sequence[StratumRead], could_not_be_read: Sequence[int]) -> Bounds | None:
    """The weighted share with the records that were selected, in scope and not readable put back.

    could_not_be_read: how many there were in each stratum. `low` takes all of them for no and `high` for yes;
    the truth about the sample lies between. None where nothing applies and nothing was unreadable.

    Raises ValueError for impossible counts.
    """
    _check(strata)
    low = high = base = Fraction(0)
    for one, lost in zip(strata, could_not_be_read, strict=True):
        if lost < 0 or one.read + lost > one.population:
            raise ValueError(f"{lost} unread beside {one.read} read of {one.population} cannot be")
        if one.read + lost:
            weight = Fraction(one.population) / (one.read + lost)
            base += weight * (one.base + lost)
            low += weight * one.yes
            high += weight * (one.yes + lost)
    if not base:
        return None
    lost = sum(could_not_be_read)
    return Bounds(lost, sum(one.read for one in strata) + lost, low / base, high / base)


def _check(strata: Sequence[StratumRead]) -> None:
    for one in strata:
        if not 0 <= one.yes <= one.base <= one.read <= one.population:
            raise ValueError(
                f"{one.yes} yes of {one.base} of {one.read} read of {one.population} cannot be: {one.name}"
            )


def _spread(one: StratumRead, share: Fraction, total: Fraction) -> Fraction:
    """W² (1 - f) s²/n of the stratum, with s² the spread of x - p·m over its records."""
    n = one.read
    if n == 1:  # the only stratum that is not read in full: one record shows no spread
        return Fraction(0)
    mean = (one.yes - share * one.base) / n
    # A yes counts 1 - p, a no -p, and a record to which the question does not apply 0.
    squares = (one.yes * (1 - share) ** 2 + (one.base - one.yes) * share**2) / n
    size = Fraction(one.population)
    return (size / total) ** 2 * (1 - n / size) * (squares - mean**2) / (n - 1)


def _join_single(strata: list[StratumRead]) -> tuple[list[StratumRead], tuple[tuple[str, ...], ...]]:
    """The strata with each that has a single record read, and more to read, joined to a neighbour."""
    parts: list[tuple[StratumRead, tuple[str, ...]]] = [(one, (one.name,)) for one in strata]
    while True:
        opened = [at for at, (one, _) in enumerate(parts) if not one.complete]
        single = next((at for at in opened if parts[at][0].read == 1), None)
        if single is None or len(opened) == 1:
            break
        after = [at for at in opened if at > single]
        other = after[0] if after else max(at for at in opened if at < single)
        first, second = sorted((single, other))
        parts[first] = (
            _together(parts[first][0], parts[second][0]),
            parts[first][1] + parts[second][1],
        )
        del parts[second]
    return [one for one, _ in parts], tuple(names for _, names in parts if len(names) > 1)


def _together(one: StratumRead, other: StratumRead) -> StratumRead:
    return StratumRead(
        name=f"{one.name} + {other.name}",
        population=one.population + other.population,
        read=one.read + other.read,
        yes=one.yes + other.yes,
        applies=one.base + other.base,
    )


def _one_open(one: StratumRead, parts: list[StratumRead], confidence: float) -> tuple[float, float]:
    counts = exact_interval(one.yes, one.read, int(one.population), confidence)
    known = sum(part.yes for part in parts if part.complete)
    total = sum(part.population for part in parts)
    return float((counts.low + known) / total), float((counts.high + known) / total)


def _widened(
    interval: tuple[float, float],
    parts: list[StratumRead],
    share: Fraction,
    population: Fraction,
    confidence: float,
) -> tuple[float, float]:
    below = above = 0.0
    for one in parts:
        if not one.complete and one.base:
            whole = max(one.base, round(one.reached))
            counts = exact_interval(one.yes, one.base, whole, confidence)
            weight, own = float(one.reached / population), one.yes / one.base
            below += (weight * (own - counts.low_proportion)) ** 2
            above += (weight * (counts.high_proportion - own)) ** 2
    low, high = float(share) - sqrt(below), float(share) + sqrt(above)
    return max(0.0, min(interval[0], low)), min(1.0, max(interval[1], high))


def _pooled(
    parts: list[StratumRead],
    open_parts: list[StratumRead],
    share: Fraction,
    population: Fraction,
    confidence: float,
) -> tuple[float, float]:
    base = sum(one.base for one in open_parts)
    behind = sum((one.reached for one in open_parts), Fraction(0))
    whole = max(base, round(behind))
    if share in (0, 1) and base:
        yes = sum(one.yes for one in open_parts)
        counts = exact_interval(yes, base, whole, confidence)
        known = sum(one.yes for one in parts if one.complete)
        every = whole + sum(one.base for one in parts if one.complete)
        return float(Fraction(counts.low + known, every)), float(Fraction(counts.high + known, every))
    squares = sum(one.weight**2 * one.base for one in parts)
    size = population**2 / squares  # Kish's size: what unequal weights leave of the number read
    corrected = size * (population - 1) / (population - size) if population > size else size
    return wilson_interval(float(share), 1, n_eff=float(corrected), confidence=confidence)
