"""The notes on a record's questions, and adding one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline_web.reading.actions import ReadingRefused, add_note, values_of
from plumbline_web.reading.doors import of_own_reading
from plumbline_web.reading.forms import NoteForm
from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.models import Reading
from plumbline_web.reading.places import about_reading
from plumbline_web.reading.queries import notes_seen
from plumbline_web.reading.showing import shown
from plumbline_web.scrutiny.queries import Standing


@of_own_reading
def notes(request: HttpRequest, stands: Standing, one: Reading) -> HttpResponse:
    """One's own notes, and others' once all have submitted; by question, oldest first."""
    in_use = form_in_use(one.instrument.key)
    parts = shown(in_use, in_use.filled(values_of(one)), answers={})
    asked = [node for part in parts for node in part.node.questions() if node.asked]
    form = NoteForm(
        request.POST if request.method == "POST" else None,
        questions=[(node.path, node.label) for node in asked],
        initial={"question": request.GET.get("question", "")},
    )
    page = reverse("reading:notes", args=[stands.organisation.slug, stands.activity.key, one.key])
    if request.method == "POST" and form.is_valid():
        try:
            add_note(
                by=one.reader,
                record=one.record,
                instrument=one.instrument,
                path=form.cleaned_data["question"],
                text=form.cleaned_data["text"],
            )
        except ReadingRefused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, "The note is kept.")
            return redirect(page)
    seen = list(notes_seen(stands, one.record))
    threads = [(node, [note for note in seen if note.path == node.path]) for node in asked]
    known = {node.path for node in asked}
    return render(
        request,
        "reading/notes.html",
        about_reading(
            stands,
            one.key,
            reading=one,
            threads=[(node.label, found) for node, found in threads if found],
            elsewhere=[note for note in seen if note.path not in known],
            form=form,
            back=reverse("reading:reading", args=[stands.organisation.slug, stands.activity.key, one.key]),
        ),
        status=422 if form.errors else 200,
    )
