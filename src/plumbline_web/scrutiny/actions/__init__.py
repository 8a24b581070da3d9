"""Verbs: an activity, its stages, team, services, requests and notes, each with its audit event."""

from plumbline_web.scrutiny.actions.activities import close_activity, open_activity, stop_activity
from plumbline_web.scrutiny.actions.calendars import end_calendar, open_audit, set_calendar
from plumbline_web.scrutiny.actions.kinds import end_own, keep_framework, keep_kind, keep_scale
from plumbline_web.scrutiny.actions.notes import add_note
from plumbline_web.scrutiny.actions.openings import (
    ask_opening,
    open_opening,
    refuse_opening,
    withdraw_opening,
)
from plumbline_web.scrutiny.actions.requests import (
    answer_request,
    ask,
    ask_more,
    say_not_held,
    withdraw_request,
)
from plumbline_web.scrutiny.actions.services import note_notified, pin_run, set_numbers
from plumbline_web.scrutiny.actions.stages import begin_stage, end_stage, open_stage_again, plan_stages
from plumbline_web.scrutiny.actions.team import add_member, declare, take_off
from plumbline_web.scrutiny.conditions import ScrutinyRefused

__all__ = [
    "ScrutinyRefused",
    "add_member",
    "add_note",
    "answer_request",
    "ask",
    "ask_more",
    "ask_opening",
    "begin_stage",
    "close_activity",
    "declare",
    "end_calendar",
    "end_own",
    "end_stage",
    "keep_framework",
    "keep_kind",
    "keep_scale",
    "note_notified",
    "open_activity",
    "open_audit",
    "open_opening",
    "open_stage_again",
    "pin_run",
    "plan_stages",
    "refuse_opening",
    "say_not_held",
    "set_calendar",
    "set_numbers",
    "stop_activity",
    "take_off",
    "withdraw_opening",
    "withdraw_request",
]
