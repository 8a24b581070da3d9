"""The grants that an organisation gave: who else may see its cases, for what, from and until when."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people.conditions import grant_state
from plumbline_web.people.doors import needs
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access, grants_given, last_uses, today

PAGE = 50


@needs("see grants")
def grants(request: HttpRequest, seen: Access) -> HttpResponse:
    """All of them, open, lapsed and closed, newest first. A national body is led to those that it holds."""
    given = grants_given(seen.organisation)
    if seen.organisation.kind == Organisation.NATIONAL and not given.exists():
        return redirect("people:grants_held", organisation=seen.organisation.slug)
    page = Paginator(given, PAGE).get_page(request.GET.get("page"))
    used = last_uses(seen.organisation, [one.key for one in page])
    for one in page:
        one.state = grant_state(one, today())
        one.used = used.get(one.key)
    return render(request, "people/grants.html", {"page": page, "may_give": seen.may("give grants")})
