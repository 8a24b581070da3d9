"""Who sits on the consistency panel of an activity."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from plumbline_web.judgement.conditions import JudgementRefused
from plumbline_web.judgement.kept import sits_on_panel
from plumbline_web.judgement.models import Evaluation, PanelMember
from plumbline_web.people.models import Account
from plumbline_web.people.queries import access
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.trail import record_in


@transaction.atomic
def name_panel(*, by: Account, activity: Activity, account: Account) -> PanelMember:
    """Name somebody to the panel: one who may open activities for the body whose activity it is, and is not
    on its team. Raises JudgementRefused where they are neither, or sit on it already."""
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    check_open(held)
    if not access(account, held.organisation).may("open an activity"):
        raise JudgementRefused(
            f"{account.name} does not lead activities of {held.organisation.name}. The panel is made up of "
            "those who do, and are not on the team."
        )
    if held.members.filter(account=account, left_at=None).exists():
        raise JudgementRefused(f"{account.name} is on the team. The panel looks at its work from outside.")
    if sits_on_panel(account, held):
        raise JudgementRefused(f"{account.name} sits on the panel already.")
    made = PanelMember.objects.create(activity=held, account=account, named_by=by)
    _noted("named panel member", by, held, made)
    return made


@transaction.atomic
def end_panel_member(*, by: Account, member: PanelMember) -> PanelMember:
    """Take somebody off the panel; what they agreed to stays. Raises JudgementRefused where an evaluation is
    with the panel and nobody else would be left."""
    held = Activity.objects.select_for_update().get(pk=member.activity_id)
    check_open(held)
    one = PanelMember.objects.select_for_update().get(pk=member.pk)
    if one.left_at is not None:
        raise JudgementRefused("They have left the panel already.")
    others = held.panel_members.filter(left_at=None).exclude(pk=one.pk)
    if not others.exists() and Evaluation.objects.filter(activity=held, state="panel").exists():
        raise JudgementRefused(
            "An evaluation is with the panel, and nobody else sits on it. Name somebody else first, or take "
            "the evaluation back."
        )
    one.left_at = timezone.now()
    one.save(update_fields=["left_at"])
    _noted("took off panel", by, held, one)
    return one


def _noted(act: str, by: Account, activity: Activity, member: PanelMember) -> None:
    record_in(
        activity,
        act,
        by=by,
        member=member.key,
    )
