"""Make a plan, give it actions, and say what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max

from plumbline_web.audit.actions import record
from plumbline_web.improvement.conditions import PlanRefused
from plumbline_web.improvement.models import Action, ActionUpdate, Area, Plan
from plumbline_web.improvement.states import ACTION_WORDS
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.models import Activity


@transaction.atomic
def make_plan(
    *, by: Account, organisation: Organisation, title: str, came_from: Activity | None = None, about: str = ""
) -> Plan:
    """Make a plan. Raises PlanRefused without a title."""
    if not title.strip():
        raise PlanRefused("Give the plan a title.")
    made = Plan.objects.create(
        organisation=organisation, title=title.strip(), came_from=came_from, about=about.strip(), made_by=by
    )
    _noted("made plan", by, made)
    return made


@transaction.atomic
def add_action(
    *,
    by: Account,
    area: Area,
    text: str,
    responsible: Iterable[str] = (),
    key_messages: Iterable[str] = (),
    expected: str = "",
    resources: str = "",
    due_on: date | None = None,
    due_words: str = "",
) -> Action:
    """Add an action to an area. Raises PlanRefused without words for it."""
    if not text.strip():
        raise PlanRefused("Say what is to be done.")
    last = area.actions.aggregate(most=Max("position"))["most"] or 0
    made = Action.objects.create(
        area=area,
        position=last + 1,
        text=text.strip(),
        responsible=list(responsible),
        key_messages=list(key_messages),
        expected=expected.strip(),
        resources=resources.strip(),
        due_on=due_on,
        due_words=due_words.strip(),
    )
    _noted("added action", by, area.plan, action=made.key)
    return made


@transaction.atomic
def update_action(
    *, by: Account, action: Action, state: str, on: date, text: str = "", period: str = ""
) -> ActionUpdate:
    """Say what became of an action on a day. Done is not improved: no area closes by it.

    Raises PlanRefused for a state there is not, a day to come, and an action given up without a reason.
    """
    held = Action.objects.select_for_update().select_related("area__plan").get(pk=action.pk)
    if state not in ACTION_WORDS:
        raise PlanRefused(f"Choose one of: {', '.join(ACTION_WORDS.values())}.")
    if on > today():
        raise PlanRefused("That day is still to come. Give the day it happened.")
    if state == "dropped" and not text.strip():
        raise PlanRefused("Say why the action was given up.")
    made = ActionUpdate.objects.create(
        action=held, state=state, on=on, text=text.strip(), period=period, by=by
    )
    held.state = state
    if held.began_on is None and state != "planned":
        held.began_on = on
    held.save(update_fields=["state", "began_on"])
    _noted("updated action", by, held.area.plan, action=held.key, state=state)
    return made


def _noted(act: str, by: Account, plan: Plan, **details: str) -> None:
    record(act, by=by, organisation=plan.organisation.slug, subject=f"plan:{plan.key}", **details)
