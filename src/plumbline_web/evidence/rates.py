"""Which rate of a standard a piece is, and what it says once every miss is counted."""

from __future__ import annotations

from plumbline_web.evidence.models import Piece

EVERY_MISS = "strict"
"""The rate that counts every miss: any other of the same duties is read beside it."""
OF_MISSES = "service"
"""The rate of which a low one is good."""

RATE_NAMES = {
    "strict": "Met in time",
    "excused": "Met in time, misses with a good reason left out",
    "service": "Missed for a reason on the service’s side",
    "national": "Met, as the national tables count",
    "offered": "Done or offered in time",
}
"""A rate -> how a list of choices names it; what exactly it counts is said by the core."""


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


def duties_of(piece: Piece) -> str:
    """Which duties a rate is of, for telling two rates of the same ones; "" for any other piece."""
    origin = piece.origin
    if not rate_of(piece) or "standard" not in origin:
        return ""
    part = " ".join(f"{column}={value}" for column, value in sorted(origin.get("where", {}).items()))
    return f"{piece.subject_id} {origin['standard']} {origin['period']} {part}".rstrip()


def reads(piece: Piece) -> str:
    """A rate in a few words, beside another of the same duties; "" for any other piece."""
    words = RATE_NAMES.get(rate_of(piece), "")
    count = f"{piece.quantity['x']:,} of {piece.quantity['n']:,}" if words else ""
    return f"{words[:1].lower()}{words[1:]}: {count}" if words else ""
