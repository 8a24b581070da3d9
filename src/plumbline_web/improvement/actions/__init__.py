"""Verbs of improvement, each with its audit event."""

from plumbline_web.improvement.actions.areas import (
    add_area,
    change_area,
    close_area,
    open_again,
    replace_area,
    settle_closing,
)
from plumbline_web.improvement.actions.evidence import accept_improvement, tie_reading, why_not_accept
from plumbline_web.improvement.actions.looking import look_again, look_again_everywhere
from plumbline_web.improvement.actions.plans import (
    add_key_message,
    change_plan,
    end_plan,
    make_plan,
    make_plan_from,
)
from plumbline_web.improvement.actions.sharing import end_share, share_plan
from plumbline_web.improvement.actions.steps import add_action, change_action, undo_update, update_action
from plumbline_web.improvement.conditions import NotImproved, PlanRefused

__all__ = [
    "NotImproved",
    "PlanRefused",
    "accept_improvement",
    "add_action",
    "add_area",
    "add_key_message",
    "change_action",
    "change_area",
    "change_plan",
    "close_area",
    "end_plan",
    "end_share",
    "look_again",
    "look_again_everywhere",
    "make_plan",
    "make_plan_from",
    "open_again",
    "replace_area",
    "settle_closing",
    "share_plan",
    "tie_reading",
    "undo_update",
    "update_action",
    "why_not_accept",
]
