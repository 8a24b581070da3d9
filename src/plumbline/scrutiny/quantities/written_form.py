"""How a quantity is written in a report's text.

    {plan_present}              prints the word, the figure or both, whichever the evidence bears
    {plan_present:count}        only "37 of 99"; also :word, :percent, :range
    [less than half]{plan_present}      the writer's own words, checked against the evidence
    [a number of]{stands: the service keeps no count}   left to stand, with the reason for it

Code, addresses, comments, quoted speech and block quotations are left alone: they are not the writer's words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from plumbline.errors import PlumblineError

Part = Literal["", "word", "count", "percent", "range"]
PARTS: tuple[Part, ...] = ("word", "count", "percent", "range")
MOST_CHARACTERS = 2_000_000
MOST_BYTES = 4 * MOST_CHARACTERS
MOST_QUANTITIES = 20_000
LONGEST_CODE = 2_000
STANDS = "stands"
WORDS_OF_SPEECH = 4
"""Fewer words than these between quotation marks are a term or emphasis, not what somebody said."""

BETWEEN = r"[-\s*_\[\]~]{1,12}"
"""What may stand between two words of one quantity: spaces, a line's end, emphasis, the brackets of a tie."""

_ONE_BREAK = r"\n(?![ \t]*\n)"
_REFERENCE = re.compile(
    rf"(?:\[(?P<words>(?:[^\[\]\n]|{_ONE_BREAK}){{1,300}})\])?"
    rf"\{{(?:stands(?P<reason>:(?:[^{{}}\n]|{_ONE_BREAK}){{0,500}})?"
    r"|(?P<id>[A-Za-z][\w.-]{0,99})(?::(?P<part>\w{1,20}))?)\}"
)
_BRACES = re.compile(r"\{(?![#.%{])[^{}\n]{0,80}\}?")
# Where something begins that is set apart. Where it ends is looked for by `_end`, without going back.
_OPENERS = re.compile(
    r"(?P<front>\A---[ \t]*\n)|(?P<fence>^[ \t]*(?P<mark>`{3,}|~{3,}))|(?P<comment><!--)"
    r"|(?P<quotation>^[ ]{0,3}>[^\n]*)|(?P<ticks>`+)|(?P<link>\]\([^()\n]*\))"
    r"|(?P<address><https?://[^<>\n]*>|https?://[^\s<>()]+)"
    r"|(?P<definition>^[ ]{0,3}\[(?!\^)[^\[\]\n]{1,99}\]:[^\n]*)"
    r"|(?P<tag></?[a-zA-Z][^<>\n]{0,500}>)"
    r"|(?P<speech>“[^“”\n]{1,2000}”|\"[^\"\n]{1,2000}\"|‘[^‘’\n]{1,1000}(?:’\w[^‘’\n]{0,1000}){0,20}’(?!\w))",
    re.MULTILINE,
)


class TextRefused(PlumblineError):
    """A text that cannot be checked, because it is too long or states too many quantities."""


def within_limits(quantities: int) -> None:
    """Raises TextRefused where there are more quantities than can be looked at in good time."""
    if quantities > MOST_QUANTITIES:
        raise TextRefused(
            f"the text states more than {MOST_QUANTITIES:,} quantities, which is more than any report. "
            "Check it in parts."
        )


@dataclass(frozen=True)
class Reference:
    """A quantity in a text that names its evidence, or stands with a reason.

    start, end: where it stands. words: the writer's own, None where the evidence is to print them. id: of the
    evidence, "" where it stands. part: what to print. reason: why it may stand; None where it is tied.
    """

    start: int
    end: int
    words: str | None
    id: str
    part: str
    reason: str | None


class Spans:
    """Stretches of a text, in order and apart from each other, that can be asked whether one touches them."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self.spans = list(spans)
        self._starts = [start for start, _ in self.spans]

    def touching(self, start: int, end: int) -> tuple[int, int] | None:
        """The last of them that shares a character with the text from start to end."""
        place = bisect_right(self._starts, max(start, end - 1)) - 1
        if place >= 0 and self.spans[place][1] > start:
            return self.spans[place]
        return None


def read_text(path: Path) -> str:
    """The text of a report's file, in UTF-8.

    Raises TextRefused where it is too large or not in UTF-8, with the place of the first byte that is not.
    """
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise TextRefused(f"{path.name}: is larger than {MOST_BYTES // 1_000_000} MB. Check it in parts.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TextRefused(
            f"{path.name}, line {line}: is not text in UTF-8. Save the file as UTF-8; a Word or PDF file is "
            "to be turned into Markdown first."
        ) from error


# Spaces that do not break, thin ones, and the like: each is read as a space, and other hyphens as hyphens.
# Marks that show nothing, such as of where a word may be broken, would hide the word that they stand in.
_SPACES = str.maketrans(
    dict.fromkeys("\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " ")
    | dict.fromkeys("\u2010\u2011", "-")
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff")
)


def normalised(text: str) -> str:
    """The text with \\n at the end of each line, plain spaces, and without a mark of its encoding."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").translate(_SPACES)


def references(text: str, apart: Spans | None = None) -> list[Reference]:
    """Every reference in a text, in its order; what stands in code, comments and quotations is none.

    apart: where those are, if that is known already. Raises TextRefused where there are more than 20,000.
    """
    found = list(islice(_REFERENCE.finditer(text), MOST_QUANTITIES + 1))
    within_limits(len(found))
    apart = apart or Spans(spans_set_apart(text, speech=False))
    return [
        Reference(
            match.start(),
            match.end(),
            match["words"],
            match["id"] or "",
            match["part"] or "",
            None if match["id"] else " ".join((match["reason"] or "").removeprefix(":").split()),
        )
        for match in found
        if apart.touching(match.start(), match.end()) is None
    ]


def braces_not_read(text: str, read: Sequence[Reference], apart: Spans) -> Iterator[tuple[int, str]]:
    """Where a text has braces that are no reference, with what stands in them."""
    known = Spans([(one.start, one.end) for one in read])
    for number, match in enumerate(_BRACES.finditer(text)):
        within_limits(number)
        if apart.touching(*match.span()) is None and known.touching(*match.span()) is None:
            yield match.start(), match[0]


def spans_set_apart(text: str, *, speech: bool = True) -> list[tuple[int, int]]:
    """Where a text is not the writer's own words, in order: front matter, code, comments, tags, addresses,
    block quotations and, with `speech`, what somebody said, between quotation marks."""
    found: list[tuple[int, int]] = []
    never: set[str] = set()
    at = 0
    while opener := _OPENERS.search(text, at):
        end = _end(text, opener, never)
        if end is None:
            at = opener.end()
        elif opener["speech"] and (not speech or len(opener[0].split()) < WORDS_OF_SPEECH):
            # What is inside a passage of speech may be set apart by itself; its closing mark opens nothing.
            at = opener.end() if speech else opener.start() + 1
        else:
            found.append((opener.start(), end))
            at = end
    return found


def _end(text: str, opener: re.Match[str], never: set[str]) -> int | None:
    """Where what was opened ends; None where it never does. never: closers known not to come any more."""
    if opener["front"]:
        return _after(text, "\n---", opener.end() - 1, never)
    if opener["comment"]:
        return _after(text, "-->", opener.end(), never)
    if opener["fence"]:
        closing = re.compile(rf"^[ \t]*{re.escape(opener['mark'])}[`~]*[ \t]*$", re.MULTILINE)
        found = closing.search(text, opener.end())
        return found.end() if found else len(text)
    if opener["ticks"]:
        close = text.find(opener["ticks"], opener.end(), opener.end() + LONGEST_CODE)
        on_one_line = close >= 0 and text.find("\n", opener.end(), close) < 0
        return close + len(opener["ticks"]) if on_one_line else None
    return opener.end()


def _after(text: str, closer: str, at: int, never: set[str]) -> int | None:
    if closer in never:
        return None
    place = text.find(closer, at)
    if place < 0:
        never.add(closer)
        return None
    return place + len(closer)


_BLOCK = re.compile(r"[^\n]+(?:\n(?![ \t]*(?:\n|[#>|*+-]|[0-9]{1,9}[.)][ \t]))[^\n]+)*")
_STOP = re.compile(r"[.!?](?=[)*_\]]{0,6}\s[\s*_(\[“\"]{0,6}[A-Z0-9{])|\Z")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text begins and ends. A heading, a list item and a table row are sentences."""
    for block in _BLOCK.finditer(text):
        if text.startswith("#", block.start()):
            first = text.find("\n", block.start(), block.end())
            if first >= 0:  # a heading ends with its line
                yield block.start(), first
                yield first + 1, block.end()
                continue
        start = block.start()
        for end in _STOP.finditer(text, block.start(), block.end()):
            if end.end() > start:
                yield start, end.end()
            start = end.end()
        if start < block.end():
            yield start, block.end()
