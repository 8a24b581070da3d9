"""A self-evaluation and two surveys of a made-up inspection, with answers of nobody in particular."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from factories.activities import TEMPLATE, Team
from plumbline.scrutiny.activities import Form, as_json
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import add_note
from plumbline_web.voices.actions import (
    close_survey,
    open_form,
    open_survey,
    save_form,
    submit_form,
    take_answers,
)
from plumbline_web.voices.filling import filled, is_closed
from plumbline_web.voices.models import ServiceForm, Survey, fresh_number
from plumbline_web.voices.questionnaires import shipped_questionnaires

COUNTS = b"""question,option,count,invited,complete,partial,broke_off,counts_as
I have the time to do my work to standard,Agree,100,193,108,23,,positive
I have the time to do my work to standard,Disagree,29,,,,,
I have the time to do my work to standard,Don't know,2,,,,,outside
"""
WHOLE = {
    "/about/covers": "Community payback orders, April 2025 to March 2026.",
    "/about/graded": "yes",
    "/about/who_took_part": "Team leaders, and people on orders in two groups.",
    **{
        f"/part[{number}]/{name}": value
        for number, code in ((1, "5.2"), (2, "5.3"))
        for name, value in {
            "indicator": code,
            "how_doing": "Assessments are on time.",
            "not_right": "Reviews are late.",
            "trend": "same",
            "sources": "data reading",
            "evidence": "62% (43 of 69) in the audit of May 2026.",
            "next": "Reviews are booked ahead.",
            "grade": "4",
            "grade_words": "Strengths outweigh what should be better.",
        }.items()
    },
    "/capacity/checking": "Each month.",
    "/capacity/helps": "Stable teams.",
    "/capacity/hinders": "Two systems.",
    "/capacity/first_three": "Reviews, plans, visits.",
    "/capacity/agreed_by": "Head of service.",
    "/capacity/agreed_on": "2026-03-02",
}
"""A self-evaluation of two indicators with nothing missing."""


def subject_of(team: Team):
    """The council looked at, with numbers to ring."""
    subject = team.activity.subjects.get(organisation=team.council)
    subject.day_number, subject.night_number = "01632 960 001", "01632 960 002"
    subject.save()
    return subject


def opened_form(team: Team, code: str = "self_evaluation") -> ServiceForm:
    """A form with the service."""
    due = today() + timedelta(weeks=2)
    return open_form(by=team.lead, subject=subject_of(team), code=code, due_on=due)


def written(team: Team, form: ServiceForm, answers: Mapping[str, str] = MappingProxyType(WHOLE)):
    """What the service saved of a form, from a page that showed its last version."""
    form.refresh_from_db()
    return save_form(by=team.manager, form=form, answers=answers, seen=form.version)


def sent_form(team: Team) -> ServiceForm:
    """A self-evaluation that the service submitted."""
    form = opened_form(team)
    written(team, form)
    return submit_form(by=team.manager, form=form)


def with_every_form(team: Team) -> None:
    """Let the activity ask for every form and survey that is shipped."""
    asked = (
        ("position_statement", "service"),
        ("self_evaluation", "service"),
        ("staff_survey", "staff"),
        ("lived_experience_survey", "people"),
    )
    template = replace(TEMPLATE, forms=tuple(Form(code, by) for code, by in asked))
    team.activity.template = as_json(template)
    team.activity.save()


def opened_survey(team: Team, code: str = "staff_survey", invited: int | None = None) -> Survey:
    """A survey that can be answered."""
    until = today() + timedelta(weeks=2)
    return open_survey(by=team.lead, subject=subject_of(team), code=code, until_on=until, invited=invited)


def answered(survey: Survey, many: Iterable[Mapping[str, str]]) -> None:
    """Each of these sets of answers sent once."""
    for answers in many:
        take_answers(survey=survey, answers=answers, number=fresh_number())


def staff(agree: int, disagree: int, more: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    """Sets of answers of staff that answer every question of the survey the same way."""
    instrument = shipped_questionnaires()["staff_survey"].instrument
    asked = [path for path, one in filled(instrument, {}).states.items() if one.asked and is_closed(one.node)]
    names = {"/you/post": "social_worker", "/you/place": "community"}
    return [
        {path: names.get(path, choice) for path in asked} | dict(more or {})
        for choice, count in (("agree", agree), ("disagree", disagree))
        for _ in range(count)
    ]


def voices_of(team: Team) -> dict[str, str]:
    """A form submitted, a survey that is over, and counts brought in: their keys by address."""
    form = sent_form(team)
    survey = opened_survey(team, invited=60)
    answered(survey, staff(24, 8, {"/words/best": "Its people."}))
    close_survey(by=team.lead, survey=survey)
    note = add_note(
        by=team.lead,
        activity=team.activity,
        kind="survey",
        title="Staff survey, run elsewhere",
        on=today(),
        subject=form.subject,
        about="staff_survey",
        counts=COUNTS,
    )
    return {
        "voices:elsewhere": note.key,
        "voices:form": form.key,
        "voices:remarks": survey.key,
        "voices:submit_form": form.key,
        "voices:survey": survey.key,
    }
