"""Verbs of papers for a board, each with its audit event."""

from plumbline_web.board_papers.actions.looks import take_layout, take_template
from plumbline_web.board_papers.actions.sending import ask_to_send, send_paper
from plumbline_web.board_papers.actions.writing import begin_paper, fill_again, write_part

__all__ = [
    "ask_to_send",
    "begin_paper",
    "fill_again",
    "send_paper",
    "take_layout",
    "take_template",
    "write_part",
]
