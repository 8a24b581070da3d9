"""Records to practise on: taken and dealt by the lead, compared by who has submitted them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.errors import PlumblineError
from plumbline_web.reading.actions import deal_practice, still_to_declare, to_deal
from plumbline_web.reading.comparing import compared
from plumbline_web.reading.doors import of_own_reading
from plumbline_web.reading.forms import PracticeForm
from plumbline_web.reading.models import Reading
from plumbline_web.reading.places import about, about_reading
from plumbline_web.reading.queries import instrument_of, practice_records
from plumbline_web.scrutiny.actions.draws import take_for_practice
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.models import Activity, Draw
from plumbline_web.scrutiny.queries import Standing, template_of
from plumbline_web.scrutiny.showing import went


@in_activity("deal records")
def practice(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Which records are there to practise on, how many have submitted each; taking some; dealing them."""
    drawn = Draw.objects.filter(subject__activity=stands.activity, state="drawn")
    draws = {one.key: one for one in drawn.select_related("subject__organisation")}
    records = practice_records(stands.activity)
    form = PracticeForm(
        request.POST if request.POST.get("what") == "take" else None,
        draws=[(key, one.subject.organisation.name) for key, one in draws.items()],
        number=_proposed(stands.activity, len(records)),
    )
    here = redirect("reading:practice", stands.organisation.slug, stands.activity.key)
    if request.POST.get("what") == "deal":
        try:
            made = deal_practice(by=stands.account, activity=stands.activity)
        except PlumblineError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, f"{len(made)} dealt." if made else "Everybody who can has them already."
            )
        return here
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if went(
            form,
            lambda: take_for_practice(by=stands.account, draw=draws[given["draw"]], number=given["number"]),
            "number",
        ):
            messages.success(request, "They are set aside. Deal them when the team is complete.")
            return here
    return render(
        request,
        "reading/practice.html",
        about(
            stands,
            "reading:practice",
            records=records,
            instrument=instrument_of(stands.activity),
            draws=draws,
            silent=len(still_to_declare(stands.activity)),
            waits=bool(to_deal(stands.activity)),
            form=form,
        ),
        status=422 if form.is_bound and form.errors else 200,
    )


def _proposed(activity: Activity, there: int) -> int:
    """How many to take: as many as the kind of activity says, or two, less those that are there."""
    records = template_of(activity).records
    return max(1, (records.practice if records and records.practice else 2) - there)


@of_own_reading
def compare(request: HttpRequest, stands: Standing, one: Reading) -> HttpResponse:
    """A practice reading beside the lead's and how often others gave each answer, once it is submitted."""
    if one.kind != "practice":
        raise Http404("Only practice readings are compared here.")
    if one.state != "submitted":
        messages.error(request, "Submit your own reading of this record first.")
        return redirect("reading:reading", stands.organisation.slug, stands.activity.key, one.key)
    return render(
        request,
        "reading/compare.html",
        about_reading(stands, reading=one, found=compared(one)),
    )
