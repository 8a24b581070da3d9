"""Words of quantity ("almost all", "most"), and whether a sample is large enough to bear one.

The bands are dated data in `library/words/`. A share is rounded to a whole percentage first, halves up, and
three guards then hold: all and none mean exactly that; fewer than half is never given a word for half or
more; and where the printed percentage would contradict the word it gets the decimals it needs.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from plumbline.errors import PlumblineError
from plumbline.statistics.intervals import CountInterval, exact_interval, wilson_interval
from plumbline.statistics.rounding import percent_text, whole_percent

BaseRule = Literal["numbers_only", "count_first", "full"]
Advice = Literal["numbers_only", "word", "word_with_range", "no_word"]


@dataclass(frozen=True)
class Band:
    """A word and the whole percentages it stands for, both ends included."""

    word: str
    least: int
    most: int


@dataclass(frozen=True)
class WordTable:
    """One edition of a publisher's words. `bands` run from the highest to the lowest and leave no gap.

    Below `numbers_only_below` neither a percentage nor a word is printed; from `words_from` on, both are.
    """

    code: str
    title: str
    in_force_from: date
    source: str
    sure: str
    all_word: str
    none_word: str
    numbers_only_below: int
    words_from: int
    bands: tuple[Band, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Every word, from all to none."""
        return (self.all_word, *(band.word for band in self.bands), self.none_word)


@dataclass(frozen=True)
class Word:
    """A word for a share. `percent` is the percentage to print beside it, without a sign."""

    word: str
    whole_percent: int
    percent: str


@dataclass(frozen=True)
class Statement:
    """What may be said of `x` out of `n`.

    `interval_counts` and `interval` (shares from 0 to 1) are None where nothing was sampled. `covers` are the
    words that the interval touches, from the highest down. `holds` says whether the word is the same over
    the whole interval. `advice` says what to print: the numbers only, the word, the word with its range, or
    the percentage and range without a word.
    """

    x: int
    n: int
    population: int | None
    confidence: float
    word: str
    percent: str
    base_rule: BaseRule
    interval_counts: CountInterval | None
    interval: tuple[float, float] | None
    covers: tuple[str, ...]
    holds: bool
    advice: Advice


@lru_cache
def word_table(code: str = "care_inspectorate", on: date | None = None) -> WordTable:
    """The words of one publisher: the newest edition, or the one in force on a given day.

    Raises PlumblineError where the library has no such table or no edition that old.
    """
    folder = files("plumbline").joinpath("library/words")
    known = sorted(
        entry.name.removesuffix(".toml")
        for entry in folder.iterdir()
        if entry.name.endswith(".toml") and "\n[[editions]]" in entry.read_text(encoding="utf-8")
    )
    if code not in known:
        raise PlumblineError(f"there is no table of words called {code!r}. There are: {', '.join(known)}.")
    content = tomllib.loads(folder.joinpath(f"{code}.toml").read_text(encoding="utf-8"))
    editions = sorted(
        (_edition(content, one) for one in content["editions"]), key=lambda one: one.in_force_from
    )
    in_force = [one for one in editions if on is None or one.in_force_from <= on]
    if not in_force:
        raise PlumblineError(
            f"the words of {code} are held from {editions[0].in_force_from} on, and {on} is earlier. "
            "Give a later day."
        )
    return in_force[-1]


def _edition(content: dict[str, Any], edition: dict[str, Any]) -> WordTable:
    bands = tuple(Band(**band) for band in edition["bands"])
    ends = [101, *(band.least for band in bands)]
    if (
        any(band.most != above - 1 for band, above in zip(bands, ends, strict=False))
        or bands[-1].least != 0
        or 50 not in ends
    ):
        raise PlumblineError(
            f"words {content['code']}: the bands must run from 100 down to 0 "
            "without a gap, and one of them must start at 50."
        )
    return WordTable(
        code=content["code"],
        title=content["title"],
        in_force_from=edition["in_force_from"],
        source=edition["source"],
        sure=edition["sure"],
        all_word=edition["all"],
        none_word=edition["none"],
        numbers_only_below=edition["numbers_only_below"],
        words_from=edition["words_from"],
        bands=bands,
    )


def word_of_quantity(x: int, n: int, table: WordTable | None = None) -> Word:
    """The word for `x` out of `n`, with the whole percentage and the percentage to print.

    The size of `n` plays no part here: see `base_rule`. Raises ValueError unless 0 <= x <= n and n > 0.
    """
    if n <= 0 or not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is no share")
    return Word(
        _word_of_share(Fraction(x, n), table or word_table()), whole_percent(x, n), _honest_percent(x, n)
    )


def base_rule(n: int, table: WordTable | None = None) -> BaseRule:
    """What a base of `n` can bear: its numbers only, count before percentage, or word and percentage."""
    table = table or word_table()
    if n < table.numbers_only_below:
        return "numbers_only"
    return "count_first" if n < table.words_from else "full"


def words_covered(
    low: float | Fraction, high: float | Fraction, table: WordTable | None = None
) -> tuple[str, ...]:
    """The words that shares from `low` to `high` (0 to 1) touch, from the highest down.

    Raises ValueError unless 0 <= low <= high <= 1.
    """
    if not 0 <= low <= high <= 1:
        raise ValueError(f"shares from {low} to {high} are no range")
    table = table or word_table()
    highest = table.words.index(_word_of_share(Fraction(high), table))
    lowest = table.words.index(_word_of_share(Fraction(low), table))
    return table.words[highest : lowest + 1]


def quantity(
    x: int,
    n: int,
    population: int | None = None,
    *,
    confidence: float = 0.95,
    table: WordTable | None = None,
) -> Statement:
    """Everything that may be said of `x` out of `n`, where the n are a simple random sample.

    With `population` the interval is the exact one; a population read in full has none. Without it the
    population is taken to be without end, and the interval is Wilson's. An interval within one word leaves
    the word alone, one over two words keeps the estimate's word and adds the range, and one over three or
    more drops the word.

    Raises ValueError unless 0 <= x <= n <= population and n > 0.
    """
    table = table or word_table()
    said = word_of_quantity(x, n, table)
    counts: CountInterval | None = None
    shares: tuple[float, float] | None = None
    covers: tuple[str, ...] = (said.word,)
    if population is None:
        shares = wilson_interval(x, n, confidence=confidence)
        covers = words_covered(*shares, table)
    else:
        counts = exact_interval(x, n, population, confidence)
        if population == n:
            counts = None
        else:
            shares = (counts.low_proportion, counts.high_proportion)
            covers = words_covered(Fraction(counts.low, population), Fraction(counts.high, population), table)
    rule = base_rule(n, table)
    advice: Advice
    if rule == "numbers_only":
        advice = "numbers_only"
    elif len(covers) == 1:
        advice = "word"
    else:
        advice = "word_with_range" if len(covers) == 2 else "no_word"
    return Statement(
        x,
        n,
        population,
        confidence,
        said.word,
        said.percent,
        rule,
        counts,
        shares,
        covers,
        len(covers) == 1,
        advice,
    )


def _word_of_share(share: Fraction, table: WordTable) -> str:
    if share == 1:
        return table.all_word
    if share == 0:
        return table.none_word
    percent = whole_percent(share.numerator, share.denominator)
    if 2 * share < 1:
        percent = min(percent, 49)
    return next(band.word for band in table.bands if percent >= band.least)


def _honest_percent(x: int, n: int) -> str:
    """The percentage with as few decimals as do not make nearly all into all, or nearly half into half."""
    decimals = 0
    while True:
        text = percent_text(x, n, decimals)
        printed = Fraction(text)
        if (printed == 100) == (x == n) and (printed == 0) == (x == 0) and (printed >= 50) == (2 * x >= n):
            return text
        decimals += 1


def statement_text(statement: Statement) -> str:
    """The statement in two or three plain sentences: the count, the word, the range and what to print."""
    s = statement
    share = f"{s.x} of {s.n}"
    confidence = f"{percent_text(round(s.confidence * 1000), 1000, 1).removesuffix('.0')} % confidence"
    if s.base_rule == "numbers_only":
        lead = f"{share}. A base of {s.n} is too small for a percentage or a word: print the numbers."
    elif s.base_rule == "count_first":
        lead = (
            f"{share} ({s.percent} %): {s.word}. "
            "The base is small: print the count first, and no word in a headline."
        )
    else:
        lead = f"{share} ({s.percent} %): {s.word}."
    if s.interval is None:
        return f"{lead} All {s.population} were read, so there is no sampling error and no range."
    low, high = (_share_percent(end) for end in s.interval)
    if s.interval_counts is not None:
        where = (
            f"If the {s.n} are a simple random sample of {s.population}, the true number is likely "
            f"to lie between {s.interval_counts.low} and {s.interval_counts.high} ({low} % to {high} %) "
            f"at {confidence}."
        )
    else:
        where = (
            f"If the {s.n} are a simple random sample of very many, the true share is likely to lie between "
            f"{low} % and {high} % at {confidence}."
        )
    if s.advice == "numbers_only":
        return f"{lead} {where}"
    if s.holds:
        return f"{lead} {where} The word holds over the whole range."
    words = f"{', '.join(s.covers[:-1])} and {s.covers[-1]}"
    keep = (
        "keep it and print the range beside it"
        if s.advice == "word_with_range"
        else "leave it out and print the range"
    )
    return f"{lead} {where} The word does not hold over the whole range, which covers {words}: {keep}."


def _share_percent(share: float) -> str:
    exact = Fraction(share)
    return _honest_percent(exact.numerator, exact.denominator)
