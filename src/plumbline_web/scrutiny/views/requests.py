"""What is asked of the services: how each request stands, and how many hours it comes to."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plumbline.measures.text_tables import csv_text
from plumbline_web.audit.actions import record
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.models import Request
from plumbline_web.scrutiny.queries import Standing, requests_of, subjects_of
from plumbline_web.scrutiny.request_forms import RequestFilter
from plumbline_web.scrutiny.showing import REQUEST_COLOURS, crumbs
from plumbline_web.scrutiny.states import REQUEST_WORDS

PAGE = 50
SORTS = {
    "due": ("due_on", "id"),
    "asked": ("asked_at", "id"),
    "title": ("title", "id"),
    "state": ("state", "due_on", "id"),
    "hours": ("hours", "id"),
}


@in_activity("see requests")
def requests(request: HttpRequest, stands: Standing) -> HttpResponse:
    """Those that wait first; a service sees what is asked of itself."""
    subjects = list(subjects_of(stands))
    filter_form = RequestFilter(request.GET or None, subjects=subjects)
    asked = filter_form.cleaned_data if filter_form.is_valid() else {}
    every = requests_of(stands)
    found = _narrowed(every, asked.get("state", ""), asked.get("service", ""))
    sort = request.GET.get("sort", "due")
    order = SORTS.get(sort.removeprefix("-"), SORTS["due"])
    if sort.startswith("-"):
        order = tuple(f"-{one}" for one in order)
    page = Paginator(found.order_by(*order), PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.overdue = one.state == "asked" and one.due_on < today()
        one.colour = "red" if one.overdue else REQUEST_COLOURS[one.state]
    return render(
        request,
        "scrutiny/requests.html",
        {
            "stands": stands,
            "activity": stands.activity,
            "page": page,
            "any": every.exists(),
            "sort": sort,
            "filter_form": filter_form,
            "several": len(subjects) > 1,
            "totals": totals(every),
            "asks": stands.may("ask for something") and stands.activity.state == "open",
            "breadcrumbs": crumbs(stands),
        },
    )


def totals(found: QuerySet[Request]) -> dict[str, object]:
    """How many requests there are, how many wait or are overdue, and the hours asked for and taken.

    Those withdrawn count for nothing.
    """
    return (
        found.exclude(state="withdrawn")
        .order_by()
        .aggregate(
            count=Count("pk"),
            waiting=Count("pk", filter=Q(state="asked")),
            overdue=Count("pk", filter=Q(state="asked", due_on__lt=today())),
            hours=Sum("hours"),
            taken=Sum("hours_taken"),
        )
    )


@in_activity("see requests")
def requests_file(request: HttpRequest, stands: Standing) -> HttpResponse:
    """All of them as CSV."""
    found = list(requests_of(stands).order_by("due_on", "id"))
    record(
        "exported requests",
        by=stands.account,
        organisation=stands.organisation.slug,
        subject=f"activity:{stands.activity.key}",
        rows=len(found),
    )
    head = ["service", "title", "what", "state", "asked_on", "asked_by", "due_on", "hours_asked"]
    text = csv_text(
        [*head, "answered_on", "answered_by", "hours_taken", "answer", "asked_before_as"],
        (
            [
                one.subject.organisation.name,
                one.title,
                one.what,
                REQUEST_WORDS[one.state],
                timezone.localdate(one.asked_at),
                one.asked_by.name,
                one.due_on,
                one.hours,
                timezone.localdate(one.answered_at) if one.answered_at else None,
                one.answered_by.name if one.answered_by else None,
                one.hours_taken,
                one.answer,
                one.same_as.title if one.same_as else None,
            ]
            for one in found
        ),
    )
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="requests.csv"'},
    )


def _narrowed(found: QuerySet[Request], state: str, service: str) -> QuerySet[Request]:
    if state == "overdue":
        found = found.filter(state="asked", due_on__lt=today())
    elif state:
        found = found.filter(state=state)
    return found.filter(subject__key=service) if service else found
