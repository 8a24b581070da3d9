"""Showing a draft to the service, to be commented on until a day."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people.queries import today
from plumbline_web.publication.actions import open_round as begin
from plumbline_web.publication.forms import OpenRoundForm
from plumbline_web.publication.models import Round
from plumbline_web.publication.showing import back, blind_page, paper_called
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import href, went

WEEKS = 2
"""Proposed for comments; the lead chooses."""


@in_activity("run the accuracy round")
def open_round(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """The service sees the draft as it stands at this moment; later changes to the text do not show there."""
    if (page := blind_page(request, stands)) is not None:
        return page
    paper = paper_called(stands, key)
    form = OpenRoundForm(
        request.POST if request.method == "POST" else None,
        initial={"comment_by": today() + timedelta(weeks=WEEKS)},
    )
    made: list[Round] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and went(form, lambda: made.append(begin(by=stands.account, paper=paper, **form.cleaned_data)))
    ):
        messages.success(request, "The service sees the draft now.")
        return redirect(href(stands, "publication:round", key=made[0].key))
    return render(
        request,
        "publication/open_round.html",
        {
            "activity": stands.activity,
            "paper": paper,
            "services": [one.organisation.name for one in stands.activity.subjects.all()],
            "can": paper.state == "draft" and stands.activity.state == "open",
            "form": form,
            "preview_href": href(stands, "publication:preview", key=paper.key) + "?for=anyone",
            "cancel_href": href(stands, "publication:accuracy"),
            "breadcrumbs": back(stands, ("Factual accuracy", "publication:accuracy", {})),
        },
        status=422 if form.errors else 200,
    )
