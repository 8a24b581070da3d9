"""A text and the evidence its words are bound to: what it prints, what does not hold, and what has moved."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plumbline.scrutiny.quantities import (
    Evidence,
    Finding,
    Linted,
    Reference,
    changes,
    evidence_file,
    lint,
    normalised,
    printed,
    read_evidence,
    references,
    shown,
    wording,
)

MAY_STAND = ("untied", "vague")
"""Findings that a lead may let stand with a reason: words that are tied to nothing."""


@dataclass(frozen=True)
class Found:
    """Something that does not hold, and where. start, end: in the text, as a browser counts characters.

    old: what stands there. take: what to put in its place so that it holds, which prints as `finding.holds`;
    "" where there is none. may_stand: whether a lead may let it stand.
    """

    finding: Finding
    start: int
    end: int
    old: str
    take: str
    may_stand: bool

    @property
    def place(self) -> str:
        """Which finding of a text it is: line and column."""
        return f"{self.finding.line}-{self.finding.column}"


@dataclass(frozen=True)
class Chip:
    """A quantity of a text. written: as it stands there. prints: what it prints as, "" where nothing holds.

    own: whether these are the writer's words. reason: why it stands untied.
    """

    written: str
    prints: str
    title: str
    source: str
    own: bool
    reason: str


@dataclass(frozen=True)
class Moved:
    """A quantity whose evidence is no longer what it was. words: the writer's own, "" where it prints itself.

    was, now: what the evidence lets one print, then and today; "" where there was or is none.
    """

    id: str
    words: str
    was: str
    now: str


def named(text: str) -> tuple[str, ...]:
    """The ids of the evidence that a text names, each once."""
    return tuple(dict.fromkeys(one.id for one in references(normalised(text)) if one.id))


def kept_of(text: str, evidence: Mapping[str, Evidence]) -> list[dict[str, Any]]:
    """The evidence that a text names, in the shape of the evidence file, to be kept beside it."""
    pieces = [evidence[one] for one in named(text) if one in evidence]
    whole: list[dict[str, Any]] = json.loads(evidence_file(pieces))["evidence"]
    return whole


def from_kept(kept: Iterable[Mapping[str, Any]]) -> dict[str, Evidence]:
    """The evidence that `kept_of` wrote, by its id."""
    pieces = list(kept)
    return read_evidence(json.dumps({"evidence": pieces}), name="the kept evidence") if pieces else {}


def standing_in(text: str) -> list[tuple[str, str]]:
    """The words that are left to stand, each with its reason."""
    return [
        (" ".join((one.words or "").split()), one.reason)
        for one in references(normalised(text))
        if one.reason is not None
    ]


def found_in(text: str, evidence: Mapping[str, Evidence], linted: Linted | None = None) -> list[Found]:
    """What does not hold in a text as it is kept, each with its place and what would hold there."""
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    tied = references(normalised(text))
    starts = [one.start for one in tied]
    found = []
    for finding in (linted or lint(text, evidence)).findings:
        at = lines[finding.line - 1] + finding.column - 1
        place = bisect_right(starts, at) - 1
        one = tied[place] if place >= 0 and tied[place].start == at else None
        end = one.end if one else _end_of(text, at, finding.words)
        take = f"{{{one.id}}}" if one and finding.holds and one.id in evidence else ""
        found.append(
            Found(
                finding,
                _as_browsers_count(text, at),
                _as_browsers_count(text, end),
                text[at:end],
                take,
                finding.kind in MAY_STAND and one is None,
            )
        )
    return found


def put_in(text: str, found: Found, instead: str) -> str:
    """The text with something else in the place of what does not hold."""
    whole = text.encode("utf-16-le")
    return whole[: 2 * found.start].decode("utf-16-le") + instead + whole[2 * found.end :].decode("utf-16-le")


def stands(words: str, reason: str) -> str:
    """How words are written that stand with a reason. Braces and line ends of the reason are put away."""
    plain = " ".join(re.sub(r"[{}]", " ", reason).split())[:400]
    return f"[{' '.join(re.sub(r'[][]', ' ', words).split())}]{{stands: {plain}}}"


def chips(text: str, evidence: Mapping[str, Evidence]) -> list[Chip]:
    """Every quantity of a text in its order, and what it prints."""
    text = normalised(text)
    return [_chip(text, one, evidence) for one in references(text)]


def moved(text: str, before: Mapping[str, Evidence], now: Mapping[str, Evidence]) -> list[Moved]:
    """What a text prints otherwise, and which of its own words stand on other figures, than before."""
    found = [Moved(one.id, "", one.was, one.now) for one in changes(text, before, now)]
    for one in references(normalised(text)):
        if one.words is not None and one.reason is None:
            was, then = _wording(before, one.id), _wording(now, one.id)
            if was != then:
                found.append(Moved(one.id, " ".join(one.words.split()), was, then))
    return list(dict.fromkeys(found))


def words_in(text: str, evidence: Mapping[str, Evidence]) -> int:
    """How many words a text has as it prints."""
    return len(re.findall(r"\w[\w’'.,-]*", printed(text, evidence)))


def _chip(text: str, one: Reference, evidence: Mapping[str, Evidence]) -> Chip:
    piece = evidence.get(one.id)
    return Chip(
        written=text[one.start : one.end],
        prints=" ".join((shown(one, evidence) or "").split()),
        title=(piece.title or piece.id) if piece else "",
        source=piece.source if piece else "",
        own=one.words is not None,
        reason=one.reason or "",
    )


def _wording(evidence: Mapping[str, Evidence], name: str) -> str:
    return wording(evidence[name]) if name in evidence else ""


def _end_of(text: str, at: int, words: str) -> int:
    """Where words end that begin at a place; a finding has one space where the text may have a line's end."""
    pattern = r"[\s*_~\[\]]+".join(re.escape(one) for one in words.split())
    match = re.compile(pattern).match(text, at) if pattern else None
    return match.end() if match else min(len(text), at + len(words))


def _as_browsers_count(text: str, place: int) -> int:
    """A browser counts a character beyond the first 65,536 as two."""
    return len(text[:place].encode("utf-16-le")) // 2
