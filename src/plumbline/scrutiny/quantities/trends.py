"""What a text says that something does over time: "a sharp increase in", "has fallen", "doubled"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from plumbline.scrutiny.quantities.claim import Claim
from plumbline.scrutiny.quantities.written_form import BETWEEN, within_limits

if TYPE_CHECKING:
    from plumbline.scrutiny.quantities.claim import Limits

TIMES_WITHIN = Fraction(1, 20)
"""By so much of itself may "doubled" be off either way."""

# Said of the past, so that it is a claim: by how much, since when.
_HOW_FAR = (
    r"(?=\s+(?:from|to|by)\s+(?:(?:an?|about|around|almost|nearly|over|under|just|more\s+than|less\s+than)\s+)*"
    r"(?:[0-9]|(?:one|two|three|half|third|quarter)\b)|\s+year[-\s]on[-\s]year|\s+since\b"
    r"|\s+over\s+the\s+(?:last|past|year|period|decade|same)\b|\s+(?:each|every)\s+(?:year|quarter|month)\b)"
)
# What is to come about, or is denied, is no claim that it did; nor is an act, "was increased to 12 weeks".
_UNLESS_NOUN = re.compile(
    r"(?:\b(?:to|should|must|will|would|could|may|might|can)\s+(?:[a-z]+ly\s+)?(?:see|achieve|support|deliver|secure|seek"
    r"|bring\s+about|drive|demonstrate|show|allow|enable|require|make|lead\s+to|result\s+in|cause|expect|evidence)"
    r"|\b(?:evidence|target|aim|hope|possibility|risk|signs?|lack)\s+of|\b(?:any|no|without|not|towards|requires?|required"
    r"|needs?|needed|seeking|achieving|expects?|expecting|if|supported\s+by|matched\s+by))\s*$",
    re.IGNORECASE,
)
_UNLESS_PAST = re.compile(
    r"\b(?:was|were|is|are|be|been|being|to|not|an?|the|of)\s+(?:also\s+|then\s+|further\s+)?$", re.IGNORECASE
)
_OBJECT = (
    r"(?!\s+(?:the|their|its|our|his|her|an?|access|opportunit\w+|how|out|back|behind|into|short|due|within|outwith|under"
    r"|on|apart|pressures?|capacity|support|awareness|confidence|skills|knowledge|practice|outcomes|demands?)\b)"
)
_ALMOST = re.compile(
    rf"\b(almost|nearly|just\s+under|more\s+than|over|about|around){BETWEEN}$", re.IGNORECASE
)


@dataclass(frozen=True)
class Trend:
    """How one kind of trend is written. unless: what before it means that it is none. times: of words such as
    "doubled", each with how much of what it was it claims, as a percentage."""

    word: str
    expression: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    times: Mapping[str, Fraction] | None = None


def read_trends(content: Mapping[str, Any]) -> tuple[Trend, ...]:
    """The trends of the lexicon's file."""
    degrees = "|".join(content["trend"]["degrees"])
    adverbs = "|".join(content["trend"]["adverbs"])
    how = rf"(?:(?:{adverbs})\s+)?"
    found = []
    for word in ("rise", "fall", "change"):
        nouns, done, past, doing, way = (
            "|".join(content["trend"][word][kind]) for kind in ("nouns", "done", "past", "doing", "way")
        )
        noun = rf"\b(?:an?\s+(?:(?:very\s+)?(?:{degrees})\s+)?|(?:{degrees})\s+)(?:{nouns})(?=\s+in\b)"
        had = rf"\b(?:has|have|had)\s+(?:also\s+|since\s+|all\s+)?{how}(?:{done})\b(?!\s+(?:to\s+\D|into\b))"
        said = rf"\b(?:{past})(?:{_HOW_FAR}|\s+(?:{adverbs})\b)"
        now = rf"\b(?:is|are|was|were|been)\s+(?:now\s+|still\s+|also\s+)?{how}(?:{doing})\b{_OBJECT}"
        trend = rf"\b(?:an?\s+)?(?:{way})\s+(?:trend|trajectory)\b"
        found += [
            Trend(word, re.compile(noun, re.IGNORECASE), _UNLESS_NOUN),
            Trend(word, re.compile(had, re.IGNORECASE)),
            Trend(word, re.compile(said, re.IGNORECASE), _UNLESS_PAST),
            Trend(word, re.compile(now, re.IGNORECASE)),
            Trend(word, re.compile(trend, re.IGNORECASE), _UNLESS_NOUN),
        ]
    phrases = sorted(content["times"], key=len, reverse=True)
    either = "|".join(BETWEEN.join(map(re.escape, phrase.split())) for phrase in phrases)
    expression = re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)
    found.append(
        Trend("", expression, times={one: Fraction(times) for one, times in content["times"].items()})
    )
    return tuple(found)


def trends(text: str, known: tuple[Trend, ...], *, tied: bool) -> Iterator[Claim]:
    """Every trend that is claimed; tied: it is meant as a claim in any case."""
    looked_at = 0
    for trend in known:
        for match in trend.expression.finditer(text):
            looked_at += 1
            within_limits(looked_at)
            before = text[max(0, match.start() - 48) : match.start()]
            if trend.times is not None:
                yield _of_times(match, trend.times, before)
            elif tied or trend.unless is None or trend.unless.search(before) is None:
                yield Claim("trend", match[0], *match.span(), word=trend.word)


def _of_times(match: re.Match[str], times: Mapping[str, Fraction], before: str) -> Claim:
    """A claim of so many times what it was, with the word before it that changes it, such as "almost"."""
    share = times[re.sub(BETWEEN, " ", match[0]).lower()]
    modifier = _ALMOST.search(before)
    start = match.start() - len(modifier[0]) if modifier else match.start()
    words = f"{modifier[0]}{match[0]}" if modifier else match[0]
    limits = _times(share, modifier[1] if modifier else None)
    return Claim("trend", words, start, match.end(), word="rise" if share > 100 else "fall", limits=limits)


def _times(times: Fraction, modifier: str | None) -> Limits:
    """What "doubled" claims of the latest beside what it was, as percentages of that."""
    word = " ".join((modifier or "").lower().split())
    if word in ("more than", "over"):
        return times, False, times * 1_000, True
    if word in ("almost", "nearly", "just under"):
        return times * Fraction(17, 20), True, times, False
    within = TIMES_WITHIN * (2 if word else 1)
    return times * (1 - within), True, times * (1 + within), True
