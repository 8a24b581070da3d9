"""Verbs: forms of a service, surveys, answers to them, and what people wrote in them."""

from plumbline_web.voices.actions.remarks import hold_remark, release_remark
from plumbline_web.voices.actions.service_forms import (
    Saved,
    close_form,
    open_form,
    return_form,
    save_form,
    submit_form,
)
from plumbline_web.voices.actions.surveys import (
    change_last_day,
    close_survey,
    open_survey,
    take_answers,
)
from plumbline_web.voices.conditions import VoicesRefused

__all__ = [
    "Saved",
    "VoicesRefused",
    "change_last_day",
    "close_form",
    "close_survey",
    "hold_remark",
    "open_form",
    "open_survey",
    "release_remark",
    "return_form",
    "save_form",
    "submit_form",
    "take_answers",
]
