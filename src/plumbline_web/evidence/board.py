"""The state of an activity's evidence, indicator by indicator, as the core's board works it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from plumbline.scrutiny.weighing import BoardPiece, BoardRow, board
from plumbline_web.evidence.lines import Line, lines_of, points_at
from plumbline_web.evidence.models import Piece, Tie
from plumbline_web.evidence.queries import of_service, pieces_of
from plumbline_web.evidence.rates import duties_of, reads
from plumbline_web.evidence.states import FIGURES, SOURCES
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.models import Activity, Subject

COUNTED_KINDS = frozenset({"share", "survey", "count", "series"})
"""Kinds of quantity that count something; what was heard in groups or from people is still what was said."""


def of(
    activity: Activity,
    *,
    on: date | None = None,
    subject: Subject | None = None,
    pieces: Iterable[Piece] | None = None,
) -> dict[str, BoardRow]:
    """The row of everything that is looked into, by its code, in order.

    on: the day it is asked for, today where none is given. subject: only what speaks of this service, or of
    all of them. pieces: those that count here, where somebody is not to see all of them; otherwise all.
    """
    found = list(of_service(pieces_of(activity), subject) if pieces is None else pieces)
    points: dict[int, dict[str, str]] = {one.pk: {} for one in found}
    for piece, indicator, way in Tie.objects.filter(piece__in=points, loosened_at=None).values_list(
        "piece", "indicator", "points"
    ):
        points[piece][indicator] = way
    lines = lines_of(activity)
    rows = board(
        (as_board_piece(one, pointing(lines, points[one.pk])) for one in found),
        list(lines),
        on=on or today(),
        names={code: words[:1].lower() + words[1:] for code, words in SOURCES.items()},
    )
    return {one.indicator: one for one in rows}


def pointing(lines: Mapping[str, Line], tied: Mapping[str, str]) -> dict[str, str]:
    """Which way a piece points on each line that it speaks to. tied: as `lines.points_at`."""
    found = {code: points_at(code, line.parts, tied) for code, line in lines.items()}
    return {code: way for code, way in found.items() if way}


def as_board_piece(piece: Piece, points: dict[str, str]) -> BoardPiece:
    """A piece as the core's board takes it. points: indicator -> which way it points there."""
    return BoardPiece(
        number=piece.number or 0,
        source=piece.source,
        strength=piece.strength,
        points=points,
        speaks_until=piece.speaks_until or piece.speaks_from,
        expires_on=piece.expires_on,
        figure=piece.source in FIGURES or piece.quantity.get("kind") in COUNTED_KINDS,
        same=duties_of(piece),
        reads=reads(piece),
    )
