"""Make a plan, from a report's areas or from nothing, change what it says of itself, and end it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from plumbline_web.audit.actions import record
from plumbline_web.improvement.actions.areas import add_area
from plumbline_web.improvement.conditions import PlanRefused, check_under_way
from plumbline_web.improvement.models import Area, KeyMessage, Plan
from plumbline_web.improvement.reported import reported_for
from plumbline_web.improvement.states import CHECKED_EVERY
from plumbline_web.people.models import Account, Organisation
from plumbline_web.scrutiny.models import Activity


@transaction.atomic
def make_plan(
    *,
    by: Account,
    organisation: Organisation,
    title: str,
    came_from: Activity | None = None,
    about: str = "",
    checked_every: str = "month",
) -> Plan:
    """Make a plan without areas yet. Raises PlanRefused without a title."""
    if not title.strip():
        raise PlanRefused("Give the plan a title.")
    _check_every(checked_every)
    made = Plan.objects.create(
        organisation=organisation,
        title=title.strip(),
        came_from=came_from,
        about=about.strip(),
        checked_every=checked_every,
        made_by=by,
    )
    noted("made plan", by, made)
    return made


@transaction.atomic
def make_plan_from(
    *,
    by: Account,
    organisation: Organisation,
    activity: Activity,
    title: str,
    about: str = "",
    checked_every: str = "month",
) -> Plan:
    """Make a plan of a report's key messages and of its areas that the organisation owns, nested as they are.

    Raises PlanRefused where the report is not published, or none of its areas is the organisation's.
    """
    found = reported_for(organisation, activity)
    if found is None or not found.areas:
        raise PlanRefused(
            "No area for improvement of this activity is yours to plan for: either its report is not "
            "published yet, or it names others as the owners. Begin an empty plan instead."
        )
    plan = make_plan(
        by=by,
        organisation=organisation,
        title=title,
        came_from=activity,
        about=about,
        checked_every=checked_every,
    )
    for code, text in found.key_messages:
        KeyMessage.objects.create(plan=plan, code=code, text=text)
    made: dict[int, Area] = {}
    for one in found.areas:
        made[one.statement.pk] = add_area(
            by=by,
            plan=plan,
            text=one.text,
            statement=one.statement,
            indicator=one.indicator,
            indicator_title=one.indicator_title,
            question=one.question,
            owners=one.owners,
            within=made.get(one.statement.within_id or 0),
        )
    return plan


@transaction.atomic
def change_plan(*, by: Account, plan: Plan, title: str, about: str, checked_every: str) -> Plan:
    """Change what a plan is called, what it says of itself, and how often it is checked."""
    held = _held(plan)
    if not title.strip():
        raise PlanRefused("Give the plan a title.")
    _check_every(checked_every)
    held.title, held.about, held.checked_every = title.strip(), about.strip(), checked_every
    held.save(update_fields=["title", "about", "checked_every"])
    noted("changed plan", by, held)
    return held


@transaction.atomic
def add_key_message(*, by: Account, plan: Plan, code: str, text: str) -> KeyMessage:
    """Add a key message with its code. Raises PlanRefused where the code is taken or something is empty."""
    held = _held(plan)
    code = " ".join(code.split()).upper()
    if not code or not text.strip():
        raise PlanRefused("Give the key message a code, such as KM1, and its words.")
    if held.key_messages.filter(code=code).exists():
        raise PlanRefused(f"{code} is taken in this plan. Give it another code.")
    made = KeyMessage.objects.create(plan=held, code=code, text=text.strip())
    noted("added key message", by, held, code=code)
    return made


@transaction.atomic
def end_plan(*, by: Account, plan: Plan, why: str) -> Plan:
    """End a plan. Its areas are judged and looked at no more; everything written stays to be read.

    Raises PlanRefused without a reason, since an ended plan no longer says that an area opened again.
    """
    held = _held(plan)
    if not why.strip():
        raise PlanRefused("Say why the plan is ended.")
    held.ended_at, held.ended_by, held.ended_why = timezone.now(), by, why.strip()
    held.save(update_fields=["ended_at", "ended_by", "ended_why"])
    noted("ended plan", by, held)
    return held


def noted(act: str, by: Account | None, plan: Plan, **details: object) -> None:
    """Write into the trail what was done with a plan."""
    record(act, by=by, organisation=plan.organisation.slug, subject=f"plan:{plan.key}", **details)


def _held(plan: Plan) -> Plan:
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    check_under_way(held)
    return held


def _check_every(checked_every: str) -> None:
    if checked_every not in CHECKED_EVERY:
        raise PlanRefused(f"Choose one of: {', '.join(CHECKED_EVERY.values())}.")
