"""Notes pinned to the months of a standard's chart."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.measure.actions import add_chart_note, remove_chart_note
from plumbline_web.measure.forms import NoteOnChart
from plumbline_web.measure.linking import page_of
from plumbline_web.measure.models import ChartNote
from plumbline_web.measure.preparing import shown
from plumbline_web.measure.standing import chart_notes as notes_of
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.records.queries import run_asked_for


@needs("note on a chart")
def chart_notes(request: HttpRequest, seen: Access, code: str) -> HttpResponse:
    """Add a note to a month, or take one off."""
    run = run_asked_for(seen, request.GET.get("run"))
    if run is None or code not in shown(run)["standards"]:
        raise Http404("There is no such standard in this run.")
    one, page = shown(run)["standards"][code], page_of(request, seen, run)
    months = sorted({*one["months"], *one["months_since"], *_charted(one["trend"]["periods"])})
    form = NoteOnChart(None, months=months)
    if request.method == "POST" and "remove" in request.POST:
        asked = request.POST["remove"]
        mine = ChartNote.objects.filter(organisation=seen.organisation, standard=code)
        note = mine.filter(key=asked).first() if asked.isalnum() else None
        if note is None:
            raise Http404("There is no such note.")
        remove_chart_note(by=seen.account, note=note)
        messages.success(request, "The note is off the chart.")
        return redirect(request.get_full_path())
    if request.method == "POST":
        form = NoteOnChart(request.POST, months=months)
        if form.is_valid():
            add_chart_note(
                by=seen.account,
                organisation=seen.organisation,
                standard=code,
                period=form.cleaned_data["period"],
                text=form.cleaned_data["text"],
            )
            messages.success(request, "The note is on the chart.")
            return redirect(request.get_full_path())
    return render(
        request,
        "measure/chart_notes.html",
        page | {"one": one, "form": form, "notes": notes_of(seen.organisation, code)},
        status=400 if form.errors else 200,
    )


def _charted(periods: list[str]) -> list[str]:
    """The months among a chart's periods; a quarter's or a year's own months come with the standard's."""
    return [one for one in periods if len(one) == 7 and one[5:] <= "12"]
