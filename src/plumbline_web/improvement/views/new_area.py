"""A new area for improvement in a plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.improvement.actions import add_area
from plumbline_web.improvement.forms import AreaForm, went
from plumbline_web.improvement.queries import plan_called
from plumbline_web.improvement.showing import crumbs, plan_crumb
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("change plans")
def new_area(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Its words, and what it stands under; how it may close is settled next."""
    plan = plan_called(seen, key)
    form = AreaForm(request.POST or None, plan=plan)
    if form.is_valid():
        given = dict(form.cleaned_data)
        within = form.areas.get(given.pop("within", ""))
        made = []
        if went(form, lambda: made.append(add_area(by=seen.account, plan=plan, within=within, **given))):
            return redirect("improvement:settle", organisation=seen.organisation.slug, key=made[0].key)
    return render(
        request,
        "improvement/new_area.html",
        {
            "plan": plan,
            "form": form,
            "breadcrumbs": crumbs(seen.organisation, plan_crumb(seen.organisation, plan.key, plan.title)),
        },
    )
