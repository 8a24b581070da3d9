"""An area written otherwise, or judged in another way by a new one in its place."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.improvement import actions
from plumbline_web.improvement.closing_forms import ReplaceForm
from plumbline_web.improvement.forms import AreaForm, went
from plumbline_web.improvement.queries import area_called
from plumbline_web.improvement.showing import crumbs, plan_crumb
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("change plans")
def change_area(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Two forms: its words, and another area in its place."""
    area = area_called(seen, key)
    what = request.POST.get("what", "")
    words = AreaForm(request.POST if what == "words" else None, plan=area.plan, area=area)
    replace = ReplaceForm(request.POST if what == "replace" else None)
    if (
        words.is_bound
        and words.is_valid()
        and went(words, lambda: actions.change_area(by=seen.account, area=area, **words.cleaned_data))
    ):
        return redirect("improvement:area", organisation=seen.organisation.slug, key=area.key)
    made = []
    if (
        replace.is_bound
        and replace.is_valid()
        and went(
            replace,
            lambda: made.append(
                actions.replace_area(by=seen.account, area=area, why=replace.cleaned_data["why"])
            ),
        )
    ):
        messages.success(request, "A new area stands in its place. Settle how that may close.")
        return redirect("improvement:settle", organisation=seen.organisation.slug, key=made[0].key)
    return render(
        request,
        "improvement/change_area.html",
        {
            "area": area,
            "form": next((one for one in (words, replace) if one.errors), None),
            "words_form": words,
            "replace_form": replace,
            "breadcrumbs": crumbs(
                seen.organisation, plan_crumb(seen.organisation, area.plan.key, area.plan.title)
            ),
        },
    )
