"""Submitting a reading, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from plumbline_web.reading.actions import ReadingRefused, submit_reading, values_of, withdraw_reading
from plumbline_web.reading.doors import of_own_reading
from plumbline_web.reading.forms_in_use import UNANSWERED, form_in_use, text_in
from plumbline_web.reading.models import Reading
from plumbline_web.reading.places import about_reading
from plumbline_web.reading.showing import element_id
from plumbline_web.scrutiny.languages import language_of
from plumbline_web.scrutiny.queries import Standing


@of_own_reading
def submit(request: HttpRequest, stands: Standing, one: Reading) -> HttpResponse:
    """What is still missing, with links; with nothing missing, the button that submits."""
    if one.state == "submitted":
        return redirect("reading:reading", stands.organisation.slug, stands.activity.key, one.key)
    if request.method == "POST":
        try:
            submit_reading(by=stands.account, reading=one)
        except ReadingRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "The reading is submitted.")
            return redirect("reading:queue", stands.organisation.slug, stands.activity.key)
    form = form_in_use(one.instrument.key, language_of(request))
    filled = form.filled(values_of(one))
    language = form.instrument.default_language
    left = [
        {
            "id": element_id(state.path),
            "label": text_in(state.labels, language) or state.node.name,
            "why": "Not answered"
            if state.violation.kind in UNANSWERED
            else text_in(state.violation.message, language),
        }
        for state in filled.left
    ]
    open_ones = sum(
        state.asked and not state.answered and not state.required
        for state in filled.evaluated.states.values()
    )
    return render(
        request,
        "reading/submit.html",
        about_reading(
            stands, one.key, reading=one, left=left, answered=len(filled.submitted), optional=open_ones
        ),
    )


@of_own_reading
@require_POST
def withdraw(request: HttpRequest, stands: Standing, one: Reading) -> HttpResponse:
    """Take a submitted reading back, as long as nobody works with it."""
    try:
        withdraw_reading(by=stands.account, reading=one)
    except ReadingRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The reading is yours again. Submit it when you have done.")
    return redirect("reading:reading", stands.organisation.slug, stands.activity.key, one.key)
