"""One extract: can we trust what came in?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access
from plumbline_web.people.rules import refusal
from plumbline_web.records.actions import accept_extract, accept_without_faulty_rows, turn_away_extract
from plumbline_web.records.queries import extracts_of

DECISIONS = {
    "accept": (accept_extract, "The extract is taken and is being judged."),
    "without": (accept_without_faulty_rows, "The extract is checked again, without the rows at fault."),
    "refuse": (turn_away_extract, "The extract is turned away, and its files are removed."),
}


@needs("see extracts")
def extract(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """How the check stands, what it found, and the decision."""
    one = get_object_or_404(extracts_of(seen), key=key)
    if request.method == "POST":
        if not seen.may("load records"):
            raise Refused(refusal("load records"))
        decide, said = DECISIONS.get(request.POST.get("decision", ""), (None, ""))
        if decide is not None:
            try:
                decide(by=seen.account, extract=one)
            except ValueError:
                messages.warning(request, "Somebody has decided already. This is how the extract stands now.")
            else:
                messages.success(request, said)
        return redirect("records:extract", organisation=seen.organisation.slug, key=key)
    return render(
        request,
        "records/extract.html",
        {"one": one, "run": one.runs.first(), "may_decide": seen.may("load records")},
    )
