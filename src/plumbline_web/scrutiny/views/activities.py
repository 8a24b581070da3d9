"""The activities that somebody has a part in, what looks at their service, and the audits that are due."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.scrutiny.activity_form import KINDS
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access, today
from plumbline_web.scrutiny.calendars import calendars_of, periods_of
from plumbline_web.scrutiny.forms import ActivityFilter
from plumbline_web.scrutiny.models import Activity, Member, Request
from plumbline_web.scrutiny.queries import SERVICE_ROLES, activities_of, stage_now
from plumbline_web.scrutiny.states import MEMBER_NAMES

PAGE = 25


@needs("see activities")
def activities(request: HttpRequest, seen: Access) -> HttpResponse:
    """Own activities and those one has a part in; apart from them those that look at the service."""
    form = ActivityFilter(request.GET or None)
    every = activities_of(seen)
    found = _narrowed(every, form.cleaned_data if form.is_valid() else {})
    looking = found.none()
    if not seen.roles.isdisjoint(SERVICE_ROLES):
        looking = found.filter(subjects__organisation=seen.organisation).exclude(
            organisation=seen.organisation
        )
    rest = found.exclude(pk__in=looking.values("pk"))
    page = Paginator(_told(rest, seen), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "scrutiny/activities.html",
        {
            "page": page,
            "rows": [_row(one) for one in page],
            "looking": _looking(_told(looking, seen), seen),
            "any": every.exists(),
            "filter_form": form,
            "audits": _audits_waiting(seen),
            "may_open": seen.may("open an activity"),
        },
    )


def _narrowed(found: QuerySet[Activity], asked: dict[str, str]) -> QuerySet[Activity]:
    state = asked.get("state", "")
    if state != "all":
        found = found.filter(state="open") if not state else found.exclude(state="open")
    if asked.get("kind"):
        found = found.filter(template__content__kind=asked["kind"])
    return found.filter(title__icontains=asked["q"]) if asked.get("q") else found


def _told(found: QuerySet[Activity], seen: Access) -> QuerySet[Activity]:
    """With what a row needs, however many rows there are."""
    mine = Member.objects.filter(account=seen.account, organisation=seen.organisation, left_at=None)
    return found.select_related("organisation").prefetch_related(
        "stages", Prefetch("members", queryset=mine, to_attr="mine")
    )


def _row(one: Activity) -> dict[str, object]:
    stage = stage_now(one)
    return {
        "one": one,
        "kind": KINDS.get(one.template["content"]["kind"], "").capitalize(),
        "stage": stage,
        "part": ", ".join(MEMBER_NAMES[each.role] for each in one.mine),
    }


def _looking(found: QuerySet[Activity], seen: Access) -> list[dict[str, object]]:
    """The activities of others that look at this service, with what they ask of it."""
    rows = [_row(one) for one in found]
    asked = (
        Request.objects.filter(subject__organisation=seen.organisation)
        .exclude(state="withdrawn")
        .order_by()
        .values("subject__activity")
        .annotate(
            waiting=Count("pk", filter=Q(state="asked")),
            overdue=Count("pk", filter=Q(state="asked", due_on__lt=today())),
            hours=Sum("hours"),
            taken=Sum("hours_taken"),
        )
    )
    sums = {one["subject__activity"]: one for one in asked}
    for row in rows:
        row["asked"] = sums.get(row["one"].pk, {"waiting": 0, "overdue": 0, "hours": 0, "taken": 0})
    return rows


def _audits_waiting(seen: Access) -> dict[str, int] | None:
    """How many of the service's own audits are overdue or under way; None where it has no calendar."""
    calendars = [
        one for one in calendars_of(seen.organisation) if one.ended_on is None or one.ended_on >= today()
    ]
    if not calendars:
        return None
    periods = [period for one in calendars for period in periods_of(one)]
    return {
        "overdue": sum(one.stands == "overdue" for one in periods),
        "open": sum(one.audit is not None and one.audit.state == "open" for one in periods),
    }
