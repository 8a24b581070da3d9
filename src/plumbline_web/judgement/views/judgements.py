"""The judgements of an activity: each indicator with its findings, evaluation and what stands in the way."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.judgement.asked import Asked
from plumbline_web.judgement.doors import judging
from plumbline_web.judgement.kept import panel_of
from plumbline_web.judgement.obstacles import Held
from plumbline_web.judgement.showing import (
    STATE_COLOURS,
    evaluation_href,
    grade_of,
    page_href,
    service_asked_for,
    under_questions,
)
from plumbline_web.judgement.states import EVALUATION_WORDS, STATEMENTS_SAID
from plumbline_web.scrutiny.models import Subject
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs


@judging("see judgements")
def judgements(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Indicators under their key questions, for one service; and what is said to it."""
    held = Held(stands.activity)
    subject, service_form = service_asked_for(request, held)
    rows = {one.code: _row(stands, held, subject, one) for one in held.asked}
    judged = [rows[one.code] for one in held.asked if one.judged]
    return render(
        request,
        "judgement/judgements.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "service": subject,
            "service_form": service_form,
            "groups": [
                (question, [rows[one.code] for one in each]) for question, each in under_questions(held.asked)
            ],
            "judged": len(judged),
            "settled": sum(one["state"] == "settled" for one in judged),
            "in_the_way": sum(one["in_the_way"] for one in judged),
            "graded": held.scale is not None,
            "own": any(one["own"] for one in judged),
            "said": [(words, len(held.statements[kind])) for kind, words in STATEMENTS_SAID.items()],
            "panel": panel_of(stands.activity),
            "panel_seen": stands.may("sit on the panel"),
            "statements_href": page_href(stands, "statements"),
            "panel_href": page_href(stands, "panel"),
            "breadcrumbs": crumbs(stands),
        },
    )


def _row(stands: Standing, held: Held, subject: Subject, asked: Asked) -> dict[str, Any]:
    """What the list says of one indicator."""
    findings = held.findings_under(asked.code, subject)
    evaluation, version = held.evaluation(subject, asked.code)
    _, own = held.evaluation(subject, asked.code, "service")
    state = evaluation.state if evaluation and version else ""
    found = held.left_in_the_way(subject, asked) if asked.judged else ()
    grade = grade_of(held.scale, version.grade) if version else None
    own_grade = grade_of(held.scale, own.grade) if own else None
    return {
        "asked": asked,
        "href": evaluation_href(stands, held, subject, asked.code),
        "strengths": sum(one.kind == "strength" for _, one in findings),
        "weaknesses": sum(one.kind == "weakness" for _, one in findings),
        "state": state,
        "words": EVALUATION_WORDS.get(state, "Not written yet"),
        "colour": STATE_COLOURS[state],
        "grade": grade.word if grade else "",
        "own": (own_grade.word if own_grade else "Written") if own else "",
        "apart": bool(grade and own_grade and grade.value != own_grade.value),
        "in_the_way": len(found),
        "first": found[0].text if found else "",
    }
