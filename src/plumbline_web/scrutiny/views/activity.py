"""One activity: where it stands, what is next, who waits for whom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing, stage_now
from plumbline_web.scrutiny.showing import STAGE_COLOURS, href


@in_activity("see the activity")
def activity(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Its stages, planned and actual, and its services."""
    stages = list(stands.activity.stages.all())
    return render(
        request,
        "scrutiny/activity.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "tasks": [
                {
                    "label": one.title,
                    "href": href(stands, "scrutiny:stage", code=one.code),
                    "status": one.get_state_display(),
                    "colour": STAGE_COLOURS[one.state],
                }
                for one in stages
            ],
            "now": stage_now(stands.activity),
            "subjects": stands.activity.subjects.select_related("organisation"),
        },
    )
