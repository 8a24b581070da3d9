"""What a survey that was run elsewhere came to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from plumbline.scrutiny.surveys import from_json
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs, href
from plumbline_web.voices.queries import elsewhere_of, in_team
from plumbline_web.voices.results import shown_results
from plumbline_web.voices.rules import least_for


@in_activity("see forms")
def elsewhere(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """The counts that were brought in, shown as those of a survey run here."""
    one = get_object_or_404(elsewhere_of(stands), key=key)
    return render(
        request,
        "voices/elsewhere.html",
        {
            "activity": stands.activity,
            "one": one,
            "results": shown_results(from_json(one.survey.results), least_for(in_team(stands))),
            "breadcrumbs": [*crumbs(stands), ("Forms and surveys", href(stands, "voices:forms"))],
        },
    )
