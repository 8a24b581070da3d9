"""Working a figure out anew, from where its piece says that it came."""

from __future__ import annotations

from plumbline_web.evidence import from_counts, from_medians, from_readings, from_runs
from plumbline_web.evidence.conditions import EvidenceNotTaken
from plumbline_web.evidence.figures import Figure
from plumbline_web.evidence.models import Piece
from plumbline_web.evidence.states import SOURCES

ANEW = frozenset({"run", "median", "counted", "reading"})
"""What can change after it was brought in: a run that is pinned anew, readings that come in or are settled.
A survey is over before anything of it is evidence."""


def can_be_worked_out(piece: Piece) -> bool:
    """Whether a piece says where its figure came from, and that can have changed."""
    return piece.origin.get("of") in ANEW


def anew(piece: Piece) -> Figure:
    """The figure of a piece as it would be brought in now. Raises EvidenceNotTaken where it cannot be."""
    origin = piece.origin
    if origin.get("of") == "run" and piece.subject is not None:
        return from_runs.figure_of(
            piece.subject,
            standard=origin["standard"],
            rate_name=origin["rate"],
            period=origin["period"],
            where=origin.get("where"),
        )
    if origin.get("of") == "median" and piece.subject is not None:
        return from_medians.figure_of(piece.subject, chosen=origin["chosen"])
    if origin.get("of") == "counted" and piece.subject is not None:
        return from_counts.figure_of(piece.subject, chosen=origin["chosen"])
    if origin.get("of") == "reading":
        return from_readings.figure_of(
            piece.activity, piece.subject, chosen=origin["chosen"], part=origin["part"]
        )
    raise EvidenceNotTaken(
        f"A piece of the kind “{SOURCES[piece.source]}” was not worked out here. Bring in a later version."
    )
