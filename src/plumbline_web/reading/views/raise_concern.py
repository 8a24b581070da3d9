"""Raising a concern for somebody's safety. Nothing on this page has to be filled in."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.reading.actions import raise_concern as raise_it
from plumbline_web.reading.forms import ConcernForm
from plumbline_web.reading.places import about
from plumbline_web.reading.queries import concerns_raised_by, record_to_speak_of
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing

NO_MAIL = (
    "It is kept, and shown on the pages of the lead and the service when they next open one. No e-mail "
    "went out: ring now, if you have not."
)


@in_activity("raise a concern")
def raise_concern(request: HttpRequest, stands: Standing, record: str) -> HttpResponse:
    """Ring first: the numbers. Then send, with or without words."""
    there = record_to_speak_of(stands, record)
    form = ConcernForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form.is_valid()
        by = stands.as_role("reader", "lead", "settler")
        assert by is not None  # the door asks for it
        kept = form.cleaned_data
        made = raise_it(
            by=by,
            record=there,
            # Too long a text is cut by nobody: what the form would refuse is sent all the same.
            text=kept.get("text", request.POST.get("text", "")),
            rung=kept.get("rung", request.POST.get("rung", "")),
        )
        if made.steps.filter(what="told").exists():
            messages.success(request, "Sent to the lead and the service, and shown on their pages.")
        else:
            messages.warning(request, NO_MAIL)
        return redirect("reading:own_concerns", stands.organisation.slug, stands.activity.key)
    return render(
        request,
        "reading/raise_concern.html",
        about(stands, record=there, subject=there.draw.subject, form=form, has_mail=settings.HAS_MAIL),
    )


@in_activity("raise a concern")
def own_concerns(request: HttpRequest, stands: Standing) -> HttpResponse:
    """What this person raised, who has seen it, and for how long nobody has received it."""
    return render(
        request,
        "reading/own_concerns.html",
        about(stands, concerns=concerns_raised_by(stands)),
    )
