"""Plans of improvement for the demonstration: what a file says of areas and actions, by the usual verbs."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from plumbline.calendars import add_months
from plumbline.scrutiny.effect import closing_from_json
from plumbline_web.improvement.actions import (
    add_action,
    add_area,
    add_key_message,
    make_plan,
    settle_closing,
    share_plan,
    update_action,
)
from plumbline_web.improvement.books import judging_day
from plumbline_web.improvement.models import Area, Plan
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today

Told = Mapping[str, Any]


def earlier_plan(*, organisation: Organisation, manager: Account, to: Organisation) -> Plan:
    """An older plan of a council's own: one area may close by its runs, the other is done and not better.

    Its days are told from the newest run. to: the body that it is shared with.
    """
    told = tomllib.loads(files("plumbline").joinpath("library/demo/earlier_plan.toml").read_text("utf-8"))
    plan = make_plan(by=manager, organisation=organisation, **told["plan"])
    for one in told["key_message"]:
        add_key_message(by=manager, plan=plan, **one)
    for one in told["area"]:
        about = {name: one[name] for name in ("text", "indicator", "indicator_title", "question")}
        area = add_area(by=manager, plan=plan, **about)
        carry_out(one, area, manager, newest=judging_day(organisation))
    share_plan(by=manager, plan=plan, to=to)
    return plan


def carry_out(told: Told, area: Area, manager: Account, *, newest: date) -> None:
    """Settle how an area may close, add its actions, and say what became of them, in the order of the days.

    newest: the day of the newest run, from which some days are told; others are told from today.
    """
    settle_closing(by=manager, area=area, closing=closing_from_json(told["closing"]))
    for step in told["action"]:
        made = add_action(
            by=manager,
            area=area,
            text=step["text"],
            responsible=step["responsible"],
            outside=step.get("outside", ()),
            key_messages=step["key_messages"],
            expected=step["expected"],
            due_on=_due(step, newest),
            due_words=step.get("due_words", ""),
        )
        for update in step.get("updates", ()):
            update_action(
                by=manager,
                action=made,
                state=update["state"],
                on=_day(update, newest),
                text=update["says"],
                period=_period(update, newest),
            )


def _due(step: Told, newest: date) -> date | None:
    if "due" in step:
        return _day(step["due"], newest)
    return today() + timedelta(days=step["due_in"]) if "due_in" in step else None


def _day(told: Told, newest: date) -> date:
    """So many days ago, or a day of the month so many months before the newest run."""
    if "days_ago" in told:
        return today() - timedelta(days=told["days_ago"])
    month = add_months(newest.replace(day=1), -told["months_before"])
    return month.replace(day=min(told["day"], monthrange(month.year, month.month)[1]))


def _period(told: Told, newest: date) -> str:
    if "period_before" not in told:
        return ""
    return f"{add_months(newest.replace(day=1), -told['period_before']):%Y-%m}"
