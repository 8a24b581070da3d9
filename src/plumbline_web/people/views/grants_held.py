"""The grants that an organisation holds: whose cases its people may see, for what, from and until when."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.people.conditions import grant_state
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access, grants_held_by, today
from plumbline_web.people.rules import BY_GRANT_ROLES

PAGE = 50


@needs("see grants")
def grants_held(request: HttpRequest, seen: Access) -> HttpResponse:
    """All of them, newest first, with the way in where one is open."""
    page = Paginator(grants_held_by(seen), PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.state = grant_state(one, today())
    return render(
        request,
        "people/grants_held.html",
        {"page": page, "reads_by_grant": bool(seen.roles & BY_GRANT_ROLES)},
    )
