"""Opening a form for a service, or a survey."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.scrutiny.activity_form import FILLED_BY, FORMS
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing, subjects_of, template_of
from plumbline_web.scrutiny.showing import crumbs, href, went
from plumbline_web.voices import actions
from plumbline_web.voices.filling import filled
from plumbline_web.voices.forms import OpenServiceForm, OpenSurvey
from plumbline_web.voices.questionnaires import shipped_questionnaires
from plumbline_web.voices.showing import shown


@in_activity("open forms")
def open_one(request: HttpRequest, stands: Standing, code: str) -> HttpResponse:
    """The lead says until when, and reads what is asked before opening it."""
    wanted = next((one for one in template_of(stands.activity).forms if one.code == code), None)
    if wanted is None or code not in shipped_questionnaires():
        raise Http404("This activity has no such form or survey.")
    is_survey = wanted.filled_by != "service"
    make = OpenSurvey if is_survey else OpenServiceForm
    form = make(request.POST or None, subjects=list(subjects_of(stands)))
    opened: list[str] = []

    def do() -> None:
        given = form.cleaned_data
        if is_survey:
            made = actions.open_survey(
                by=stands.account,
                subject=form.subject,
                code=code,
                until_on=given["until_on"],
                invited=given["invited"],
            )
            opened.append(href(stands, "voices:survey", key=made.key))
        else:
            actions.open_form(by=stands.account, subject=form.subject, code=code, due_on=given["due_on"])
            opened.append(href(stands, "voices:forms"))

    if request.method == "POST" and form.is_valid() and went(form, do):
        messages.success(
            request,
            "The survey is open. Give its link to those who are invited."
            if is_survey
            else "The form is open. The service’s managers find it in this activity.",
        )
        return redirect(opened[0])
    one = shipped_questionnaires()[code]
    return render(
        request,
        "voices/open_one.html",
        {
            "activity": stands.activity,
            "title": FORMS[code].capitalize(),
            "by": FILLED_BY[wanted.filled_by],
            "about": one.about,
            "is_survey": is_survey,
            "form": form,
            "parts": shown(filled(one.instrument, {})),
            "breadcrumbs": [*crumbs(stands), ("Forms and surveys", href(stands, "voices:forms"))],
        },
        status=422 if form.errors else 200,
    )
