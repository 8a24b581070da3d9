"""An action written otherwise, with the reason; what it said before stays."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.improvement import actions
from plumbline_web.improvement.forms import ChangeActionForm, went
from plumbline_web.improvement.queries import action_called
from plumbline_web.improvement.showing import crumbs, plan_crumb
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("change plans")
def change_action(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """The form of a new action, filled in, and a reason."""
    held = action_called(seen, key)
    plan = held.area.plan
    form = ChangeActionForm(request.POST or None, plan=plan, action=held)
    if form.is_valid() and went(
        form, lambda: actions.change_action(by=seen.account, action=held, **form.cleaned_data)
    ):
        return redirect("improvement:action", organisation=seen.organisation.slug, key=held.key)
    return render(
        request,
        "improvement/change_action.html",
        {
            "action": held,
            "form": form,
            "breadcrumbs": crumbs(seen.organisation, plan_crumb(seen.organisation, plan.key, plan.title)),
        },
    )
