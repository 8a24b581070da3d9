"""A plan: is it working? Each area with its measure, its verdict in words, and its actions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from plumbline_web.improvement.books import judging_day
from plumbline_web.improvement.charts import chart_of
from plumbline_web.improvement.facts import PlanFacts
from plumbline_web.improvement.figures import ATTRIBUTION
from plumbline_web.improvement.queries import plan_called
from plumbline_web.improvement.showing import VERDICT_COLOURS, crumbs, loudness
from plumbline_web.improvement.telling_facts import plan_facts
from plumbline_web.improvement.views.plans import csv_answer
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.records.queries import run_asked_for


@needs("see plans")
def plan(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """The plan as at today, or as at an earlier run where one is asked for."""
    held = plan_called(seen, key)
    run = run_asked_for(seen, request.GET.get("run")) if request.GET.get("run") else None
    day = run.as_at if run is not None else judging_day(seen.organisation)
    facts = plan_facts(held, day)
    return render(
        request,
        "improvement/plan.html",
        {
            "plan": held,
            **shown(facts, request.GET.get("sort", "")),
            "breadcrumbs": crumbs(seen.organisation),
            "as_at": day,
            "as_at_note": "an earlier run" if run is not None else "",
            "shares": held.shares.filter(ended_at=None).select_related("to"),
            "may_change": seen.may("change plans") and held.ended_at is None,
            "may_update": seen.may("update actions") and held.ended_at is None,
            "may_share": seen.may("share plans"),
            "may_write_papers": seen.may("write board papers"),
            "address": reverse(
                "improvement:plan", kwargs={"organisation": seen.organisation.slug, "key": held.key}
            ),
        },
    )


def shown(facts: PlanFacts, sort: str) -> dict[str, object]:
    """What the page of a plan shows of its facts; the body with which it is shared sees the same."""
    actions = sorted(facts.actions, key=_by(sort), reverse=sort.startswith("-"))
    areas = {one.key: one for one in facts.areas}
    return {
        "facts": facts,
        "areas": [
            {
                "one": one,
                "chart": chart_of(one.figure, one.actions) if one.figure else None,
                "table_id": f"numbers-{one.number.replace('.', '-')}",
                "colour": VERDICT_COLOURS[one.verdict],
            }
            for one in facts.areas
        ],
        "rows": [(one, areas[one.area]) for one in actions],
        "sort": sort,
        "loud": [one for one in facts.actions if one.no_shift],
        "overdue": [one for one in facts.actions if one.overdue],
        "at_risk": [one for one in facts.actions if one.state == "at_risk"],
        "looks": [one for one in facts.areas if one.look_words],
        "attribution": ATTRIBUTION,
    }


def _by(sort: str):  # type: ignore[no-untyped-def]
    name = sort.removeprefix("-")
    if name == "owner":
        return lambda one: (", ".join(one.owners).casefold(), one.number)
    if name == "due":
        return lambda one: (one.due_on is None, one.due_on.toordinal() if one.due_on else 0, one.number)
    if name == "stands":
        return lambda one: (loudness(one), one.number)
    return lambda one: one.number


@needs("see plans")
def plan_file(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """The actions of one plan as CSV."""
    held = plan_called(seen, key)
    return csv_answer([plan_facts(held, judging_day(seen.organisation))], "plan.csv")
