"""One note whole; for a survey, what it came to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from plumbline.scrutiny.surveys import from_json, return_sentence
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.note_forms import abouts_of
from plumbline_web.scrutiny.queries import Standing, template_of
from plumbline_web.scrutiny.showing import crumbs, href, there


@in_activity("see notes")
def note(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """What was written, as it was written."""
    found = stands.activity.notes.select_related("stage", "subject__organisation", "by", "survey")
    one = get_object_or_404(found, key=key)
    survey = getattr(one, "survey", None)
    results = from_json(survey.results) if survey else None
    return render(
        request,
        "scrutiny/note.html",
        {
            "activity": stands.activity,
            "one": one,
            "about": abouts_of(template_of(stands.activity)).get(f"{one.kind}:{one.about}", one.about),
            "returned": return_sentence(results) if results else "",
            # Small groups are protected where surveys are shown, which is above this room.
            "counts_href": there(stands, "voices:elsewhere", key=one.key) if results else "",
            "breadcrumbs": [*crumbs(stands), ("Notes", href(stands, "scrutiny:notes"))],
        },
    )
