"""What the evidence under each indicator comes to: how much, of which kind, which way, and what is wrong.

A board counts and warns; it never judges. Each warning is a sentence that names the pieces it speaks of, so
that whoever reads it can look at them. Why the thresholds are what they are:
docs/decisions/when-evidence-is-thin.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from plumbline.calendars import add_months

Direction = Literal["strength", "weakness", "mixed", "neither"]
Strength = Literal["strong", "fair", "weak"]

LEAST_PIECES = 3
"""With fewer pieces that bear on an indicator it is thin: take one away that turns out wrong, and a single
one is left, which nothing confirms."""
LEAST_SOURCES = 2
"""With fewer kinds of source it is single-sourced: what one way of looking cannot see, nobody has seen."""
OLDEST_MONTHS = 24
"""A piece is stale that speaks of no day of the last so many months: published inspections read the records
of two years, so that what lies before them is another service’s work by now, or the same one’s of then."""


@dataclass(frozen=True)
class BoardPiece:
    """A piece of evidence as the board needs it. number: how it is spoken of, 12 for E12.

    source: the code of its kind of source. points: each indicator that it is tied to -> which way it points
    there. speaks_until: the last day it speaks of; None where nobody has said. expires_on: the last day on
    which it holds; None where it does not expire. figure: whether it counts something, rather than says it.
    same: what it counts, where another piece can count the same another way, such as two rates of one
    standard; "" where none can. reads: what it says of that, in a few words.
    """

    number: int
    source: str
    strength: Strength
    points: Mapping[str, Direction]
    speaks_until: date | None = None
    expires_on: date | None = None
    figure: bool = False
    same: str = ""
    reads: str = ""


@dataclass(frozen=True)
class BoardRow:
    """One indicator of the board.

    counts: kind of source -> direction -> how many pieces. pieces: the numbers of all that is tied. bearing:
    of those that are strong or fair and point one way, the other or both. sources: the kinds of source of
    those. stale_pieces, odd_pieces: those that are stale, and those on either side of what does not agree.

    thin, single_sourced, stale, undated, at_odds, told_twice: a sentence that says why, or "" where it is not
    so.
    """

    indicator: str
    pieces: tuple[int, ...] = ()
    counts: Mapping[str, Mapping[Direction, int]] = field(default_factory=dict)
    bearing: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()
    stale_pieces: tuple[int, ...] = ()
    odd_pieces: tuple[int, ...] = ()
    thin: str = ""
    single_sourced: str = ""
    stale: str = ""
    undated: str = ""
    at_odds: str = ""
    told_twice: str = ""

    @property
    def warnings(self) -> tuple[tuple[str, str], ...]:
        """What is wrong with it: the word for it and the sentence that says why, the gravest first."""
        every = (
            ("At odds", self.at_odds),
            ("Thin", self.thin),
            ("Single-sourced", self.single_sourced),
            ("Told twice", self.told_twice),
            ("Stale", self.stale),
            ("Without days", self.undated),
        )
        return tuple((word, why) for word, why in every if why)


def board(
    pieces: Iterable[BoardPiece],
    indicators: Sequence[str],
    *,
    on: date,
    names: Mapping[str, str] | None = None,
) -> tuple[BoardRow, ...]:
    """The row of each of these indicators, in their order, as things are on a day.

    names: the code of a kind of source -> how a sentence names it; the code where it is not there. A piece
    that is tied to other indicators alone is left out. Two pieces of one number are both counted.
    """
    held = sorted(pieces, key=lambda one: one.number)
    return tuple(
        _row(code, [one for one in held if code in one.points], on, names or {}) for code in indicators
    )


def is_stale(piece: BoardPiece, on: date) -> bool:
    """Whether a piece has expired by a day, or speaks of no day of the OLDEST_MONTHS before it.

    One of which nobody has said the days is not called stale; it is called undated.
    """
    return bool(_why_stale(piece, on))


def _row(code: str, tied: Sequence[BoardPiece], on: date, names: Mapping[str, str]) -> BoardRow:
    bearing = [one for one in tied if one.strength != "weak" and one.points[code] != "neither"]
    sources = tuple(dict.fromkeys(one.source for one in bearing))
    counts: dict[str, dict[Direction, int]] = {}
    for one in tied:
        of_source = counts.setdefault(one.source, {})
        of_source[one.points[code]] = of_source.get(one.points[code], 0) + 1
    stale = [one for one in tied if is_stale(one, on)]
    odd, why_odd = _at_odds(code, tied, bearing)
    return BoardRow(
        indicator=code,
        pieces=_numbers(tied),
        counts=counts,
        bearing=_numbers(bearing),
        sources=sources,
        stale_pieces=_numbers(stale),
        odd_pieces=odd,
        thin=_thin(tied, bearing),
        single_sourced=_single(bearing, sources, names),
        stale=_stale(stale, bearing, on),
        undated=_undated(tied),
        at_odds=why_odd,
        told_twice=_told_twice(code, tied),
    )


def _thin(tied: Sequence[BoardPiece], bearing: Sequence[BoardPiece]) -> str:
    apart = {one.same or str(one.number) for one in bearing}
    if len(apart) >= LEAST_PIECES:
        return ""
    if not tied:
        return "Nothing is tied to it yet."
    if not bearing:
        return f"{_named(tied)} {_is(tied)} weak or background alone; nothing bears on it yet."
    once = "" if len(apart) == len(bearing) else ", and what counts the same twice is one piece"
    return (
        f"Only {_named(bearing)} {'bears' if len(bearing) == 1 else 'bear'} on it and {_is(bearing)} "
        f"strong or fair{once}; fewer than {LEAST_PIECES} leave too little to check one against another."
    )


def _told_twice(code: str, tied: Sequence[BoardPiece]) -> str:
    """The pieces that count the same another way, each with what it says, so that one is read beside another;
    background is left out."""
    held: dict[str, list[BoardPiece]] = {}
    for one in tied:
        if one.same and one.points[code] != "neither":
            held.setdefault(one.same, []).append(one)
    return " ".join(
        f"{_named(some)} count the same: {'; '.join(f'E{one.number}, {one.reads}' for one in some)}. Read "
        "them together: they are one piece of evidence."
        for some in held.values()
        if len(some) > 1
    )


def _single(bearing: Sequence[BoardPiece], sources: Sequence[str], names: Mapping[str, str]) -> str:
    if not bearing or len(sources) >= LEAST_SOURCES:
        return ""
    name = names.get(sources[0], sources[0])
    if len(bearing) == 1:
        return f"{_named(bearing)} stands alone, of the kind “{name}”; no other kind of source confirms it."
    return f"{_named(bearing)} are all of the kind “{name}”; no other kind of source confirms them."


def _stale(stale: Sequence[BoardPiece], bearing: Sequence[BoardPiece], on: date) -> str:
    if not stale:
        return ""
    said = "; ".join(_why_stale(one, on) for one in stale)
    if bearing and set(_numbers(bearing)) <= set(_numbers(stale)):
        return f"Nothing that bears on it is of late: {said}."
    return f"{said}."


def _why_stale(piece: BoardPiece, on: date) -> str:
    if piece.expires_on is not None and piece.expires_on < on:
        return f"E{piece.number} expired on {_day(piece.expires_on)}"
    if piece.speaks_until is not None and add_months(piece.speaks_until, OLDEST_MONTHS) < on:
        return (
            f"E{piece.number} speaks of days up to {_day(piece.speaks_until)}, more than {OLDEST_MONTHS} "
            "months ago"
        )
    return ""


def _undated(tied: Sequence[BoardPiece]) -> str:
    found = [one for one in tied if one.speaks_until is None]
    if not found:
        return ""
    return f"Nobody has said which days {_named(found)} {'speaks' if len(found) == 1 else 'speak'} of."


def _at_odds(
    code: str, tied: Sequence[BoardPiece], bearing: Sequence[BoardPiece]
) -> tuple[tuple[int, ...], str]:
    """The pieces on either side of what does not agree, and the sentences that say so.

    Strong and fair pieces against each other; and a strong or fair figure against what anybody says, however
    weak, since a figure that contradicts a statement wants looking at from both ends.
    """
    good, bad = ([one for one in bearing if one.points[code] == side] for side in ("strength", "weakness"))
    odd: list[BoardPiece] = []
    said = []
    if good and bad:
        odd += [*good, *bad]
        said.append(
            f"{_named(good)} {_points(good)} to a strength, and {_named(bad)} {_points(bad)} to a weakness."
        )
    for figures, side, other in ((good, "strength", "weakness"), (bad, "weakness", "strength")):
        counted = [one for one in figures if one.figure]
        told = [one for one in tied if not one.figure and one.points[code] == other]
        if counted and told:
            odd += [*counted, *told]
            said.append(
                f"What {_named(counted)} {'counts' if len(counted) == 1 else 'count'} is a {side}, and "
                f"{_named(told)} {'says' if len(told) == 1 else 'say'} the opposite."
            )
    return tuple(sorted({one.number for one in odd})), " ".join(said)


def _numbers(pieces: Sequence[BoardPiece]) -> tuple[int, ...]:
    return tuple(one.number for one in pieces)


def _named(pieces: Sequence[BoardPiece]) -> str:
    """E1, E2 and E3."""
    names = [f"E{one.number}" for one in pieces]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _is(pieces: Sequence[BoardPiece]) -> str:
    return "is" if len(pieces) == 1 else "are"


def _points(pieces: Sequence[BoardPiece]) -> str:
    return "points" if len(pieces) == 1 else "point"


def _day(one: date) -> str:
    return f"{one.day} {one:%B %Y}"
