"""What a protected piece of evidence prints in place of its number, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Literal

from plumbline.scrutiny.quantities.evidence import Before, Evidence, said_of
from plumbline.scrutiny.quantities.lexicon import printed_word
from plumbline.scrutiny.quantities.related_strata import Shown, in_tens
from plumbline.scrutiny.quantities.wording import base, counted, part_of, weighted_mark, wording
from plumbline.statistics.disclosure import THRESHOLD
from plumbline.statistics.words import WordTable

Why = Literal["small", "gives_away", "gives_base_away", "too_few", "strata", "hidden_before", "near_before"]
WHYS: dict[Why, str] = {
    "small": "It is a small number, or all but a small number.",
    "gives_away": "Another number that is protected could be worked out from it.",
    "gives_base_away": "A number that is protected could be worked out from it or from what it is of.",
    "too_few": "Too few are counted to show anything of them.",
    "strata": "Beside the sizes of the strata, how many there are in a small one could be worked out.",
    "hidden_before": "An earlier edition does not show it, and from this one it could be told.",
    "near_before": "An earlier edition shows a number so near that the few between the two would be told.",
}
BASE_HIDDEN: tuple[Why, ...] = ("gives_base_away", "too_few")
"""Where what the count is of is not printed either."""
HIDDEN_BEFORE: dict[Before, Why] = {
    "hidden": "hidden_before",
    "changed": "hidden_before",
    "share": "strata",
    "rough": "strata",
    "word": "strata",
    "left_out": "gives_base_away",
    "near": "near_before",
}
"""What an earlier edition did with a piece, see `Evidence.before` -> why it is protected now."""
NOT_SHOWN = "a number not shown"


@dataclass(frozen=True)
class Protected:
    """What is printed of a piece whose count is protected.

    count: in place of the count, such as "fewer than 5 of 40 records". word: that may stand with it, or "".
    could_be: every count that prints so; empty where nothing is told of it. percent, range: where they may
    stand all the same. text: the wording, where it is more than word and count. shown: how much of a share
    from strata is printed, see `protecting_strata`; "" for all others.
    """

    id: str
    why: Why
    count: str
    word: str = ""
    could_be: tuple[int, ...] = ()
    percent: str = ""
    range: str = ""
    text: str = ""
    shown: Shown | Literal[""] = ""

    @property
    def wording(self) -> str:
        """What the piece prints by itself."""
        if self.text:
            return self.text
        return f"{printed_word(self.word)}, {self.count}" if self.word else self.count

    def part(self, part: str) -> str | None:
        """One part of what it prints; None for one that would tell too much."""
        if part in ("count", "percent", "range"):
            return {"count": self.count, "percent": self.percent, "range": self.range}[part] or None
        return printed_word(self.word) if part == "word" and self.word else None


def without(words: str, hidden: Protected) -> str:
    """Words without what the protected piece prints in numbers, so that the rest can be looked at.

    "Fewer than 5 of the 40 records" is taken for "fewer than 5 of 40 records", with the noun or without it.
    """
    number, _, base = hidden.count.partition(" of ")
    said = (
        rf"{re.escape(number)}(?:(?: out)? of (?:all )?(?:the |our |its )?{re.escape(base.split(' ')[0])})?"
    )
    for one in filter(None, (said, re.escape(hidden.range), re.escape(hidden.percent))):
        words = re.sub(rf"(?<![\w.,]){one}(?![\w%]|[.,][0-9])", " ", words, flags=re.IGNORECASE)
    return words


def said_by_strata(piece: Evidence, shown: Shown, table: WordTable) -> Protected:
    """What a share from strata prints where the whole of it would tell of a small stratum."""
    hidden = Protected(piece.id, "strata", f"{NOT_SHOWN} of {base(piece)}", shown=shown)
    said = said_of(piece, table)
    if shown == "nothing":
        return hidden
    if shown == "word":
        return replace(hidden, word=said.word)
    if shown == "rough" and said.share is not None:
        percent = f"about {in_tens(said.share)}%"
        range_ = ""
        if said.interval:
            low, high = floor(said.interval[0] * 10) * 10, ceil(said.interval[1] * 10) * 10
            range_ = f"between {low}% and {high}%"
        text = f"{', '.join(filter(None, (percent, range_)))} from {base(piece)}"
        return replace(hidden, percent=percent, range=range_, text=text)
    percent = part_of(piece, "percent", table) or ""
    if not piece.weighted:
        count = counted(piece)
        return replace(
            hidden, count=count, could_be=(piece.x or 0,), percent=percent, text=f"{count} ({percent})"
        )
    range_ = part_of(piece, "range", table) or ""
    beside = ", ".join(filter(None, (percent, range_)))
    return replace(
        hidden,
        word=said.word if part_of(piece, "word", table) else "",
        percent=percent,
        range=range_,
        text=wording(piece, table)
        if said.rule == "full"
        else f"{hidden.count} ({beside}{weighted_mark(piece)})",
    )


def said_protected(piece: Evidence, why: Why, together: bool, table: WordTable) -> Protected:
    """What a protected piece prints. together: whether others of its question are protected too, so that
    saying which of them is the small one would undo the protection."""
    of = f" {piece.noun}" if piece.noun else ""
    if piece.n is None or piece.kind in ("count", "series"):
        if together or why in HIDDEN_BEFORE.values():
            return Protected(piece.id, why, f"{NOT_SHOWN}{f' of{of}' if of else ''}")
        return Protected(piece.id, why, f"fewer than {THRESHOLD}{of}", "", tuple(range(1, THRESHOLD)))
    if why == "too_few" and not together:
        return Protected(piece.id, why, f"too few{of} to show")
    if why in BASE_HIDDEN:
        return Protected(piece.id, why, f"{NOT_SHOWN}{f' of{of}' if of else ''}")
    base = f"of {piece.n:,}{of}"
    if together or why in ("gives_away", "hidden_before", "near_before"):
        return Protected(piece.id, why, f"{NOT_SHOWN} {base}")
    assert piece.x is not None
    if piece.n <= 2 * (THRESHOLD - 1):
        could_be, count = range(1, piece.n), f"1 to {piece.n - 1} {base}"
    elif piece.x < THRESHOLD:
        could_be, count = range(1, THRESHOLD), f"fewer than {THRESHOLD} {base}"
    else:
        could_be, count = range(piece.n - THRESHOLD + 1, piece.n), f"more than {piece.n - THRESHOLD:,} {base}"
    return Protected(piece.id, why, count, _word(piece, could_be, table), tuple(could_be))


def _word(piece: Evidence, could_be: Sequence[int], table: WordTable) -> str:
    """The word, where each of the counts that print alike would have it and bear it by itself."""
    if not piece.is_share:
        return ""
    said = [said_of(piece, table), *(said_of(one, table) for one in _as_if(piece, could_be))]
    bear = all(one.rule == "full" and one.advice == "word" for one in said)
    return said[0].word if bear and len({one.word for one in said}) == 1 else ""


def _as_if(piece: Evidence, could_be: Sequence[int]) -> Iterator[Evidence]:
    for count in could_be:
        yield replace(piece, x=count, share=None, low=None, high=None)
