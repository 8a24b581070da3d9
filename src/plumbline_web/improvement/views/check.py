"""The weekly or monthly check: of each open action, what became of it?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.improvement.actions import update_action
from plumbline_web.improvement.books import judging_day
from plumbline_web.improvement.forms import UpdateForm, went
from plumbline_web.improvement.queries import action_called, plans_of
from plumbline_web.improvement.showing import crumbs, loudness
from plumbline_web.improvement.telling_facts import facts_of
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access


@needs("update actions")
def check(request: HttpRequest, seen: Access) -> HttpResponse:
    """Every open action with a form of its own: first those of which nothing was said for longest."""
    wrong, held = None, None
    day = judging_day(seen.organisation)
    if request.method == "POST":
        held = action_called(seen, request.POST.get("action", ""))
        wrong = UpdateForm(request.POST, action=held, as_at=day)
        if wrong.is_valid() and went(
            wrong, lambda: update_action(by=seen.account, action=held, **wrong.cleaned_data)
        ):
            messages.success(request, "Kept. The next action is asked about.")
            return redirect(request.get_full_path())
    found = facts_of(list(plans_of(seen).filter(ended_at=None)), day)
    rows = [
        {"plan": plan, "area": area, "one": one}
        for plan in found
        for area in plan.areas
        for one in area.actions
        if one.open
    ]
    rows.sort(key=lambda row: (not row["one"].ask, -row["one"].silent, loudness(row["one"])))
    for row in rows:
        mine = held is not None and row["one"].key == held.key
        row["form"] = wrong if mine else UpdateForm(key=row["one"].key, state=row["one"].state, as_at=day)
        row["open"] = mine
    return render(
        request,
        "improvement/check.html",
        {
            "rows": rows,
            "ask": sum(row["one"].ask for row in rows),
            "form": wrong if wrong is not None and wrong.errors else None,
            "as_at": day,
            "breadcrumbs": crumbs(seen.organisation),
        },
    )
