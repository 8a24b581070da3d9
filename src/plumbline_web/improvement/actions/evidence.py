"""Evidence that people bring to an area: an accepting statement, and a reading of records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from plumbline.publishing.wording import day
from plumbline.scrutiny.effect import (
    Accepted,
    SecondReading,
    StatedEvidence,
    Statement,
    accepted,
    closing_from_json,
)
from plumbline_web.audit.actions import record
from plumbline_web.improvement.conditions import PlanRefused, check_stands
from plumbline_web.improvement.gathering import first_action, owners_of
from plumbline_web.improvement.models import Acceptance, Area, AreaReading
from plumbline_web.improvement.second_reading import days_read, sample_read
from plumbline_web.improvement.verdicts import with_evidence
from plumbline_web.people.models import Account
from plumbline_web.people.queries import access, today
from plumbline_web.people.rules import may
from plumbline_web.scrutiny.models import Activity

IN_THE_LINE = ("information_lead", "practitioner", "team_leader", "service_manager")
"""Roles in the line of management of a service, or that write its plans: none of them accepts for it."""


@transaction.atomic
def accept_improvement(
    *,
    by: Account,
    area: Area,
    role: str,
    accepts: bool,
    says: str,
    on: date,
    evidence: Iterable[StatedEvidence] = (),
) -> Acceptance:
    """Say, as a named person outside the line of management, whether the evidence for an area is accepted.

    It is said in one’s own name. role: what the person is, in their own words. evidence: what they looked at.
    Raises PlanRefused for anybody in the line of management, who made the plan, wrote an update or owns an
    action; for a day to come or before the last statement; and, where it accepts, with all that is missing.
    """
    Area.objects.select_for_update().get(pk=area.pk)
    held = with_evidence(Area.objects.filter(pk=area.pk)).get()
    check_stands(held)
    _check_way(held, Accepted, "by a named person’s statement")
    why_not = why_not_accept(by, held)
    if why_not:
        raise PlanRefused(why_not)
    if role.strip().casefold() in {one.casefold() for one in owners_of(held)}:
        raise PlanRefused(
            f"{role.strip()} owns this area or an action of it. Somebody else has to accept it."
        )
    if on > today():
        raise PlanRefused("That day is still to come. Give the day on which you say this.")
    last = list(held.acceptances.all())[-1:]
    if last and on < last[0].on:
        raise PlanRefused("There is a later statement already. Give its day or a later one.")
    said = Statement(by.name, role.strip(), True, accepts, says.strip(), on, tuple(evidence))
    if accepts:
        verdict = accepted(said, owners_of(held), first_action(held))
        if verdict.state != "held":
            raise PlanRefused(f"This statement is not complete. Missing: {'; '.join(verdict.missing)}.")
    elif not said.says:
        raise PlanRefused("Say why you do not accept the evidence.")
    made = Acceptance.objects.create(
        area=held,
        person=said.person,
        role=said.role,
        accepts=accepts,
        says=said.says,
        evidence=[
            {"title": one.title, "source": one.source, "on": one.on.isoformat()} for one in said.evidence
        ],
        on=on,
        by=by,
    )
    _noted("accepted improvement" if accepts else "did not accept improvement", by, held)
    return made


def why_not_accept(account: Account, area: Area) -> str:
    """Why this person may not accept the evidence for an area, in words; empty where they may.

    area: from `gathering.with_evidence`.
    """
    roles = access(account, area.plan.organisation).roles
    if not may(roles, "accept improvement"):
        return "Only a board reader or an analyst, outside the line of management, may accept an improvement."
    if not roles.isdisjoint(IN_THE_LINE):
        return (
            "You also hold a role in the line of management here. Somebody outside it has to accept the "
            "evidence."
        )
    if account.pk == area.plan.made_by_id or account.pk == area.closing_by_id:
        return (
            "You made this plan or settled how the area may close. Somebody else has to accept the evidence."
        )
    if any(update.by_id == account.pk for one in area.actions.all() for update in one.updates.all()):
        return "You wrote updates of this area’s actions. Somebody else has to accept the evidence."
    return ""


@transaction.atomic
def tie_reading(
    *,
    by: Account,
    area: Area,
    activity: Activity,
    first_day: date | None = None,
    last_day: date | None = None,
) -> AreaReading:
    """Judge an area by a reading of records: what it found of the service is kept with the area.

    first_day, last_day: of the work that was read, not of the reading; needed only where the activity does
    not say them itself. Raises PlanRefused where the area is judged in another way, the activity is not over,
    did not ask the question, or says other days.
    """
    held = Area.objects.select_for_update().select_related("plan__organisation").get(pk=area.pk)
    check_stands(held)
    closing = _check_way(held, SecondReading, "by two readings of records")
    assert isinstance(closing, SecondReading)
    if (known := days_read(held.plan.organisation, activity)) is not None:
        if any(given not in (None, own) for given, own in zip((first_day, last_day), known, strict=True)):
            raise PlanRefused(
                f"{activity.title} read work of {day(known[0])} to {day(known[1])}. Leave the days out."
            )
        first_day, last_day = known
    if first_day is None or last_day is None:
        raise PlanRefused(
            f"{activity.title} does not say of which days it read the work. Give the first and the last day."
        )
    if first_day > last_day:
        raise PlanRefused("The last day of the work that was read is before the first.")
    if last_day > today():
        raise PlanRefused("The work that was read cannot be of days to come.")
    if held.readings.filter(activity=activity).exists():
        raise PlanRefused("The area is judged by this reading already.")
    if held.readings.filter(last_day=last_day).exists():
        raise PlanRefused(
            "Another reading of work up to that day is tied to the area. Which of two is the newer has to be "
            "plain: an area is judged by readings of different work."
        )
    made = AreaReading.objects.create(
        area=held,
        activity=activity,
        first_day=first_day,
        last_day=last_day,
        sample=sample_read(held.plan.organisation, activity, closing.question),
        by=by,
    )
    record(
        "tied reading to area",
        by=by,
        organisation=held.plan.organisation.slug,
        subject=f"plan:{held.plan.key}",
        area=held.key,
        activity=activity.key,
    )
    return made


def _check_way(area: Area, way: type, words: str) -> object:
    closing = closing_from_json(area.closing) if area.closing else None
    if not isinstance(closing, way):
        raise PlanRefused(f"This area is not judged {words}. See how it may close.")
    return closing


def _noted(act: str, by: Account, area: Area) -> None:
    record(
        act,
        by=by,
        organisation=area.plan.organisation.slug,
        subject=f"plan:{area.plan.key}",
        area=area.key,
    )
