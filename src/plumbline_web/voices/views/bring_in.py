"""Bringing in the counts of a survey that was run elsewhere, and the form they come in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.scrutiny.activity_form import FORMS
from plumbline.scrutiny.survey_file import COUNTS_AS, template_csv
from plumbline_web.scrutiny.actions import add_note
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing, subjects_of, template_of
from plumbline_web.scrutiny.showing import crumbs, href, went
from plumbline_web.voices.forms import BringInForm


@in_activity("open forms")
def bring_in(request: HttpRequest, stands: Standing) -> HttpResponse:
    """The closed form is checked as a whole; every fault is named with its line."""
    codes = [
        (one.code, FORMS[one.code].capitalize())
        for one in template_of(stands.activity).forms
        if one.filled_by != "service"
    ]
    form = BringInForm(
        request.POST or None, request.FILES or None, subjects=list(subjects_of(stands)), codes=codes
    )
    made: list[str] = []

    def do() -> None:
        given = form.cleaned_data
        note = add_note(
            by=stands.account,
            activity=stands.activity,
            kind="survey",
            title=f"{FORMS[given['code']].capitalize()}, run elsewhere",
            on=given["on"],
            subject=form.subject,
            about=given["code"],
            counts=given["counts"].read(),
        )
        made.append(note.key)

    if request.method == "POST" and form.is_valid() and went(form, do, "counts"):
        messages.success(request, "The counts are brought in.")
        return redirect(href(stands, "voices:elsewhere", key=made[0]))
    return render(
        request,
        "voices/bring_in.html",
        {
            "activity": stands.activity,
            "form": form,
            "codes": codes,
            "counts_as": {code or "nothing": words for code, words in COUNTS_AS.items()},
            "breadcrumbs": [*crumbs(stands), ("Forms and surveys", href(stands, "voices:forms"))],
        },
        status=422 if form.errors else 200,
    )


@in_activity("open forms")
def counts_template(request: HttpRequest, stands: Standing) -> HttpResponse:
    """The closed form with one made-up question."""
    answer = HttpResponse(template_csv(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="survey-counts.csv"'
    return answer
