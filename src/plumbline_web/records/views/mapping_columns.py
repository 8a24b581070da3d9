"""The second step of a mapping: which of their columns is which of ours, for one table."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people.queries import Access
from plumbline_web.records.mapping_columns import ColumnsForm
from plumbline_web.records.mapping_draft import Draft, draft_of, keep_draft
from plumbline_web.records.mapping_steps import step_after
from plumbline_web.records.views.mapping import of_a_draft, way_back


@of_a_draft
def mapping_columns(request: HttpRequest, seen: Access, draft: Draft, table: str) -> HttpResponse:
    """Guessed where the names are the same; what looks like a direct identifier is ticked as never read."""
    found = draft.sent_for(table)
    if found is None:
        raise Http404("No file of this extract gives that table.")
    sent, feed = found
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        draft=draft,
        sent=sent,
        feed=feed,
        organisation=seen.organisation,
    )
    if request.method == "POST" and form.is_valid():
        step = f"columns-{table}"
        # Other columns may hold other words, so those are looked through again.
        done = tuple(one for one in draft.done if one != f"words-{table}")
        keep_draft(request, replace(draft, mapping=form.mapping(), done=done), done=step)
        return redirect(step_after(draft_of(request, draft.extract), step))
    return render(
        request,
        "records/mapping_columns.html",
        {
            "one": draft.extract,
            "form": form,
            "table": form.table,
            "sent": sent,
            "breadcrumbs": way_back(draft),
        },
        status=422 if form.errors else 200,
    )
