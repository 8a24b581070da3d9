"""All plans of an organisation on one page: what is done without effect, overdue or at risk comes first."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.measures.text_tables import csv_text
from plumbline_web.improvement.books import judging_day
from plumbline_web.improvement.facts import ActionFacts, AreaFacts, PlanFacts
from plumbline_web.improvement.forms import PlansFilter
from plumbline_web.improvement.queries import plans_of, shared_with
from plumbline_web.improvement.showing import HEAD, loudness, rows_for_file
from plumbline_web.improvement.telling_facts import facts_of
from plumbline_web.people.doors import needs
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access

PAGE = 50
SORTS = ("due", "plan", "owner", "stands")


@dataclass(frozen=True)
class Row:
    """An action with the area and the plan that it is of."""

    plan: PlanFacts
    area: AreaFacts
    action: ActionFacts


@needs("see plans")
def plans(request: HttpRequest, seen: Access) -> HttpResponse:
    """Every action of every plan in one list, the loudest first, and each plan with its verdicts."""
    day = judging_day(seen.organisation)
    every = facts_of(list(plans_of(seen)), day)
    under_way = [one for one in every if one.ended_on is None]
    form = PlansFilter(request.GET or None, plans=[(one.key, one.title) for one in every])
    asked = form.cleaned_data if form.is_valid() else {}
    sort = request.GET.get("sort", "")
    rows = _sorted(_narrowed(_rows(under_way if not asked.get("plan") else every), asked), sort)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    actions = [one for plan in under_way for one in plan.actions]
    return render(
        request,
        "improvement/plans.html",
        {
            "plans": under_way,
            "ended": [one for one in every if one.ended_on is not None],
            "page": page,
            "rows": list(page),
            "any": bool(_rows(every)),
            "sort": sort,
            "filter_form": form,
            "counts": {
                "no_shift": sum(one.no_shift for one in actions),
                "overdue": sum(bool(one.overdue) for one in actions),
                "at_risk": sum(one.state == "at_risk" for one in actions),
                "ask": sum(one.ask for one in actions),
            },
            "looks": [(plan, area) for plan in under_way for area in plan.areas if area.look_words],
            "again": [
                (plan, area) for plan in under_way for area in plan.areas if area.state == "opened_again"
            ],
            "as_at": day,
            "may_change": seen.may("change plans"),
            "may_update": seen.may("update actions"),
            "may_see_shared": seen.may("see shared plans")
            and seen.organisation.kind == Organisation.NATIONAL,
            "shared": shared_with(seen).count() if seen.may("see shared plans") else 0,
        },
    )


@needs("see plans")
def plans_file(request: HttpRequest, seen: Access) -> HttpResponse:
    """Every action of every plan as CSV."""
    found = facts_of(list(plans_of(seen)), judging_day(seen.organisation))
    return csv_answer(found, "plans.csv")


def csv_answer(found: list[PlanFacts], name: str) -> HttpResponse:
    """The actions of plans as a file for a spreadsheet."""
    return HttpResponse(
        csv_text(list(HEAD), rows_for_file(found)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _rows(found: list[PlanFacts]) -> list[Row]:
    return [Row(plan, area, one) for plan in found for area in plan.areas for one in area.actions]


def _narrowed(rows: list[Row], asked: dict[str, str]) -> list[Row]:
    if asked.get("plan"):
        rows = [one for one in rows if one.plan.key == asked["plan"]]
    show = asked.get("show", "")
    keep = {
        "": lambda one: one.state != "dropped",
        "no_shift": lambda one: one.no_shift,
        "overdue": lambda one: bool(one.overdue),
        "at_risk": lambda one: one.state == "at_risk",
        "open": lambda one: one.open,
        "done": lambda one: one.state in ("done", "watched"),
        "dropped": lambda one: one.state == "dropped",
    }[show]
    rows = [one for one in rows if keep(one.action)]
    words = asked.get("q", "").casefold().split()
    return [one for one in rows if all(word in _words(one) for word in words)]


def _words(row: Row) -> str:
    said = row.action.last.text if row.action.last else ""
    parts = (row.plan.title, row.area.text, row.area.indicator, row.area.indicator_title, row.action.text)
    return " ".join((*parts, *row.action.owners, *row.action.key_messages, said)).casefold()


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name == "due":
        dated = [one for one in rows if one.action.due_on is not None]
        rest = [one for one in rows if one.action.due_on is None]
        return sorted(dated, key=lambda one: one.action.due_on, reverse=down) + rest
    if name == "plan":
        return sorted(rows, key=lambda one: (one.plan.title.casefold(), one.action.number), reverse=down)
    if name == "owner":
        return sorted(rows, key=lambda one: ", ".join(one.action.owners).casefold(), reverse=down)
    if name == "stands":
        return sorted(rows, key=lambda one: loudness(one.action), reverse=down)
    return sorted(rows, key=lambda one: (loudness(one.action), -one.action.overdue))
