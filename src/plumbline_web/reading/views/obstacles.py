"""Records that readers could not read: the lead decides what follows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.reading.actions import ReadingRefused, decide_obstacle
from plumbline_web.reading.forms import DecideForm
from plumbline_web.reading.places import about
from plumbline_web.reading.queries import obstacles_of
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing


@in_activity("replace a record")
def obstacles(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Those that wait, and those decided; the one in the address with its form."""
    found = list(obstacles_of(stands))
    wanted = request.POST.get("obstacle", "")
    form = DecideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        one = next((one for one in found if one.key == wanted), None)
        if one is None:
            form.add_error(None, "That is no longer there. Load the page anew.")
        elif form.is_valid():
            lead = stands.as_role("lead")
            assert lead is not None  # the door asks for it
            try:
                decided = decide_obstacle(by=lead, obstacle=one, **form.cleaned_data)
            except ReadingRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"Decided: {decided.get_state_display().lower()}.")
                return redirect("reading:obstacles", stands.organisation.slug, stands.activity.key)
    waiting = [
        (one, form if one.key == wanted else DecideForm(prefix=None, auto_id=f"id_{one.key}_%s"))
        for one in found
        if one.state == "said"
    ]
    return render(
        request,
        "reading/obstacles.html",
        about(
            stands,
            "reading:obstacles",
            waiting=waiting,
            decided=[one for one in found if one.state != "said"],
            form=form if form.errors else None,
        ),
        status=422 if form.errors else 200,
    )
