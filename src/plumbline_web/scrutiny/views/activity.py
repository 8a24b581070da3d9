"""One activity: where it stands, what is next, who waits for whom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.scrutiny.activity_form import KINDS
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.conditions import day
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.models import Opening, Stage
from plumbline_web.scrutiny.needs import needs_of
from plumbline_web.scrutiny.queries import Standing, actual_days, requests_of, subjects_of, template_of
from plumbline_web.scrutiny.showing import STAGE_COLOURS, crumbs, href, linked_needs, places
from plumbline_web.scrutiny.states import MEMBER_NAMES
from plumbline_web.scrutiny.views.requests import totals


@in_activity("see the activity")
def activity(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Its stages as tasks, what stands in the way of the next, and ways to everything else in it."""
    one = stands.activity
    template = template_of(one)
    stages = list(one.stages.prefetch_related("moves"))
    begun = [stage for stage in stages if stage.state == "begun"]
    following = next((stage for stage in stages if stage.state == "planned"), None)
    phases = {phase.code: phase.title for phase in template.phases}
    waiting = [
        {
            "stage": stage,
            "href": href(stands, "scrutiny:stage", code=stage.code),
            "needs": linked_needs(stands, needs),
        }
        for stage in begun
        for needs in [needs_of(stage)]
    ]
    for each in waiting:
        each["missing"] = [need for need in each["needs"] if not need["met"]]
        each["done"] = sum(bool(need["met"]) for need in each["needs"])
    return render(
        request,
        "scrutiny/activity.html",
        {
            "stands": stands,
            "activity": one,
            "kind": KINDS[template.kind].capitalize(),
            "lead": _sentence(one.get_state_display(), stages, begun, following),
            "tasks": [_task(stands, stage, phases, template.stage(stage.code).phase) for stage in stages],
            "waiting": waiting,
            "following": following if not begun else None,
            "following_href": href(stands, "scrutiny:stage", code=following.code) if following else "",
            "leads": [
                member.account.name
                for member in one.members.filter(role="lead", left_at=None).select_related("account")
            ],
            "parts": ", ".join(MEMBER_NAMES[member.role].lower() for member in stands.members),
            "services": subjects_of(stands),
            "requests": totals(requests_of(stands)) if stands.may("see requests") else None,
            "to_decide": _to_decide(stands),
            "undeclared": any(member.declared_at is None for member in stands.members)
            and one.state == "open",
            "outputs": one.notes.filter(kind="output").order_by("on", "id"),
            "places": places(stands),
            "runs": stands.may("run the activity") and one.state == "open",
            "all_ended": not begun and following is None,
            "breadcrumbs": crumbs(stands)[:1],
        },
    )


def _sentence(state: str, stages: list[Stage], begun: list[Stage], following: Stage | None) -> str:
    """Where it stands, in a sentence."""
    if state != "Under way":
        return f"{state}."
    if begun:
        last = begun[-1]
        since, _ = actual_days(last)
        words = f"Stage {last.position} of {len(stages)}, “{last.title}”, is under way"
        words += f" since {day(since)}." if since else "."
        if last.planned_until:
            late = " That day has passed." if last.planned_until < today() else ""
            words += f" It is planned to end on {day(last.planned_until)}.{late}"
        return words
    if following is None:
        return "Every stage has ended. The activity can be closed."
    what = "Nothing has begun yet." if following.position == 1 else "No stage is under way."
    return f"{what} “{following.title}” comes next."


def _task(stands: Standing, stage: Stage, phases: dict[str, str], phase: str | None) -> dict[str, object]:
    """A stage as the task list shows it: planned and actual days, and how it stands."""
    began, ended = actual_days(stage)
    said = [phases[phase]] if phase else []
    if stage.planned_from or stage.planned_until:
        said.append(
            f"planned {day(stage.planned_from) if stage.planned_from else 'from no day'}"
            f"{f' to {day(stage.planned_until)}' if stage.planned_until else ''}"
        )
    if began:
        said.append(f"began {day(began)}" + (f", ended {day(ended)}" if ended else ""))
    late = stage.state != "ended" and stage.planned_until is not None and stage.planned_until < today()
    hint = "; ".join(said)
    return {
        "label": f"{stage.position}. {stage.title}",
        "href": href(stands, "scrutiny:stage", code=stage.code),
        "hint": f"{hint[:1].upper()}{hint[1:]}",
        "status": f"{stage.get_state_display()}, late" if late else stage.get_state_display(),
        "colour": "orange" if late else STAGE_COLOURS[stage.state],
    }


def _to_decide(stands: Standing) -> list[Opening]:
    """The grants that wait for a manager of the service."""
    if not stands.own or stands.activity.state != "open" or not stands.seen.may("give grants"):
        return []
    return list(Opening.objects.filter(subject__in=stands.own, state="asked").select_related("to", "subject"))
