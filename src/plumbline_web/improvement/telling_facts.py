"""The facts of plans as at a day, made of what the database keeps and of the verdicts worked out anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from plumbline.measures.periods import spoken
from plumbline.publishing.wording import day
from plumbline.scrutiny.effect import looks
from plumbline_web.improvement.actions.steps import standing_updates
from plumbline_web.improvement.books import books_of
from plumbline_web.improvement.facts import ActionFacts, AreaFacts, PlanFacts, UpdateFacts
from plumbline_web.improvement.figures import closing_words, figure_of, figure_words
from plumbline_web.improvement.models import Action, ActionUpdate, Area, Plan
from plumbline_web.improvement.states import (
    ACTION_WORDS,
    AREA_WORDS,
    CHECK_DAYS,
    CHECKED_EVERY,
    FINISHED,
    OPEN,
)
from plumbline_web.improvement.verdicts import Judged, judge_all, with_evidence

LOOK_SOON = 31
"""So many days before its day a look again is announced."""


def with_facts(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Plans with all that their facts ask of the database, however many there are."""
    areas = with_evidence(Area.objects.exclude(state="replaced")).select_related("closing_by")
    return plans.select_related("organisation", "came_from", "made_by").prefetch_related(
        "key_messages", Prefetch("areas", queryset=areas, to_attr="standing")
    )


def plan_facts(plan: Plan, as_at: date) -> PlanFacts:
    """Everything that a page or paper needs of a plan, as at a day."""
    return facts_of([plan], as_at)[0]


def facts_of(plans: Iterable[Plan], as_at: date) -> list[PlanFacts]:
    """The facts of plans, in their order; of one organisation or of several."""
    keys = [one.pk for one in plans]
    held = {one.pk: one for one in with_facts(Plan.objects.filter(pk__in=keys))}
    books = books_of({one.organisation_id for one in held.values()}, as_at)
    found = []
    for pk in keys:
        plan = held[pk]
        book = books[plan.organisation_id]
        runs = book.runs
        verdicts = judge_all(plan.standing, book)
        found.append(_plan(plan, as_at, verdicts, runs))
    return found


def _plan(plan: Plan, as_at: date, verdicts: dict[int, Judged], runs: tuple[Any, ...]) -> PlanFacts:
    numbers = _numbers(plan.standing)
    count = 0
    areas = []
    for area in sorted(plan.standing, key=lambda one: _order(numbers[one.pk])):
        made = _area(area, numbers, verdicts[area.pk], plan, as_at, runs, count)
        count += len(made.actions)
        areas.append(made)
    return PlanFacts(
        key=plan.key,
        title=plan.title,
        organisation=plan.organisation.name,
        about=plan.about,
        came_from=plan.came_from.title if plan.came_from else "",
        checked_every=CHECKED_EVERY[plan.checked_every],
        made_on=timezone.localdate(plan.made_at),
        made_by=plan.made_by.name,
        ended_on=timezone.localdate(plan.ended_at) if plan.ended_at else None,
        ended_why=plan.ended_why,
        as_at=as_at,
        key_messages=tuple((one.code, one.text) for one in plan.key_messages.all()),
        areas=tuple(areas),
    )


def _numbers(areas: Iterable[Area]) -> dict[int, str]:
    """A1, A2 in the order of the plan; parts of A1 are A1.1, A1.2."""
    found: dict[int, str] = {}
    listed = list(areas)
    standing = {one.pk for one in listed}
    outer = [one for one in listed if one.within_id not in standing]
    for at, one in enumerate(outer, start=1):
        found[one.pk] = f"A{at}"
    parts: dict[int, int] = {}
    for one in listed:
        if one.pk not in found and one.within_id in found:
            parts[one.within_id] = parts.get(one.within_id, 0) + 1
            found[one.pk] = f"{found[one.within_id]}.{parts[one.within_id]}"
    for one in listed:
        found.setdefault(one.pk, f"A{len(found) + 1}")
    return found


def _order(number: str) -> list[int]:
    return [int(part) for part in number.removeprefix("A").split(".")]


def _area(
    area: Area,
    numbers: dict[int, str],
    judged: Judged,
    plan: Plan,
    as_at: date,
    runs: tuple[Any, ...],
    before: int,
) -> AreaFacts:
    verdict = judged.verdict
    improved = verdict.state in ("held", "shifted_not_held")
    actions = tuple(
        _action(one, number, area, plan, as_at, improved)
        for number, one in enumerate(area.actions.all(), start=before + 1)
    )
    pursued = [one for one in actions if one.state != "dropped"]
    due, words = _look(area, verdict.next_look, as_at)
    return AreaFacts(
        key=area.key,
        number=numbers[area.pk],
        text=area.text,
        within=numbers.get(area.within_id or 0, ""),
        question=area.question,
        indicator=area.indicator,
        indicator_title=area.indicator_title,
        owners=tuple(area.owners),
        settled=closing_words(judged.closing, area.months) if judged.closing else "",
        settled_by=area.closing_by.name if area.closing_by else "",
        settled_on=timezone.localdate(area.closing_at) if area.closing_at else None,
        state=area.state,
        state_words=AREA_WORDS[area.state],
        closed_on=area.closed_on if area.state == "closed" else None,
        verdict=verdict.state,
        verdict_words=verdict.words,
        reason=verdict.reason,
        missing=verdict.missing,
        deciders=tuple((one.of, one.shows) for one in verdict.deciders),
        cautions=verdict.cautions,
        first_action=judged.first_action,
        look_due=due,
        look_words=words,
        may_close=verdict.state == "held" and area.state != "closed",
        actions=actions,
        figure=figure_of(judged, runs),
        no_shift=bool(pursued) and not improved and all(one.state in FINISHED for one in pursued),
    )


def _look(area: Area, due: date | None, as_at: date) -> tuple[date | None, str]:
    """The next look again at a closed area, and what is to be said of it now."""
    if area.state != "closed" or due is None or area.closed_on is None:
        return None, ""
    one = next((each for each in looks(area.closed_on) if each.due == due), None)
    if one is None:
        return due, ""
    if as_at > one.due:
        return due, (
            f"The look at {one.months} months was due on {day(one.due)}. It needs evidence from "
            f"{day(one.evidence_from)} or later; without it the area opens again after {day(one.latest)}."
        )
    if one.due - as_at <= timedelta(days=LOOK_SOON):
        return due, (
            f"The look at {one.months} months is due on {day(one.due)}. It needs evidence from "
            f"{day(one.evidence_from)} or later."
        )
    return due, ""


def _action(action: Action, number: int, area: Area, plan: Plan, as_at: date, improved: bool) -> ActionFacts:
    standing = {one.pk for one in standing_updates(action)}
    updates = tuple(_update(one, one.pk in standing) for one in action.updates.all())
    said = [one.written_on for one in updates]
    last = max((*said, timezone.localdate(plan.made_at)))
    silent = max((as_at - last).days, 0) if action.state in OPEN else 0
    overdue = 0
    if action.due_on is not None and action.state in OPEN:
        overdue = max((as_at - action.due_on).days, 0)
    return ActionFacts(
        key=action.key,
        area=area.key,
        number=number,
        text=action.text,
        key_messages=tuple(action.key_messages),
        responsible=tuple(action.responsible),
        outside=tuple(action.outside),
        resources=action.resources,
        expected=action.expected,
        due_on=action.due_on,
        due_words=action.due_words,
        began_on=action.began_on,
        state=action.state,
        state_words=ACTION_WORDS[action.state],
        overdue=overdue,
        silent=silent,
        ask=action.state in OPEN and silent >= CHECK_DAYS[plan.checked_every],
        no_shift=action.state in FINISHED and not improved,
        updates=updates,
    )


def _update(one: ActionUpdate, stands: bool) -> UpdateFacts:
    return UpdateFacts(
        on=one.on,
        state=one.state,
        state_words=ACTION_WORDS[one.state],
        text=one.text,
        period=spoken(one.period) if one.period else "",
        figures=tuple(figure_words(each) for each in one.figures),
        by=one.by.name,
        written_on=timezone.localdate(one.at),
        taken_back=not stands and one.undoes_id is None,
        takes_back=one.undoes_id is not None,
    )
