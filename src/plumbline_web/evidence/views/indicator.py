"""All the evidence for one indicator, line of enquiry or theme."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.evidence import board as evidence_board
from plumbline_web.evidence.lines import lines_of, points_at
from plumbline_web.evidence.queries import of_service, seen_pieces, sees_reading
from plumbline_web.evidence.showing import days_of, prints_of, warnings_of, way_back
from plumbline_web.evidence.states import DIRECTIONS, SOURCES
from plumbline_web.reading.seeing import service_asked_for
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing


@in_activity("see evidence")
def indicator(request: HttpRequest, stands: Standing, indicator: str) -> HttpResponse:
    """Its pieces by kind of source, what each shows and which way it points; what is wrong stands first."""
    line = lines_of(stands.activity).get(indicator)
    if line is None:
        raise Http404("Nothing of that name is looked into in this activity.")
    subject, service_form = service_asked_for(request, stands)
    every = list(of_service(seen_pieces(stands), subject))
    row = evidence_board.of(stands.activity, pieces=every)[indicator]
    ways = {one.pk: {tie.indicator: tie.points for tie in one.tied} for one in every}
    points = {pk: way for pk, tied in ways.items() if (way := points_at(line.code, line.parts, tied))}
    prints = prints_of(one for one in every if one.pk in points)
    by_source = [
        (
            words,
            [
                {
                    "piece": one,
                    "points": DIRECTIONS[points[one.pk]],
                    "way": points[one.pk],
                    "prints": prints.get(one.pk, ""),
                    "days": days_of(one),
                    "stale": one.number in row.stale_pieces,
                }
                for one in every
                if one.source == source and one.pk in points
            ],
        )
        for source, words in SOURCES.items()
    ]
    return render(
        request,
        "evidence/indicator.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "line": line,
            "service": subject,
            "service_form": service_form,
            "sources": [(words, pieces) for words, pieces in by_source if pieces],
            "warnings": warnings_of(row),
            "several": service_form is not None,
            "adds": stands.may("bring in evidence") and stands.activity.state == "open",
            "hides_reading": not sees_reading(stands.account, stands.activity),
            "breadcrumbs": way_back(stands),
        },
    )
