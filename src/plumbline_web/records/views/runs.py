"""What changed between two runs of a service."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from plumbline.errors import PlumblineError
from plumbline.measures import between_runs, open_run
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.records.forms import TwoRuns
from plumbline_web.records.queries import run_before, runs_of

VERDICT_WORDS = {
    "met": "met",
    "not_met": "not met",
    "not_applicable": "not applicable",
    "not_yet_due": "not yet due",
    "cannot_tell": "cannot tell",
}


@needs("see extracts")
def runs(request: HttpRequest, seen: Access) -> HttpResponse:
    """Two runs side by side: duties that came, went, or are judged otherwise now; the latest two at first."""
    held = runs_of(seen).filter(state="frozen")
    latest = held.first()
    former = run_before(latest) if latest is not None else None
    chosen = {
        "before": request.GET.get("before", former.key if former else ""),
        "after": request.GET.get("after", latest.key if latest else ""),
    }
    form = TwoRuns(chosen, runs=held)
    found, wrong = [], ""
    if former is not None and form.is_valid():
        before, after = form.cleaned_data["before"], form.cleaned_data["after"]
        try:
            compared = between_runs(open_run(before.folder / "run"), open_run(after.folder / "run"))
        except PlumblineError as refused:
            wrong = str(refused)
        else:
            found = [
                {
                    "one": one,
                    "moves": [
                        f"{n:,} from {VERDICT_WORDS[was]} to {VERDICT_WORDS[now]}"
                        for (was, now), n in one.moved.items()
                    ],
                    "judged_before": one.before["met"] + one.before["not_met"],
                    "judged_after": one.after["met"] + one.after["not_met"],
                }
                for one in compared
            ]
    return render(
        request,
        "records/runs.html",
        {
            "form": form,
            "found": found,
            "wrong": wrong,
            "enough": former is not None,
            "breadcrumbs": [("Extracts", reverse("records:extracts", args=[seen.organisation.slug]))],
        },
    )
