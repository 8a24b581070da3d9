"""Quantities stated in a text, in words and in figures, and what each claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from plumbline.scrutiny.quantities.lexicon import (
    AROUND,
    BETWEEN,
    ClaimKind,
    Lexicon,
    Limits,
    lexicon,
    limits_of,
    plain,
)
from plumbline.scrutiny.quantities.written_form import within_limits
from plumbline.statistics.words import WordTable, word_table

# fmt: off
NUMBERS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)
# fmt: on


@dataclass(frozen=True)
class Claim:
    """A quantity stated in words or figures. start, end: where it stands in the text that was searched.

    kind: "band" is a word of the publisher's table, then `word`; "share" has its limits as percentages.
    "percent", "count" and "range" are figures: `figures`, of a percentage with so many `decimals`.
    """

    kind: ClaimKind
    text: str
    start: int
    end: int
    word: str = ""
    limits: Limits | None = None
    figures: tuple[Fraction, ...] = ()
    decimals: int = 0

    def bears(self, percent: Fraction) -> bool:
        """Whether a percentage lies within the limits of a share."""
        if self.limits is None:
            return False
        low, low_in, high, high_in = self.limits
        return (percent > low or (low_in and percent == low)) and (
            percent < high or (high_in and percent == high)
        )


_WORD = re.compile(r"(?<![\w-])_{0,3}([A-Za-z]+)")
_FIGURE = r"[0-9]{1,3}(?:\.[0-9]{1,12})?"
_SIGN = r"\s?(?:%|per\s?cent)(?!\w)"
_RANGE = re.compile(
    rf"(?<![\w.,/-])(?:between\s+({_FIGURE})(?:{_SIGN})?\s+and|(?:from\s+)?({_FIGURE})(?:{_SIGN})?\s?(?:to|-|–))"
    rf"\s?({_FIGURE}){_SIGN}",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?<![\w.,])({_FIGURE}){_SIGN}")
# fmt: off
_TENS = (
    "none", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred",
)
# fmt: on
_PERCENT_IN_WORDS = re.compile(
    rf"(?<![\w-])(?:(?:(?:a|one)\s+)?({'|'.join(_TENS[2:])})(?:[-\s]({'|'.join(NUMBERS[1:10])}))?"
    rf"|({'|'.join(NUMBERS[1:])})){_SIGN}",
    re.IGNORECASE,
)
_WHOLE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})"
_NUMBER = rf"(?:{_WHOLE}|{'|'.join(NUMBERS[1:])})"
_COUNT = re.compile(
    rf"(?<![\w.,-])({_NUMBER})(?:\s+out)?\s+of\s+(?:all\s+)?(?:the\s+|our\s+|its\s+)?({_NUMBER})(?![\w%])(?![.,][0-9])",
    re.IGNORECASE,
)
_LONE = re.compile(
    rf"(?<![\w.,])(-?(?:{_WHOLE})(?:\.[0-9]{{1,12}})?|{'|'.join(NUMBERS[1:])})(?![\w%])(?![.,][0-9])",
    re.IGNORECASE,
)
_IN = re.compile(r"(?<![\w.,/-])([1-9])\s+in\s+([2-9]|10)(?![\w%])(?![.,/:-]?[0-9])")
_NOT = re.compile(rf"(?:\bnot|\bnever|\bhardly|\bscarcely|n['’]t){BETWEEN}$", re.IGNORECASE)
_NEAR = 160


def claims(text: str, table: WordTable | None = None, *, tied: bool = False) -> list[Claim]:
    """Every quantity stated in a text, in its order, the longest words first where they overlap.

    Figures are percentages, ranges of them, and counts of a base ("37 of 99"). A word that plainly means
    something else where it stands ("most recent", "at all", "the next few weeks") is none; `claims.toml`
    lists those; `tied` words are meant as a quantity in any case. With "not" before it a word claims nothing
    that can be checked: it is "vague". Raises TextRefused where there are more than 20,000.
    """
    known = lexicon(table or word_table())
    figures = list(_figures(text, known))
    held = iter(figures)
    next_figure = next(held, None)
    found: list[Claim] = []
    for claim in _words(text, known, tied):
        while next_figure is not None and next_figure.end <= claim.start:
            next_figure = next(held, None)
        if next_figure is None or claim.end <= next_figure.start:
            found.append(claim)
    return sorted([*figures, *found], key=lambda one: one.start)


def lone_numbers(text: str) -> list[Fraction]:
    """The numbers in a text that are no percentages, in figures or as words up to twenty."""
    found = (match[1].lower() for match in _LONE.finditer(text))
    return [Fraction(NUMBERS.index(one) if one in NUMBERS else one.replace(",", "")) for one in found]


def _words(text: str, known: Lexicon, tied: bool) -> Iterator[Claim]:
    at = looked_at = 0
    for token in _WORD.finditer(text):
        start = token.start(1)
        expression = known.by_first.get(token[1].lower())
        if start < at or expression is None:
            continue
        match = expression.match(text, start)
        if match is None:
            continue
        looked_at += 1
        within_limits(looked_at)
        words = known.phrase(plain(match[0]))
        before = _spaced(text[max(0, start - _NEAR) : start])
        after = _spaced(text[match.end() : match.end() + _NEAR])
        denied = _NOT.search(text, max(0, start - 14), start)
        if not (tied or denied) and any(rule.holds(before, after) for rule in known.not_meant.get(words, ())):
            continue
        at = match.end()
        if denied:
            yield Claim(
                "vague",
                text[start:at]
                if text[denied.start()] == "n" and text[denied.start() + 1] in "'’"
                else text[denied.start() : at],
                denied.start(),
                at,
            )
            continue
        meaning = known.meanings[words]
        yield Claim(meaning.kind, match[0], start, at, meaning.word, meaning.limits)


def _spaced(text: str) -> str:
    """With one space for spaces, line ends and emphasis. A tab is a cell's edge; a paragraph's end stays."""
    return re.sub(r"[ *_~]+|[ \t*_~]*\n(?![ \t]*\n)[ \t*_~]*", " ", text.replace("\t", "|"))


def _figures(text: str, known: Lexicon) -> Iterator[Claim]:
    """Percentages, ranges and counts, in their order."""
    found: list[Claim] = []
    for match in _RANGE.finditer(text):
        ends = (Fraction(match[1] or match[2]), Fraction(match[3]))
        within_limits(len(found))
        found.append(Claim("range", match[0], *match.span(), figures=ends))
    ranges = {place for one in found for place in range(one.start, one.end)}
    for match in _PERCENT_IN_WORDS.finditer(text):
        within_limits(len(found))
        figure = Fraction(_TENS.index(match[1].lower()) * 10 if match[1] else 0)
        figure += NUMBERS.index((match[2] or match[3] or "none").lower())
        start, limits = _modified(text, match.start(), figure, known)
        words = text[start : match.end()]
        kind: ClaimKind = "percent" if limits is None else "share"
        found.append(Claim(kind, words, start, match.end(), limits=limits, figures=(figure,)))
    for match in _PERCENT.finditer(text):
        within_limits(len(found))
        if match.start() in ranges or Fraction(match[1]) > 100 or not _is_a_figure(text, match, known):
            continue
        figure, decimals = Fraction(match[1]), len(match[1].partition(".")[2])
        start, limits = _modified(text, match.start(), figure, known)
        found.append(
            Claim(
                "percent" if limits is None else "share",
                text[start : match.end()],
                start,
                match.end(),
                limits=limits,
                figures=(figure,),
                decimals=decimals,
            )
        )
    for match in _COUNT.finditer(text):
        within_limits(len(found))
        x, n = _whole(match[1]), _whole(match[2])
        if x <= n and match.start() not in ranges and _is_a_figure(text, match, known):
            start, limits = _modified(text, match.start(), Fraction(0), known)
            if limits:  # "over 37 of 99": a count is one number, and this is not it
                found.append(Claim("vague", text[start : match.end()], start, match.end()))
            else:
                found.append(Claim("count", match[0], *match.span(), figures=(Fraction(x), Fraction(n))))
    for match in _IN.finditer(text):
        within_limits(len(found))
        x, n = int(match[1]), int(match[2])
        if x < n and _is_a_figure(text, match, known):
            middle = Fraction(100 * x, n)
            start, limits = _modified(text, match.start(), middle, known)
            limits = limits or (middle - AROUND, True, middle + AROUND, True)
            found.append(Claim("share", text[start : match.end()], start, match.end(), limits=limits))
    within_limits(len(found))
    yield from sorted(found, key=lambda one: one.start)


def _modified(text: str, start: int, middle: Fraction, known: Lexicon) -> tuple[int, Limits | None]:
    """Where a figure begins with the word that modifies it, such as "over", and what that makes of it."""
    modifier = known.before_figure.search(text, max(0, start - 24), start)
    if modifier is None:
        return start, None
    return modifier.start(), limits_of(known.modifiers[plain(modifier[1])], middle)


def _is_a_figure(text: str, match: re.Match[str], known: Lexicon) -> bool:
    start, end = match.span()
    before = _spaced(text[max(0, start - 24) : start])
    after = _spaced(text[end : end + 24])
    return not (known.not_before_figure.search(before) or known.not_after_figure.match(after))


def _whole(number: str) -> int:
    lowered = number.lower()
    return NUMBERS.index(lowered) if lowered in NUMBERS else int(number.replace(",", ""))
