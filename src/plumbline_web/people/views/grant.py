"""One grant: what it lets whom see, and every use that was made of it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.people.conditions import grant_state
from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access, grants_given, today, uses_of

PAGE = 50


@needs("see grants")
def grant(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """Only for the organisation that gave it."""
    found = grants_given(seen.organisation).filter(key=key).first()
    if found is None:
        raise Http404("There is no such grant.")
    page = Paginator(uses_of(found), PAGE).get_page(request.GET.get("page"))
    state = grant_state(found, today())
    return render(
        request,
        "people/grant.html",
        {
            "one": found,
            "state": state,
            "page": page,
            "may_close": seen.may("give grants") and state in ("open", "to come"),
        },
    )
