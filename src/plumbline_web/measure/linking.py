"""From a number to the cases behind it: addresses for those who may open them, nothing for others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from plumbline.publishing.wording import day
from plumbline_web.measure.case_files import places_seen
from plumbline_web.measure.preparing import choices
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run
from plumbline_web.records.queries import runs_of

Opener = Callable[..., str]


def run_kept(request: HttpRequest, run: Run) -> str:
    """The key of the run where the address asks for one, so that links go on asking for it; else nothing."""
    return run.key if request.GET.get("run") else ""


def page_of(request: HttpRequest, seen: Access, run: Run) -> dict[str, Any]:
    """What every page of a run shows of it: its day, whether it is an earlier one, how links keep it."""
    kept = run_kept(request, run)
    latest = runs_of(seen).first()
    earlier = latest is not None and latest.pk != run.pk
    overview = reverse("measure:overview", kwargs={"organisation": seen.organisation.slug})
    return {
        "run": run,
        "as_at": run.as_at,
        "as_at_note": "an earlier run" if earlier else "",
        "earlier": earlier,
        "latest": latest,
        "run_key": kept,
        "run_query": f"?run={kept}" if kept else "",
        "rows_removed": run.state == "removed",
        "removed_on": day(timezone.localdate(run.removed_at)) if run.removed_at else "",
        "own_lists": _own_lists(seen, run),
        "overview_href": f"{overview}?run={kept}" if kept else overview,
    }


def _own_lists(seen: Access, run: Run) -> str:
    """What must be said where the lists that numbers open hold fewer cases than the numbers count."""
    if not seen.may("see cases") or run.state != "frozen":
        return ""
    if seen.teams is not None:
        return (
            "Numbers are of the whole service. The lists that they open hold your own cases and teams alone."
        )
    if places_seen(run, seen) != frozenset(choices(run)):
        return (
            "Numbers are of every council in the run. The lists that they open hold the cases of those "
            "councils alone that have opened them to you."
        )
    return ""


def team_is_theirs(seen: Access, team: str) -> bool:
    """Whether lists of this team's cases hold any that this person may see as its leader."""
    return seen.teams is None or team in seen.teams


def opens_cases(request: HttpRequest, seen: Access, run: Run) -> Opener:
    """A function from filters to the address of their list; it gives "" to those who may not open it.

    A filter without a value has no list either. `from_` stands for the filter `from`.
    """
    may = seen.may("see cases") and run.state == "frozen" and bool(places_seen(run, seen))
    base = reverse("measure:cases", kwargs={"organisation": seen.organisation.slug})
    kept = run_kept(request, run)

    def href(**filters: str) -> str:
        if not may:
            return ""
        asked = {name.rstrip("_"): value for name, value in filters.items()}
        return f"{base}?{urlencode(asked | ({'run': kept} if kept else {}))}" if all(asked.values()) else ""

    return href
