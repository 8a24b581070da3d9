"""The people of an organisation: who holds which role, since when, and who is invited."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people.doors import needs
from plumbline_web.people.forms import PeopleFilter
from plumbline_web.people.queries import Access, open_invitations, people_of, today

PAGE = 50
SOUGHT = "people sought"
"""Where the session keeps the name that was searched for: an address would show it to others."""
SORTS = {
    "name": ("account__name", "role"),
    "role": ("role", "account__name"),
    "from": ("from_on", "account__name"),
    "until": ("until_on", "account__name"),
}


@needs("see people")
def people(request: HttpRequest, seen: Access) -> HttpResponse:
    """One row a role. E-mail addresses only for those who look after accounts."""
    if request.method == "POST":
        request.session[SOUGHT] = request.POST.get("q", "").replace("\x00", "").strip()[:200]
        return redirect(f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path)
    sought = request.session.get(SOUGHT, "")
    form = PeopleFilter(request.GET or None, organisation=seen.organisation)
    asked = form.cleaned_data if form.is_valid() else {}
    roles = people_of(seen.organisation)
    over = Q(until_on__lt=today()) | Q(until_on__lt=F("from_on"))
    if asked.get("show") == "ended":
        roles = roles.filter(over)
    elif asked.get("show") != "all":
        roles = roles.exclude(over, until_on__isnull=False)
    if asked.get("role"):
        roles = roles.filter(role=asked["role"])
    if sought:
        named = Q(account__name__icontains=sought)
        roles = roles.filter(named | Q(account__email__icontains=sought) if _manages(seen) else named)
    sort = request.GET.get("sort", "name")
    order = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    if sort.startswith("-"):
        order = tuple(f"-{one}" for one in order)
    page = Paginator(roles.order_by(*order, "id"), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "people/people.html",
        {
            "page": page,
            "sort": sort,
            "filter_form": form,
            "sought": sought,
            "today": today(),
            "invitations": open_invitations(seen.organisation).select_related("invited_by"),
            "manages": _manages(seen),
        },
    )


def _manages(seen: Access) -> bool:
    return seen.may("manage people")
