"""A submitted reading as the lead sees it, who may return it with a comment."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people.doors import Refused
from plumbline_web.reading.actions import ReadingRefused, return_reading, take_up_reading
from plumbline_web.reading.forms import ReturnForm
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.places import about
from plumbline_web.reading.queries import submitted_to_see
from plumbline_web.reading.showing import shown
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.rules import refusal


@in_activity("see the reading")
def submitted_reading(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """What was submitted. Whoever has records to read themselves first sees nothing of it."""
    one = submitted_to_see(stands, key)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not stands.may("deal records"):
            raise Refused(refusal("deal records"))
        if form.is_valid():
            try:
                return_reading(by=stands.account, reading=one, comment=form.cleaned_data["comment"])
            except ReadingRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, "The reading is returned, with your comment.")
                return redirect(
                    "reading:submitted_reading", stands.organisation.slug, stands.activity.key, one.key
                )
    else:
        one = take_up_reading(by=stands.account, reading=one)
    move = one.moves.exclude(answers=None).last()
    in_use = form_in_use(one.instrument.key)
    answers = move.answers if move is not None else {}
    return render(
        request,
        "reading/submitted_reading.html",
        about(
            stands,
            reading=one,
            record=one.record if one.record.draw.subject_id in stands.named else None,
            subject=one.record.draw.subject,
            parts=shown(in_use, in_use.filled(answers), answers={}, record=one.record),
            move=move,
            moves=one.moves.select_related("by"),
            form=form,
            may_return=stands.may("deal records") and one.state == "submitted",
        ),
        status=422 if form.errors else 200,
    )
