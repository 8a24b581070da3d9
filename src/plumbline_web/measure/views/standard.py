"""One standard: since when, for whom, and why?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.measure.preparing import shown
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.records.queries import run_asked_for


@needs("see figures")
def standard(request: HttpRequest, seen: Access, code: str) -> HttpResponse:
    """Everything the run says about one standard."""
    run = run_asked_for(seen, request.GET.get("run"))
    if run is None or code not in shown(run)["standards"]:
        raise Http404("There is no such standard in this run.")
    return render(
        request,
        "measure/standard.html",
        {
            "run": run,
            "as_at": run.as_at,
            "one": shown(run)["standards"][code],
            "may_see_cases": seen.may("see cases"),
        },
    )
