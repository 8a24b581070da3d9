"""Verbs of evidence, each with its audit event."""

from plumbline_web.evidence.actions.pieces import add_piece, loosen, tie, withdraw_piece
from plumbline_web.evidence.conditions import EvidenceNotTaken

__all__ = ["EvidenceNotTaken", "add_piece", "loosen", "tie", "withdraw_piece"]
