"""Checking a form and submitting it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline_web.scrutiny.conditions import ScrutinyRefused
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs, href
from plumbline_web.voices import actions
from plumbline_web.voices.filling import MISSING, filled, instrument_of
from plumbline_web.voices.queries import answers_of, forms_of, speaks_for
from plumbline_web.voices.showing import element_id, label_of, text_in


@in_activity("fill in a form")
def submit_form(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """What is still missing, with links; with nothing missing, the button that submits."""
    one = get_object_or_404(forms_of(stands), key=key)
    if not speaks_for(stands, one):
        raise Http404("This form is for another service.")
    there = href(stands, "voices:form", key=one.key)
    if one.state not in ("open", "returned"):
        return redirect(there)
    if request.method == "POST":
        try:
            actions.submit_form(by=stands.account, form=one)
        except (actions.VoicesRefused, ScrutinyRefused) as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "The form is submitted. The lead can read it now.")
            return redirect(there)
    evaluated = filled(instrument_of(one.form), answers_of(one))
    left = [
        {
            "href": f"{there}#{element_id(state.path)}",
            "label": label_of(evaluated, state),
            "where": _part(state.path),
            "why": "Not answered"
            if state.violation.kind in MISSING and not state.answered
            else text_in(evaluated, state.violation.message),
        }
        for state in evaluated.violations
        if state.violation is not None
    ]
    asked = [state for state in evaluated.states.values() if state.asked]
    return render(
        request,
        "voices/submit_form.html",
        {
            "activity": stands.activity,
            "one": one,
            "left": left,
            "answered": sum(state.answered for state in asked),
            "optional": sum(not state.answered and not state.required for state in asked),
            "back": there,
            "breadcrumbs": [
                *crumbs(stands),
                ("Forms and surveys", href(stands, "voices:forms")),
                (one.title, there),
            ],
        },
    )


def _part(path: str) -> str:
    """Which of several parts a question is in: its number, where it has one."""
    number = path.partition("[")[2].partition("]")[0]
    return f"part {number}" if number else ""
