"""Small numbers of strata: what may be printed of a weighted share, so that no count behind it can be told.

A reader who has the sizes of the strata, as a certificate prints them, can look for all whole numbers that
give the printed count, percentage and range together. Where few agree, the count of a small stratum is told.
Here it is looked for what else the strata could be with everything printed the same; where that leaves a
small number too little room, less is printed. Why so: docs/decisions/what-a-report-protects.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import ceil, floor, prod

from plumbline.scrutiny.quantities.evidence import Evidence
from plumbline.scrutiny.quantities.related_strata import Cell, Room, Shown, in_tens, room_of
from plumbline.statistics.disclosure import THRESHOLD
from plumbline.statistics.stratified import StratumRead, weighted_share
from plumbline.statistics.words import WordTable, base_rule, word_of_quantity, words_covered

LEVELS: tuple[Shown, ...] = ("all", "share", "rough", "word", "nothing")
"""What may be printed, less and less. "share": the weighted percentage, its range and word without the count;
of a share that weights do not change, the count without its range. "rough": the percentage to the nearest ten
and the range to the tens that hold it. "word": the word of quantity alone."""
MOST_TRIED = 5_000
"""So many combinations are gone through one by one; of more strata it is looked for one that will do."""
MOST_WORKED_OUT = 2_500
NEAR = 0.0102
"""Shares that print as one whole percentage are no further apart."""

Counts = tuple[int, ...]


@dataclass(frozen=True)
class _Prints:
    """All that could be printed of counts by strata."""

    x: int
    weighted: bool
    percent: str
    word: str
    ends: tuple[str, ...]
    tens: tuple[int, ...]
    covers: tuple[str, ...]

    def at(self, level: Shown, n: int, table: WordTable) -> tuple[object, ...] | None:
        """What is printed of it at a level; None where there is nothing to print at it."""
        rule = base_rule(n, table)
        if rule == "numbers_only":
            return (self.x,) if level == "all" else None
        if level == "all":
            return (self.x, self.weighted, self.percent, self.word, self.ends, self.covers)
        if level == "share":
            return (True, self.percent, self.ends, self.covers) if self.weighted else (False, self.x)
        if level == "rough" and 0 < self.tens[0] < 100:
            return self.tens
        if level == "word" and rule == "full" and len(self.covers) == 1:
            return (self.word,)
        return None


def shown_by_strata(
    same: Sequence[Evidence], could_be: Mapping[str, tuple[int, ...]], table: WordTable
) -> dict[str, Shown]:
    """How much may be printed of each piece of one question and period that has strata, by id.

    could_be: of each piece that is protected already, every count that prints as it does; empty where
    nothing is told of it. Pieces of which everything may be printed are left out.
    """
    counted = tuple(sorted((one for one in same if one.strata), key=lambda one: (one.n or 0, one.id)))
    if not any(_several(one) for one in counted):
        return {}
    known = tuple((one.id, could_be[one.id]) for one in counted if one.id in could_be)
    return dict(_shown(counted, known, table))


@lru_cache(maxsize=512)
def _shown(
    counted: tuple[Evidence, ...], known: tuple[tuple[str, tuple[int, ...]], ...], table: WordTable
) -> tuple[tuple[str, Shown], ...]:
    could_be = dict(known)
    levels = {one.id: _at_first(one) for one in counted}
    looked = _Looked(counted, could_be, levels, table)
    for one in counted:
        if one.edition or one.id in could_be or not _several(one) or one.x in (0, one.n):
            continue
        if one.before in ("printed", "share", "rough", "word"):
            for other in reversed(counted):  # it is out already: what is new beside it can still give way
                if looked.told(one) and not other.before and not other.edition and other is not one:
                    levels[other.id] = "nothing"
            continue
        while levels[one.id] != "nothing" and looked.told(one):
            levels[one.id] = looked.less(one)
    return tuple(
        (name, level) for name, level in sorted(levels.items()) if level != "all" and name not in could_be
    )


def _several(piece: Evidence) -> bool:
    return sum(one.base > 0 for one in piece.strata) > 1


def _at_first(piece: Evidence) -> Shown:
    before: dict[str, Shown] = {"share": "share", "rough": "rough", "word": "word"}
    return before.get(piece.before, "all")


@dataclass(frozen=True)
class _Looked:
    """What a reader has before them: the pieces of one question, and how much of each is printed."""

    counted: Sequence[Evidence]
    could_be: Mapping[str, tuple[int, ...]]
    levels: dict[str, Shown]
    table: WordTable

    def less(self, piece: Evidence) -> Shown:
        """The next level at which anything can be printed of a piece."""
        says = _prints(piece.strata, self.table)
        later = LEVELS[LEVELS.index(self.levels[piece.id]) + 1 :]
        return next(one for one in later if one == "nothing" or says.at(one, piece.n or 0, self.table))

    def told(self, piece: Evidence) -> bool:
        """Whether a small number behind the piece could be told, by all that is printed."""
        room = room_of(piece, [one for one in self.counted if self._sees(one)], self.counted)
        if room is None:
            return True
        worlds = self._all_worlds(piece, room)
        if worlds is None:
            return any(
                _is_small(room.truth[cell.at], cell) and not self._has_room(piece, room, cell)
                for cell in room.cells
            )
        for level in LEVELS[: LEVELS.index(self.levels[piece.id])]:  # whoever knows the rule knows these fell
            groups: dict[object, list[Counts]] = defaultdict(list)
            for one in worlds:
                groups[self._says(piece, room, one, level)].append(one)
            fell = [
                one for says, some in groups.items() for one in (some if says is None else _told(some, room))
            ]
            worlds = fell if room.truth in fell else worlds
        return room.truth in _told(worlds, room)

    def _sees(self, piece: Evidence) -> bool:
        if piece.id in self.could_be:
            return bool(self.could_be[piece.id])
        return self.levels[piece.id] != "nothing"

    def _says(self, piece: Evidence, room: Room, counts: Counts, level: Shown) -> object:
        return _prints(room.strata_with(piece, counts), self.table).at(level, piece.n or 0, self.table)

    def _agrees(self, piece: Evidence, room: Room, counts: Counts) -> bool:
        """Whether these counts in the piece's place leave everything printed as it is."""
        for one in (piece, *room.linked):
            strata = room.strata_with(one, counts)
            if one.id in self.could_be:
                if sum(each.yes for each in strata) not in self.could_be[one.id]:
                    return False
                continue
            level, n = self.levels[one.id], one.n or 0
            now, then = _prints(strata, self.table), _prints(one.strata, self.table)
            if now.at(level, n, self.table) != then.at(level, n, self.table):
                return False
        return True

    def _all_worlds(self, piece: Evidence, room: Room) -> list[Counts] | None:
        """Every row of counts with which all prints the same; None where there are too many to try."""
        sizes = [high - low + 1 for low, high in room.limits]
        widest = max(range(len(sizes)), key=lambda at: sizes[at])
        if prod(size for at, size in enumerate(sizes) if at != widest) > MOST_TRIED:
            return None
        ranges = [
            range(low, high + 1) if at != widest else (0,) for at, (low, high) in enumerate(room.limits)
        ]
        found: list[Counts] = []
        worked = 0
        for some in product(*ranges):
            for last in self._last(piece, room, some, widest):
                worked += 1
                if worked > MOST_WORKED_OUT:
                    return None
                tried = (*some[:widest], last, *some[widest + 1 :])
                if self._agrees(piece, room, tried):
                    found.append(tried)
        return found

    def _last(self, piece: Evidence, room: Room, some: Counts, at: int) -> Iterator[int]:
        """What the count at a place could be beside the others, as far as sums tell that quickly."""
        low, high = room.limits[at]
        level = self.levels[piece.id]
        if level == "all" or (level == "share" and not _prints(piece.strata, self.table).weighted):
            last = sum(room.truth) - sum(one for place, one in enumerate(some) if place != at)
            low, high = max(low, last), min(high, last)
        if level in ("all", "share") and base_rule(piece.n or 0, self.table) != "numbers_only":
            others = sum(room.weights[place] * one for place, one in enumerate(some) if place != at)
            middle = sum(a * b for a, b in zip(room.weights, room.truth, strict=True)) - others
            low = max(low, int((middle - NEAR) / room.weights[at]))
            high = min(high, int((middle + NEAR) / room.weights[at]) + 1)
        yield from range(low, high + 1)

    def _has_room(self, piece: Evidence, room: Room, cell: Cell) -> bool:
        """Whether counts are found with which all prints the same, and the small number of a cell is as low
        as its sign says, and others with which it is as high."""
        value, base = room.truth[cell.at] - cell.less, cell.of
        low, high = room.limits[cell.at]
        values = sorted(range(low, high + 1), key=lambda one: (abs(one - room.truth[cell.at]), one))
        enough = min(THRESHOLD - 1, base)
        for rest in (False, True):
            if not 0 < (base - value if rest else value) < THRESHOLD:
                continue
            counts = [(base - one + cell.less if rest else one - cell.less, one) for one in values]
            few = [one for count, one in counts if 0 <= count <= 1]
            many = [one for count, one in counts if count >= enough]
            if not self._found(piece, room, cell.at, few) or not self._found(piece, room, cell.at, many):
                return False
        return True

    def _found(self, piece: Evidence, room: Room, at: int, values: Sequence[int]) -> bool:
        """Whether one of the values can stand at a place, with one or two others to make up for it."""
        worked = 0
        others = [place for place in range(len(room.truth)) if place != at]
        for value in values[:6]:
            for first in others:
                low, high = room.limits[first]
                for moved in sorted(range(low, high + 1), key=lambda one: abs(one - room.truth[first])):
                    for second in (place for place in others if place != first or len(others) == 1):
                        some = list(room.truth)
                        some[at], some[first] = value, moved
                        lasts = [moved] if second == first else self._last(piece, room, tuple(some), second)
                        worked += 1
                        if worked > MOST_WORKED_OUT:
                            return False
                        for last in lasts:
                            some[second] = last
                            worked += 1
                            if self._agrees(piece, room, tuple(some)):
                                return True
        return False


def _told(worlds: Sequence[Counts], room: Room) -> list[Counts]:
    """Those with a small number that would be told more closely than its sign says, if these are all there
    could be. Whoever knows the rule leaves them out, which may tell another: so until none is left."""
    told: list[Counts] = []
    left = list(worlds)
    while True:
        narrow = [
            (cell, rest)
            for cell in room.cells
            for rest in (False, True)
            if _is_narrow(
                {cell.of - of if rest else of for of in (one[cell.at] - cell.less for one in left)}, cell.of
            )
        ]
        found = {
            one
            for one in left
            for cell, rest in narrow
            if 0 < (cell.of - one[cell.at] + cell.less if rest else one[cell.at] - cell.less) < THRESHOLD
        }
        if not found:
            return told
        told += found
        left = [one for one in left if one not in found]


def _is_narrow(counts: set[int], of: int) -> bool:
    """Whether a small number among these is told more closely than that it is one."""
    return bool(counts) and (len(counts) == 1 or min(counts) > 1 or max(counts) < min(THRESHOLD - 1, of))


def _is_small(count: int, cell: Cell) -> bool:
    value = count - cell.less
    return 0 < value < THRESHOLD or 0 < cell.of - value < THRESHOLD


@lru_cache(maxsize=50_000)
def _prints(strata: tuple[StratumRead, ...], table: WordTable) -> _Prints:
    estimate = weighted_share(strata)
    assert estimate is not None
    said = word_of_quantity(estimate.share.numerator, estimate.share.denominator, table)
    ends: tuple[str, ...] = ()
    tens: tuple[int, ...] = (in_tens(estimate.share),)
    covers: tuple[str, ...] = (said.word,)
    if estimate.interval is not None:
        low, high = (Fraction(end) for end in estimate.interval)
        ends = tuple(word_of_quantity(one.numerator, one.denominator, table).percent for one in (low, high))
        tens = (*tens, floor(low * 10) * 10, ceil(high * 10) * 10)
        covers = words_covered(low, high, table)
    weighted = estimate.share != estimate.unweighted
    return _Prints(estimate.yes, weighted, said.percent, said.word, ends, tens, covers)
