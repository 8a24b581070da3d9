"""Small numbers in a published text: which pieces of evidence print less than they hold.

The rule is that of `plumbline.statistics.disclosure`: a count from 1 to 4 is not printed, nor one from which
it could be worked out. Here the pieces that show one question by parts, or by answers, are set against each
other, so that none gives another away. Why so: docs/decisions/what-a-report-protects.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from plumbline.scrutiny.quantities.evidence import Evidence
from plumbline.scrutiny.quantities.protected_wording import (
    HIDDEN_BEFORE,
    Protected,
    Why,
    said_by_strata,
    said_protected,
)
from plumbline.scrutiny.quantities.protecting_strata import shown_by_strata
from plumbline.scrutiny.quantities.protecting_tables import LEVEL, by_itself, hide, hide_what_gives_away
from plumbline.statistics.words import WordTable, word_table

BEFORE = ".before"
"""Between the id of a piece and the number of the edition of which it is."""
LONGEST_PART = 300


def protected(evidence: Mapping[str, Evidence], table: WordTable | None = None) -> Mapping[str, Protected]:
    """The pieces of which a published text prints less than they hold, by id; all others print as they are.

    All of the evidence is looked at, whether a text prints it or not, so that every text of a report protects
    the same. Pieces of one question (`Evidence.question`; where none is given, of one source) and period are
    set against each other: as parts of the largest, and as answers to it; and with the strata behind them.
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
    found: dict[str, Protected] = {}
    for same in questions.values():
        tables = _by_edition(same)
        before: dict[str, Why] | None = None
        while before != hidden:
            before = dict(hidden)
            for each in tables:
                hide_what_gives_away(each, hidden, together)
            _hide_what_bounds(same, hidden)
        if len(of_these := {one.id for one in same if not one.edition} & set(hidden)) > 1:
            together |= of_these
    for one in pieces:
        if one.id in hidden:
            found[one.id] = said_protected(one, hidden[one.id], one.id in together, table)
    for same in questions.values():
        could_be = {
            one.id: found[one.id].could_be for one in same if one.id in found and hidden[one.id] != "strata"
        }
        shown = shown_by_strata(same, could_be, table)
        found |= {one.id: said_by_strata(one, shown[one.id], table) for one in same if one.id in shown}
    return MappingProxyType({one.id: found[one.id] for one in pieces if one.id in found})


def part_in(*levels: str) -> str:
    """The `Evidence.part` of these levels, each as "kind:name", the widest first; blank ones are left out."""
    named = (" ".join(one.split()).replace(LEVEL, ", ") for one in levels)
    return LEVEL.join(one for one in named if one)[:LONGEST_PART].strip()


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
                    hide(whole, "near_before", hidden)
