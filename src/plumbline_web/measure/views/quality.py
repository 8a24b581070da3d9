"""How much cannot be told, and why: data quality as a standard of its own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.publishing.wording import number, sentence
from plumbline.standards.form import REASONS
from plumbline_web.measure.linking import opens_cases, page_of
from plumbline_web.measure.preparing import shown
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.records.queries import run_asked_for


@needs("see figures")
def quality(request: HttpRequest, seen: Access) -> HttpResponse:
    """What the records do not allow to be judged, by standard; what came in; what was left out."""
    run = run_asked_for(seen, request.GET.get("run"))
    if run is None:
        raise Http404("There is no such run.")
    facts, opens = shown(run), opens_cases(request, seen, run)
    unknown = [
        {
            **row,
            "href": opens(standard=row["code"], over="untold", verdict="cannot_tell"),
            "reasons": [
                {
                    "words": sentence(REASONS.get(reason, reason)),
                    "number": number(n),
                    "href": opens(standard=row["code"], over="untold", verdict="cannot_tell", reason=reason),
                }
                for reason, n in row["reasons"]
            ],
        }
        for row in facts["front"]["unknown"]["rows"]
    ]
    return render(
        request,
        "measure/quality.html",
        page_of(request, seen, run)
        | {
            "facts": facts,
            "quality": facts["quality"],
            "unknown": unknown,
            "standards": len(facts["standards"]),
            "patterns": facts["patterns"],
            "may_see_extracts": seen.may("see extracts"),
        },
    )
