"""The actions of a plan: add one, write it otherwise, say what became of it, and take that back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from plumbline.errors import PlumblineError
from plumbline.measures.periods import parse_label
from plumbline.publishing.wording import day
from plumbline_web.improvement.actions.plans import noted
from plumbline_web.improvement.books import book_of, judging_day
from plumbline_web.improvement.conditions import PlanRefused, check_stands
from plumbline_web.improvement.models import Action, ActionChange, ActionUpdate, Area
from plumbline_web.improvement.states import ACTION_WORDS, BEGUN
from plumbline_web.improvement.verdicts import figure_now
from plumbline_web.people.models import Account
from plumbline_web.people.queries import today

SAID = ("text", "key_messages", "responsible", "outside", "resources", "expected", "due_on", "due_words")
"""What an action says, as it can be written otherwise."""


@transaction.atomic
def add_action(
    *,
    by: Account,
    area: Area,
    text: str,
    responsible: Iterable[str] = (),
    outside: Iterable[str] = (),
    key_messages: Iterable[str] = (),
    expected: str = "",
    resources: str = "",
    due_on: date | None = None,
    due_words: str = "",
) -> Action:
    """Add an action to an area. One that says the same as the last, of which nothing was said yet, is it.

    Raises PlanRefused without words for it, and for a key message that the plan does not have.
    """
    held = _stands(area)
    codes = list(key_messages)
    _check(held, text, codes)
    last = held.actions.order_by("position", "pk").last()
    said = {
        "text": text.strip(),
        "responsible": list(responsible),
        "outside": list(outside),
        "key_messages": codes,
        "expected": expected.strip(),
        "resources": resources.strip(),
        "due_on": due_on,
        "due_words": due_words.strip(),
    }
    same = last is not None and all(getattr(last, name) == value for name, value in said.items())
    if same and not last.updates.exists():
        return last
    made = Action.objects.create(area=held, position=last.position + 1 if last else 1, **said)
    noted("added action", by, held.plan, action=made.key)
    return made


@transaction.atomic
def change_action(*, by: Account, action: Action, why: str, **said: Any) -> Action:
    """Write an action otherwise; what it said before is kept with the reason.

    said: any of SAID. Raises PlanRefused without a reason, where nothing differs, and as `add_action` does.
    """
    held = _held(action)
    if not why.strip():
        raise PlanRefused(
            "Say why the action is changed: a date that moves without a reason hides something."
        )
    wanted = {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}
    unknown = set(wanted) - set(SAID)
    if unknown:
        raise PlanRefused(f"An action has no {', '.join(sorted(unknown))}.")
    _check(held.area, wanted.get("text", held.text), wanted.get("key_messages", held.key_messages))
    before = {name: getattr(held, name) for name, value in wanted.items() if getattr(held, name) != value}
    if not before:
        raise PlanRefused("Nothing differs from what the action says already.")
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in before.items()}
    ActionChange.objects.create(action=held, before=plain, why=why.strip(), by=by)
    for name in before:
        setattr(held, name, wanted[name])
    held.save(update_fields=list(before))
    noted("changed action", by, held.area.plan, action=held.key)
    return held


@transaction.atomic
def update_action(
    *, by: Account, action: Action, state: str, on: date, text: str = "", period: str = ""
) -> ActionUpdate:
    """Say what became of an action on a day. Done is not improved: no area closes by it.

    period: the label of the month or quarter that it reports on; empty for none. The figures of the area’s
    measure are kept with it as they stand: those of the period, else the newest. The same twice by one person
    is one. Raises PlanRefused for a
    state there is not, a day to come or before the last update, a period that is not over, an action given up
    without a reason, and for one that begins before it is settled how its area may close.
    """
    held = _held(action)
    if state not in ACTION_WORDS:
        raise PlanRefused(f"Choose one of: {', '.join(ACTION_WORDS.values())}.")
    if on > today():
        raise PlanRefused("That day is still to come. Give the day it happened.")
    _check_period(period)
    if state == "dropped" and not text.strip():
        raise PlanRefused("Say why the action was given up.")
    last = standing_updates(held)[-1:]
    if last and on < last[0].on:
        raise PlanRefused(
            f"The last update is of {day(last[0].on)}. Give that day or a later one, or take it back."
        )
    if state in BEGUN and not _settled(held.area):
        raise PlanRefused(
            "Settle first how its area may close. An action begins when it is known what would show that it "
            "worked."
        )
    said = {"state": state, "on": on, "text": text.strip(), "period": period, "by": by}
    if last and all(getattr(last[0], name) == value for name, value in said.items()):
        return last[0]
    made = ActionUpdate.objects.create(action=held, figures=_figures(held, period), **said)
    _follow(held)
    noted("updated action", by, held.area.plan, action=held.key, state=state)
    return made


@transaction.atomic
def undo_update(*, by: Account, action: Action, why: str) -> ActionUpdate:
    """Take the last update of an action back, by a new one. What was written stays.

    Raises PlanRefused without a reason, where there is none, and where its area closed on the day that would
    go with it.
    """
    held = _held(action)
    if not why.strip():
        raise PlanRefused("Say why the update is taken back.")
    standing = standing_updates(held)
    if not standing:
        raise PlanRefused("There is no update to take back.")
    last, before = standing[-1], standing[-2] if len(standing) > 1 else None
    if held.area.state == "closed" and _began(standing[:-1]) != held.began_on:
        raise PlanRefused(
            "Its area closed on what has happened since that day. While it is closed the beginning stays."
        )
    made = ActionUpdate.objects.create(
        action=held,
        state=before.state if before else "planned",
        on=today(),
        text=why.strip(),
        undoes=last,
        by=by,
    )
    _follow(held)
    noted("took back update", by, held.area.plan, action=held.key, state=made.state)
    return made


def standing_updates(action: Action) -> list[ActionUpdate]:
    """The updates of an action that were not taken back, oldest first."""
    every = list(action.updates.all())
    undone = {one.undoes_id for one in every if one.undoes_id}
    return [one for one in every if one.pk not in undone and one.undoes_id is None]


def _began(updates: Iterable[ActionUpdate]) -> date | None:
    return min((one.on for one in updates if one.state in BEGUN), default=None)


def _follow(action: Action) -> None:
    """Let an action stand as its updates leave it."""
    standing = standing_updates(Action.objects.get(pk=action.pk))
    action.state = standing[-1].state if standing else "planned"
    action.began_on = _began(standing)
    action.save(update_fields=["state", "began_on"])


def _settled(area: Area) -> bool:
    return bool(area.closing) or (area.within is not None and bool(area.within.closing))


def _check_period(period: str) -> None:
    if not period:
        return
    try:
        over = parse_label(period).last_day < today()
    except PlumblineError as fault:
        raise PlanRefused(str(fault)) from None
    if not over:
        raise PlanRefused("That month or quarter is not over. Report on one that is, or on none.")


def _figures(action: Action, period: str) -> list[dict[str, object]]:
    area = action.area if action.area.closing or action.area.within is None else action.area.within
    organisation = area.plan.organisation
    return figure_now(area, book_of(organisation, judging_day(organisation)), period)


def _check(area: Area, text: str, codes: list[str]) -> None:
    if not text.strip():
        raise PlanRefused("Say what is to be done.")
    known = set(area.plan.key_messages.values_list("code", flat=True))
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise PlanRefused(f"This plan has no key message {', '.join(unknown)}. Add it to the plan first.")


def _stands(area: Area) -> Area:
    held = Area.objects.select_for_update().select_related("plan__organisation").get(pk=area.pk)
    check_stands(held)
    return held


def _held(action: Action) -> Action:
    held = (
        Action.objects.select_for_update(of=("self",))
        .select_related("area__plan__organisation", "area__within__plan__organisation")
        .get(pk=action.pk)
    )
    check_stands(held.area)
    return held
