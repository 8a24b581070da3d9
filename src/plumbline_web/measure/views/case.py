"""One case: what is owed, and what was done?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.measure.preparing import shown
from plumbline_web.measure.queries import case as case_seen
from plumbline_web.people.doors import needs, used_grant
from plumbline_web.people.queries import Access
from plumbline_web.records.queries import run_asked_for


@needs("see cases")
def case(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """A time line from day 0, and the same as a table."""
    run = run_asked_for(seen, request.GET.get("run"))
    rows = case_seen(run, seen, key) if run is not None else []
    if run is None or not rows:
        raise Http404("There is no such case, or it is not one of yours.")
    used_grant(seen, "read case", run=run.key, case=key)
    titles = {code: one["title"] for code, one in shown(run)["standards"].items()}
    return render(
        request, "measure/case.html", {"run": run, "as_at": run.as_at, "rows": rows, "titles": titles}
    )
