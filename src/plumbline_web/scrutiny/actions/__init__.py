"""Verbs: an activity, its stages, team, services, requests and notes, each with its audit event."""

from plumbline_web.scrutiny.actions.activities import open_activity
from plumbline_web.scrutiny.actions.stages import begin_stage, end_stage, open_stage_again, plan_stages
from plumbline_web.scrutiny.actions.team import add_member
from plumbline_web.scrutiny.conditions import ScrutinyRefused

__all__ = [
    "ScrutinyRefused",
    "add_member",
    "begin_stage",
    "end_stage",
    "open_activity",
    "open_stage_again",
    "plan_stages",
]
