"""Accepting the evidence for an area, in one’s own name, from outside the line of management."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.improvement.actions import accept_improvement, why_not_accept
from plumbline_web.improvement.closing_forms import AcceptForm
from plumbline_web.improvement.forms import went
from plumbline_web.improvement.models import Area
from plumbline_web.improvement.queries import area_called
from plumbline_web.improvement.showing import crumbs, plan_crumb
from plumbline_web.improvement.verdicts import with_evidence
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("accept improvement")
def accept(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """The statement; whoever may not make it is told why."""
    area = with_evidence(Area.objects.filter(pk=area_called(seen, key).pk)).get()
    why_not = why_not_accept(seen.account, area)
    if not why_not and (not area.closing or area.closing["by"] != "accepted"):
        why_not = "This area is not judged by a named person’s statement. See how it may close."
    form = None if why_not else AcceptForm(request.POST or None)
    if form is not None and form.is_bound and form.is_valid():
        given = form.cleaned_data
        if went(
            form,
            lambda: accept_improvement(
                by=seen.account,
                area=area,
                role=given["role"],
                accepts=given["accepts"] == "yes",
                says=given["says"],
                on=given["on"],
                evidence=form.evidence(),
            ),
        ):
            messages.success(request, "Your statement is kept, with your name and its day.")
            return redirect("improvement:area", organisation=seen.organisation.slug, key=area.key)
    return render(
        request,
        "improvement/accept.html",
        {
            "area": area,
            "form": form,
            "why_not": why_not,
            "breadcrumbs": crumbs(
                seen.organisation, plan_crumb(seen.organisation, area.plan.key, area.plan.title)
            ),
        },
    )
