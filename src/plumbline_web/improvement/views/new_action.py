"""A new action for an area."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.improvement.actions import add_action
from plumbline_web.improvement.forms import ActionForm, went
from plumbline_web.improvement.queries import area_called
from plumbline_web.improvement.showing import crumbs, plan_crumb
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("change plans")
def new_action(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """What, who, by when, with what, and what would show that it worked."""
    area = area_called(seen, key)
    form = ActionForm(request.POST or None, plan=area.plan)
    if form.is_valid() and went(form, lambda: add_action(by=seen.account, area=area, **form.cleaned_data)):
        return redirect("improvement:plan", organisation=seen.organisation.slug, key=area.plan.key)
    return render(
        request,
        "improvement/new_action.html",
        {
            "area": area,
            "form": form,
            "breadcrumbs": crumbs(
                seen.organisation, plan_crumb(seen.organisation, area.plan.key, area.plan.title)
            ),
        },
    )
