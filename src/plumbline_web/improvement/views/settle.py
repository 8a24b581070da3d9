"""How an area may close: the way, and then what that way needs. It is settled once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.improvement.actions import settle_closing
from plumbline_web.improvement.books import book_of, judging_day
from plumbline_web.improvement.closing_forms import WayForm, closing_form
from plumbline_web.improvement.forms import went
from plumbline_web.improvement.queries import area_called
from plumbline_web.improvement.showing import crumbs, plan_crumb
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("change plans")
def settle(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """First which of the four ways, in the address; then its form."""
    area = area_called(seen, key)
    there = redirect("improvement:area", organisation=seen.organisation.slug, key=area.key)
    if area.closing or area.state == "replaced":
        messages.info(request, "How this area may close is settled already.")
        return there
    way = request.GET.get("way", "")
    book = book_of(seen.organisation, judging_day(seen.organisation))
    form = closing_form(way, request.POST or None, area, book)
    if form is not None and form.is_bound and form.is_valid():
        months = form.cleaned_data.get("months", 12)
        if went(
            form,
            lambda: settle_closing(by=seen.account, area=area, closing=form.closing(), months=months),
        ):
            messages.success(request, "It is settled how this area may close. Now its actions can begin.")
            return there
    return render(
        request,
        "improvement/settle.html",
        {
            "area": area,
            "form": form or WayForm(request.GET if "way" in request.GET else None),
            "way": way if form is not None else "",
            "breadcrumbs": crumbs(
                seen.organisation, plan_crumb(seen.organisation, area.plan.key, area.plan.title)
            ),
        },
    )
