"""Small numbers in a published text: which pieces of evidence print less than they hold, and what they print.

The rule is that of `plumbline.statistics.disclosure`: a count from 1 to 4 is not printed, nor one from which
it could be worked out. Here a table is made of the pieces that show one question by parts, or by answers, so
that none gives another away. Why so: docs/decisions/what-a-report-protects.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from types import MappingProxyType
from typing import Literal

from plumbline.scrutiny.quantities.evidence import Before, Evidence, said_of
from plumbline.scrutiny.quantities.lexicon import printed_word
from plumbline.statistics.disclosure import THRESHOLD, Cell, DisclosureError, protect
from plumbline.statistics.words import WordTable, word_table

FEWEST_ANSWERS = 10
"""Nothing is published of fewer answers to a survey than these."""
MOST_IN_ONE_TABLE = 40
Why = Literal["small", "gives_away", "gives_base_away", "too_few", "hidden_before", "near_before"]
WHYS: dict[Why, str] = {
    "small": "It is a small number, or all but a small number.",
    "gives_away": "Another number that is protected could be worked out from it.",
    "gives_base_away": "A number that is protected could be worked out from it or from what it is of.",
    "too_few": "Too few are counted to show anything of them.",
    "hidden_before": "An earlier edition does not show it, and from this one it could be told.",
    "near_before": "An earlier edition shows a number so near that the few between the two would be told.",
}
BASE_HIDDEN: tuple[Why, ...] = ("gives_base_away", "too_few")
"""Where what the count is of is not printed either."""
HIDDEN_BEFORE: dict[Before, Why] = {
    "hidden": "hidden_before",
    "changed": "hidden_before",
    "left_out": "gives_base_away",
    "near": "near_before",
}
"""What an earlier edition did with a piece, see `Evidence.before` -> why it is protected now."""
NOT_SHOWN = "a number not shown"
LEVEL = " / "
BEFORE = ".before"
"""Between the id of a piece and the number of the edition of which it is."""
LONGEST_PART = 300


@dataclass(frozen=True)
class Protected:
    """What is printed of a piece whose count is protected.

    count: in place of the count, such as "fewer than 5 of 40 records". word: that may stand with it, or "".
    could_be: every count that prints so; empty where nothing is told of it.
    """

    id: str
    why: Why
    count: str
    word: str = ""
    could_be: tuple[int, ...] = ()

    @property
    def wording(self) -> str:
        """What the piece prints by itself."""
        return f"{printed_word(self.word)}, {self.count}" if self.word else self.count

    def part(self, part: str) -> str | None:
        """One part of what it prints; None for a percentage, a range, or a word that would tell too much."""
        if part == "count":
            return self.count
        return printed_word(self.word) if part == "word" and self.word else None


def protected(evidence: Mapping[str, Evidence], table: WordTable | None = None) -> Mapping[str, Protected]:
    """The pieces of which a published text prints less than they hold, by id; all others print as they are.

    All of the evidence is looked at, whether a text prints it or not, so that every text of a report protects
    the same. Pieces of one question (`Evidence.question`; where none is given, of one source) and period are
    set against each other: as parts of the largest, and as answers to it.
    """
    return _protected(tuple(evidence.values()), table or word_table())


@lru_cache(maxsize=32)
def _protected(pieces: tuple[Evidence, ...], table: WordTable) -> Mapping[str, Protected]:
    hidden: dict[str, Why] = {}
    together: set[str] = set()
    questions: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for piece in sorted(pieces, key=lambda one: one.id):
        if not is_of_people(piece):
            continue
        if (why := _as_it_stands(piece)) is not None:
            hidden[piece.id] = why
        if piece.before in ("changed", "near"):
            together.add(piece.id)
        if piece.n is not None and piece.kind != "count":
            questions[asked(piece), piece.period].append(piece)
    for same in questions.values():
        tables = _by_edition(same)
        before: dict[str, Why] | None = None
        while before != hidden:
            before = dict(hidden)
            for each in tables:
                _hide_what_gives_away(each, hidden, together)
            _hide_what_bounds(same, hidden)
        if len(of_these := {one.id for one in same if not one.edition} & set(hidden)) > 1:
            together |= of_these
    return MappingProxyType(
        {one.id: _said(one, hidden[one.id], one.id in together, table) for one in pieces if one.id in hidden}
    )


def part_in(*levels: str) -> str:
    """The `Evidence.part` of these levels, each as "kind:name", the widest first; blank ones are left out."""
    named = (" ".join(one.split()).replace(LEVEL, ", ") for one in levels)
    return LEVEL.join(one for one in named if one)[:LONGEST_PART].strip()


def without(words: str, hidden: Protected) -> str:
    """Words without what the protected piece prints for its count, so that the rest can be looked at.

    "Fewer than 5 of the 40 records" is taken for "fewer than 5 of 40 records", with the noun or without it.
    """
    number, _, base = hidden.count.partition(" of ")
    said = (
        rf"{re.escape(number)}(?:(?: out)? of (?:all )?(?:the |our |its )?{re.escape(base.split(' ')[0])})?"
    )
    return re.sub(rf"(?<![\w.,]){said}(?![\w%]|[.,][0-9])", " ", words, flags=re.IGNORECASE)


def asked(piece: Evidence) -> str:
    """By which pieces are set against each other: what was asked, or where they come from."""
    return " ".join((piece.question or piece.source).lower().split())


def is_of_people(piece: Evidence) -> bool:
    """Whether a small number of it could be about somebody. A number of groups is about nobody."""
    return piece.of_people and piece.kind != "groups"


def _as_it_stands(piece: Evidence) -> Why | None:
    """Why a piece is protected by itself, or since an earlier edition hid it, or None."""
    if piece.before == "printed" and piece.edition:
        return None
    why, then = by_itself(piece), HIDDEN_BEFORE.get(piece.before)
    if then is None or why == "too_few":
        return why
    return then if why is None or piece.before in ("near", "left_out") else why


def _by_edition(same: Sequence[Evidence]) -> list[list[Evidence]]:
    """The pieces of one question as a reader can lay them beside each other: those of now, with what is there
    no more as it was last; and for each earlier edition what it gave out, with what is new since."""
    now = {one.id: one for one in same if not one.edition}
    earlier: dict[int, dict[str, Evidence]] = defaultdict(dict)
    for one in same:
        if one.edition:
            earlier[one.edition][one.id.rpartition(BEFORE)[0]] = one
    last: dict[str, Evidence] = {}
    for number in sorted(earlier):
        last |= earlier[number]
    tables = [{**last, **now}, *({**last, **now, **earlier[number]} for number in sorted(earlier))]
    between = (list(_between(now, earlier[number])) for number in sorted(earlier))
    return [*(list(one.values()) for one in tables), *between]


def _between(now: Mapping[str, Evidence], then: Mapping[str, Evidence]) -> Iterator[Evidence]:
    """What lies between the printed numbers of an earlier edition and those of now, as pieces of now: those
    who came since, or went. A number that was put right, of the same base, says nothing of them."""
    for name, one in then.items():
        if name not in now or one.before != "printed":
            continue
        x, n = (now[name].x or 0) - (one.x or 0), (now[name].n or 0) - (one.n or 0)
        x, n = (x, n) if n > 0 else (-x, -n)
        if n and 0 <= x <= n:
            yield replace(now[name], x=x, n=n, share=None, low=None, high=None)


def _hide_what_bounds(same: Sequence[Evidence], hidden: dict[str, Why]) -> None:
    """Add the wholes of now whose number is already reached by what an edition printed of a part that is
    hidden now: there the part could be nothing else."""
    for part in same:
        then = [one for one in same if one.edition and one.id.rpartition(BEFORE)[0] == part.id]
        for one in then if part.id in hidden else ():
            x, left = one.x or 0, (one.n or 0) - (one.x or 0)
            for whole in same:
                most, others = whole.x or 0, (whole.n or 0) - (whole.x or 0)
                if whole is not part and not whole.edition and (x == most or left == others):
                    _hide(whole, "near_before", hidden)


def by_itself(piece: Evidence) -> Why | None:
    """Why a piece is protected whatever else is printed, or None."""
    if piece.kind == "series":
        return "small" if piece.values and _small_value(piece) else None
    assert piece.x is not None
    if piece.n is None or piece.kind == "count":
        return "small" if 0 < piece.x < THRESHOLD else None
    if piece.n < (FEWEST_ANSWERS if piece.kind == "survey" else THRESHOLD):
        return "too_few"
    return "small" if _any_small(piece.x, piece.n - piece.x) else None


def _small_value(piece: Evidence) -> bool:
    """Whether the latest of a series, which might be a count, is a small number."""
    value = piece.values[-1][1]
    return value.denominator == 1 and 0 < value < THRESHOLD


def _any_small(*counts: int) -> bool:
    return any(0 < one < THRESHOLD for one in counts)


def _hide_what_gives_away(same: Sequence[Evidence], hidden: dict[str, Why], together: set[str]) -> None:
    """Add to `hidden` the pieces of one question from which a protected number could be worked out.

    What is hidden in one table may be told by another, so all are looked at until none hides any more. Added
    to `together` are pieces beside which so little is left over that their wording may not be narrower than
    that they are not shown.
    """
    if len(same) < 2:
        return
    answers = sorted({(one.part, one.n or 0) for one in same})
    before: dict[str, Why] | None = None
    while before != hidden:
        before = dict(hidden)
        for place in answers:
            _hide_answers([one for one in same if (one.part, one.n or 0) == place], hidden, together)
        for whole, parts, apart in _breakdowns(same):
            _hide_parts_of(whole, parts, apart, hidden, together)


def _breakdowns(same: Sequence[Evidence]) -> Iterator[tuple[Evidence, list[Evidence], bool]]:
    """Each whole with its parts, and whether no record can be in two of these.

    As `Evidence.part` says it, level below level; where no piece says it, the largest is the whole, and the
    others are its parts if their numbers allow that they stand beside each other.
    """
    if not any(one.part for one in same):
        largest = max(one.n or 0 for one in same)
        for whole in (one for one in same if one.n == largest):
            parts = [one for one in same if _is_part(one, whole)]
            x, n = sum(one.x or 0 for one in parts), sum(one.n or 0 for one in parts)
            yield whole, parts, _is_part(Evidence("", "share", "", x=x, n=n), whole, or_all=True)
        return
    levels = {one.id: tuple(filter(None, one.part.split(LEVEL))) for one in same}
    for whole in same:
        mine = levels[whole.id]
        under = {one.id: levels[one.id] for one in same if _is_under(levels[one.id], mine)}
        parts = [
            one
            for one in same
            if one.id in under
            and _is_part(one, whole, or_all=True)
            and not any(_is_under(under[one.id], other) for other in under.values())
        ]
        pairs = combinations([under[one.id] for one in parts], 2)
        yield whole, parts, all(_are_apart(one, other) for one, other in pairs)


def _is_under(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether a part is of all that the whole is of, and of more, in whichever order they are named."""
    return len(part) > len(whole) and set(whole) <= set(part)


def _are_apart(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two parts differ first in what is of one kind, such as two services, or two teams of one."""
    first = next(((a, b) for a, b in zip(one, other, strict=False) if a != b), None)
    return first is not None and first[0].partition(":")[0] == first[1].partition(":")[0]


def _hide_parts_of(
    whole: Evidence, parts: Sequence[Evidence], apart: bool, hidden: dict[str, Why], together: set[str]
) -> None:
    """As one table where the parts stand beside each other; else each against the whole, and all of them
    hidden where one is, since what overlapping parts tell together cannot be looked at."""
    x, n = sum(one.x or 0 for one in parts), sum(one.n or 0 for one in parts)
    fits = _is_part(Evidence("", "share", "", x=x, n=n), whole, or_all=True)
    if apart and fits and len(parts) <= MOST_IN_ONE_TABLE:
        _hide_parts(whole, parts, hidden, together)
        return
    for part in parts:
        _hide_parts(whole, [part], hidden, together)
    if any(one.id in hidden for one in parts):
        for part in parts:
            _hide(part, "gives_away", hidden)


def _hide(piece: Evidence, why: Why, hidden: dict[str, Why]) -> None:
    """Hide a piece, unless an earlier edition printed this very number: that would protect nothing."""
    if piece.before != "printed":
        hidden.setdefault(piece.id, why)


def _is_part(part: Evidence, whole: Evidence, *, or_all: bool = False) -> bool:
    """Whether its count and base could be among those of the whole."""
    x, n, most, base = part.x or 0, part.n or 0, whole.x or 0, whole.n or 0
    return (n < base or (or_all and n == base)) and x <= most and n - x <= base - most


def _hide_answers(equal: Sequence[Evidence], hidden: dict[str, Why], together: set[str]) -> None:
    """Pieces of one base may be answers of which one is chosen: a line, with the rest that is not printed.

    Where they are more than that, such as ratings and all that are good together, none is printed where one
    is not.
    """
    base, counted = equal[0].n or 0, sum(one.x or 0 for one in equal)
    if len(equal) < 2:
        return
    if counted > base or len(equal) > MOST_IN_ONE_TABLE:
        if equal[0].question and any(one.id in hidden for one in equal):
            for one in equal:
                _hide(one, "gives_away", hidden)
        return
    line = [*(one.x or 0 for one in equal), base - counted]
    if not _any_small(*line) and not any(one.id in hidden for one in equal):
        return
    if line[-1] < THRESHOLD:
        together |= {one.id for one in equal}
    kept = {(0, at) for at, one in enumerate(equal) if one.id in hidden}
    known = {(0, at) for at, one in enumerate(equal) if one.before == "printed"}
    shut = _shut([line], kept, {(0, len(equal))}, known)
    for at, one in enumerate(equal):
        if shut is None or (0, at) in shut:
            _hide(one, "gives_away", hidden)


def _hide_parts(
    whole: Evidence, parts: Sequence[Evidence], hidden: dict[str, Why], together: set[str]
) -> None:
    """A whole, its parts and the rest of it that is not printed: a table with its totals. Parts too small to
    show are of the rest."""
    parts = [one for one in parts if hidden.get(one.id) != "too_few"]
    if not parts or hidden.get(whole.id) in BASE_HIDDEN:
        return
    rows = [(one.x or 0, one.n or 0) for one in parts]
    rest = ((whole.x or 0) - sum(x for x, _ in rows), (whole.n or 0) - sum(n for _, n in rows))
    rows += [rest] if rest[1] else []
    few = FEWEST_ANSWERS if whole.kind == "survey" else THRESHOLD
    small = any(_any_small(x, n - x) or n < few for x, n in rows)
    if not small and not any(one.id in hidden for one in (whole, *parts)):
        return
    kept: set[Cell] = {(len(rows), 0), (len(rows), 1)} if whole.id in hidden else set()
    for at, one in enumerate(parts):
        if one.id in hidden:
            kept |= {(at, 0), (at, 1)} | ({(at, 2)} if hidden[one.id] in BASE_HIDDEN else set())
    known = {
        (at if one is not whole else len(rows), column)
        for at, one in enumerate((*parts, whole))
        for column in ((0, 1, 2) if one is not whole else (0, 1))
        if one.before == "printed"
    }
    left = {(len(parts), at) for at in (0, 1, 2)} if rest[1] else set()
    shut = _shut([[x, n - x] for x, n in rows], kept, left, known)
    if rest[0] < THRESHOLD or rest[1] - rest[0] < THRESHOLD:
        together |= {one.id for one in (whole, *parts)}
    few_left = any(0 < n < few for _, n in rows)
    if shut is not None and not few_left and {(at, 2) for at in range(len(parts))} & shut:
        shut = None  # what a part is of is known from elsewhere, so that to hide it protects nothing
    if shut is None:
        for one in (whole, *parts):
            _hide(one, "gives_base_away" if few_left and one is not whole else "gives_away", hidden)
        return
    for at, one in enumerate(parts):
        if (at, 2) in shut or (few_left and whole.kind == "survey"):
            if one.before != "printed":
                hidden[one.id] = "gives_base_away"
        elif {(at, 0), (at, 1)} & shut:
            _hide(one, "gives_away", hidden)
    if {(len(rows), 0), (len(rows), 1)} & shut:
        _hide(whole, "gives_away", hidden)


def _shut(
    rows: Sequence[Sequence[int]], kept: set[Cell], rest: set[Cell], known: set[Cell]
) -> frozenset[Cell] | None:
    """The cells that must not be printed; None where the table cannot be protected.

    kept: those that are hidden already, which must not be told by this table either. rest: those that no
    piece prints. known: those that an earlier edition printed, so that to hide them is no use. Where one of
    `kept` could be told all the same, no count of the table is printed.
    """
    full = [[*row, sum(row)] for row in rows]
    full.append([sum(column) for column in zip(*full, strict=True)])
    unprinted = [(r, c) for r, c in sorted(kept | rest) if full[r][c] > 0]
    try:
        found = protect(rows, already_hidden=unprinted, already_shown=known - kept)
    except DisclosureError:
        return None
    told = [found.audit.intervals[cell] for cell in unprinted if cell in kept]
    if any(low == high for low, high in told):
        return found.hidden | {(r, c) for r, row in enumerate(rows) for c in range(len(row))}
    return found.hidden


def _said(piece: Evidence, why: Why, together: bool, table: WordTable) -> Protected:
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
