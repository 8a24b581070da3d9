"""Verbs of evidence, each with its audit event."""

from plumbline_web.evidence.actions.files import receive_file
from plumbline_web.evidence.actions.pieces import add_piece, refresh_piece, withdraw_piece
from plumbline_web.evidence.actions.sending import (
    close_call,
    open_call,
    send_piece,
    take_back,
    take_in,
    turn_away,
)
from plumbline_web.evidence.actions.ties import argue, loosen, tie
from plumbline_web.evidence.conditions import EvidenceNotTaken

__all__ = [
    "EvidenceNotTaken",
    "add_piece",
    "argue",
    "close_call",
    "loosen",
    "open_call",
    "receive_file",
    "refresh_piece",
    "send_piece",
    "take_back",
    "take_in",
    "tie",
    "turn_away",
    "withdraw_piece",
]
