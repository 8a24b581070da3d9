"""Put ticked duties aside, approve or refuse what others asked, put back what was put aside."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from plumbline.publishing.wording import day
from plumbline_web.measure.models import Snooze
from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access
from plumbline_web.people.rules import refusal
from plumbline_web.records.models import Run
from plumbline_web.records.queries import run_asked_for
from plumbline_web.work.actions import CannotBePutAside, decide_snooze, end_snooze, put_aside
from plumbline_web.work.forms import SnoozeForm
from plumbline_web.work.listing import due_of_cases


@needs("snooze a duty")
def snooze(request: HttpRequest, seen: Access) -> HttpResponse:
    """Only duties of one's own list can be put aside; the form comes back with what is wrong in it."""
    if request.method != "POST":
        return redirect("work:due", organisation=seen.organisation.slug)
    run = run_asked_for(seen, request.GET.get("run"))
    usable = None if run is None or run.state == "removed" else run
    if key := request.POST.get("decide", ""):
        return _decide(request, seen, key, usable)
    ticked = set(request.POST.getlist("duty"))
    mine = due_of_cases(usable, seen, {key.partition(".")[0] for key in ticked}) if usable else []
    chosen = [one for one in mine if one.duty_key in ticked]
    form = SnoozeForm(request.POST, on=timezone.localdate())
    if form.is_valid():
        try:
            made = put_aside(
                by=seen,
                duties=chosen,
                reason=form.cleaned_data["reason"],
                until=form.cleaned_data["until"],
                text=form.cleaned_data["text"],
            )
        except CannotBePutAside as wrong:
            form.add_error(None, str(wrong))
        else:
            until = day(form.cleaned_data["until"])
            many = f"{len(made):,} {'duty' if len(made) == 1 else 'duties'}"
            if made[0].approved:
                messages.success(request, f"{many} put aside until {until}. They count as before.")
            else:
                messages.success(
                    request, f"Asked to put {many} aside until {until}. Your team leader decides."
                )
            return redirect("work:due", organisation=seen.organisation.slug)
    return render(
        request,
        "work/snooze.html",
        {"form": form, "run": run, "as_at": run.as_at if run else None, "chosen": chosen},
        status=422,
    )


def _decide(request: HttpRequest, seen: Access, key: str, run: Run | None) -> HttpResponse:
    one = get_object_or_404(Snooze, organisation=seen.organisation, key=key)
    mine = due_of_cases(run, seen, [one.case_key]) if run else []
    if (one.case_key, one.standard, one.occurrence) not in {duty.duty for duty in mine}:
        raise Refused("That duty is not on your own list.")
    what = request.POST.get("what", "")
    try:
        if what == "end":
            end_snooze(by=seen, snooze=one)
            messages.success(request, "The duty is back on the list.")
        elif what in ("approve", "refuse"):
            if not seen.may("approve a snooze"):
                raise Refused(refusal("approve a snooze"))
            decide_snooze(by=seen, snooze=one, approve=what == "approve")
            messages.success(
                request, "Approved." if what == "approve" else "Refused; the duty stays on the list."
            )
    except CannotBePutAside as wrong:
        messages.warning(request, str(wrong))
    return redirect("work:due", organisation=seen.organisation.slug)
