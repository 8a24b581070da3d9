"""An area for improvement: how it may close, what it rests on, what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect import SecondReading, closing_from_json
from plumbline_web.improvement.actions import NotImproved, close_area, tie_reading, why_not_accept
from plumbline_web.improvement.books import book_of, judging_day
from plumbline_web.improvement.charts import chart_of
from plumbline_web.improvement.closing_forms import ReadingForm
from plumbline_web.improvement.figures import ATTRIBUTION
from plumbline_web.improvement.forms import went
from plumbline_web.improvement.models import Area
from plumbline_web.improvement.queries import area_called
from plumbline_web.improvement.showing import VERDICT_COLOURS, crumbs, plan_crumb
from plumbline_web.improvement.telling_facts import plan_facts
from plumbline_web.improvement.verdicts import look_at, with_evidence
from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access
from plumbline_web.people.rules import refusal


@needs("see plans")
def area(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Everything about one area. Closing it, and tying a reading to it, are for those who change plans."""
    held = with_evidence(Area.objects.filter(pk=area_called(seen, key).pk)).get()
    day = judging_day(seen.organisation)
    closing = closing_from_json(held.closing) if held.closing else None
    reading = None
    if isinstance(closing, SecondReading) and seen.may("change plans"):
        reading = ReadingForm(request.POST if request.POST.get("what") == "reading" else None, area=held)
    if request.method == "POST":
        if not seen.may("change plans"):
            raise Refused(refusal("change plans"))
        if request.POST.get("what") == "close" and _closed(request, seen, held, day):
            return redirect(request.path)
        if reading is not None and reading.is_bound and reading.is_valid() and _tied(reading, seen, held):
            messages.success(request, "The reading is tied to the area, and the area is judged anew.")
            return redirect(request.path)
    facts = plan_facts(held.plan, day)
    one = next((each for each in facts.areas if each.key == held.key), None)
    return render(
        request,
        "improvement/area.html",
        {
            "area": held,
            "one": one,
            "chart": chart_of(one.figure, one.actions) if one and one.figure else None,
            "colour": VERDICT_COLOURS[one.verdict] if one else "grey",
            "attribution": ATTRIBUTION,
            "moves": held.moves.all(),
            "form": reading if reading is not None and reading.errors else None,
            "reading_form": reading,
            "acceptances": held.acceptances.all(),
            "readings": held.readings.all(),
            "by_statement": bool(held.closing) and held.closing["by"] == "accepted",
            "why_not_accept": why_not_accept(seen.account, held),
            "may_accept": seen.may("accept improvement"),
            "may_change": seen.may("change plans") and held.plan.ended_at is None,
            "later": Area.objects.filter(in_place_of=held).first(),
            "as_at": day,
            "breadcrumbs": crumbs(
                seen.organisation, plan_crumb(seen.organisation, held.plan.key, held.plan.title)
            ),
        },
    )


def _closed(request: HttpRequest, seen: Access, held: Area, day) -> bool:  # type: ignore[no-untyped-def]
    """Whether the area closed; where it did not, the page says why."""
    try:
        found = look_at(held, book_of(seen.organisation, day)).gathered
        if found is None:
            raise PlumblineError("Settle first how this area may close.")
        close_area(by=seen.account, area=held, evidence=found.evidence, as_at=day)
    except NotImproved as refused:
        messages.error(request, str(refused))
        return False
    except PlumblineError as fault:
        messages.error(request, str(fault))
        return False
    messages.success(request, "The area is closed. It is looked at again at 6 and at 12 months.")
    return True


def _tied(form: ReadingForm, seen: Access, held: Area) -> bool:
    given = form.cleaned_data
    return went(
        form,
        lambda: tie_reading(
            by=seen.account,
            area=held,
            activity=form.activities[given["activity"]],
            first_day=given.get("first_day"),
            last_day=given.get("last_day"),
        ),
    )
