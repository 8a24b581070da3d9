"""The reports of a service: ask for one, have them made by themselves, and those made before."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access
from plumbline_web.people.rules import refusal
from plumbline_web.records.queries import run_asked_for
from plumbline_web.reports.actions import ask_for_report, end_schedule, open_schedule
from plumbline_web.reports.forms import ReportForm, ScheduleForm, why_not_all
from plumbline_web.reports.queries import periods_of, reports_of, schedules_of, waiting_of

PAGE = 25


@needs("read reports")
def reports(request: HttpRequest, seen: Access) -> HttpResponse:
    """What was made, with its files; forms for those who may ask."""
    run = run_asked_for(seen, request.GET.get("run"))
    usable = run is not None and run.state == "frozen"
    what = request.POST.get("what", "") if request.method == "POST" else ""
    act = {"report": "make a report", "schedule": "schedule reports", "end": "schedule reports"}.get(what)
    if act and not seen.may(act):
        raise Refused(refusal(act))
    asked = None
    if run is not None and usable:
        asked = ReportForm(
            request.POST if what == "report" else None, periods=periods_of(run), waiting=waiting_of(run)
        )
    schedule = ScheduleForm(request.POST if what == "schedule" else None)
    here = redirect("reports:reports", organisation=seen.organisation.slug)
    if what == "end":
        end_schedule(
            by=seen.account, schedule=get_object_or_404(schedules_of(seen), key=request.POST.get("key", ""))
        )
        messages.success(request, "No further reports are made by it. Those made before stay.")
        return here
    if what == "schedule" and schedule.is_valid():
        open_schedule(by=seen.account, organisation=seen.organisation, **schedule.cleaned_data)
        messages.success(request, "From now on the report is made when a run holds the period whole.")
        return here
    if what == "report" and asked is not None and asked.is_valid():
        made = ask_for_report(by=seen.account, run=run, **asked.cleaned_data)
        return redirect("reports:report", organisation=seen.organisation.slug, key=made.key)
    wrong = next((form for form in (asked, schedule) if form is not None and form.errors), None)
    page = Paginator(reports_of(seen), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "reports/reports.html",
        {
            "run": run,
            "as_at": run.as_at if run else None,
            "usable": usable,
            "form": wrong,
            "asked": asked if seen.may("make a report") else None,
            "schedule": schedule if seen.may("schedule reports") else None,
            "schedules": schedules_of(seen).select_related("made_by"),
            "why_not_all": why_not_all(),
            "reports": page.object_list,
            "page": page,
        },
        status=422 if wrong else 200,
    )
