"""Quantities stated in figures, or in words that are figures: percentages, ranges, counts of a base."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from plumbline.scrutiny.quantities.claim import Claim, ClaimKind, Limits
from plumbline.scrutiny.quantities.lexicon import AROUND, Lexicon, limits_of, plain, spaced
from plumbline.scrutiny.quantities.written_form import within_limits

# fmt: off
_UNITS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# fmt: on
_IN_WORDS = rf"(?:{'|'.join(_TENS)})(?:[-\s](?:{'|'.join(_UNITS[1:10])}))?|{'|'.join(reversed(_UNITS[1:]))}"
_HUNDRED = r"(?:(?:a|one)\s+)?hundred"
_FIGURE = r"[0-9]{1,3}(?:\.[0-9]{1,12})?"
_SIGN = r"\s?(?:%|per\s?cent)(?!\w)"
_RANGE = re.compile(
    rf"(?<![\w.,/-])(?:between\s+({_FIGURE})(?:{_SIGN})?\s+and|(?:from\s+)?({_FIGURE})(?:{_SIGN})?\s?(?:to|-|–))"
    rf"\s?({_FIGURE}){_SIGN}",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?<![\w.,])({_FIGURE}){_SIGN}")
_PERCENT_IN_WORDS = re.compile(rf"(?<![\w-])({_HUNDRED}|{_IN_WORDS}){_SIGN}", re.IGNORECASE)
_WHOLE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})"
_NUMBER = rf"(?:{_WHOLE}|{_IN_WORDS})"
_OF_ALL = r"(?:(?:all|every|the|our|its|these|those|a\s+possible|a\s+total\s+of)\s+){0,2}"
_ENDS = r"(?![\w%])(?!-?[.,/]?[0-9])"
_COUNT = re.compile(
    rf"(?<![\w.,/-])({_NUMBER})(?:(?:(?:\s+[A-Za-z’'-]+){{0,4}}\s+\(?out)?|\s+out)\s+of\s+{_OF_ALL}({_NUMBER}){_ENDS}(?!-\w)",
    re.IGNORECASE,
)
_NO_BASE = (
    r"\s+(?:Act|Regulations|Order|hours|days|weeks|months|years|January|February|March|April|May|June|July|August"
    r"|September|October|November|December)\b"
)
# "Of the 99 records that were read, 37": the base before the count.
_BASE_FIRST = re.compile(
    rf"(?<![\w-])(?:out\s+)?of\s+{_OF_ALL}({_NUMBER})(?!{_NO_BASE})(?:\s+[A-Za-z’'-]+){{1,6}},\s+(?:only\s+|just\s+)?({_NUMBER})"
    rf"{_ENDS}(?!-\w)(?!\s+(?:of|in)\s)(?!,?\s+and\s+[0-9])",
    re.IGNORECASE,
)
_SLASH = re.compile(r"(?<![\w.,/:-])([0-9]{1,6})\s?[/⁄]\s?([0-9]{1,6})(?![\w%])(?![-.,/:⁄]?[0-9])")
_IN = re.compile(
    rf"(?<![\w.,/-])([1-9]|{'|'.join(_UNITS[1:10])})[-\s]+in[-\s]+(?:every\s+)?"
    rf"([2-9]|1[02]|20|100|{'|'.join(_UNITS[2:11])}|twelve|twenty)"
    r"(?![\w%])(?![.,/:-]?[0-9])(?!\s+(?:hours|days|weeks|months|years)\b)",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"(?<![\w-])(one|two|three|four|five|six|seven|eight|nine)[-\s]+"
    r"(third|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|hundredth)s(?![\w-])",
    re.IGNORECASE,
)
_PART = ("third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "", "twelfth")
_SIGNS = re.compile(r"(?<![\w.,/])([¼½¾⅐-⅞])(?=\s+(?:of|were|had|said|felt)\b)")
_LONE = re.compile(
    rf"(?<![\w.,])(-?(?:{_WHOLE})(?:\.[0-9]{{1,12}})?|(?<!-)(?:{_IN_WORDS}))(?![\w%])(?![.,][0-9])",
    re.IGNORECASE,
)


def lone_numbers(text: str) -> list[Fraction]:
    """The numbers in a text that are no percentages, in figures or as words up to ninety-nine."""
    return [_value(match[1]) for match in _LONE.finditer(text)]


def figures(text: str, known: Lexicon, *, tied: bool) -> Iterator[Claim]:
    """Percentages, ranges, counts and fractions, in their order. tied: they are meant as such in any case."""
    found: list[Claim] = []
    taken: set[int] = set()

    def add(match: re.Match[str], middle: Fraction, kind: ClaimKind, near: Limits | None = None) -> None:
        """A figure, or with a word before it that modifies it what that makes of it."""
        start, limits = _modified(text, match.start(), middle, known)
        words, decimals = text[start : match.end()], match[1].partition(".")[2]
        if limits is None and near is None:
            figure = (middle,)
            found.append(Claim(kind, words, start, match.end(), figures=figure, decimals=len(decimals)))
        else:
            own = (middle,) if kind == "percent" else ()
            limits = limits or near
            found.append(
                Claim("share", words, start, match.end(), limits=limits, figures=own, decimals=len(decimals))
            )

    def free(match: re.Match[str]) -> bool:
        within_limits(len(found))
        if taken.isdisjoint(range(*match.span())) and _is_a_figure(text, match, known):
            taken.update(range(*match.span()))
            return True
        return False

    for match in _RANGE.finditer(text):
        within_limits(len(found))
        taken.update(range(*match.span()))
        ends = (Fraction(match[1] or match[2]), Fraction(match[3]))
        found.append(Claim("range", match[0], *match.span(), figures=ends))
    for match in _PERCENT_IN_WORDS.finditer(text):
        if free(match):
            add(match, _value(match[1]), "percent")
    for match in _PERCENT.finditer(text):
        if Fraction(match[1]) <= 100 and free(match):
            add(match, Fraction(match[1]), "percent")
    for match, x, n in _counts(text, tied):
        if x > n or not free(match):
            continue
        start, limits = _modified(text, match.start(), Fraction(0), known)
        if limits:  # "over 37 of 99": a count is one number, and this is not it
            found.append(Claim("vague", text[start : match.end()], start, match.end()))
        else:
            found.append(Claim("count", match[0], *match.span(), figures=(x, n)))
    for match, x, n in _shares(text):
        if 0 < x < n and free(match):
            middle = 100 * x / n
            add(match, middle, "share", (middle - AROUND, True, middle + AROUND, True))
    within_limits(len(found))
    yield from sorted(found, key=lambda one: one.start)


def _counts(text: str, tied: bool) -> Iterator[tuple[re.Match[str], Fraction, Fraction]]:
    for match in _COUNT.finditer(text):
        yield match, _value(match[1]), _value(match[2])
    for match in _BASE_FIRST.finditer(text):
        yield match, _value(match[2]), _value(match[1])
    for match in _SLASH.finditer(text):
        x, n = _value(match[1]), _value(match[2])
        if n and (tied or not _is_a_date(text, match)):
            yield match, x, n


def _shares(text: str) -> Iterator[tuple[re.Match[str], Fraction, Fraction]]:
    """Fractions: "1 in 5", "three in every ten", "seven eighths", "¾ of"."""
    for match in _IN.finditer(text):
        yield match, _value(match[1]), _value(match[2])
    for match in _PARTS.finditer(text):
        part = match[2].lower()
        yield match, _value(match[1]), Fraction(100 if part == "hundredth" else _PART.index(part) + 3)
    for match in _SIGNS.finditer(text):
        share = Fraction(unicodedata.numeric(match[1])).limit_denominator(10)
        yield match, Fraction(share.numerator), Fraction(share.denominator)


def _is_a_date(text: str, match: re.Match[str]) -> bool:
    """Whether figures with a slash are years, a month or a circular: 18/19, 12/2002; or "50/50"."""
    x, n = int(match[1]), int(match[2])
    a_year = 1900 <= n <= 2100 and len(match[2]) == 4
    years = n == x + 1 and len(match[1]) == len(match[2]) == 2
    after = re.match(r"\s*-?(?:hours?|days?|weeks?|months?|years?)\b", text[match.end() : match.end() + 12])
    return a_year or years or match[1] == match[2] == "50" or match[1].startswith("0") or after is not None


def _modified(text: str, start: int, middle: Fraction, known: Lexicon) -> tuple[int, Limits | None]:
    """Where a figure begins with the word that modifies it, such as "over", and what that makes of it."""
    modifier = known.before_figure.search(text, max(0, start - 24), start)
    if modifier is None:
        return start, None
    return modifier.start(), limits_of(known.modifiers[plain(modifier[1])], middle)


def _is_a_figure(text: str, match: re.Match[str], known: Lexicon) -> bool:
    start, end = match.span()
    before = spaced(text[max(0, start - 24) : start])
    after = spaced(text[end : end + 24])
    return not (known.not_before_figure.search(before) or known.not_after_figure.match(after))


def _value(written: str) -> Fraction:
    """A number in figures or in words up to a hundred."""
    lowered = written.lower()
    if lowered.endswith("hundred"):
        return Fraction(100)
    words = re.split(r"[-\s]+", lowered)
    if words[0] in _TENS:
        return Fraction(10 * _TENS.index(words[0]) + 20 + (_UNITS.index(words[1]) if words[1:] else 0))
    return Fraction(_UNITS.index(lowered) if lowered in _UNITS else lowered.replace(",", ""))
