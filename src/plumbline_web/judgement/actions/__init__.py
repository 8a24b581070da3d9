"""Verbs of judgement, each with its audit event."""

from plumbline_web.judgement.actions.evaluations import write_evaluation
from plumbline_web.judgement.actions.statements import say
from plumbline_web.judgement.conditions import JudgementRefused

__all__ = ["JudgementRefused", "say", "write_evaluation"]
