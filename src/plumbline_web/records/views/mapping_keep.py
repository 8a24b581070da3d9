"""The last step of a mapping: what was said, on one page, and the name under which it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.errors import PlumblineError
from plumbline.records.specification import load
from plumbline_web.people.queries import Access
from plumbline_web.records.actions import check_again, keep_mapping
from plumbline_web.records.mapping_draft import Draft, forget_draft
from plumbline_web.records.mapping_forms import KeepForm
from plumbline_web.records.mapping_steps import address, steps
from plumbline_web.records.queries import mappings_of
from plumbline_web.records.views.mapping import of_a_draft, way_back


@dataclass(frozen=True)
class TableSaid:
    """What was said of one table. missing: columns that must be there and are not."""

    title: str
    sources: str
    columns: tuple[tuple[str, str], ...]
    words: int
    missing: str


@of_a_draft
def mapping_keep(request: HttpRequest, seen: Access, draft: Draft) -> HttpResponse:
    """Keep the mapping and check the extract with it."""
    if not draft.tables:
        messages.warning(request, "Say first which file is which table.")
        return redirect(address(draft, "mapping_files"))
    offered = mappings_of(seen)
    former = offered.filter(key=draft.replaces).first() if draft.replaces else None
    form = KeepForm(
        request.POST if request.method == "POST" else None, initial={"name": former.name if former else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_mapping(
                by=seen.account,
                organisation=seen.organisation,
                name=form.cleaned_data["name"],
                text=draft.text(),
                replaces=former,
            )
        except PlumblineError as refused:
            form.add_error("name", str(refused).splitlines())
        else:
            try:
                check_again(by=seen.account, extract=draft.extract, mapping=kept)
            except ValueError:
                messages.warning(request, "The mapping is kept. The extract was decided about meanwhile.")
            else:
                messages.success(request, "The mapping is kept, and the extract is checked with it.")
            forget_draft(request, draft.extract)
            return redirect(address(draft, "extract"))
    return render(
        request,
        "records/mapping_keep.html",
        {
            "one": draft.extract,
            "form": form,
            "former": former,
            "said": _said(draft),
            "undone": [step for step in steps(draft) if step["status"] == "To do" and step["name"] != "keep"],
            "wrong": draft.wrong,
            "text": draft.text(),
            "breadcrumbs": way_back(draft),
        },
        status=422 if form.errors else 200,
    )


def _said(draft: Draft) -> list[TableSaid]:
    tables = load().tables
    found = []
    for name in draft.tables:
        read: dict[str, str] = {}
        sources = []
        for one, feed in draft.reading(name):
            sources.append(one.label)
            read |= {
                ours: f"{theirs}; “{feed.defaults[ours]}” where it is empty"
                if ours in feed.defaults
                else theirs
                for ours, theirs in draft.columns(one, feed).items()
            }
            read |= {
                ours: f"“{value}” in every row"
                for ours, value in {**feed.defaults, **feed.constants}.items()
                if ours in feed.constants or ours not in read
            }
            read |= {ours: "several columns of dates" for ours, _ in feed.dates.values()}
            read |= {ours: "by the column of dates" for _, given in feed.dates.values() for ours in given}
        order = [column.name for column in tables[name].columns]
        missing = [one.name for one in tables[name].columns if one.required and one.name not in read]
        words = sum(len(known) for (table, _), known in draft.mapping.codes.items() if table == name)
        found.append(
            TableSaid(
                tables[name].title,
                " and ".join(dict.fromkeys(sources)),
                tuple(sorted(read.items(), key=lambda pair: order.index(pair[0]))),
                words,
                ", ".join(missing),
            )
        )
    return found
