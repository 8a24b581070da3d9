"""Publishing a paper: what stands in the way, whom the edition is for, and how far its making is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people.models import Organisation
from plumbline_web.publication.actions import ask_to_publish
from plumbline_web.publication.composing import composed
from plumbline_web.publication.forms import PublishForm
from plumbline_web.publication.models import Edition
from plumbline_web.publication.queries import editions_of, makings_of
from plumbline_web.publication.readiness import in_the_way
from plumbline_web.publication.showing import back, blind_page, paper_called
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import href, went


@in_activity("publish")
def publish(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """Everything in the way at once; with nothing in it, the form."""
    if (page := blind_page(request, stands)) is not None:
        return page
    paper = paper_called(stands, key)
    last = editions_of(paper).first()
    form = PublishForm(
        request.POST if request.method == "POST" else None,
        national=paper.activity.organisation.kind == Organisation.NATIONAL,
        further=last is not None,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if went(
            form,
            lambda: ask_to_publish(
                by=stands.account,
                paper=paper,
                public=given["audience"] == "public",
                at_address=given.get("address", False),
                why=given.get("why", ""),
            ),
        ):
            messages.success(request, "The edition is being made.")
            return redirect(request.path)
    making = makings_of(paper).first()
    working = making is not None and making.is_under_way
    made = composed(paper, protect=True)
    return render(
        request,
        "publication/publish.html",
        {
            "activity": stands.activity,
            "paper": paper,
            "last": last,
            "making": making,
            "working": working,
            "done": Edition.objects.filter(key=making.key).first() if making is not None else None,
            "open": stands.activity.state == "open",
            "reasons": [] if working else in_the_way(paper, made),
            "left_out": made.left_out,
            "no_round": paper.kind == "report" and not paper.rounds.exists(),
            "form": form,
            "preview_href": href(stands, "publication:preview", key=paper.key),
            "breadcrumbs": back(stands, ("Published", "publication:editions", {})),
        },
        status=422 if form.errors else 200,
    )


@in_activity("publish")
def progress(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """How far the making is; when it is over the page is loaded anew."""
    paper = paper_called(stands, key)
    making = makings_of(paper).first()
    if making is None or not making.is_under_way:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(
        request,
        "publication/progress.html",
        {"activity": stands.activity, "paper": paper, "making": making},
    )
