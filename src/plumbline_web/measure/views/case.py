"""One case: what is owed, and what was done?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.measures.reasons import SIDES
from plumbline.publishing.wording import counted, proper, sentence
from plumbline.standards.form import REASONS
from plumbline_web.measure.forms import delay_words, standard_titles
from plumbline_web.measure.linking import page_of
from plumbline_web.measure.models import ReasonNote, Snooze
from plumbline_web.measure.preparing import shown
from plumbline_web.measure.queries import case as case_seen
from plumbline_web.measure.timeline import alternative, late_entry, outcome, timeline
from plumbline_web.measure.views.cases import VERDICT_WORDS
from plumbline_web.people.doors import needs, used_grant
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run
from plumbline_web.records.queries import run_asked_for


@needs("see cases")
def case(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """A time line from day 0, and the same as a table."""
    run = run_asked_for(seen, request.GET.get("run"))
    if run is None:
        raise Http404("There is no such run.")
    page = page_of(request, seen, run)
    if run.state == "removed":
        return render(request, "measure/rows_removed.html", page, status=410)
    rows = case_seen(run, seen, key)
    if not rows:
        raise Http404("There is no such case in this run, or it is not one of yours.")
    used_grant(seen, "read case", owners={row["authority"] for row in rows}, run=run.key, case=key)
    titles = standard_titles(run)
    mine = {"organisation": seen.organisation, "case_key": key}
    notes = list(ReasonNote.objects.filter(**mine, removed_at__isnull=True).select_related("by"))
    snoozes = list(Snooze.objects.filter(**mine, ended_at__isnull=True, until_on__gte=run.as_at))
    return render(
        request,
        "measure/case.html",
        page
        | {
            "key": key,
            "reference": rows[0]["reference"],
            "kind": _kind(rows[0]),
            "facts": _facts(rows[0]),
            "svg": timeline(rows, titles, run.as_at),
            "alt": alternative(rows, run.as_at),
            "rows": [_row(run, row, titles, notes, snoozes) for row in rows],
            "notes": [
                {
                    "note": one,
                    "title": titles.get(one.standard, one.standard),
                    "reason": delay_words(one.reason),
                }
                for one in notes
            ],
            "may_note": seen.may("note a reason"),
            "account": seen.account,
        },
    )


def _kind(row: Mapping[str, Any]) -> str:
    for column, word in (("order_id", "Order"), ("licence_id", "Licence"), ("sentence_id", "Sentence")):
        if row[column]:
            return word
    return "Case"


def _facts(row: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the records hold about the case itself, as pairs."""
    pairs = (
        ("Person", row["person_id"]),
        ("Team", row["team"]),
        ("Worker", row["worker_id"]),
        ("Level", row["level"]),
        ("Recorded risk", proper(row["risk_level"]) if row["risk_level"] else None),
    )
    return [{"key": key, "value": sentence(str(value)) if value else "Not recorded"} for key, value in pairs]


def _row(
    run: Run, row: dict[str, Any], titles: Mapping[str, str], notes: Any, snoozes: Any
) -> dict[str, Any]:
    """A duty with words beside its codes."""
    duty = (row["standard"], row["occurrence"])
    delay = ""
    if row["delay_side"]:
        delay = sentence(SIDES[row["delay_side"]])
        if row["delay_reason"]:
            delay = f"{delay_words(row['delay_reason'])} ({SIDES[row['delay_side']]})"
        delay += "; evidenced at the time" if row["delay_evidenced"] else "; recorded afterwards"
    return {
        **row,
        "title": titles.get(row["standard"], row["standard"]),
        "outcome": outcome(row, run.as_at),
        "verdict_words": VERDICT_WORDS[row["verdict"]],
        "why": REASONS.get(row["reason"], row["reason"]),
        "taken": ""
        if row["days_taken"] is None
        else counted(
            row["days_taken"],
            "working day" if row["standard"] in shown(run)["in_working_days"] else "day",
        ),
        "late_entry": late_entry(row),
        "delay": delay,
        "noted": [delay_words(one.reason) for one in notes if (one.standard, one.occurrence) == duty],
        "snoozed": next((one for one in snoozes if (one.standard, one.occurrence) == duty), None),
        "duty": f"{row['case_key']}.{row['standard']}.{row['occurrence']}",
    }
