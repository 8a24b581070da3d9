"""What falls due, and what is overdue: the team leader's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plumbline.measures.text_tables import csv_text
from plumbline.publishing.wording import counted, day
from plumbline_web.people.doors import needs, used_grant
from plumbline_web.people.queries import Access
from plumbline_web.records.queries import run_asked_for
from plumbline_web.work.forms import ListFilter, SnoozeForm
from plumbline_web.work.listing import WITHIN, due_seen
from plumbline_web.work.queries import WorkList, work_list
from plumbline_web.work.rules import SNOOZE_REASONS

MOST_SHOWN = 40
"""Rows of one section on the page; the file has them all, and the page says so."""

SECTIONS = (
    ("now", "Due today or on the next working day", "These can still be done in time."),
    ("overdue", "Overdue, and can still be done", "Late already, but the duty stands."),
    ("soon", f"Falls due in the next {WITHIN} working days", ""),
    (
        "over",
        "Overdue, and its own time is over",
        "Such as a week without a contact. It cannot be made up; look at why.",
    ),
    (
        "abandoned",
        "Long overdue, nothing recorded since",
        "For more than 90 days nothing was recorded on the case. Ask first whether it is still open.",
    ),
)


@needs("see what falls due")
def due(request: HttpRequest, seen: Access) -> HttpResponse:
    """The next working days and what is overdue, of the teams and workers this person answers for."""
    run = run_asked_for(seen, request.GET.get("run"))
    if run is None or run.state == "removed":
        return render(request, "work/nothing.html", {"run": run})
    team, worker = request.GET.get("team", ""), request.GET.get("worker", "")
    found = work_list(run, seen, on=timezone.localdate(), team=team, worker=worker, most=MOST_SHOWN)
    form = ListFilter(request.GET, teams=found.teams, workers=found.workers)
    form.is_valid()
    sections = _sections(found)
    days_since = (timezone.localdate() - run.as_at).days
    used_grant(seen, "read due list", run=run.key, rows=sum(one["count"] for one in sections))
    return render(
        request,
        "work/due.html",
        {
            "run": run,
            "as_at": run.as_at,
            "days_since": days_since,
            "since_title": f"Counted from {day(run.as_at)}, {counted(days_since, 'day')} ago",
            "found": found,
            "sections": sections,
            "within": WITHIN,
            "filter_form": form,
            "form": None,
            "snooze_form": SnoozeForm(on=timezone.localdate()),
            "asked": [(row, one, SNOOZE_REASONS.get(one.reason, one.reason)) for row, one in found.asked],
            "aside": [(row, one, SNOOZE_REASONS.get(one.reason, one.reason)) for row, one in found.aside],
            "run_query": f"?run={run.key}" if request.GET.get("run") else "",
            "may_snooze": seen.may("snooze a duty"),
            "may_approve": seen.may("approve a snooze"),
            "may_export": seen.may("export cases"),
            "most_shown": MOST_SHOWN,
            "kept": [("run", request.GET["run"])] if request.GET.get("run") else [],
        },
    )


@needs("export cases")
def due_file(request: HttpRequest, seen: Access) -> HttpResponse:
    """The whole list as CSV, in the order of the page, those put aside among them and marked."""
    run = run_asked_for(seen, request.GET.get("run"))
    rows = (
        []
        if run is None or run.state == "removed"
        else due_seen(run, seen, team=request.GET.get("team", ""), worker=request.GET.get("worker", ""))
    )
    used_grant(seen, "exported due list", run=run.key if run else "", rows=len(rows))
    head = ["list", "duty", "case", "occurrence", "due_on", "when", "risk_level", "team", "worker"]
    text = csv_text(
        [*head, "last_recorded"],
        (
            [
                one.section,
                one.title,
                one.case_id,
                one.occurrence,
                one.due_on,
                one.late,
                one.risk_level,
                one.team,
                one.worker_id,
                one.last_recorded,
            ]
            for one in rows
        ),
    )
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="falls-due.csv"'},
    )


def _sections(found: WorkList) -> list[dict[str, object]]:
    sections = []
    for name, title, about in SECTIONS:
        part = getattr(found, name)
        sections.append(
            {"name": name, "title": title, "about": about, "rows": part.rows, "count": part.count}
        )
    return sections
