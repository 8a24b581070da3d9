"""Opening an activity: of which kind, under which title, looking at which services."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.forms import OpenForm
from plumbline_web.scrutiny.kinds import judged_by


@needs("open an activity")
def open_activity(request: HttpRequest, seen: Access) -> HttpResponse:
    """Whoever opens it becomes its lead."""
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        organisation=seen.organisation,
        initial={"kind": request.GET.get("kind", "")},
    )
    if request.method == "POST" and form.is_valid():
        template = form.kinds[form.cleaned_data["kind"]].template
        framework, scale = judged_by(template, seen.organisation)
        try:
            made = actions.open_activity(
                by=seen.account,
                organisation=seen.organisation,
                title=form.cleaned_data["title"],
                template=template,
                framework=framework,
                scale=scale,
                subjects=[form.services[slug] for slug in form.cleaned_data["services"]],
            )
        except actions.ScrutinyRefused as refused:
            form.add_error("services", str(refused))
        else:
            messages.success(request, "The activity is open, and you lead it.")
            return redirect("scrutiny:activity", organisation=seen.organisation.slug, activity=made.key)
    return render(
        request,
        "scrutiny/open_activity.html",
        {
            "form": form,
            "breadcrumbs": [("Scrutiny", reverse("scrutiny:activities", args=[seen.organisation.slug]))],
        },
        status=422 if form.errors else 200,
    )
