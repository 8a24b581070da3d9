"""Areas of a plan: how each may close, and closing it when the evidence says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from plumbline.errors import PlumblineError
from plumbline.measures import parse_measure
from plumbline.scrutiny.effect import (
    AllCases,
    AreaVerdict,
    Closing,
    Evidence,
    ShiftedAndHeld,
    closing_as_json,
    closing_from_json,
    judge_area,
)
from plumbline.scrutiny.frozen import as_plain
from plumbline_web.audit.actions import record
from plumbline_web.improvement.conditions import (
    NotImproved,
    PlanRefused,
    check_stands,
    check_under_way,
)
from plumbline_web.improvement.gathering import first_action
from plumbline_web.improvement.models import Area, AreaMove, Plan
from plumbline_web.improvement.states import AREA_MOVES
from plumbline_web.improvement.verdicts import fresh_from, with_evidence
from plumbline_web.judgement.models import Statement
from plumbline_web.people.models import Account

FEWEST_MONTHS, MOST_MONTHS = 3, 36
"""So long a period of all cases may be, in months."""


@transaction.atomic
def add_area(
    *,
    by: Account,
    plan: Plan,
    text: str,
    closing: Closing | None = None,
    statement: Statement | None = None,
    indicator: str = "",
    indicator_title: str = "",
    question: str = "",
    owners: Iterable[str] = (),
    within: Area | None = None,
    months: int = 12,
) -> Area:
    """Add an area for improvement to a plan. closing: how it may close, where that is settled already.

    One that says the same as the last, to which nothing has been added, is that one: a button pressed twice.
    """
    held = Plan.objects.select_for_update().select_related("organisation").get(pk=plan.pk)
    check_under_way(held)
    if not text.strip():
        raise PlanRefused("Say what is to improve.")
    if within is not None and within.plan_id != held.pk:
        raise PlanRefused("An area can only be part of an area of the same plan.")
    last = held.areas.order_by("position", "pk").last()
    said = {
        "text": text.strip(),
        "statement": statement,
        "indicator": indicator,
        "indicator_title": indicator_title,
        "question": question,
        "owners": list(owners),
        "within": within,
    }
    same = last is not None and all(getattr(last, name) == value for name, value in said.items())
    if same and not last.closing and not last.actions.exists():
        return last
    made = Area.objects.create(plan=held, position=last.position + 1 if last else 1, **said)
    _noted("added area for improvement", by, made)
    return settle_closing(by=by, area=made, closing=closing, months=months) if closing else made


@transaction.atomic
def change_area(
    *,
    by: Account,
    area: Area,
    text: str,
    indicator: str = "",
    indicator_title: str = "",
    question: str = "",
    owners: Iterable[str] = (),
) -> Area:
    """Write an area otherwise. The words of a report, and of a closed area, stay."""
    held = _held(area)
    if not text.strip():
        raise PlanRefused("Say what is to improve.")
    if text.strip() != held.text and (held.statement_id is not None or held.state == "closed"):
        raise PlanRefused("These are the words of the report or of a closed area, and stay as they are.")
    held.text, held.owners = text.strip(), list(owners)
    held.indicator, held.indicator_title, held.question = indicator, indicator_title, question
    held.save(update_fields=["text", "owners", "indicator", "indicator_title", "question"])
    _noted("changed area for improvement", by, held)
    return held


@transaction.atomic
def settle_closing(*, by: Account, area: Area, closing: Closing, months: int = 12) -> Area:
    """Settle how an area may close. It is settled once, and never changed.

    months: how long a period is where all cases of two periods are compared. Raises PlanRefused where it is
    settled already, the measure cannot be read, or it points the other way than its rate should move.
    """
    held = _held(area)
    if held.closing:
        raise PlanRefused(
            "How this area may close is settled, and it is not changed once there may be something to judge. "
            "Put another area in its place, with a reason."
        )
    if not FEWEST_MONTHS <= months <= MOST_MONTHS:
        raise PlanRefused(f"Give a period of {FEWEST_MONTHS} to {MOST_MONTHS} months.")
    _check_measure(closing)
    try:
        plain = closing_as_json(closing)
        closing_from_json(plain)
    except PlumblineError as fault:
        raise PlanRefused(str(fault)) from None
    held.closing, held.months = plain, months
    held.closing_by, held.closing_at = by, timezone.now()
    held.save(update_fields=["closing", "months", "closing_by", "closing_at"])
    _noted("settled closing", by, held, way=plain["by"])
    return held


def _check_measure(closing: Closing) -> None:
    if not isinstance(closing, ShiftedAndHeld | AllCases):
        return
    try:
        measure = parse_measure(closing.measure)
    except PlumblineError as fault:
        raise PlanRefused(str(fault)) from None
    if measure.period is not None:
        raise PlanRefused("Name the measure without a period: each period is judged as it comes.")


@transaction.atomic
def replace_area(*, by: Account, area: Area, why: str) -> Area:
    """Put an area in the place of one that is to be judged in another way; its actions go with it.

    The former one stays as it was judged, with the reason, and the new one says whose place it took. Raises
    PlanRefused without a reason, for a closed area, and where nothing is settled that would have to stay.
    """
    held = _held(area)
    if not why.strip():
        raise PlanRefused("Say why this area is to be judged in another way.")
    if not held.closing:
        raise PlanRefused("Nothing is settled for this area yet. Settle how it may close.")
    _check_move(
        held, "replaced", "A closed area stays as it closed. It opens again where it no longer holds."
    )
    made = Area.objects.create(
        plan=held.plan,
        position=held.position,
        text=held.text,
        statement=held.statement,
        indicator=held.indicator,
        indicator_title=held.indicator_title,
        question=held.question,
        owners=held.owners,
        within=held.within,
        in_place_of=held,
    )
    for one in (*held.actions.all(), *held.parts.exclude(pk=made.pk)):
        setattr(one, "area" if hasattr(one, "area_id") else "within", made)
        one.save()
    held.state, held.replaced_why = "replaced", why.strip()
    held.save(update_fields=["state", "replaced_why"])
    AreaMove.objects.create(area=held, after="replaced", verdict={}, by=by)
    _noted("replaced area for improvement", by, held, instead=made.key)
    return made


@transaction.atomic
def close_area(*, by: Account, area: Area, evidence: Evidence, as_at: date) -> AreaMove:
    """Close an area, where the verdict on its evidence is “held”.

    Raises NotImproved with the verdict where it is not, and PlanRefused where nobody has settled how the area
    may close, or it is closed already.
    """
    _held(area)
    held = with_evidence(Area.objects.filter(pk=area.pk)).get()
    if not held.closing:
        raise PlanRefused(
            "Settle first how this area may close: nothing has been said of what would show it."
        )
    _check_move(held, "closed", "This area is closed already.")
    verdict = judge_area(
        closing_from_json(held.closing),
        evidence,
        first_action=first_action(held),
        as_at=as_at,
        fresh_from=fresh_from(held),
    )
    if verdict.state != "held":
        raise NotImproved(verdict)
    held.state, held.closed_on = "closed", as_at
    held.save(update_fields=["state", "closed_on"])
    made = AreaMove.objects.create(area=held, after="closed", verdict=kept(verdict), on=as_at, by=by)
    _noted("closed area for improvement", by, held)
    return made


@transaction.atomic
def open_again(*, area: Area, verdict: AreaVerdict, as_at: date) -> AreaMove | None:
    """Open a closed area again because it no longer holds. None where somebody else has done it just now.

    Nobody does this: a run does, or a look that was not had.
    """
    held = Area.objects.select_for_update().select_related("plan__organisation").get(pk=area.pk)
    if held.state != "closed" or verdict.state != "opened_again":
        return None
    held.state = "opened_again"
    held.save(update_fields=["state"])
    made = AreaMove.objects.create(area=held, after="opened_again", verdict=kept(verdict), on=as_at, by=None)
    _noted("opened area for improvement again", None, held)
    return made


def kept(verdict: AreaVerdict) -> dict[str, Any]:
    """A verdict as plain data."""
    plain: dict[str, Any] = as_plain(verdict)
    return plain | {"next_look": verdict.next_look.isoformat() if verdict.next_look else None}


def _held(area: Area) -> Area:
    held = Area.objects.select_for_update().select_related("plan__organisation").get(pk=area.pk)
    check_stands(held)
    return held


def _check_move(area: Area, after: str, why_not: str) -> None:
    if (area.state, after) not in AREA_MOVES:
        raise PlanRefused(why_not)


def _noted(act: str, by: Account | None, area: Area, **details: object) -> None:
    record(
        act,
        by=by,
        organisation=area.plan.organisation.slug,
        subject=f"plan:{area.plan.key}",
        area=area.key,
        **details,
    )
