"""The team's answer to a comment of the service."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline.publishing.documents import document_from_json
from plumbline_web.publication import actions
from plumbline_web.publication.forms import AnswerForm
from plumbline_web.publication.models import Comment
from plumbline_web.publication.showing import ANSWER_COLOURS, back, blind_page, parts_shown
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import href, went


@in_activity("write the report")
def answer(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """The paragraph, the comment, every earlier answer, and the form for one."""
    if (page := blind_page(request, stands)) is not None:
        return page
    found = Comment.objects.filter(round__paper__activity=stands.activity).select_related(
        "round__paper__activity__organisation", "subject__organisation", "by"
    )
    one = get_object_or_404(found, key=key)
    there = href(stands, "publication:round", key=one.round.key)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and went(form, lambda: actions.answer(by=stands.account, comment=one, **form.cleaned_data))
    ):
        messages.success(request, "The comment is answered.")
        return redirect(f"{there}#{one.paragraph}")
    parts = parts_shown(document_from_json(one.round.source))
    part, shown = next(
        (part, each) for part in parts for each in part["paragraphs"] if each["id"] == one.paragraph
    )
    return render(
        request,
        "publication/answer.html",
        {
            "activity": stands.activity,
            "one": one,
            "part": part,
            "paragraph": shown,
            "answers": [(each, ANSWER_COLOURS[each.outcome]) for each in one.answers.select_related("by")],
            "can": one.round.is_open and one.withdrawn_at is None and stands.activity.state == "open",
            "form": form,
            "cancel_href": f"{there}#{one.paragraph}",
            "breadcrumbs": back(
                stands,
                ("Factual accuracy", "publication:accuracy", {}),
                (one.round.paper.title, "publication:round", {"key": one.round.key}),
            ),
        },
        status=422 if form.errors else 200,
    )
