"""Noting why duties were missed, for one or for many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from plumbline_web.measure.actions import note_reasons, remove_reason_note
from plumbline_web.measure.forms import NoteReason, standard_titles
from plumbline_web.measure.linking import page_of
from plumbline_web.measure.models import ReasonNote
from plumbline_web.measure.queries import duties
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run
from plumbline_web.records.queries import run_asked_for

MOST_AT_ONCE = 200


@require_POST
@needs("note a reason")
def reasons(request: HttpRequest, seen: Access) -> HttpResponse:
    """Ask for the reason of the duties that were ticked, then note it; or take a note back."""
    run = run_asked_for(seen, request.POST.get("run", ""))
    if run is None or run.state != "frozen":
        raise Http404("There is no such run, or its case rows were removed.")
    back = _back(request, seen)
    if "remove" in request.POST:
        note = _note(seen, request.POST["remove"])
        if note is None or not duties(run, seen, [note.case_key]):
            raise Http404("There is no such note.")
        remove_reason_note(by=seen.account, note=note)
        messages.success(request, "The note is taken back.")
        return redirect(back)
    chosen = _chosen(run, seen, request.POST.getlist("duty")[:MOST_AT_ONCE])
    if not chosen:
        messages.warning(
            request,
            "Nothing was noted: tick the duties first. A reason can be noted for those that were not met.",
        )
        return redirect(back)
    form = NoteReason(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        note_reasons(
            by=seen.account,
            organisation=seen.organisation,
            duties=[(row["case_key"], row["standard"], row["occurrence"]) for row in chosen],
            reason=form.cleaned_data["reason"],
            text=form.cleaned_data["text"],
        )
        messages.success(
            request,
            f"Noted for {len(chosen)} {'duty' if len(chosen) == 1 else 'duties'}. The note stands beside the "
            "run and is in no rate: record it in your case system too, so that the next extract carries it.",
        )
        return redirect(back)
    return render(
        request,
        "measure/reasons.html",
        page_of(request, seen, run) | {"form": form, "rows": chosen, "back": back},
        status=400 if form.errors else 200,
    )


def _note(seen: Access, key: str) -> ReasonNote | None:
    mine = ReasonNote.objects.filter(organisation=seen.organisation)
    return mine.filter(key=key).first() if key.isalnum() else None


def _chosen(run: Run, seen: Access, asked: list[str]) -> list[dict[str, Any]]:
    """The ticked duties that this person may see and that were not met, once each."""
    wanted = dict.fromkeys(asked)
    keys = list(dict.fromkeys(one.partition(".")[0] for one in wanted))
    titles, found = standard_titles(run), {}
    for row in duties(run, seen, keys):
        duty = f"{row['case_key']}.{row['standard']}.{row['occurrence']}"
        if duty in wanted and row["verdict"] == "not_met":
            found[duty] = {**row, "duty": duty, "title": titles.get(row["standard"], row["standard"])}
    return list(found.values())


def _back(request: HttpRequest, seen: Access) -> str:
    """Where the person came from, within this site; else the list."""
    asked = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/"):
        return asked
    return reverse("measure:cases", kwargs={"organisation": seen.organisation.slug})
