"""All readings as files: CSV, Parquet or a Data Package, without identifiers."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.people.queries import today
from plumbline_web.reading.exporting import FORMS, as_csv, as_package, as_parquet, export_of
from plumbline_web.reading.seeing import not_yet, page_of
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.trail import record_in

CONTENT = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "package": "application/zip",
}
ENDING = {"csv": "csv", "parquet": "parquet", "package": "zip"}


@in_activity("export readings")
def export(request: HttpRequest, stands: Standing) -> HttpResponse:
    """What there is to take away, with and without free words, and what every column means."""
    if (page := not_yet(request, stands)) is not None:
        return page
    held, found = page_of(request, stands, "reading:export")
    if found is not None and any(one.submitted for one in found.records):
        held["made"] = export_of(found)
        held["forms"] = FORMS
    return render(request, "reading/export.html", held)


@in_activity("export readings")
def export_file(request: HttpRequest, stands: Standing, form: str) -> HttpResponse:
    """One file; `?words=yes` puts free text in. Each is written into the trail."""
    if (page := not_yet(request, stands)) is not None:
        return page
    _, found = page_of(request, stands, "reading:export")
    if form not in FORMS:
        raise Http404("There are CSV, Parquet and a Data Package.")
    if found is None or not any(one.submitted for one in found.records):
        raise Http404("Nothing has been submitted that could be exported.")
    words = request.GET.get("words") == "yes"
    made = export_of(found, words=words)
    if form == "csv":
        content = "\ufeff".encode() + as_csv(made.columns, made.answers)
    elif form == "parquet":
        content = as_parquet(made.columns, made.answers)
    else:
        progress = f"{len(found.counting)} of {len(found.records)} records of the sample count so far."
        content = as_package(
            made, title=f"{stands.activity.title}: record readings", on=today(), progress=progress
        )
    with transaction.atomic():
        record_in(
            stands.activity,
            "exported readings",
            by=stands.account,
            format=form,
            rows=len(made.answers),
            words=words,
        )
    answer = HttpResponse(content, content_type=CONTENT[form])
    name = f"readings-{today().isoformat()}{'-with-words' if words else ''}.{ENDING[form]}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
