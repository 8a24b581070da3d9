"""The notes of an activity: meetings, feedback, forms and surveys, desktop review, what was given out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.scrutiny.survey_file import MOST_BYTES, template_csv
from plumbline_web.people.doors import Refused
from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.models import Note
from plumbline_web.scrutiny.note_forms import NoteForm
from plumbline_web.scrutiny.queries import Standing, stage_now, template_of
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.showing import crumbs, went
from plumbline_web.scrutiny.states import NOTE_KINDS


@in_activity("see notes")
def notes(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Newest first, with a form to add one; none can be changed."""
    activity = stands.activity
    if request.method == "POST" and not stands.may("add a note"):
        raise Refused(refusal("add a note"))
    asked = request.GET.get("kind", "")
    form = NoteForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        template=template_of(activity),
        stages=list(activity.stages.all()),
        now=stage_now(activity),
        subjects=list(activity.subjects.select_related("organisation")),
        initial={"kind": asked if asked in NOTE_KINDS else ""},
    )
    if request.method == "POST" and form.is_valid() and went(form, lambda: _add(stands, form)):
        messages.success(request, "The note is kept.")
        return redirect(request.path)
    found = activity.notes.select_related("stage", "subject__organisation", "by", "survey").order_by(
        "-on", "-id"
    )
    return render(
        request,
        "scrutiny/notes.html",
        {
            "activity": activity,
            "notes": found,
            "adds": stands.may("add a note") and activity.state == "open",
            "form": form,
            "survey_form": template_csv() if "counts" in form.fields else "",
            "breadcrumbs": crumbs(stands),
        },
        status=422 if form.errors else 200,
    )


def _add(stands: Standing, form: NoteForm) -> Note:
    given = form.cleaned_data
    sent = given.get("counts")
    return actions.add_note(
        by=stands.account,
        activity=stands.activity,
        kind=given["kind"],
        title=given["title"],
        on=given["on"],
        text=given["text"],
        stage=form.stages.get(given["stage"]),
        subject=form.subjects.get(given.get("service", "")),
        about=given["code"],
        took_part=given["took_part"],
        counts=sent.read(MOST_BYTES + 1) if sent else None,
    )
