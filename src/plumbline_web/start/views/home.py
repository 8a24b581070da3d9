"""The first page: to the organisation of a person who has one, a choice for those with several."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people.queries import access, organisations_of
from plumbline_web.start.queries import begins_here


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """A person's own organisation; the choice where they have several; what this is to all others.

    Where nothing was loaded yet, the way leads to the first steps.
    """
    if not request.user.is_authenticated:
        return render(request, "people/welcome.html")
    found = [access(request.user, one) for one in organisations_of(request.user)]
    places = [{"seen": seen, "href": begins_here(seen)} for seen in found]
    if len(places) == 1 and places[0]["href"]:
        return redirect(places[0]["href"])
    return render(request, "people/home.html", {"places": places})
