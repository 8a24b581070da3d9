"""What is said to the service: key messages, areas for improvement, capacity, good practice, limits."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.scrutiny.quantities import printed
from plumbline_web.judgement import actions
from plumbline_web.judgement.doors import judging
from plumbline_web.judgement.models import Statement, StatementVersion
from plumbline_web.judgement.obstacles import Held
from plumbline_web.judgement.showing import page_href, way_back
from plumbline_web.judgement.states import STATEMENT_LETTERS, STATEMENTS_ADDED, STATEMENTS_SAID
from plumbline_web.people.doors import Refused
from plumbline_web.scrutiny.queries import Standing, one_called
from plumbline_web.scrutiny.rules import refusal


@judging("see judgements")
def statements(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Each kind in the order it prints; moved up or down here, written on a page of its own."""
    writes = stands.may("write judgements")
    if request.method == "POST":
        if not writes:
            raise Refused(refusal("write judgements"))
        way = "up" if "up" in request.POST else "down"
        one = one_called(Statement.objects.filter(activity=stands.activity), request.POST.get(way, ""))
        try:
            actions.move_statement(by=stands.account, statement=one, way=way)
        except actions.JudgementRefused as refused:
            messages.warning(request, str(refused))
        return redirect(f"{request.path}#{one.key}")
    held = Held(stands.activity)
    withdrawn = stands.activity.statements.exclude(withdrawn_at=None).select_related("withdrawn_by")
    return render(
        request,
        "judgement/statements.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "kinds": [
                {
                    "kind": kind,
                    "title": title,
                    "add": STATEMENTS_ADDED[kind],
                    "rows": _rows(stands, held, kind),
                    "href": page_href(stands, "write_statement", f"kind={kind}"),
                }
                for kind, title in STATEMENTS_SAID.items()
            ],
            "writes": writes and stands.activity.state == "open",
            "withdrawn": [
                {"one": one, "name": name_of(one), "href": page_href(stands, "statement", key=one.key)}
                for one in withdrawn
            ],
            "breadcrumbs": way_back(stands),
        },
    )


def name_of(one: Statement) -> str:
    """How a statement is spoken of: KM2, A3."""
    return f"{STATEMENT_LETTERS[one.kind]}{one.number}"


def _rows(stands: Standing, held: Held, kind: str) -> list[dict[str, Any]]:
    pairs = held.statements[kind]
    beside: dict[int | None, list[int]] = {}
    for one, _ in pairs:
        beside.setdefault(one.within_id, []).append(one.pk)
    titles = {one.code: one.name for one in held.asked}
    return [
        {
            "one": one,
            "name": name_of(one),
            "text": printed(version.text, held.quantities),
            "indicators": [titles.get(code, code) for code in version.indicators],
            "owners": owners(version),
            "pieces": [f"E{piece.number}" for piece in version.pieces.all()],
            "href": page_href(stands, "statement", key=one.key),
            "first": beside[one.within_id][0] == one.pk,
            "last": beside[one.within_id][-1] == one.pk,
            "wrong": list(held.in_the_way_of_statement(one, version)),
        }
        for one, version in pairs
    ]


def owners(version: StatementVersion) -> list[str]:
    """Everybody who owns an area, by name: services looked at first, then other bodies."""
    return [*(one.name for one in version.owners.all()), *version.others]
