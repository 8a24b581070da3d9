"""Records to practise on: set aside and dealt by the lead, compared by who has submitted them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.reading.actions import ReadingRefused, add_practice_records, deal_practice
from plumbline_web.reading.comparing import compared
from plumbline_web.reading.doors import of_own_reading
from plumbline_web.reading.forms import PracticeForm
from plumbline_web.reading.models import Reading
from plumbline_web.reading.places import about, about_reading
from plumbline_web.reading.queries import instrument_of, practice_records
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.models import Draw
from plumbline_web.scrutiny.queries import Standing


@in_activity("deal records")
def practice(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Which records are there to practise on, how many have submitted each; adding some; dealing them."""
    draws = Draw.objects.filter(subject__activity=stands.activity).select_related("subject__organisation")
    form = PracticeForm(
        request.POST if request.POST.get("what") == "add" else None,
        draws=[(one.key, one.subject.organisation.name) for one in draws],
    )
    if request.method == "POST":
        try:
            if request.POST.get("what") == "deal":
                made = deal_practice(by=stands.account, activity=stands.activity)
                messages.success(request, f"{len(made)} dealt." if made else "Everybody has them already.")
                return redirect("reading:practice", stands.organisation.slug, stands.activity.key)
            if form.is_valid():
                add_practice_records(
                    by=stands.account,
                    draw=next(one for one in draws if one.key == form.cleaned_data["draw"]),
                    references=form.cleaned_data["references"].splitlines(),
                )
                messages.success(request, "They are set aside. Deal them when the team is complete.")
                return redirect("reading:practice", stands.organisation.slug, stands.activity.key)
        except ReadingRefused as refused:
            if form.is_bound:
                form.add_error(None, str(refused))
            else:
                messages.error(request, str(refused))
    return render(
        request,
        "reading/practice.html",
        about(
            stands,
            "reading:practice",
            records=practice_records(stands.activity),
            instrument=instrument_of(stands.activity),
            draws=draws,
            form=form,
        ),
        status=422 if form.is_bound and form.errors else 200,
    )


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
