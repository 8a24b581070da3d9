"""An action: what it says, what became of it, and what it said before."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.publishing.wording import day as day_words
from plumbline_web.improvement.actions import undo_update, update_action
from plumbline_web.improvement.books import judging_day
from plumbline_web.improvement.forms import UndoForm, UpdateForm, went
from plumbline_web.improvement.models import Action
from plumbline_web.improvement.queries import action_called
from plumbline_web.improvement.showing import crumbs, plan_crumb
from plumbline_web.improvement.telling_facts import plan_facts
from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access
from plumbline_web.people.rules import refusal

NAMES = {
    "text": "What is to be done",
    "key_messages": "Key messages",
    "responsible": "Responsible",
    "outside": "Bodies outside",
    "resources": "Resources",
    "expected": "Evidence expected",
    "due_on": "Day it is due",
    "due_words": "Timescale in words",
}


@needs("see plans")
def action(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Say what became of it, or take the last update back, for those who may."""
    held = action_called(seen, key)
    what = request.POST.get("what", "")
    day = judging_day(seen.organisation)
    update = UpdateForm(request.POST if what == "update" else None, action=held, as_at=day)
    undo = UndoForm(request.POST if what == "undo" else None)
    if request.method == "POST":
        if not seen.may("update actions"):
            raise Refused(refusal("update actions"))
        by = {"by": seen.account, "action": held}
        if (
            update.is_bound
            and update.is_valid()
            and went(update, lambda: update_action(**by, **update.cleaned_data))
        ):
            messages.success(request, "Kept. Done is not improved: the area closes by its evidence alone.")
            return redirect(request.path)
        if (
            undo.is_bound
            and undo.is_valid()
            and went(undo, lambda: undo_update(**by, why=undo.cleaned_data["why"]))
        ):
            messages.success(request, "The update is taken back. What was written stays to be read.")
            return redirect(request.path)
    plan = held.area.plan
    facts = plan_facts(plan, day)
    one = next(each for each in facts.actions if each.key == held.key)
    return render(
        request,
        "improvement/action.html",
        {
            "action": held,
            "one": one,
            "area": next(each for each in facts.areas if each.key == one.area),
            "updates": list(reversed(one.updates)),
            "changes": _changes(held),
            "form": next((each for each in (update, undo) if each.errors), None),
            "update_form": update,
            "undo_form": undo if one.last else None,
            "may_update": seen.may("update actions") and plan.ended_at is None,
            "may_change": seen.may("change plans") and plan.ended_at is None,
            "as_at": facts.as_at,
            "breadcrumbs": crumbs(seen.organisation, plan_crumb(seen.organisation, plan.key, plan.title)),
        },
    )


def _changes(held: Action) -> list[dict[str, object]]:
    """What the action said before each change, newest first."""
    return [
        {"one": one, "before": [(NAMES[name], _said(name, value)) for name, value in one.before.items()]}
        for one in reversed(held.changes.select_related("by"))
    ]


def _said(name: str, value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "nothing"
    if name == "due_on" and value:
        return day_words(date.fromisoformat(str(value)))
    return str(value) if value else "nothing"
