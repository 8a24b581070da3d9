"""The services that an activity looks at: told when, which run, whom to ring, and which grants."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.people.conditions import grant_state
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing, subjects_of
from plumbline_web.scrutiny.showing import crumbs


@in_activity("see the activity")
def services(request: HttpRequest, stands: Standing) -> HttpResponse:
    """One row a service; a service sees its own alone."""
    rows = list(subjects_of(stands).prefetch_related("openings__to", "openings__grant"))
    for one in rows:
        one.open_to = [
            opening.to.name
            for opening in one.openings.all()
            if opening.grant and grant_state(opening.grant, today()) == "open"
        ]
        one.asked = [opening.to.name for opening in one.openings.all() if opening.state == "asked"]
    return render(
        request,
        "scrutiny/services.html",
        {"stands": stands, "activity": stands.activity, "services": rows, "breadcrumbs": crumbs(stands)},
    )
