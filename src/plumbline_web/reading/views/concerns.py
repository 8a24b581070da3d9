"""Concerns for somebody's safety, as the lead and the service receive them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.reading.actions import (
    ReadingRefused,
    close_concern,
    note_concern,
    receive_concern,
    see_concern,
)
from plumbline_web.reading.forms import StepForm
from plumbline_web.reading.places import about
from plumbline_web.reading.queries import concerns_of
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing


@in_activity("see concerns")
def concerns(request: HttpRequest, stands: Standing) -> HttpResponse:
    """All of them, those that nobody received yet first."""
    found = sorted(concerns_of(stands), key=lambda one: one.state != "raised")
    return render(
        request,
        "reading/concerns.html",
        about(stands, "reading:concerns", concerns=found),
    )


@in_activity("receive a concern")
def concern(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """One concern: what it is, who has seen it, and what was done. To open it is noted."""
    one = concerns_of(stands).filter(key=key).first() if key.isalnum() else None
    if one is None:
        raise Http404("There is no such concern, or it is not about your service.")
    form = StepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        what = request.POST.get("what", "")
        try:
            if what == "receive":
                receive_concern(by=stands.account, concern=one)
                messages.success(request, "You have received it. The reader sees that.")
            elif form.is_valid():
                verb = close_concern if what == "close" else note_concern
                verb(by=stands.account, concern=one, text=form.cleaned_data["text"])
                messages.success(request, "It is kept.")
            if not form.errors or what == "receive":
                return redirect("reading:concern", stands.organisation.slug, stands.activity.key, one.key)
        except ReadingRefused as refused:
            messages.error(request, str(refused))
            return redirect("reading:concern", stands.organisation.slug, stands.activity.key, one.key)
    else:
        see_concern(by=stands.account, concern=one)
    outside = stands.as_role("lead") is None
    return render(
        request,
        "reading/concern.html",
        about(
            stands,
            "reading:concerns",
            concern=one,
            subject=one.record.draw.subject,
            steps=one.steps.select_related("by"),
            # No reader is named outside the team.
            by=f"Reader {one.raised_by.number}" if outside else one.raised_by.account.name,
            form=form,
        ),
        status=422 if form.is_bound and form.errors else 200,
    )
