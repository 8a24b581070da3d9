"""Verbs of improvement, each with its audit event."""

from plumbline_web.improvement.actions.areas import add_area, close_area
from plumbline_web.improvement.actions.plans import add_action, make_plan, update_action
from plumbline_web.improvement.conditions import NotImproved, PlanRefused

__all__ = [
    "NotImproved",
    "PlanRefused",
    "add_action",
    "add_area",
    "close_area",
    "make_plan",
    "update_action",
]
