"""One survey: its link and days for the lead, and what it came to once it is over."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from plumbline_web.people.doors import Refused
from plumbline_web.scrutiny.conditions import ScrutinyRefused
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.showing import crumbs, href, went
from plumbline_web.voices import actions
from plumbline_web.voices.filling import instrument_of
from plumbline_web.voices.forms import ChangeSurvey
from plumbline_web.voices.models import Survey
from plumbline_web.voices.queries import in_team, returned_so_far, surveys_of
from plumbline_web.voices.results import asked_of_some, by_group, may_part, reached, results_of, shown_results
from plumbline_web.voices.rules import LEAST_FOR_REMARKS, least_for


@in_activity("see forms")
def survey(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
    """While it is open, the lead changes its last day and closes it here. Results come when it is over."""
    one = get_object_or_404(surveys_of(stands), key=key)
    runs = stands.may("open forms") and stands.activity.state == "open"
    if request.method == "POST" and not runs:
        raise Refused(refusal("open forms"))
    change = ChangeSurvey(request.POST if "change" in request.POST else None, survey=one)
    if request.method == "POST" and "close" in request.POST:
        try:
            actions.close_survey(by=stands.account, survey=one)
            messages.success(request, "The survey is closed. This is what it came to.")
        except (actions.VoicesRefused, ScrutinyRefused) as refused:
            messages.error(request, str(refused))
        return redirect(request.path)
    if request.method == "POST" and change.is_valid():
        given = change.cleaned_data

        def do() -> None:
            actions.change_last_day(by=stands.account, survey=one, **given)

        if went(change, do):
            messages.success(request, "Kept.")
            return redirect(request.path)
    return render(
        request,
        "voices/survey.html",
        {
            "activity": stands.activity,
            "one": one,
            "runs": runs,
            "link": request.build_absolute_uri(reverse("answer_survey", args=[one.token])) if runs else "",
            "returned": returned_so_far(one),
            "change": change,
            "form": change if change.is_bound else None,
            "breadcrumbs": [*crumbs(stands), ("Forms and surveys", href(stands, "voices:forms"))],
            **({} if one.is_open else _results(request, stands, one)),
        },
        status=422 if change.is_bound and change.errors else 200,
    )


def _results(request: HttpRequest, stands: Standing, one: Survey) -> dict[str, object]:
    """What it came to, as far as these eyes may see it."""
    results = results_of(one)
    least = least_for(in_team(stands))
    shown = shown_results(results, least, asked_of_some(instrument_of(one.form)))
    parts = may_part(instrument_of(one.form)) if not shown.hidden and not one.results else {}
    by = request.GET.get("by", "")
    if by and by not in parts:
        raise Http404("This survey has no such groups.")
    remarks = one.remarks.filter(state="released")
    beyond = one.invited is not None and reached(results) > one.invited
    allowed = in_team(stands) or results.returned >= LEAST_FOR_REMARKS
    labels = {
        question.path: next(iter(question.labels.values()), question.name)
        for question in instrument_of(one.form).questions()
    }
    said: dict[str, list[str]] = {}
    for remark in remarks if allowed and not shown.hidden else []:
        said.setdefault(labels.get(remark.path, remark.path), []).append(remark.shown)
    return {
        "results": shown,
        "beyond": beyond,
        "parts": parts,
        "by": by,
        "by_group": by_group(one, by, least) if by else None,
        "said": said,
        "to_read": one.remarks.filter(state="unread").count() if stands.may("read what was written") else 0,
        "any_written": one.remarks.exists(),
        "reads": stands.may("read what was written"),
    }
