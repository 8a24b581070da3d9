"""The way into every page of what the reading says: which service, and who is not to see it yet."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.reading.forms_of_findings import ServiceForm
from plumbline_web.reading.found import Found, found_in
from plumbline_web.reading.queries import blind
from plumbline_web.scrutiny.models import Subject
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs, href

PAGES = (
    ("By question", "reading:results", "see results"),
    ("Agreement of readers", "reading:agreement", "see the reading"),
    ("Data against file", "reading:against_file", "see results"),
    ("Export", "reading:export", "export readings"),
)
"""The pages of what the reading says: title, address, what somebody must be allowed to do."""


def not_yet(request: HttpRequest, stands: Standing) -> HttpResponse | None:
    """The page that says why somebody with records of their own to read sees nothing yet; None for others.

    Whatever else they are on the team: what others found would colour what they have still to read.
    """
    if not blind(stands.account, stands.activity):
        return None
    return render(
        request,
        "reading/not_yet.html",
        {"stands": stands, "activity": stands.activity, "breadcrumbs": crumbs(stands)},
    )


def service_asked_for(request: HttpRequest, stands: Standing) -> tuple[Subject | None, ServiceForm | None]:
    """The service that the address names, and the form to choose one; neither where there is only one.

    Raises Http404 for a service that is none of the activity's.
    """
    subjects = list(stands.activity.subjects.select_related("organisation"))
    if len(subjects) < 2:
        return None, None
    key = request.GET.get("service", "")
    chosen = next((one for one in subjects if one.key == key), None)
    if key and chosen is None:
        raise Http404("There is no such service in this activity.")
    form = ServiceForm({"service": key}, services=[(one.key, one.organisation.name) for one in subjects])
    return chosen, form


def page_of(request: HttpRequest, stands: Standing, current: str) -> tuple[dict[str, Any], Found | None]:
    """What these pages share, and what was found in the service that is asked for."""
    subject, form = service_asked_for(request, stands)
    found = found_in(stands.activity, subject)
    asked = f"?service={subject.key}" if subject else ""
    return {
        "stands": stands,
        "activity": stands.activity,
        "found": found,
        "service": subject,
        "service_form": form,
        "asked": asked,
        "pages": [
            {"label": label, "href": href(stands, name) + asked, "current": name == current}
            for label, name, act in PAGES
            if stands.may(act)
        ],
        "breadcrumbs": crumbs(stands),
    }, found
