"""Weighing what was gathered: the board of evidence, and the checks before anything is judged by it."""

from plumbline.scrutiny.weighing.board import (
    LEAST_PIECES,
    LEAST_SOURCES,
    OLDEST_MONTHS,
    BoardPiece,
    BoardRow,
    board,
    is_stale,
)

__all__ = [
    "LEAST_PIECES",
    "LEAST_SOURCES",
    "OLDEST_MONTHS",
    "BoardPiece",
    "BoardRow",
    "board",
    "is_stale",
]
