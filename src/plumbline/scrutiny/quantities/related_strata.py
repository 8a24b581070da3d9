"""How much room the other pieces of a question leave to the counts of one piece, stratum by stratum.

The other pieces are held at what they are: what is possible beside them is possible, and what is not seen so
is taken to be told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from typing import Literal

from plumbline.scrutiny.quantities.evidence import Evidence
from plumbline.statistics.stratified import StratumRead

Shown = Literal["all", "share", "rough", "word", "nothing"]
Counts = tuple[int, ...]


@dataclass(frozen=True)
class Cell:
    """A number that could be told: the count at a place, less so many that are known, of so many."""

    at: int
    less: int
    of: int


@dataclass(frozen=True)
class Room:
    """What the counts of a piece could be beside the others.

    names: its strata, of which anything was asked. truth: their counts. limits: the least and most of each.
    weights: what one more in each adds to the share. cells: what must not be told. linked: pieces that count
    the same in some of the strata, and change with it.
    """

    names: tuple[str, ...]
    truth: Counts
    limits: tuple[tuple[int, int], ...]
    weights: tuple[float, ...]
    cells: tuple[Cell, ...]
    linked: tuple[Evidence, ...]

    def strata_with(self, piece: Evidence, counts: Counts) -> tuple[StratumRead, ...]:
        """The strata of the piece or of a linked one with these counts in place of its own."""
        now = dict(zip(self.names, counts, strict=True))
        return tuple(
            replace(one, yes=now[one.name]) if one.name in now and one.base else one for one in piece.strata
        )


class _Unlike(Exception):
    """Two pieces of which it cannot be said how they hang together."""


def room_of(piece: Evidence, seen: Sequence[Evidence], every: Sequence[Evidence]) -> Room | None:
    """The room of a piece beside those of which something is seen; None where that cannot be said.

    every: all pieces of the question, seen or not.
    """
    mine = {one.name: one for one in piece.strata if one.base}
    beside = _Beside(piece, mine)
    try:
        for one in every:
            if one is not piece and set(mine) & {each.name for each in one.strata if each.base}:
                beside.add(one, seen=one in seen)
        limits = [beside.limits(name) for name in mine]
    except _Unlike:
        return None
    names = tuple(mine)
    reached = float(sum(one.reached for one in mine.values()))
    cells = {Cell(at, 0, mine[name].base) for at, name in enumerate(names)}
    cells |= {Cell(names.index(name), less, of) for name, less, of in beside.cells if of}
    return Room(
        names=names,
        truth=tuple(one.yes for one in mine.values()),
        limits=tuple(limits),
        weights=tuple(float(one.weight) / reached for one in mine.values()),
        cells=tuple(sorted(cells, key=lambda one: (one.at, one.less, one.of))),
        linked=tuple(beside.linked),
    )


class _Beside:
    """The strata of a piece with what others say of them."""

    def __init__(self, piece: Evidence, mine: dict[str, StratumRead]) -> None:
        self.piece, self.mine = piece, mine
        self.team = team_of(piece)
        self.linked: list[Evidence] = []
        self.cells: list[tuple[str, int, int]] = []
        self.known: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.answers: dict[str, dict[str, int]] = defaultdict(dict)
        self.unseen: dict[str, dict[str, int]] = defaultdict(dict)
        self.teams: dict[str, dict[str, StratumRead]] = defaultdict(dict)
        self.whole: dict[str, StratumRead] = {}

    def add(self, other: Evidence, *, seen: bool) -> None:
        """Take another piece of the question into account. Raises _Unlike."""
        theirs = {one.name: one for one in other.strata if one.base and one.name in self.mine}
        of_team, same_answer = team_of(other), other.answer == self.piece.answer
        if same_answer and of_team == self.team:
            if seen:
                self._same(other, theirs)
        elif not same_answer and of_team == self.team:
            for name, one in theirs.items():
                if _asked(one) != _asked(self.mine[name]):
                    if seen:
                        raise _Unlike
                    continue
                (self.answers if seen else self.unseen)[name][other.answer] = one.yes
        elif same_answer and seen:
            for name, one in theirs.items():
                if (one.read, one.population) != (self.mine[name].read, self.mine[name].population):
                    raise _Unlike
                if of_team:
                    self.teams[name][of_team] = one
                else:
                    self.whole[name] = one
        elif seen:
            raise _Unlike

    def _same(self, other: Evidence, theirs: dict[str, StratumRead]) -> None:
        """The same answer, counted of the same records, or of more or fewer of them at another time."""
        pairs = [(self.mine[name], one) for name, one in theirs.items()]
        if all(a == b for a, b in pairs):
            self.linked.append(other)
            return
        if all(_asked(a) == _asked(b) for a, b in pairs):
            return  # put right: that tells of nobody which
        for now, then in pairs:
            more = now.base - then.base
            if more >= 0 and now.read >= then.read:
                if not then.yes <= now.yes <= then.yes + more:
                    raise _Unlike
                self.known[now.name].append((then.yes, then.yes + more))
            elif more <= 0 and now.read <= then.read:
                if not then.yes + more <= now.yes <= then.yes:
                    raise _Unlike
                self.known[now.name].append((then.yes + more, then.yes))
            else:
                raise _Unlike
            self.cells.append((now.name, min(then.yes, then.yes + more), abs(more)))

    def limits(self, name: str) -> tuple[int, int]:
        """The least and most that the count of a stratum could be. Raises _Unlike."""
        one = self.mine[name]
        low, high = 0, one.base
        for least, most in self.known[name]:
            low, high = max(low, least), min(high, most)
        answers = self.answers.get(name, {})
        taken = sum(answers.values())
        if answers:
            high = min(high, one.base - taken)
            self.cells.append((name, 0, one.base - taken))
        if answers and not self.unseen.get(name) and taken + one.yes == one.base:
            low = max(low, one.yes)  # every answer there is, so that none is left for the count to go to
        teams = self.teams[name].values()
        yes, base = sum(each.yes for each in teams), sum(each.base for each in teams)
        if not self.team and base:
            low, high = max(low, yes), min(high, one.base - (base - yes))
            self.cells.append((name, yes, one.base - base))
        elif self.team and name in self.whole:
            whole = self.whole[name]
            left = whole.base - one.base - base
            low, high = max(low, whole.yes - yes - left), min(high, whole.yes - yes)
            self.cells.append((name, whole.yes - yes - left, left))
        if not low <= one.yes <= high:
            raise _Unlike
        return low, high


def in_tens(share: Fraction) -> int:
    """A share as a percentage to the nearest ten, halves up."""
    return floor(share * 10 + Fraction(1, 2)) * 10


def team_of(piece: Evidence) -> str:
    """The team that a piece speaks of, "" where it speaks of all."""
    levels = piece.part.split(" / ")
    return next((one for one in levels if one.startswith("team:")), "")


def _asked(one: StratumRead) -> tuple[object, ...]:
    return one.population, one.read, one.base
