"""A new plan: from a published report, an own audit, or a wish of the board."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.improvement.actions import make_plan, make_plan_from
from plumbline_web.improvement.forms import NewPlanForm, went
from plumbline_web.improvement.reported import answerable, reported_for
from plumbline_web.improvement.showing import crumbs
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("change plans")
def new_plan(request: HttpRequest, seen: Access) -> HttpResponse:
    """Choose what it answers, and give it a title."""
    here = seen.organisation
    activities = {one.key: one for one in answerable(here)}
    reports = []
    for key, one in activities.items():
        found = reported_for(here, one)
        if found is not None and found.areas:
            number = len(found.areas)
            reports.append((key, f"{one.title}: {number} area{'' if number == 1 else 's'} for improvement"))
    form = NewPlanForm(request.POST or None, reports=reports)
    if form.is_valid():
        given = dict(form.cleaned_data)
        answers = given.pop("answers")
        made = []
        if answers == "wish":
            done = went(form, lambda: made.append(make_plan(by=seen.account, organisation=here, **given)))
        else:
            activity = activities[answers]
            done = went(
                form,
                lambda: made.append(
                    make_plan_from(by=seen.account, organisation=here, activity=activity, **given)
                ),
            )
        if done:
            return redirect("improvement:plan", organisation=here.slug, key=made[0].key)
    return render(request, "improvement/new_plan.html", {"form": form, "breadcrumbs": crumbs(here)})
