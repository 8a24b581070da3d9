"""Ending an activity: closing it when all is done, or stopping it before."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.forms import StopForm
from plumbline_web.scrutiny.models import Opening
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs, href, went


@in_activity("run the activity")
def close(request: HttpRequest, stands: Standing) -> HttpResponse:
    """It is closed where every stage has ended; else it can only be stopped, with a reason."""
    activity = stands.activity
    whole = not activity.stages.exclude(state="ended").exists()
    data = request.POST if request.method == "POST" else None
    form = forms.Form(data) if whole else StopForm(data)

    def verb() -> object:
        if whole:
            return actions.close_activity(by=stands.account, activity=activity)
        return actions.stop_activity(by=stands.account, activity=activity, why=form.cleaned_data["why"])

    if data is not None and form.is_valid() and went(form, verb):
        messages.success(request, "The activity has ended." if whole else "The activity is stopped.")
        return redirect(href(stands, "scrutiny:activity"))
    grants = Opening.objects.filter(subject__activity=activity, state="open").count()
    return render(
        request,
        "scrutiny/close.html",
        {
            "activity": activity,
            "whole": whole,
            "waiting": activity.stages.exclude(state="ended"),
            "form": form,
            "consequences": [
                "From then on it is only read.",
                f"The grants opened for it are closed: {grants} now."
                if grants
                else "No grant is open for it.",
            ],
            "back": href(stands, "scrutiny:activity"),
            "breadcrumbs": crumbs(stands),
        },
        status=422 if form.errors else 200,
    )
