"""Areas of a plan: how each may close, and closing it when the evidence says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max

from plumbline.scrutiny.effect import Closing, closing_as_json, closing_from_json, judge_area
from plumbline.scrutiny.effect.judging import Evidence
from plumbline.scrutiny.frozen import as_plain
from plumbline_web.audit.actions import record
from plumbline_web.improvement.conditions import NotImproved, PlanRefused
from plumbline_web.improvement.models import Area, AreaMove, Plan
from plumbline_web.judgement.models import Statement
from plumbline_web.people.models import Account


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
) -> Area:
    """Add an area for improvement to a plan. closing: how it may close, where that is settled already."""
    if not text.strip():
        raise PlanRefused("Say what is to improve.")
    last = plan.areas.aggregate(most=Max("position"))["most"] or 0
    made = Area.objects.create(
        plan=plan,
        position=last + 1,
        text=text.strip(),
        closing=closing_as_json(closing) if closing else {},
        closing_by=by if closing else None,
        statement=statement,
        indicator=indicator,
        indicator_title=indicator_title,
        question=question,
        owners=list(owners),
        within=within,
    )
    record(
        "added area for improvement",
        by=by,
        organisation=plan.organisation.slug,
        subject=f"plan:{plan.key}",
        area=made.key,
    )
    return made


@transaction.atomic
def close_area(*, by: Account, area: Area, evidence: Evidence, as_at: date) -> AreaMove:
    """Close an area, where the verdict on its evidence is “held”.

    Raises NotImproved with the verdict where it is not, and PlanRefused where nobody has settled how the area
    may close, or it is closed already.
    """
    held = Area.objects.select_for_update().select_related("plan__organisation").get(pk=area.pk)
    if not held.closing:
        raise PlanRefused(
            "Settle first how this area may close: nothing has been said of what would show it."
        )
    if held.state == "closed":
        raise PlanRefused("This area is closed already.")
    begun = [one.began_on for one in held.actions.all() if one.began_on is not None]
    verdict = judge_area(
        closing_from_json(held.closing), evidence, first_action=min(begun, default=None), as_at=as_at
    )
    if verdict.state != "held":
        raise NotImproved(verdict)
    held.state, held.closed_on = "closed", as_at
    held.save(update_fields=["state", "closed_on"])
    kept = as_plain(verdict) | {"next_look": verdict.next_look.isoformat() if verdict.next_look else None}
    made = AreaMove.objects.create(area=held, after="closed", verdict=kept, by=by)
    record(
        "closed area for improvement",
        by=by,
        organisation=held.plan.organisation.slug,
        subject=f"plan:{held.plan.key}",
        area=held.key,
    )
    return made
