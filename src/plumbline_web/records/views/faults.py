"""The faults of an extract, one by one: filtered, paged, and to be taken away as a file."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from plumbline.publishing.wording import day
from plumbline.records.faults import KINDS
from plumbline_web.people.doors import needs, used_grant
from plumbline_web.people.queries import Access
from plumbline_web.records.forms import FaultFilter
from plumbline_web.records.found import FAULTS, FILTERS, PAGE
from plumbline_web.records.found import faults as faults_found
from plumbline_web.records.queries import extracts_of

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@needs("load records")
def faults(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """A page of single faults. They hold values from case rows, so that reading them is written down."""
    one = get_object_or_404(extracts_of(seen), key=key)
    if not (one.folder / FAULTS).is_file():
        raise Http404("The faults of this extract are not kept any more.")
    form = FaultFilter(request.GET, folder=one.folder)
    asked = {name: request.GET[name] for name in FILTERS if request.GET.get(name)} if form.is_valid() else {}
    number = request.GET.get("page", "1")
    found = faults_found(one.folder, asked, int(number) if number.isdecimal() and len(number) < 9 else 1)
    used_grant(seen, "read faults", extract=one.key, rows=len(found.rows))
    loaded = timezone.localtime(one.loaded_at)
    return render(
        request,
        "records/faults.html",
        {
            "one": one,
            "filter_form": form,
            "rows": [{**row, "title": KINDS.get(row["kind"], row["kind"])} for row in found.rows],
            "page": Paginator(range(found.total), PAGE).page(found.number),
            "total": found.total,
            "breadcrumbs": [
                ("Extracts", reverse("records:extracts", args=[seen.organisation.slug])),
                (
                    f"Extract of {day(loaded)}, {loaded:%H:%M}",
                    reverse("records:extract", args=[seen.organisation.slug, one.key]),
                ),
            ],
        },
    )


@needs("load records")
def faults_file(request: HttpRequest, seen: Access, key: str, file_format: str) -> HttpResponse:
    """All faults as CSV for people or as JSON for programs."""
    one = get_object_or_404(extracts_of(seen), key=key)
    path = one.folder / f"faults.{file_format}"
    if file_format not in FORMATS or not path.is_file():
        raise Http404("There is no such file.")
    used_grant(seen, "exported faults", extract=one.key, format=file_format)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"faults-{one.loaded_at:%Y-%m-%d}.{file_format}",
        content_type=FORMATS[file_format],
    )
