"""Rounds of factual accuracy: for the service the drafts to comment on, for the team where each stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.people.queries import today
from plumbline_web.publication.conditions import comments_until
from plumbline_web.publication.queries import counted_comments, rounds_in
from plumbline_web.publication.showing import blind_page
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs
from plumbline_web.writing.models import Paper


@in_activity("see factual accuracy")
def accuracy(request: HttpRequest, stands: Standing) -> HttpResponse:
    """The newest first. The lead shows a draft to the service from here."""
    if (page := blind_page(request, stands)) is not None:
        return page
    rounds = list(rounds_in(stands.activity))
    counts = counted_comments(stands, rounds)
    shown = [
        {
            "one": one,
            "until": comments_until(one, one.leaves.all()),
            "over": one.is_open and comments_until(one, one.leaves.all()) < today(),
            "comments": counts.get(one.pk, (0, 0))[0],
            "unanswered": counts.get(one.pk, (0, 0))[1],
        }
        for one in rounds
    ]
    runs = stands.may("run the accuracy round") and stands.activity.state == "open"
    drafts = Paper.objects.filter(activity=stands.activity, state="draft") if runs else []
    return render(
        request,
        "publication/accuracy.html",
        {
            "activity": stands.activity,
            "rounds": shown,
            "drafts": list(drafts),
            "runs": runs,
            "comments_here": stands.may("comment on accuracy"),
            "breadcrumbs": crumbs(stands),
        },
    )
