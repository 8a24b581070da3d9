"""The samples of an activity, one for each service: how each stands, and the frozen lists given up."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline.errors import PlumblineError
from plumbline_web.people.doors import Refused
from plumbline_web.people.models import Team
from plumbline_web.scrutiny.actions.lists import FromRun, freeze_from_list, freeze_from_run, look_at_run
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.forms_of_draws import ListForm, RunListForm
from plumbline_web.scrutiny.models import Subject
from plumbline_web.scrutiny.queries import Standing, subjects_of
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.scrutiny.showing import crumbs, href


@in_activity("see the sample")
def draws(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Each service with its draws; the lead chooses where to begin."""
    subjects = list(subjects_of(stands).prefetch_related("draws"))
    return render(
        request,
        "scrutiny/draws.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "subjects": [
                {
                    "subject": one,
                    "draws": [
                        {"draw": draw, "href": href(stands, "scrutiny:draw", draw=draw.key)}
                        for draw in one.draws.all()
                    ],
                    "begin": href(stands, "scrutiny:freeze", subject=one.key)
                    if stands.may("draw the sample")
                    and not any(draw.state != "planned" for draw in one.draws.all())
                    else "",
                }
                for one in subjects
            ],
            "breadcrumbs": crumbs(stands),
        },
    )


@in_activity("draw the sample")
def freeze(request: HttpRequest, stands: Standing, subject: str) -> HttpResponse:
    """Say who is in scope, from the run or by a list, and freeze that."""
    held = get_object_or_404(
        Subject.objects.select_related("organisation", "run"), key=subject, activity=stands.activity
    )
    teams = Team.objects.filter(organisation=held.organisation).values_list("name", flat=True)
    what = next((one for one in ("run", "look", "list") if one in request.POST), "")
    looking, what = what == "look", "run" if what == "look" else what
    look: FromRun | None = None
    shown: dict[str, forms.Form] = {
        "run": RunListForm(request.POST if what == "run" else None, teams=teams),
        "list": ListForm(*((request.POST, request.FILES) if what == "list" else ())),
    }
    if request.method == "POST" and not stands.may("draw the sample"):
        raise Refused(refusal("draw the sample"))
    form = shown.get(what)
    if form is not None and form.is_valid():
        try:
            if isinstance(form, RunListForm):
                rule = {
                    "population": form.cleaned_data["population"],
                    "conditions": form.conditions(),
                    "by_column": form.cleaned_data["strata_by"],
                    "aims": form.cleaned_data["aims"],
                }
                if looking:
                    look = look_at_run(by=stands.account, subject=held, **rule)
                else:
                    made = freeze_from_run(by=stands.account, subject=held, **rule)
            else:
                assert isinstance(form, ListForm) and form.frame is not None
                made = freeze_from_list(
                    by=stands.account,
                    subject=held,
                    frame=form.frame,
                    sentence=form.cleaned_data["sentence"],
                )
        except PlumblineError as refused:
            form.add_error(None, str(refused))
        else:
            if look is None:
                messages.success(request, "The list is frozen. Now fix the seed, and draw.")
                return redirect(href(stands, "scrutiny:draw", draw=made.key))
    return render(
        request,
        "scrutiny/freeze.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "subject": held,
            "forms": shown,
            "form": form,
            "look": look,
            "strata": [one for one in look.frame.strata.items() if one[0]] if look else [],
            "breadcrumbs": [*crumbs(stands), ("Sample", href(stands, "scrutiny:draws"))],
        },
        status=422 if form is not None and form.errors else 200,
    )
