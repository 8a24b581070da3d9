"""The words by which a text states a quantity, read from `library/words/claims.toml`.

They stand beside the bands of the publisher in `library/words/`, and are data so that a reader can disagree.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from typing import Any

from plumbline.scrutiny.quantities.claim import ClaimKind, Limits
from plumbline.scrutiny.quantities.trends import Trend, read_trends
from plumbline.scrutiny.quantities.written_form import BETWEEN
from plumbline.statistics.words import WordTable, word_table

GAP = "…"
"""Where up to four words may stand, as in "highest … to date"."""
_FILLS_A_GAP = rf"\w[\w’'%-]*(?:{BETWEEN}\w[\w’'%-]*){{0,3}}?"
AROUND = Fraction(2)
"""By so many points either way a fraction in words may be off."""


@dataclass(frozen=True)
class Meaning:
    """What a word claims. word: of the publisher's table, for a band. limits: for a share."""

    kind: ClaimKind
    word: str = ""
    limits: Limits | None = None


@dataclass(frozen=True)
class NotMeant:
    """Where a word states no quantity: after `before` and before `after`, but for `unless_after` and
    `unless_before`."""

    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    unless_after: re.Pattern[str] | None
    unless_before: re.Pattern[str] | None = None

    def holds(self, before: str, after: str) -> bool:
        """Whether it holds between these two stretches of text."""
        return (
            (self.before is None or self.before.search(before) is not None)
            and (self.after is None or self.after.match(after) is not None)
            and (self.unless_after is None or self.unless_after.match(after) is None)
            and (self.unless_before is None or self.unless_before.search(before) is None)
        )


@dataclass(frozen=True)
class Lexicon:
    """Every word with its meaning, the expressions that find them by first word, where none is meant."""

    meanings: Mapping[str, Meaning]
    by_first: Mapping[str, re.Pattern[str]]
    not_meant: Mapping[str, tuple[NotMeant, ...]]
    modifiers: Mapping[str, Mapping[str, int]]
    before_figure: re.Pattern[str]
    not_before_figure: re.Pattern[str]
    not_after_figure: re.Pattern[str]
    trends: tuple[Trend, ...]
    with_gap: tuple[tuple[str, re.Pattern[str]], ...] = ()

    def phrase(self, words: str) -> str:
        """The phrase that words are, as `plain` gives them: themselves, or one with a gap that they fill."""
        if words in self.meanings:
            return words
        return next(phrase for phrase, expression in self.with_gap if expression.fullmatch(words))


def plain(words: str) -> str:
    """Words in small letters with one space between them, as the lexicon has them."""
    return re.sub(BETWEEN, " ", words).strip().lower()


def spaced(text: str) -> str:
    """With one space for spaces, line ends and emphasis. A tab is a cell's edge; a paragraph's end stays."""
    return re.sub(r"[ *_~]+|[ \t*_~]*\n(?![ \t]*\n)[ \t*_~]*", " ", text.replace("\t", "|"))


def limits_of(bounds: Mapping[str, int], middle: Fraction = Fraction(0)) -> Limits:
    """Limits written as least, above, most and below, in points from a middle; else 0 and 100."""
    low = middle + bounds.get("least", bounds.get("above", 0))
    high = middle + bounds.get("most", bounds.get("below", 0))
    low_in = "above" not in bounds
    high_in = "below" not in bounds
    if "least" not in bounds and "above" not in bounds:
        low = Fraction(0)
    if "most" not in bounds and "below" not in bounds:
        high = Fraction(100)
    return max(low, Fraction(0)), low_in, min(high, Fraction(100)), high_in


def _content() -> dict[str, Any]:
    return tomllib.loads(files("plumbline").joinpath("library/words/claims.toml").read_text("utf-8"))


@lru_cache
def printed_word(word: str) -> str:
    """A word of the bands as it is printed within a sentence."""
    return str(_content()["printed"].get(word, word.lower()))


@lru_cache
def lexicon(table: WordTable) -> Lexicon:
    """The words for the table of one publisher."""
    content = _content()
    meanings = _meanings(content, table)
    first: dict[str, list[str]] = {}
    for phrase in sorted(meanings, key=len, reverse=True):
        first.setdefault(phrase.split()[0], []).append(phrase)
    not_meant: dict[str, list[NotMeant]] = {}
    for rule in content["not_meant"]:
        exception = NotMeant(
            _expression(rule.get("before")),
            _expression(rule.get("after")),
            _expression(rule.get("unless_after")),
            _expression(rule.get("unless_before")),
        )
        for word in rule["words"]:
            not_meant.setdefault(word, []).append(exception)
    spelt = "|".join(_spelt(one) for one in sorted(content["modifier"], key=len, reverse=True))
    return Lexicon(
        meanings=meanings,
        by_first={
            word: re.compile(
                rf"(?:{'|'.join(map(_spelt, phrases))})(?![^\W_]|-\w|[’'](?!s\b)\w)", re.IGNORECASE
            )
            for word, phrases in first.items()
        },
        not_meant={word: tuple(rules) for word, rules in not_meant.items()},
        modifiers=content["modifier"],
        before_figure=re.compile(rf"(?<![\w-])({spelt}){BETWEEN}$", re.IGNORECASE),
        not_before_figure=re.compile(rf"(?<!\w){content['figures']['not_before']}", re.IGNORECASE),
        not_after_figure=re.compile(content["figures"]["not_after"]),
        trends=read_trends(content),
        with_gap=tuple(
            (phrase, re.compile(_spelt(phrase), re.IGNORECASE)) for phrase in meanings if GAP in phrase
        ),
    )


def words_of_quantity(table: WordTable | None = None) -> tuple[str, ...]:
    """Every word or phrase that states a quantity, in small letters, in the order of the alphabet; those in
    which other words may stand are left out."""
    return tuple(sorted(one for one in lexicon(table or word_table()).meanings if GAP not in one))


def _expression(written: str | None) -> re.Pattern[str] | None:
    """Small letters and capitals alike, except that a paragraph's end and a plural are seen as written."""
    return re.compile(written, re.IGNORECASE) if written is not None else None


def _spelt(phrase: str) -> str:
    return BETWEEN.join(_FILLS_A_GAP if one == GAP else re.escape(one) for one in phrase.split())


def _meanings(content: Mapping[str, Any], table: WordTable) -> dict[str, Meaning]:
    """Every phrase with its meaning; what is written later in this function holds over what is earlier."""
    found: dict[str, Meaning] = {}
    for phrase, share in content["fraction"].items():
        middle = Fraction(share) * 100
        found[phrase] = Meaning("share", limits=(middle - AROUND, True, middle + AROUND, True))
        for modifier, bounds in content["modifier"].items():
            found[f"{modifier} {phrase}"] = Meaning("share", limits=limits_of(bounds, middle))
    for phrase, bounds in content["share"].items():
        found[phrase] = Meaning("share", limits=limits_of(bounds))
    found |= {phrase: Meaning("vague") for phrase in content["vague"]["words"]}
    for kind, group in (("all", "every"), ("none", "every"), ("highest", "series"), ("lowest", "series")):
        found |= {phrase: Meaning(kind) for phrase in content[group][kind]}  # type: ignore[arg-type]
    known = {band.word for band in table.bands}
    for phrase, same in content["same_as"].items():
        if same in known:
            found[phrase] = Meaning("band", word=same)
    for band in table.bands:
        found[band.word.lower()] = Meaning("band", word=band.word)
    return found
