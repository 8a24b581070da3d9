"""A list of duties as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from plumbline_web.measure.exporting import MOST_ROWS, csv_lines
from plumbline_web.measure.forms import CaseFilter, FindCase, standard_titles
from plumbline_web.measure.linking import page_of
from plumbline_web.measure.queries import asked, authorities_in, counted, every_row
from plumbline_web.people.doors import needs, used_grant
from plumbline_web.people.queries import Access
from plumbline_web.records.queries import run_asked_for


@needs("export cases")
def export(request: HttpRequest, seen: Access) -> HttpResponse | StreamingHttpResponse:
    """The whole list under the filters of the address as CSV; one too long is refused, not cut in silence."""
    run = run_asked_for(seen, request.GET.get("run"))
    if run is None:
        raise Http404("There is no such run.")
    page = page_of(request, seen, run)
    if run.state == "removed":
        return render(request, "measure/rows_removed.html", page, status=410)
    form = CaseFilter(request.GET.dict(), run=run, seen=seen)
    if form.is_valid():
        what = asked(run, seen, form.filters())
        total, _ = counted(what)
        if total > MOST_ROWS:
            form.add_error(
                None,
                f"The list has {total:,} duties, and a file holds at most {MOST_ROWS:,}. Narrow the list.",
            )
    if not form.is_valid():
        return render(
            request,
            "measure/cases.html",
            page | {"form": form, "filter_form": form, "find_form": FindCase()},
            status=400,
        )
    used_grant(
        seen,
        "exported cases",
        owners=authorities_in(what),
        run=run.key,
        rows=total,
        standard=form.filters().get("standard", ""),
    )
    answer = StreamingHttpResponse(
        csv_lines(every_row(what, MOST_ROWS, form.filters()), standard_titles(run)),
        content_type="text/csv; charset=utf-8",
    )
    name = f"duties-{seen.organisation.slug}-{run.as_at.isoformat()}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
