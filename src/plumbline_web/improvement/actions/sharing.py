"""Share a plan with a scrutiny body, and end that."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from plumbline_web.improvement.actions.plans import noted
from plumbline_web.improvement.conditions import PlanRefused, check_under_way
from plumbline_web.improvement.models import Plan, Share
from plumbline_web.people.models import Account, Organisation


@transaction.atomic
def share_plan(*, by: Account, plan: Plan, to: Organisation) -> Share:
    """Let a scrutiny body see a plan, its actions, verdicts and figures, but no case, until it is ended.

    Raises PlanRefused where it is no scrutiny body, the plan’s own organisation, or sees the plan already.
    """
    held = Plan.objects.select_for_update().select_related("organisation").get(pk=plan.pk)
    check_under_way(held)
    if to.kind != Organisation.NATIONAL or to.pk == held.organisation_id:
        raise PlanRefused("A plan is shared with a scrutiny body. Choose one.")
    if held.shares.filter(to=to, ended_at=None).exists():
        raise PlanRefused(f"{to.name} sees this plan already.")
    made = Share.objects.create(plan=held, to=to, by=by)
    noted("shared plan", by, held, to=to.slug)
    return made


@transaction.atomic
def end_share(*, by: Account, share: Share) -> Share:
    """Let a scrutiny body see a plan no longer. Ended is ended; sharing again is a new act."""
    held = Share.objects.select_for_update(of=("self",)).select_related("plan__organisation", "to")
    held = held.get(pk=share.pk)
    if held.ended_at is not None:
        raise PlanRefused("This was ended already.")
    held.ended_at, held.ended_by = timezone.now(), by
    held.save(update_fields=["ended_at", "ended_by"])
    noted("ended sharing of plan", by, held.plan, to=held.to.slug)
    return held
