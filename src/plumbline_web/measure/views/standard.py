"""One standard: since when, for whom, and why?"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.measures.periods import parse_label, parse_year
from plumbline.publishing import drawing
from plumbline_web.measure.linking import Opener, opens_cases, page_of, team_is_theirs
from plumbline_web.measure.models import Target
from plumbline_web.measure.preparing import shown
from plumbline_web.measure.rules import NOT_RECORDED, RATE
from plumbline_web.measure.standing import Placed, chart_notes, placed, target_shown, targets_at
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.records.queries import run_asked_for


@needs("see figures")
def standard(request: HttpRequest, seen: Access, code: str) -> HttpResponse:
    """Everything the run says about one standard."""
    run = run_asked_for(seen, request.GET.get("run"))
    if run is None or code not in shown(run)["standards"]:
        raise Http404("There is no such standard in this run.")
    facts = shown(run)
    one = facts["standards"][code]
    cases = opens_cases(request, seen, run)

    def opens(**filters: str) -> str:
        return cases(standard=code, **filters)

    target = targets_at(run).get(code)
    trend = one["trend"]
    notes = placed(chart_notes(seen.organisation, code), trend["periods"], trend["noun"] == "year")
    return render(
        request,
        "measure/standard.html",
        page_of(request, seen, run)
        | {
            "one": one,
            "partial": facts["partial"],
            "target": target_shown(target, one["headline"]["value"]),
            "judged_href": opens(over="shown", verdict="judged"),
            "misses_href": opens(over="shown", verdict="not_met"),
            "misses": one["verdicts"][1][1] if one["verdicts"] else "",
            "chart": _chart(trend, target, notes),
            "phone_chart": _chart(trend, target, notes, width=drawing.PHONE),
            "notes": notes,
            "periods": _periods(trend, notes, opens),
            "rates": [
                {
                    **row,
                    "href": opens(over="shown", rate=row["code"])
                    if row.get("code") in RATE.by_value
                    else opens(over="shown", verdict="judged"),
                }
                for row in one["rates"]
            ],
            "verdicts": _verdicts(one, opens),
            "clocks": [
                {"words": row[0], "number": row[1], "share": row[2], "href": opens(over="shown", clock=name)}
                for row, name in zip(one["clocks"], one["clock_codes"], strict=True)
            ],
            "bands": [{**row, "href": opens(over="shown", band=row["code"])} for row in one["bands"]],
            "sides": _sides(one["reasons"]["sides"], opens),
            "breakdowns": _breakdowns(one["breakdowns"], opens, seen),
            "may_note": seen.may("note on a chart"),
            "may_set_targets": seen.may("set targets"),
        },
    )


def _chart(trend: dict[str, Any], target: Target | None, notes: list[Placed], *, width: int = 720) -> str:
    """The trend drawn with its target and the flags of its notes; empty where there is nothing to draw."""
    if not trend["image"]:
        return ""
    periods = [spot["period"] for spot in trend["spots"]]
    spots = [
        drawing.Spot(**{name: value for name, value in spot.items() if name != "period"})
        for spot in trend["spots"]
    ]
    return drawing.trend(
        spots,
        width=width,
        target=target.at_least if target is not None else None,
        notes=[(periods.index(one.period), str(one.number)) for one in notes if one.period in periods],
    )


def _periods(trend: dict[str, Any], notes: list[Placed], opens: Opener) -> list[dict[str, Any]]:
    """The rows under the chart, the latest first, with the notes of each period."""
    found = []
    for row, label in zip(trend["rows"], trend["periods"], strict=True):
        span = parse_year(label) if trend["noun"] == "year" else parse_label(label)
        within = {"from_": span.first, "until": span.last}
        found.append(
            {
                "label": row[0],
                "met": row[1],
                "met_href": opens(verdict="met", **within),
                "judged": row[2],
                "judged_href": opens(verdict="judged", **within),
                "rate": row[3],
                "complete": row[4],
                "notes": [one for one in notes if one.period == label],
            }
        )
    return found[::-1]


def _verdicts(one: dict[str, Any], opens: Opener) -> list[dict[str, Any]]:
    return [
        {
            "title": row[0],
            "cells": [
                {"number": number, "href": opens(over=over, verdict=code) if number != "0" else ""}
                for number, over in zip(row[1:], ("shown", "since"), strict=False)
            ],
        }
        for row, code in zip(one["verdicts"], one["verdict_codes"], strict=False)
    ]


def _sides(sides: list[dict[str, Any]], opens: Opener) -> list[dict[str, Any]]:
    found = []
    for side in sides:
        of = {"over": "shown", "verdict": "not_met", "delay_side": side["code"] or NOT_RECORDED}
        reasons = [
            {
                **row,
                "href": opens(delay_reason=row["code"], **of),
                "evidenced_href": opens(delay_reason=row["code"], evidenced="yes", **of),
                "asserted_href": opens(delay_reason=row["code"], evidenced="no", **of),
            }
            for row in side["reasons"]
        ]
        found.append(
            {
                **side,
                "href": opens(**of),
                "evidenced_href": opens(evidenced="yes", **of),
                "asserted_href": opens(evidenced="no", **of),
                "reasons": reasons,
            }
        )
    return found


def _breakdowns(breakdowns: list[dict[str, Any]], opens: Opener, seen: Access) -> list[dict[str, Any]]:
    found = []
    for cut in breakdowns:
        rows = []
        for row in cut["rows"]:
            theirs = cut["column"] != "team" or team_is_theirs(seen, row["label"])
            of = {"over": "shown", cut["column"]: row["key"] if theirs else ""}
            rows.append(
                {
                    **row,
                    "href": opens(verdict="judged", **of),
                    "unknown_href": opens(verdict="cannot_tell", **of) if row["unknown"] else "",
                }
            )
        found.append({**cut, "rows": rows})
    return found
