"""The evidence that a report's quantities are tied to, and what each piece lets one say."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from plumbline.statistics.intervals import exact_interval, wilson_interval
from plumbline.statistics.stratified import StratumRead
from plumbline.statistics.words import (
    Advice,
    BaseRule,
    WordTable,
    base_rule,
    word_of_quantity,
    words_covered,
)

EvidenceKind = Literal["share", "survey", "groups", "people", "count", "series"]
EVIDENCE_KINDS: dict[EvidenceKind, str] = {
    "share": "so many of so many, such as records read or duties judged",
    "survey": "so many of those who answered",
    "groups": "in so many of so many groups",
    "people": "so many of the people who were met",
    "count": "a number by itself",
    "series": "values over time, the latest last",
}

Before = Literal["", "printed", "hidden", "share", "rough", "word", "changed", "left_out", "near"]
BEFORES: dict[Before, str] = {
    "printed": "an edition printed this very number, so that to hide it now protects nothing",
    "hidden": "an edition hid this very number, and said no less of it than is said now",
    "share": "an edition printed a part of this very number, such as its weighted share without the count",
    "rough": "an edition printed its share to the nearest ten, and no count",
    "word": "an edition printed the word of this very number, and neither its count nor its share",
    "changed": "an edition hid what it was then",
    "left_out": "an edition hid it and what it is of",
    "near": "an edition printed a number so near that the few between them would be told",
}


@dataclass(frozen=True)
class Evidence:
    """One piece. x of n: the count and its base. population: how many the n were drawn from; n where they are
    all there is; None where it is not known.

    share, low, high: a weighted share and its interval, from 0 to 1, where plain counts would mislead.
    values: of a series, as (period, value). noun: what is counted, as in "37 of 99 records".

    question: what was asked or counted; pieces that show it by parts or by answers have the same. part: of
    what it speaks, from the whole down, such as "service: North / team: A"; "" for the whole. of_people:
    False where a small number of it can be about nobody, such as of meetings; see `protecting`.

    answer: which of several answers to the question it counts; "" for the one that the question is about.
    strata: the counts behind a share from a sample drawn by strata, each under the same name wherever it is
    counted; `share`, `low` and `high` follow from them. See `protecting_strata`.

    before, edition: what earlier editions gave out of it, and the edition of which this is the earlier
    number, 0 for what counts now. Set by `protecting_editions.after_editions`, and by nobody else.
    """

    id: str
    kind: EvidenceKind
    source: str
    title: str = ""
    x: int | None = None
    n: int | None = None
    population: int | None = None
    share: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    values: tuple[tuple[str, Fraction], ...] = ()
    noun: str = ""
    period: str = ""
    question: str = ""
    part: str = ""
    of_people: bool = True
    answer: str = ""
    strata: tuple[StratumRead, ...] = ()
    before: Before = ""
    edition: int = 0

    @property
    def is_share(self) -> bool:
        """Whether a percentage and a word of quantity can be said of it at all."""
        return self.kind in ("share", "survey")

    @property
    def weighted(self) -> bool:
        """Whether its share is another than its plain counts give."""
        return self.share is not None and bool(self.n) and self.share != Fraction(self.x or 0, self.n or 1)


@dataclass(frozen=True)
class Said:
    """What a piece of evidence lets one say.

    share: from 0 to 1. word, percent: "" where there is none. interval: None where nothing was sampled.
    covers: the words that the interval touches. advice: what `plumbline.statistics.words` says to print.
    count: "37 of 99". low, high: the ends of the interval as percentages to print, without a sign.
    """

    share: Fraction | None = None
    word: str = ""
    percent: str = ""
    interval: tuple[Fraction, Fraction] | None = None
    covers: tuple[str, ...] = ()
    rule: BaseRule = "numbers_only"
    advice: Advice = "numbers_only"
    count: str = ""
    low: str = ""
    high: str = ""

    @property
    def range(self) -> str:
        """The interval in words, "between 28% and 48%"; "" where there is none."""
        return f"between {self.low}% and {self.high}%" if self.interval else ""


@lru_cache(maxsize=20_000)
def said_of(piece: Evidence, table: WordTable | None = None) -> Said:
    """What one piece lets one say, by the rules of `plumbline.statistics.words`.

    What was heard in groups, or from the people met, was drawn by nobody: it has a count and nothing else.
    Those who answered a survey were not drawn at random either, so there is no interval.
    """
    if piece.x is None or piece.kind == "series":
        return Said()
    if piece.n is None or piece.kind == "count":
        return Said(count=f"{piece.x:,}")
    count = f"{piece.x:,} of {piece.n:,}"
    if not piece.is_share:
        return Said(count=count)
    share = piece.share if piece.share is not None else Fraction(piece.x, piece.n)
    said = word_of_quantity(share.numerator, share.denominator, table)
    interval = _interval(piece)
    covers = words_covered(*interval, table) if interval else (said.word,)
    rule = base_rule(piece.n, table)
    advice: Advice = "numbers_only"
    if rule != "numbers_only":
        advice = "word" if len(covers) == 1 else "word_with_range" if len(covers) == 2 else "no_word"
    low = high = ""
    if interval:
        low, high = (word_of_quantity(end.numerator, end.denominator, table).percent for end in interval)
    return Said(share, said.word, said.percent, interval, covers, rule, advice, count, low, high)


def _interval(piece: Evidence) -> tuple[Fraction, Fraction] | None:
    """The interval as it is given, else the exact one of a simple random sample. None where all were read,
    and for a survey. Where nobody says of how many the sample was drawn, it is Wilson's, which is wider."""
    if piece.low is not None and piece.high is not None:
        return piece.low, piece.high
    if piece.kind == "survey" or piece.x is None or piece.n is None or piece.population == piece.n:
        return None
    if piece.population is None:
        low, high = wilson_interval(piece.x, piece.n)
        return Fraction(low), Fraction(high)
    counts = exact_interval(piece.x, piece.n, piece.population)
    return Fraction(counts.low, piece.population), Fraction(counts.high, piece.population)
