"""With which scrutiny bodies a plan is shared, and since when."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.improvement.actions import end_share, share_plan
from plumbline_web.improvement.conditions import PlanRefused
from plumbline_web.improvement.forms import ShareForm, went
from plumbline_web.improvement.queries import bodies_to_share_with, plan_called, share_called
from plumbline_web.improvement.showing import crumbs, plan_crumb
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("share plans")
def share(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Share it, or end that. Each is an act of the service, and written down."""
    plan = plan_called(seen, key)
    shares = plan.shares.select_related("to", "by", "ended_by")
    holding = [one.to_id for one in shares if one.ended_at is None]
    bodies = bodies_to_share_with(seen.organisation).exclude(pk__in=holding)
    form = ShareForm(request.POST if request.POST.get("what") == "share" else None, bodies=bodies)
    if request.method == "POST" and request.POST.get("what") == "end":
        try:
            ended = end_share(by=seen.account, share=share_called(seen, request.POST.get("key", "")))
        except PlanRefused as refused:  # such as a second press of the button
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{ended.to.name} sees this plan no longer.")
        return redirect(request.path)
    if form.is_bound and form.is_valid():
        to = form.bodies[form.cleaned_data["to"]]
        if went(form, lambda: share_plan(by=seen.account, plan=plan, to=to)):
            messages.success(request, f"{to.name} sees this plan from now on.")
            return redirect(request.path)
    return render(
        request,
        "improvement/share.html",
        {
            "plan": plan,
            "form": form,
            "shares": shares,
            "bodies": list(bodies),
            "breadcrumbs": crumbs(seen.organisation, plan_crumb(seen.organisation, plan.key, plan.title)),
        },
    )
