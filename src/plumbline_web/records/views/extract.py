"""One extract: can we trust what came in?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from plumbline.publishing.wording import listed
from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access, today
from plumbline_web.people.rules import refusal
from plumbline_web.records.actions import (
    accept_extract,
    accept_without_faulty_rows,
    check_again,
    judge_again,
    judged_as_at,
    turn_away_extract,
)
from plumbline_web.records.found import drift, fault_kinds, tables_not_taken
from plumbline_web.records.mapping_draft import can_be_mapped
from plumbline_web.records.models import Extract
from plumbline_web.records.queries import extracts_of, run_before, same_as

DECISIONS = {
    "accept": (accept_extract, "The extract is taken and is being judged."),
    "without": (accept_without_faulty_rows, "The extract is checked again, without the rows at fault."),
    "again": (check_again, "The extract is checked again."),
    "refuse": (turn_away_extract, "The extract is turned away, and its files are removed."),
}


@needs("see extracts")
def extract(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """How the check stands, what it found, what changed since last time, and the decision."""
    one = get_object_or_404(extracts_of(seen), key=key)
    here = _address(one)
    if request.method == "POST":
        if not seen.may("load records"):
            raise Refused(refusal("load records"))
        _decide(request, seen, one)
        return redirect(here)
    run = one.runs.first()
    same = same_as(one)
    kinds = fault_kinds(one.folder)
    changed = drift(one.folder)
    tables = one.found.get("tables") or {}
    lost = tables_not_taken(one.folder, tables) if tables else []
    as_at = judged_as_at(one)
    overwritten = len(changed["overwritten"]) if changed else 0
    return render(
        request,
        "records/extract.html",
        {
            "one": one,
            "run": run,
            "former_run": run_before(run) if run is not None else None,
            "same": same,
            "same_href": _address(same) if same is not None else "",
            "kinds": kinds,
            "errors": sum(kind.count for kind in kinds if kind.severity == "error"),
            "drift": changed,
            "overwritten_words": f"{overwritten:,} that were complete before have another date of completion "
            "now, none, or are gone. Ask who changed them and why.",
            "tables": tables.items(),
            "lost": lost,
            "lost_title": f"No row is taken of {listed(lost)}",
            "went": [name for name in changed["tables_went"] if name not in lost] if changed else [],
            "breadcrumbs": [("Extracts", reverse("records:extracts", args=[seen.organisation.slug]))],
            "working": _working(one),
            "judged_as_at": as_at,
            "yet_to_come": one.state == "ready" and as_at > today(),
            "may_decide": seen.may("load records"),
            "may_map": seen.may("load records") and can_be_mapped(one),
        },
    )


@needs("see extracts")
def progress(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """How far the work is, for the page that waits; when it is over the page is loaded anew."""
    one = get_object_or_404(extracts_of(seen), key=key)
    working = _working(one)
    if working is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "records/progress.html", {"one": one, "working": working})


def _address(one: Extract) -> str:
    return reverse("records:extract", kwargs={"organisation": one.organisation.slug, "key": one.key})


def _decide(request: HttpRequest, seen: Access, one: Extract) -> None:
    run = one.runs.first()
    decision = request.POST.get("decision", "")
    try:
        if decision == "judge" and run is not None:
            judge_again(by=seen.account, run=run)
            messages.success(request, "The extract is judged again.")
        elif decision in DECISIONS:
            decide, said = DECISIONS[decision]
            decide(by=seen.account, extract=one)
            messages.success(request, said)
        else:
            messages.warning(request, "Choose what to do with the extract.")
    except ValueError:
        messages.warning(request, "That is already decided. This is how the extract stands now.")


def _working(one: Extract) -> dict[str, object] | None:
    """What is under way: its label, step and share; None where nothing is."""
    if one.state in ("waiting", "checking"):
        return {"label": one.get_state_display(), "doing": one.doing, "share": one.share}
    run = one.runs.filter(state__in=("waiting", "judging")).first()
    if run is None:
        return None
    return {"label": run.get_state_display(), "doing": run.doing, "share": run.share}
