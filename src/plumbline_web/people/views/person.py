"""One person here: their roles, past and present, and what an administrator can do for them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access, account_of, people_of, today


@needs("see people")
def person(request: HttpRequest, seen: Access, key: str) -> HttpResponse:
    """The roles in this organisation only: what somebody does elsewhere is not shown."""
    found = account_of(seen.organisation, key)
    if found is None:
        raise Http404("There is no such person here.")
    day = today()
    roles = list(people_of(seen.organisation).filter(account=found).order_by("-from_on", "role"))
    for one in roles:
        one.over = one.until_on is not None and (one.until_on < day or one.until_on < one.from_on)
    return render(
        request,
        "people/person.html",
        {"one": found, "roles": roles, "manages": seen.may("manage people")},
    )
