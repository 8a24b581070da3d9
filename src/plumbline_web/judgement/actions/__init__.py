"""Verbs of judgement, each with its audit event."""

from plumbline_web.judgement.actions.evaluations import choose_evaluation, dissent, write_evaluation
from plumbline_web.judgement.actions.findings import choose_finding, withdraw_finding, write_finding
from plumbline_web.judgement.actions.panel import end_panel_member, name_panel
from plumbline_web.judgement.actions.settling import (
    agree,
    give_back,
    give_to_panel,
    open_again,
    settle,
    take_back,
)
from plumbline_web.judgement.actions.statements import (
    choose_statement,
    move_statement,
    say,
    withdraw_statement,
)
from plumbline_web.judgement.conditions import JudgementRefused

__all__ = [
    "JudgementRefused",
    "agree",
    "choose_evaluation",
    "choose_finding",
    "choose_statement",
    "dissent",
    "end_panel_member",
    "give_back",
    "give_to_panel",
    "move_statement",
    "name_panel",
    "open_again",
    "say",
    "settle",
    "take_back",
    "withdraw_finding",
    "withdraw_statement",
    "write_evaluation",
    "write_finding",
]
