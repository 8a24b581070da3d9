"""One round: the draft as the service sees it, paragraph by paragraph, with comments and their answers."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline.errors import PlumblineError
from plumbline.publishing.documents import document_from_json
from plumbline_web.audit.actions import record
from plumbline_web.people.doors import Refused
from plumbline_web.people.queries import today
from plumbline_web.publication import actions
from plumbline_web.publication.conditions import comments_until, why_no_comment
from plumbline_web.publication.files import MAKERS
from plumbline_web.publication.forms import LeaveForm
from plumbline_web.publication.models import Round
from plumbline_web.publication.queries import comments_seen, rounds_in, services_waited_for
from plumbline_web.publication.showing import back, blind_page, called, file_answer, parts_shown
from plumbline_web.publication.states import FILES
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.showing import went

ACTS = {
    "withdraw": "comment on accuracy",
    "finish": "comment on accuracy",
    "close": "run the accuracy round",
    "leave": "run the accuracy round",
}
"""The name of a button -> what somebody must be allowed to do."""


@in_activity("see factual accuracy")
def round(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """The service comments, and says when it has finished; the team answers; the lead closes it."""
    if (page := blind_page(request, stands)) is not None:
        return page
    one = get_object_or_404(rounds_in(stands.activity), key=key)
    sent = next((name for name in ACTS if name in request.POST), "")
    leave = LeaveForm(request.POST if sent == "leave" else None)
    if request.method == "POST" and sent:
        if not stands.may(ACTS[sent]):
            raise Refused(refusal(ACTS[sent]))
        if sent == "leave":
            if leave.is_valid() and went(
                leave, lambda: actions.give_leave(by=stands.account, round=one, **leave.cleaned_data)
            ):
                messages.success(request, "Later comments are taken now.")
                return redirect(request.path)
        else:
            return _done(request, stands, one, sent)
    return _page(request, stands, one, leave, status=422 if leave.errors else 200)


@in_activity("see factual accuracy")
def round_file(request: HttpRequest, stands: Standing, key: str, name: str) -> HttpResponse:
    """The draft of the round as a file, marked on each page. That it was taken is written down."""
    if (page := blind_page(request, stands)) is not None:
        return page
    one = get_object_or_404(rounds_in(stands.activity), key=key)
    if name not in MAKERS:
        raise Http404("A draft has no such file.")
    try:
        content = MAKERS[name](document_from_json(one.source))
    except PlumblineError as fault:
        return _page(request, stands, one, LeaveForm(), fault=str(fault), status=422)
    record(
        "took draft",
        by=stands.account,
        organisation=stands.organisation.slug,
        subject=f"activity:{stands.activity.key}",
        paper=one.paper.key,
        round=one.number,
        format=name,
    )
    return file_answer(content, name, called(one.paper, f"draft-{one.number}"), inline=True)


def _done(request: HttpRequest, stands: Standing, one: Round, sent: str) -> HttpResponse:
    """Do what a button asks, and say so, or why not."""
    by = stands.account

    def withdraw() -> str:
        found = comments_seen(stands, one).filter(subject__in=stands.own)
        actions.withdraw_comment(
            by=by, comment=get_object_or_404(found, key=request.POST.get("withdraw", ""))
        )
        return "The comment is taken back."

    def finish() -> str:
        subject = next((each for each in stands.own if each.key == request.POST.get("finish")), None)
        if subject is None:
            raise Http404("There is no such service here.")
        actions.finish_comments(by=by, round=one, subject=subject)
        return "The team knows that you have finished."

    def close() -> str:
        actions.close_round(by=by, round=one)
        return "The round is closed, and the text can be written on again."

    verbs: dict[str, Callable[[], str]] = {"withdraw": withdraw, "finish": finish, "close": close}
    try:
        messages.success(request, verbs[sent]())
    except PlumblineError as refused:
        messages.warning(request, str(refused))
    return redirect(request.path)


def _page(
    request: HttpRequest,
    stands: Standing,
    one: Round,
    leave: forms.Form,
    *,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    leaves = list(one.leaves.all())
    comments = list(comments_seen(stands, one))
    standing = [each for each in comments if each.withdrawn_at is None]
    runs = stands.may("run the accuracy round") and stands.activity.state == "open"
    no_comment = why_no_comment(one, leaves, today())
    finished = set(one.finished.values_list("subject", flat=True))
    return render(
        request,
        "publication/round.html",
        {
            "activity": stands.activity,
            "one": one,
            "until": comments_until(one, leaves),
            "leaves": leaves,
            "parts": parts_shown(document_from_json(one.source), comments),
            "comments": len(standing),
            "unanswered": sum(not each.answers.all() for each in standing),
            "takes_comments": not no_comment and stands.may("comment on accuracy"),
            "no_comment": no_comment if stands.may("comment on accuracy") else "",
            "answers": one.is_open and stands.may("write the report") and stands.activity.state == "open",
            "runs": runs,
            "waiting": services_waited_for(one) if one.is_open else [],
            "own": [(each, each.pk in finished) for each in stands.own] if one.is_open else [],
            "mine": {each.pk for each in stands.own},
            "files": [{"name": name, "words": FILES[name][1]} for name in MAKERS],
            "fault": fault,
            "form": leave,
            "breadcrumbs": back(stands, ("Factual accuracy", "publication:accuracy", {})),
        },
        status=status,
    )
