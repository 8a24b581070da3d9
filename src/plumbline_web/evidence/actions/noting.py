"""What every verb of evidence writes into the trail: the activity, the piece by its key, never its words."""

from __future__ import annotations

from plumbline_web.audit.actions import record
from plumbline_web.evidence.models import Piece
from plumbline_web.people.models import Account


def noted(act: str, by: Account, piece: Piece, **details: object) -> None:
    """Record an act on a piece, inside the caller's transaction."""
    record(
        act,
        by=by,
        organisation=piece.activity.organisation.slug,
        subject=f"activity:{piece.activity.key}",
        piece=piece.key,
        **details,
    )
