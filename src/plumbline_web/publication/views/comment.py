"""A comment of the service on one paragraph of a draft."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline.publishing.documents import document_from_json
from plumbline_web.people.queries import today
from plumbline_web.publication import actions
from plumbline_web.publication.conditions import why_no_comment
from plumbline_web.publication.forms import CommentForm
from plumbline_web.publication.queries import rounds_in
from plumbline_web.publication.showing import back, blind_page, parts_shown
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import href, went


@in_activity("comment on accuracy")
def comment(request: HttpRequest, stands: Standing, key: str, paragraph: str) -> HttpResponse:
    """The paragraph, and beneath it what is not right in it."""
    if (page := blind_page(request, stands)) is not None:
        return page
    one = get_object_or_404(rounds_in(stands.activity), key=key)
    found = [
        (part, each)
        for part in parts_shown(document_from_json(one.source))
        for each in part["paragraphs"]
        if each["id"] == paragraph
    ]
    if not found:
        raise Http404("The draft has no such paragraph.")
    part, shown = found[0]
    there = href(stands, "publication:round", key=one.key)
    form = CommentForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and went(
            form,
            lambda: actions.comment(
                by=stands.account,
                round=one,
                subject=stands.own[0],
                paragraph=paragraph,
                **form.cleaned_data,
            ),
        )
    ):
        messages.success(request, "The comment is with the team.")
        return redirect(f"{there}#{paragraph}")
    return render(
        request,
        "publication/comment.html",
        {
            "activity": stands.activity,
            "one": one,
            "part": part,
            "paragraph": shown,
            "no_comment": why_no_comment(one, list(one.leaves.all()), today()),
            "form": form,
            "cancel_href": f"{there}#{paragraph}",
            "breadcrumbs": back(
                stands,
                ("Factual accuracy", "publication:accuracy", {}),
                (one.paper.title, "publication:round", {"key": one.key}),
            ),
        },
        status=422 if form.errors else 200,
    )
