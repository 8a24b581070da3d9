"""What the organisation has set: its own holidays, and how long case rows are kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.errors import PlumblineError
from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access
from plumbline_web.people.rules import refusal
from plumbline_web.records.actions import keep_calendar, set_retention
from plumbline_web.records.forms import CalendarForm, RetentionForm


@needs("see record settings")
def keeping(request: HttpRequest, seen: Access) -> HttpResponse:
    """The council's own calendar and the retention of case rows, each changed by those who may."""
    what = request.POST.get("what", "") if request.method == "POST" else ""
    calendar = CalendarForm(
        request.POST if what == "calendar" else None, request.FILES if what == "calendar" else None
    )
    retention = RetentionForm(
        request.POST if what == "retention" else None,
        initial={"months": seen.organisation.retention_months},
    )
    if what == "calendar":
        if not seen.may("load records"):
            raise Refused(refusal("load records"))
        if calendar.is_valid():
            try:
                keep_calendar(
                    by=seen.account, organisation=seen.organisation, text=calendar.cleaned_data["file"]
                )
            except PlumblineError as refused:
                calendar.add_error("file", str(refused))
            else:
                messages.success(request, "The calendar is kept. Runs made from now on go by it.")
                return redirect("records:keeping", organisation=seen.organisation.slug)
    if what == "retention":
        if not seen.may("change settings"):
            raise Refused(refusal("change settings"))
        if retention.is_valid():
            set_retention(
                by=seen.account, organisation=seen.organisation, months=retention.cleaned_data["months"]
            )
            messages.success(request, "The time for which case rows are kept is set.")
            return redirect("records:keeping", organisation=seen.organisation.slug)
    wrong = calendar if calendar.errors else retention
    return render(
        request,
        "records/keeping.html",
        {
            "form": wrong if wrong.errors else None,
            "calendar": calendar,
            "retention": retention,
            "in_force": seen.organisation.calendars.first(),
            "may_load": seen.may("load records"),
            "may_change": seen.may("change settings"),
            "breadcrumbs": [("Extracts", reverse("records:extracts", args=[seen.organisation.slug]))],
        },
        status=422 if wrong.errors else 200,
    )
