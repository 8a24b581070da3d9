"""The cases behind a number: which ones, and what do I do about each?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.measure.preparing import shown
from plumbline_web.measure.queries import FILTERS
from plumbline_web.measure.queries import cases as cases_seen
from plumbline_web.people.doors import needs, used_grant
from plumbline_web.people.queries import Access
from plumbline_web.records.queries import run_asked_for


@needs("see cases")
def cases(request: HttpRequest, seen: Access) -> HttpResponse:
    """A list of duties; its filters stay in the address, under opaque keys."""
    run = run_asked_for(seen, request.GET.get("run"))
    if run is None:
        raise Http404("There is no such run.")
    filters = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    asked = request.GET.get("page", "1")
    found = cases_seen(
        run,
        seen,
        filters,
        sort=request.GET.get("sort", ""),
        page=int(asked) if asked.isdecimal() and len(asked) < 9 else 1,
    )
    used_grant(
        seen, "read case list", run=run.key, rows=len(found.rows), standard=filters.get("standard", "")
    )
    titles = {code: one["title"] for code, one in shown(run)["standards"].items()}
    return render(
        request,
        "measure/cases.html",
        {"run": run, "as_at": run.as_at, "found": found, "filters": filters, "titles": titles},
    )
