"""What every verb of evidence writes into the trail: the activity, the piece by its key, never its words."""

from __future__ import annotations

from plumbline_web.evidence.models import Piece
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.trail import record_in


def noted(act: str, by: Account, piece: Piece, **details: object) -> None:
    """Record an act on a piece, inside the caller's transaction."""
    record_in(
        piece.activity,
        act,
        by=by,
        piece=piece.key,
        **details,
    )
