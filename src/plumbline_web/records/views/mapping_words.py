"""The third step of a mapping: what their words mean, and how their dates read, for one table."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.errors import PlumblineError
from plumbline.records.outline import ROWS
from plumbline_web.people.queries import Access
from plumbline_web.records.mapping_draft import Draft, draft_of, keep_draft, words_of
from plumbline_web.records.mapping_steps import address, step_after
from plumbline_web.records.mapping_words import WordsForm
from plumbline_web.records.views.mapping import of_a_draft, way_back


@of_a_draft
def mapping_words(request: HttpRequest, seen: Access, draft: Draft, table: str) -> HttpResponse:
    """Each distinct word in the columns of codes, with our code where it can be guessed."""
    if table not in draft.tables:
        raise Http404("No file of this extract gives that table.")
    try:
        found = words_of(draft, table)
    except PlumblineError as refused:
        messages.error(request, str(refused).replace(f"{draft.extract.folder}", "the extract"))
        return redirect(address(draft, "mapping"))
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        draft=draft,
        table=table,
        sent=found,
        organisation=seen.organisation,
    )
    if request.method == "POST" and form.is_valid():
        step = f"words-{table}"
        keep_draft(request, form.drafted(), done=step)
        return redirect(step_after(draft_of(request, draft.extract), step))
    return render(
        request,
        "records/mapping_words.html",
        {
            "one": draft.extract,
            "form": form,
            "table": form.table,
            "dates": form.dates(),
            "rows": ROWS,
            "breadcrumbs": way_back(draft),
        },
        status=422 if form.errors else 200,
    )
