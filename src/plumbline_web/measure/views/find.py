"""From a case's reference to its page, without the reference in any address."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from plumbline_web.measure.forms import FindCase
from plumbline_web.measure.queries import find as case_found
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.records.queries import run_asked_for


@require_POST
@needs("see cases")
def find(request: HttpRequest, seen: Access) -> HttpResponse:
    """Go to the case of that reference, or back to the list with word that there is none."""
    asked = request.POST.get("run", "")
    run = run_asked_for(seen, asked)
    if run is None:
        raise Http404("There is no such run.")
    form, key = FindCase(request.POST), ""
    query = f"?run={run.key}" if asked else ""
    if run.state == "frozen" and form.is_valid():
        key = case_found(run, seen, form.cleaned_data["reference"])
    where = {"organisation": seen.organisation.slug}
    if key:
        return redirect(reverse("measure:case", kwargs={**where, "key": key}) + query)
    messages.warning(
        request,
        "No case with that reference is in this run, or it is not one that you may see. References are "
        "written as in your records, capitals included.",
    )
    return redirect(reverse("measure:cases", kwargs=where) + query)
