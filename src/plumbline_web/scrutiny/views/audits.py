"""The calendar of a service's own audits: what is due, what is done, and a way to begin each."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access, today
from plumbline_web.people.rules import refusal
from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.calendars import calendars_of, counted, periods_of, shown_of
from plumbline_web.scrutiny.kind_forms import CalendarForm
from plumbline_web.scrutiny.kinds import kinds_for
from plumbline_web.scrutiny.models import Activity, AuditCalendar
from plumbline_web.scrutiny.queries import one_called
from plumbline_web.scrutiny.showing import went


@needs("see activities")
def audits(request: HttpRequest, seen: Access) -> HttpResponse:
    """Each calendar with its periods; one press opens the audit of a period."""
    may = seen.may("open an activity")
    if request.method == "POST" and not may:
        raise Refused(refusal("open an activity"))
    if request.method == "POST" and "set" not in request.POST:
        made = _changed(request, seen)
        slug = seen.organisation.slug
        if made is not None:
            return redirect("scrutiny:activity", organisation=slug, activity=made.key)
        return redirect("scrutiny:audits", organisation=slug)
    kinds = [one for one in kinds_for(seen.organisation) if one.template.kind == "own_audit"]
    form = CalendarForm(request.POST if request.method == "POST" else None, kinds=kinds)
    if request.method == "POST" and form.is_valid() and went(form, lambda: _set(seen, form)):
        messages.success(request, "The calendar is set.")
        return redirect("scrutiny:audits", organisation=seen.organisation.slug)
    rows = []
    for one in calendars_of(seen.organisation):
        periods = periods_of(one)
        rows.append({"calendar": one, "periods": shown_of(periods), "counted": counted(periods)})
    return render(
        request,
        "scrutiny/audits.html",
        {
            "rows": rows,
            "may": may,
            "form": form,
            "breadcrumbs": [("Scrutiny", reverse("scrutiny:activities", args=[seen.organisation.slug]))],
        },
        status=422 if form.errors else 200,
    )


def _set(seen: Access, form: CalendarForm) -> AuditCalendar:
    given = form.cleaned_data
    return actions.set_calendar(
        by=seen.account,
        organisation=seen.organisation,
        template_code=given["kind"],
        title=given["title"],
        every=given["every"],
        from_on=given["from_on"],
        due_after=given["due_after"],
    )


def _changed(request: HttpRequest, seen: Access) -> Activity | None:
    """End a calendar, or open the audit of a period and return it; what is refused is said on the page."""
    found = AuditCalendar.objects.filter(organisation=seen.organisation)
    try:
        if "end" in request.POST:
            one = one_called(found, request.POST["end"])
            actions.end_calendar(by=seen.account, calendar=one, on=today())
            messages.success(request, "The calendar has ended. What was due before stays due.")
            return None
        one = one_called(found, request.POST.get("calendar", ""))
        try:
            period = date.fromisoformat(request.POST.get("open", ""))
        except ValueError:
            raise actions.ScrutinyRefused("There is no such period in this calendar.") from None
        made = actions.open_audit(by=seen.account, calendar=one, period_from=period)
    except actions.ScrutinyRefused as refused:
        messages.warning(request, str(refused))
        return None
    messages.success(request, "The audit is open, and you lead it.")
    return made
