"""The first step of a mapping: which file or sheet is which table."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people.queries import Access
from plumbline_web.records.mapping_draft import Draft, draft_of, keep_draft
from plumbline_web.records.mapping_forms import FilesForm
from plumbline_web.records.mapping_steps import step_after
from plumbline_web.records.views.mapping import of_a_draft, way_back


@of_a_draft
def mapping_files(request: HttpRequest, seen: Access, draft: Draft) -> HttpResponse:
    """Guessed by name; what is no table is left alone."""
    form = FilesForm(request.POST if request.method == "POST" else None, draft=draft)
    if request.method == "POST" and form.is_valid():
        keep_draft(request, replace(draft, mapping=form.mapping()), done="files")
        return redirect(step_after(draft_of(request, draft.extract), "files"))
    return render(
        request,
        "records/mapping_files.html",
        {
            "one": draft.extract,
            "form": form,
            "refused": [one for one in draft.sent if one.refused],
            "hidden": len(draft.readable) - len(form.shown),
            "breadcrumbs": way_back(draft),
        },
        status=422 if form.errors else 200,
    )
