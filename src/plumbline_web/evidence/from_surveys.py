"""Figures from surveys that are over: which there are, and one of them.

A figure of evidence ends up in reports, so it is protected as for those outside the team: none of fewer
answers than a survey shows elsewhere, and no count that would show somebody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from plumbline.scrutiny.quantities import Evidence
from plumbline.scrutiny.surveys import SurveyResults, from_json
from plumbline_web.evidence.conditions import EvidenceNotTaken
from plumbline_web.evidence.figures import WORKED_ID, Choice, Figure, one_line
from plumbline_web.scrutiny.models import Subject
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.voices.filling import instrument_of
from plumbline_web.voices.queries import elsewhere_of, surveys_of
from plumbline_web.voices.results import ShownQuestion, asked_of_some, results_of, shown_results
from plumbline_web.voices.rules import least_for

POSITIVE = "positive"


@dataclass(frozen=True)
class SurveyOver:
    """A survey that is over, run here or elsewhere, with what may be shown of it."""

    key: str
    title: str
    subject: Subject | None
    first: date | None
    last: date | None
    results: SurveyResults
    questions: tuple[ShownQuestion, ...]


def surveys_over(stands: Standing) -> list[SurveyOver]:
    """The surveys of an activity that are over, and those whose counts were brought in."""
    least = least_for(in_team=False)
    found = []
    for one in surveys_of(stands):
        if not one.is_open:
            counts = results_of(one)
            shown = shown_results(counts, least, asked_of_some(instrument_of(one.form)))
            opened = timezone.localdate(one.opened_at)
            last = one.closed_on or one.until_on
            found.append(SurveyOver(one.key, one.title, one.subject, opened, last, counts, shown.questions))
    for note in elsewhere_of(stands):
        counts = from_json(note.survey.results)
        questions = shown_results(counts, least).questions
        found.append(SurveyOver(note.key, note.title, note.subject, None, note.on, counts, questions))
    return found


def choices_of(found: list[SurveyOver], several: bool) -> list[tuple[str, list[Choice]]]:
    """Each answer whose count may be shown, under its survey. several: whether to name the service."""
    groups = []
    for one in found:
        name = f"{one.title}, {one.subject.organisation.name}" if several and one.subject else one.title
        choices = []
        for at, question in enumerate(one.questions):
            if question.hidden:
                continue
            positive = one.results.questions[at].positive
            base = f"of {question.answered}"
            if positive is not None:
                label = f"{question.words}: positive, {positive} {base}"
                choices.append(Choice(f"{one.key} {at} {POSITIVE}", one_line(label, 300)))
            choices.extend(
                Choice(
                    f"{one.key} {at} {number}",
                    one_line(f"{question.words}: {option.words}, {option.count} {base}", 300),
                )
                for number, option in enumerate(question.options)
                if option.count is not None and not option.outside
            )
        if choices:
            groups.append((name, choices))
    return groups


def figure_of(stands: Standing, *, chosen: str) -> tuple[Figure, Subject | None]:
    """One answer of one survey, and the service it speaks of. chosen: the value of a choice.

    Raises EvidenceNotTaken where there is no such answer, or too few gave it for it to be shown.
    """
    refused = EvidenceNotTaken(
        "There is no such answer, or too few gave it for it to be shown. Choose another."
    )
    key, _, rest = chosen.partition(" ")
    at, _, answer = rest.partition(" ")
    one = next((each for each in surveys_over(stands) if each.key == key), None)
    if one is None or not at.isdigit() or int(at) >= len(one.questions) or one.questions[int(at)].hidden:
        raise refused
    question, counts = one.questions[int(at)], one.results.questions[int(at)]
    if answer == POSITIVE:
        x, words = counts.positive, "positive"
    elif answer.isdigit() and int(answer) < len(question.options):
        option = question.options[int(answer)]
        x, words = (None if option.outside else option.count), option.words
    else:
        raise refused
    if x is None:
        raise refused
    whose = one.subject.organisation.name if one.subject else "all services looked at"
    source = (
        f"{one.title}, {whose}: {one.results.returned} answered; question “{question.words}”, "
        f"answer “{words}”"
    )
    title = f"{question.words}: {words}"
    return (
        Figure(
            title=one_line(title, 200),
            quantity=Evidence(
                WORKED_ID,
                "survey",
                one_line(source, 500),
                one_line(title, 300),
                x=x,
                n=question.answered,
                noun="people who answered",
                question=f"survey {one.key} {at}",
            ),
            origin={"of": "survey", "survey": one.key, "question": int(at), "answer": answer},
            speaks_from=one.first,
            speaks_until=one.last,
        ),
        one.subject,
    )
