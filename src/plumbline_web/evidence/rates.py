"""Which rate of a standard a piece is, and what it says once every miss is counted."""

from __future__ import annotations

from plumbline_web.evidence.models import Piece

EVERY_MISS = "strict"
"""The rate that counts every miss: any other of the same duties is read beside it."""
OF_MISSES = "service"
"""The rate of which a low one is good."""


def rate_of(piece: Piece) -> str:
    """The name of the rate of a standard that a piece of evidence is; "" for any other piece."""
    origin = piece.origin
    if piece.source != "run" or piece.quantity.get("kind") != "share" or origin.get("of", "run") != "run":
        return ""
    return str(origin.get("rate", EVERY_MISS))


def every_miss_of(piece: Piece) -> tuple[int, int] | None:
    """Of a rate that does not count every miss: how many were met and of how many, with every one counted."""
    found = piece.origin.get(EVERY_MISS)
    return (found[0], found[1]) if found and rate_of(piece) not in ("", EVERY_MISS, OF_MISSES) else None
