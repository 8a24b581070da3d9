"""Are we all right, and if not, where?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.measure.preparing import shown
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.records.queries import run_asked_for, runs_of


@needs("see figures")
def overview(request: HttpRequest, seen: Access) -> HttpResponse:
    """The service's standing in its latest run, or in the one asked for."""
    run = run_asked_for(seen, request.GET.get("run"))
    if run is None:
        if request.GET.get("run"):
            raise Http404("There is no such run.")
        return render(request, "measure/nothing_yet.html", {"may_load": seen.may("load records")})
    facts = shown(run)
    return render(
        request,
        "measure/overview.html",
        {"run": run, "as_at": run.as_at, "facts": facts, "front": facts["front"], "runs": runs_of(seen)[:12]},
    )
