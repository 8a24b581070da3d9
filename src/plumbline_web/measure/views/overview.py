"""Are we all right, and if not, where?"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from plumbline_web.measure.linking import Opener, opens_cases, page_of, team_is_theirs
from plumbline_web.measure.preparing import shown
from plumbline_web.measure.standing import changed_since, run_before, target_shown, targets_at
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run
from plumbline_web.records.queries import run_asked_for, runs_of

RUNS_OFFERED = 24


@needs("see figures")
def overview(request: HttpRequest, seen: Access) -> HttpResponse:
    """The service's standing in its latest run, or in the one asked for."""
    run = run_asked_for(seen, request.GET.get("run"))
    if run is None:
        if request.GET.get("run"):
            raise Http404("There is no such run.")
        return render(request, "measure/nothing_yet.html", {"may_load": seen.may("load records")})
    facts, opens = shown(run), opens_cases(request, seen, run)
    before = run_before(seen, run)
    groups = _groups(run, facts["front"]["groups"], opens)
    return render(
        request,
        "measure/overview.html",
        page_of(request, seen, run)
        | {
            "facts": facts,
            "front": facts["front"],
            "first": _first(facts["front"], opens),
            "groups": groups,
            "any_target": any(row["target"] for group in groups for row in group["rows"]),
            "due": _due(request, seen, run, facts["front"]["due"]),
            "unknown": [
                {**row, "href": opens(standard=row["code"], over="untold", verdict="cannot_tell")}
                for row in facts["front"]["unknown"]["rows"]
            ],
            "before": before,
            "changed": changed_since(run, before) if before is not None else [],
            "runs": runs_of(seen)[:RUNS_OFFERED],
            "compare_href": _compared(seen, run, before),
        },
    )


def _compared(seen: Access, run: Run, before: Run | None) -> str:
    """The page that sets the two runs side by side, duty by duty; nothing where rows are gone."""
    if before is None or not seen.may("see extracts") or {run.state, before.state} != {"frozen"}:
        return ""
    runs = reverse("records:runs", kwargs={"organisation": seen.organisation.slug})
    return f"{runs}?before={before.key}&after={run.key}"


def _first(front: dict[str, Any], opens: Opener) -> list[dict[str, str]]:
    """What needs attention, worst first, each with the way to its misses."""
    return [
        {**one, "misses": opens(standard=one["code"], over="shown", verdict="not_met")}
        for one in front["look_first"]
    ]


def _groups(run: Run, groups: list[dict[str, Any]], opens: Opener) -> list[dict[str, Any]]:
    """The standards in their groups, each row with its target and the way to its cases."""
    targets = targets_at(run)
    return [
        {
            **group,
            "rows": [
                {
                    **row,
                    "target": target_shown(targets.get(row["code"]), row["value"]),
                    "href": opens(standard=row["code"], over="shown", verdict="judged"),
                }
                for row in group["rows"]
            ],
        }
        for group in groups
    ]


def _due(request: HttpRequest, seen: Access, run: Run, due: dict[str, Any]) -> dict[str, Any]:
    """How much falls due by team; each leads to its list for those who may see it."""
    may = seen.may("see what falls due") and run.state == "frozen"
    base = reverse("work:due", kwargs={"organisation": seen.organisation.slug})
    kept = f"&run={run.key}" if request.GET.get("run") else ""
    return {
        "head": due["head"],
        "whole": due["whole"],
        "href": base + (f"?run={run.key}" if kept else "") if may else "",
        "rows": [
            {
                "label": row[0],
                "numbers": row[1:],
                "href": f"{base}?team={key}{kept}"
                if may and key and due["column"] == "team" and team_is_theirs(seen, row[0])
                else "",
            }
            for row, key in zip(due["rows"], due["keys"], strict=True)
        ],
    }
