"""The cases behind a number: which ones, and what do I do about each?"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.publishing.report import council_names
from plumbline.publishing.wording import counted
from plumbline.standards.form import REASONS
from plumbline_web.measure.exporting import MOST_ROWS
from plumbline_web.measure.forms import CaseFilter, FindCase, delay_words, standard_titles
from plumbline_web.measure.linking import page_of
from plumbline_web.measure.models import ReasonNote
from plumbline_web.measure.queries import PAGE, CasePage
from plumbline_web.measure.queries import cases as cases_seen
from plumbline_web.people.doors import needs, used_grant
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run
from plumbline_web.records.queries import run_asked_for


@needs("see cases")
def cases(request: HttpRequest, seen: Access) -> HttpResponse:
    """A list of duties; its filters stay in the address, under opaque keys."""
    run = run_asked_for(seen, request.GET.get("run"))
    if run is None:
        raise Http404("There is no such run.")
    page = page_of(request, seen, run)
    if run.state == "removed":
        return render(request, "measure/rows_removed.html", page, status=410)
    form = CaseFilter(request.GET.dict(), run=run, seen=seen)
    page |= {
        "filter_form": form,
        "find_form": FindCase(),
        "kept": [("run", page["run_key"])] if page["run_key"] else [],
        "sort": request.GET.get("sort", ""),
        "own_only": seen.teams is not None,
    }
    if not form.is_valid():
        return render(request, "measure/cases.html", page | {"form": form}, status=400)
    found = cases_seen(run, seen, form.filters(), sort=page["sort"], page=int(request.GET.get("page", "1")))
    used_grant(
        seen,
        "read case list",
        owners={row["authority"] for row in found.rows},
        run=run.key,
        rows=len(found.rows),
        standard=form.filters().get("standard", ""),
    )
    return render(
        request,
        "measure/cases.html",
        page
        | {
            "found": found,
            "pages": _pages(found),
            "rows": rows_shown(run, seen, found),
            "said": [(label, words, _without(request, name)) for name, label, words in form.said()],
            "query": urlencode(form.filters() | ({"run": page["run_key"]} if page["run_key"] else {})),
            "may_export": seen.may("export cases") and 0 < found.total <= MOST_ROWS,
            "too_many": seen.may("export cases") and found.total > MOST_ROWS,
            "most_rows": MOST_ROWS,
            "may_note": seen.may("note a reason") and any(row["verdict"] == "not_met" for row in found.rows),
            "several": len({row["authority"] for row in found.rows}) > 1,
        },
    )


VERDICT_WORDS = {
    "met": "Met",
    "not_met": "Not met",
    "not_applicable": "Not applicable",
    "not_yet_due": "Not yet due",
    "cannot_tell": "Cannot tell",
}


def rows_shown(run: Run, seen: Access, found: CasePage) -> list[dict[str, Any]]:
    """The rows with words beside their codes, and the notes of reasons beside each duty."""
    noted: dict[tuple[str, str, int], str] = {}
    notes = ReasonNote.objects.filter(
        organisation=seen.organisation,
        case_key__in={row["case_key"] for row in found.rows},
        removed_at__isnull=True,
    )
    for note in notes:
        noted.setdefault((note.case_key, note.standard, note.occurrence), delay_words(note.reason))
    titles, names = standard_titles(run), council_names()
    return [
        {
            **row,
            "title": titles.get(row["standard"], row["standard"]),
            "council": names.get(row["authority"], row["authority"]),
            "verdict_words": VERDICT_WORDS[row["verdict"]],
            "why": REASONS.get(row["reason"], row["reason"]),
            "late": counted((row["done_on"] - row["due_on"]).days, "day")
            if row["reason"] == "done_late" and row["done_on"] and row["due_on"]
            else "",
            "delay": delay_words(row["delay_reason"]),
            "noted": noted.get((row["case_key"], row["standard"], row["occurrence"]), ""),
            "duty": f"{row['case_key']}.{row['standard']}.{row['occurrence']}",
        }
        for row in found.rows
    ]


def _pages(found: CasePage) -> Page[Any]:
    """What the component for paging reads; the rows themselves are not counted a second time."""
    return Paginator(range(found.total), PAGE).page(found.number)


def _without(request: HttpRequest, name: str) -> str:
    """The address of the same list with one filter less."""
    rest = request.GET.copy()
    for one in (name, "page", *(("over", "band") if name == "standard" else ())):
        rest.pop(one, None)
    return f"?{rest.urlencode()}"
