"""A record that cannot be read: its reader says so."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline_web.reading.actions import ReadingRefused, say_obstacle
from plumbline_web.reading.doors import of_own_reading
from plumbline_web.reading.forms import ObstacleForm
from plumbline_web.reading.models import Reading
from plumbline_web.reading.places import about_reading
from plumbline_web.scrutiny.queries import Standing


@of_own_reading
def obstacle(request: HttpRequest, stands: Standing, one: Reading) -> HttpResponse:
    """What is wrong, and what was found; the lead decides."""
    form = ObstacleForm(request.POST if request.method == "POST" else None)
    address = (stands.organisation.slug, stands.activity.key)
    if request.method == "POST" and form.is_valid():
        try:
            say_obstacle(by=stands.account, reading=one, **form.cleaned_data)
        except ReadingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The lead is told. Go on with another record until they have decided.")
            return redirect("reading:queue", *address)
    return render(
        request,
        "reading/obstacle.html",
        about_reading(
            stands, one.key, reading=one, form=form, back=reverse("reading:reading", args=[*address, one.key])
        ),
        status=422 if form.errors else 200,
    )
