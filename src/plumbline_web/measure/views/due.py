"""What falls due, and what is overdue: the team leader's page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.measure.due import due_seen
from plumbline_web.people.doors import needs, used_grant
from plumbline_web.people.queries import Access
from plumbline_web.records.queries import run_asked_for


@needs("see what falls due")
def due(request: HttpRequest, seen: Access) -> HttpResponse:
    """The next ten working days and what is overdue, of the teams and workers this person answers for."""
    run = run_asked_for(seen, request.GET.get("run"))
    if run is None:
        raise Http404("There is no run yet.")
    found = due_seen(run, seen)
    rows = len(found.due_soon) + len(found.overdue) + len(found.long_overdue)
    used_grant(seen, "read due list", run=run.key, rows=rows)
    return render(request, "measure/due.html", {"run": run, "as_at": run.as_at, "found": found})
