"""Verbs of publication, each with its audit event."""

from plumbline_web.publication.actions.editions import (
    ask_to_publish,
    close_address,
    open_address,
    publish,
)
from plumbline_web.publication.actions.rounds import (
    answer,
    close_round,
    comment,
    finish_comments,
    give_leave,
    open_round,
    tell_of_rounds_over,
    withdraw_comment,
)
from plumbline_web.publication.conditions import PublicationRefused

__all__ = [
    "PublicationRefused",
    "answer",
    "ask_to_publish",
    "close_address",
    "close_round",
    "comment",
    "finish_comments",
    "give_leave",
    "open_address",
    "open_round",
    "publish",
    "tell_of_rounds_over",
    "withdraw_comment",
]
