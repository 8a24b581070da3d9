"""An advanced step of a mapping: files of which one row holds several events, each in a column of dates."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.records.mapping import Feed
from plumbline.records.outline import SentTable
from plumbline.records.specification import load
from plumbline_web.people.queries import Access
from plumbline_web.records.mapping_columns import WideForm
from plumbline_web.records.mapping_draft import Draft, keep_draft
from plumbline_web.records.mapping_forms import WideChoice, named_in_mapping
from plumbline_web.records.mapping_steps import address
from plumbline_web.records.views.mapping import of_a_draft, way_back


@of_a_draft
def mapping_wide(request: HttpRequest, seen: Access, draft: Draft) -> HttpResponse:
    """Choose a file and a table; then its columns of dates, each with the kind of event it is."""
    choice = WideChoice(request.GET or None, draft=draft)
    form = None
    if choice.is_bound and choice.is_valid():
        sent, table = choice.chosen()
        feed = _feed(draft, sent, table)
        form = WideForm(
            request.POST if request.method == "POST" else None,
            draft=draft,
            sent=sent,
            feed=feed,
            organisation=seen.organisation,
        )
        if request.method == "POST" and form.is_valid():
            done = tuple(one for one in draft.done if one != f"words-{table}")
            keep_draft(request, replace(draft, mapping=form.mapping(), done=done), done="wide")
            messages.success(request, f"Said for {form.table.title} from {sent.label}.")
            return redirect(address(draft, "mapping_wide"))
    elif request.method == "POST":
        raise Http404("Choose a file and a table first.")
    titles = {name: table.title for name, table in load().tables.items()}
    wide = [
        {
            "label": one.label,
            "title": titles[feed.table],
            "dates": ", ".join(feed.dates),
            "href": f"{address(draft, 'mapping_wide')}?file={number}&table={feed.table}",
        }
        for number, one in enumerate(draft.readable)
        for feed in draft.feeds.get(one.place, [])
        if feed.wide
    ]
    wrong = form if form is not None else choice
    return render(
        request,
        "records/mapping_wide.html",
        {
            "one": draft.extract,
            "form": wrong if wrong.errors else None,
            "choice": choice,
            "columns": form,
            "wide": wide,
            "breadcrumbs": way_back(draft),
        },
        status=422 if wrong.errors else 200,
    )


def _feed(draft: Draft, sent: SentTable, table: str) -> Feed:
    """The wide rows of a table from a file as said before, or none yet."""
    for feed in draft.feeds.get(sent.place, []):
        if feed.wide and feed.table == table:
            return feed
    file, sheet = named_in_mapping(draft, sent)
    return Feed(table, file=file, sheet=sheet, header_row=sent.header_row)
