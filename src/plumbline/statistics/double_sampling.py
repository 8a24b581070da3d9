"""Data against file: what a rate from the data becomes once some of the files have been read.

The data call every duty met or missed (the first, fallible look at all of them); for some of each the file is
read (the second look, taken as true). Source: Tenenbein, A double sampling scheme for estimating from
binomial data with misclassifications, Journal of the American Statistical Association 65 (1970), 1350–1361.
Here the first look covers the whole population, so only the second is a sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, sqrt

from plumbline.statistics.intervals import CountInterval, exact_interval
from plumbline.statistics.rounding import percent_text
from plumbline.statistics.stratified import Estimate


@dataclass(frozen=True)
class CalledSo:
    """All duties that the data call one thing, such as met, and what the files of some of them show.

    called: what the data call them. counts_as_met: whether that is a met in the rate from the data.
    population: how many the data call so. read: of how many the file was read and could tell. met: of how
    many of those the file shows that the duty was met. Those read must be a random sample of them.
    """

    called: str
    counts_as_met: bool
    population: int
    read: int
    met: int


@dataclass(frozen=True)
class PartShare:
    """What the files show of one part: the share met (None where none was read) and its exact interval."""

    part: CalledSo
    share: Fraction | None
    interval: tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Corrected:
    """A rate from the data, and the same corrected by what the files show.

    rate: None where nothing was read of a part; the interval then allows that part anything from none to
    all. counts: between how many and how many of the duties are met. complete: every file was read, so that
    there is no sampling error.
    """

    from_data: Fraction
    rate: Fraction | None
    counts: CountInterval
    complete: bool
    parts: tuple[PartShare, ...]
    confidence: float

    @property
    def interval(self) -> tuple[float, float]:
        """The two ends as shares, from 0 to 1."""
        return self.counts.low_proportion, self.counts.high_proportion


@dataclass(frozen=True)
class Accuracy:
    """How often the file bears out one field of the extract.

    confirmed, contradicted, not_shown: of the records read. share: confirmed of those where the file tells;
    None where none does. low, high: the share if all that the file does not show were wrong, or right.
    """

    field: str
    confirmed: int
    contradicted: int
    not_shown: int
    share: Fraction | None
    low: Fraction | None
    high: Fraction | None


def corrected_rate(parts: Sequence[CalledSo], *, confidence: float = 0.95) -> Corrected:
    """The rate that the data give, corrected by the files.

    p = Σ (N_c / N) · (x_c / n_c): the share the data call met times the share of those that the files
    confirm, plus the share the data call missed times the share of those that the files show met; and so on
    for any further thing the data call a duty. The data's shares are known without error. Each x_c / n_c
    has the exact interval l_c to u_c of `intervals.exact_interval`, which holds the finite population
    correction, and the two are combined by adding squares (Zou and Donner 2008; Newcombe 1998):

    lower = p - √Σ W_c²(p_c - l_c)²,  upper = p + √Σ W_c²(u_c - p_c)²,  W_c = N_c / N,

    both moved outwards to a whole number of duties, since that is what the truth is.

    A part of which nothing was read has no p_c; the rate is then not given, and the interval runs from all of
    that part missed to all of it met.

    Raises ValueError for impossible counts or no duty at all.
    """
    for one in parts:
        if not 0 <= one.met <= one.read <= one.population:
            raise ValueError(f"{one.met} met of {one.read} read of {one.population} cannot be: {one.called}")
    return combined([_share_of(one, confidence) for one in parts], confidence=confidence)


def weighted_part(part: CalledSo, estimate: Estimate) -> PartShare:
    """The share met of a part whose files were read in a stratified sample, weighted back.

    estimate: of the records that the data call so, `stratified.weighted_share` with the files that show the
    duty met as its yes.
    """
    low, high = estimate.interval or (estimate.share, estimate.share)
    return PartShare(part, estimate.share, (Fraction(low), Fraction(high)))


def combined(shares: Sequence[PartShare], *, confidence: float = 0.95) -> Corrected:
    """The corrected rate from the share met of each part, as `corrected_rate` says.

    confidence: that of the parts' intervals. Raises ValueError for no duty at all.
    """
    shares = [one for one in shares if one.part.population]
    total = sum(one.part.population for one in shares)
    if not total:
        raise ValueError("there is no duty to correct a rate of")
    below = above = 0.0
    known = anything = Fraction(0)
    for one in shares:
        weight = Fraction(one.part.population, total)
        if one.share is None:
            anything += weight
        else:
            known += weight * one.share
            below += float(weight * (one.share - one.interval[0])) ** 2
            above += float(weight * (one.interval[1] - one.share)) ** 2
    # Half a billionth: what floats may add to a bound that is a whole number itself.
    low = max(0, floor((float(known) - sqrt(below)) * total + 5e-10))
    high = min(total, ceil((float(known + anything) + sqrt(above)) * total - 5e-10))
    return Corrected(
        from_data=Fraction(sum(one.part.population for one in shares if one.part.counts_as_met), total),
        rate=known if not anything else None,
        counts=CountInterval(low, high, total),
        complete=all(one.part.read == one.part.population for one in shares),
        parts=tuple(shares),
        confidence=confidence,
    )


def corrected_text(corrected: Corrected) -> str:
    """The correction in plain sentences: what the data say, what the files show, what follows."""
    said = [f"The data call {_percent(corrected.from_data)} met."]
    for one in corrected.parts:
        part = one.part
        if one.share is None:
            said.append(f"Of the {part.population:,} that the data call {part.called}, no file was read.")
        else:
            said.append(
                f"Of the {part.population:,} that the data call {part.called}, {part.read:,} files were "
                f"read; {part.met:,} show that the duty was met ({_percent(one.share)})."
            )
    counts = corrected.counts
    low, high = (_percent(Fraction(end, counts.population)) for end in (counts.low, counts.high))
    if corrected.rate is None:
        said.append(f"So the rate cannot be corrected; it may lie anywhere between {low} and {high}.")
    elif corrected.complete:
        said.append(f"Corrected for that, the rate is {_percent(corrected.rate)}. Every file was read.")
    else:
        said.append(
            f"Corrected for that, the rate is {_percent(corrected.rate)}, and is likely to lie between {low} "
            f"and {high} at {_percent(Fraction(str(corrected.confidence))).replace('.0%', '%')} confidence."
        )
    return " ".join(said)


def field_accuracy(field: str, confirmed: int, contradicted: int, not_shown: int) -> Accuracy:
    """How often the file bears out a field. Raises ValueError for a count below 0."""
    if min(confirmed, contradicted, not_shown) < 0:
        raise ValueError("a count cannot be below 0")
    told, read = confirmed + contradicted, confirmed + contradicted + not_shown
    return Accuracy(
        field,
        confirmed,
        contradicted,
        not_shown,
        Fraction(confirmed, told) if told else None,
        Fraction(confirmed, read) if read else None,
        Fraction(confirmed + not_shown, read) if read else None,
    )


def _share_of(part: CalledSo, confidence: float) -> PartShare:
    if not part.read:
        return PartShare(part, None, (Fraction(0), Fraction(1)))
    counts = exact_interval(part.met, part.read, part.population, confidence)
    interval = Fraction(counts.low, part.population), Fraction(counts.high, part.population)
    return PartShare(part, Fraction(part.met, part.read), interval)


def _percent(share: Fraction) -> str:
    return f"{percent_text(share.numerator, share.denominator)}%"
