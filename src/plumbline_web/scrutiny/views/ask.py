"""Asking a service for something, after a look at what was asked of it before."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.asking import alike
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.models import Request, Subject
from plumbline_web.scrutiny.queries import Standing, asked_before, subjects_of
from plumbline_web.scrutiny.request_forms import AskForm
from plumbline_web.scrutiny.showing import crumbs, href, went


@in_activity("ask for something")
def ask(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Where something like it was asked before, the asker says first whether it is the same."""
    subjects = list(subjects_of(stands))
    data = request.POST if request.method == "POST" else None
    form, earlier = AskForm(data, subjects=subjects), []
    look = False
    if data is not None and form.is_valid():
        earlier = alike(
            form.cleaned_data["title"],
            form.cleaned_data["what"],
            asked_before(stands.seen, form.subject.organisation),
        )
        look = bool(earlier) and "looked" not in data
        form = AskForm(data, subjects=subjects, earlier=earlier)
        if form.is_valid() and not look and went(form, lambda: _ask(stands, form)):
            messages.success(request, f"{form.subject.organisation.name} is asked for it.")
            return redirect(href(stands, "scrutiny:requests"))
    return render(
        request,
        "scrutiny/ask.html",
        {
            "activity": stands.activity,
            "form": form,
            "earlier": earlier,
            "so_far": [_so_far(stands, one) for one in subjects],
            "back": href(stands, "scrutiny:requests"),
            "breadcrumbs": [*crumbs(stands), ("Requests", href(stands, "scrutiny:requests"))],
        },
        status=422 if form.errors else 200,
    )


def _ask(stands: Standing, form: AskForm) -> Request:
    given = form.cleaned_data
    return actions.ask(
        by=stands.account,
        subject=form.subject,
        title=given["title"],
        what=given["what"],
        hours=given["hours"],
        due_on=given["due_on"],
        same_as=form.earlier.get(given.get("same_as", "")),
    )


def _so_far(stands: Standing, subject: Subject) -> dict[str, object]:
    """The hours asked of a service: in this activity, and in all that the asker may see."""
    every = asked_before(stands.seen, subject.organisation).order_by()
    return {
        "service": subject.organisation.name,
        "here": every.filter(subject=subject).aggregate(hours=Sum("hours"))["hours"] or 0,
        "all": every.aggregate(hours=Sum("hours"))["hours"] or 0,
    }
