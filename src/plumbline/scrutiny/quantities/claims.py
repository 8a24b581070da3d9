"""Quantities stated in a text, in words and in figures, and what each claims."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plumbline.scrutiny.quantities.claim import Claim
from plumbline.scrutiny.quantities.figures import figures
from plumbline.scrutiny.quantities.lexicon import Lexicon, lexicon, plain, spaced
from plumbline.scrutiny.quantities.trends import trends
from plumbline.scrutiny.quantities.written_form import BETWEEN, within_limits
from plumbline.statistics.words import WordTable, word_table

_WORD = re.compile(r"(?<![\w-])_{0,3}([A-Za-z]+)")
_NOT = re.compile(rf"(?:\bnot|\bnever|\bhardly|\bscarcely|n['’]t){BETWEEN}$", re.IGNORECASE)
_NEAR = 160


def claims(text: str, table: WordTable | None = None, *, tied: bool = False) -> list[Claim]:
    """Every quantity stated in a text, in its order, the longest words first where they overlap.

    Figures are percentages, ranges of them, fractions, and counts of a base ("37 of 99"). A word that plainly
    means something else where it stands ("most recent", "at all", "the next few weeks") is none;
    `claims.toml` lists those; `tied` words are meant as a quantity in any case. With "not" before it a word
    claims nothing that can be checked: it is "vague". Raises TextRefused where there are more than 20,000.
    """
    known = lexicon(table or word_table())
    stated = _apart([*figures(text, known, tied=tied), *trends(text, known.trends, tied=tied)])
    held = iter(stated)
    next_stated = next(held, None)
    found: list[Claim] = []
    for claim in _words(text, known, tied):
        while next_stated is not None and next_stated.end <= claim.start:
            next_stated = next(held, None)
        if next_stated is None or claim.end <= next_stated.start:
            found.append(claim)
    return sorted([*stated, *found], key=lambda one: one.start)


def _apart(found: list[Claim]) -> list[Claim]:
    """Those that share nothing with one before them, in their order."""
    ordered = sorted(found, key=lambda one: (one.start, -one.end))
    kept: list[Claim] = []
    for claim in ordered:
        if not kept or claim.start >= kept[-1].end:
            kept.append(claim)
    return kept


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
        before = spaced(text[max(0, start - _NEAR) : start])
        after = spaced(text[match.end() : match.end() + _NEAR])
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
