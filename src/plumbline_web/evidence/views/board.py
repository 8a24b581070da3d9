"""The evidence board: what there is of each indicator, from which sources, and where it does not suffice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.evidence import board as evidence_board
from plumbline_web.evidence.lines import groups_of
from plumbline_web.evidence.queries import arrived_in, of_service, open_call, seen_pieces, sees_reading
from plumbline_web.evidence.showing import board_groups, columns_of, summary_of
from plumbline_web.evidence.states import SOURCES
from plumbline_web.reading.seeing import service_asked_for
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs


@in_activity("see evidence")
def board(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Counts alone; a line leads to its pieces. `?service=` narrows it where several are looked at."""
    activity = stands.activity
    subject, service_form = service_asked_for(request, stands)
    pieces = list(of_service(seen_pieces(stands), subject))
    rows = evidence_board.of(activity, pieces=pieces)
    columns = columns_of(activity, rows.values())
    adds = stands.may("bring in evidence") and activity.state == "open"
    return render(
        request,
        "evidence/board.html",
        {
            "stands": stands,
            "activity": activity,
            "service": subject,
            "service_form": service_form,
            "columns": columns,
            "groups": board_groups(
                stands,
                groups_of(activity),
                rows,
                columns,
                {one.number: one.source for one in pieces},
                f"?service={subject.key}" if subject else "",
            ),
            "nothing_of": [words for code, words in SOURCES.items() if code not in dict(columns)],
            "summary": summary_of(rows.values()),
            "pieces": len(pieces),
            "hides_reading": not sees_reading(stands.account, activity),
            "arrived": arrived_in(activity).count(),
            "call": open_call(activity),
            "calls": stands.may("call upon partners"),
            "adds": adds,
            "breadcrumbs": crumbs(stands),
        },
    )
