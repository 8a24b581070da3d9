"""The first page: to the organisation of a person who has one, a choice for those with several."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline_web.people.queries import organisations_of


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """A person's own organisation; the choice where they have several; what this is to all others."""
    if not request.user.is_authenticated:
        return render(request, "people/welcome.html")
    mine = list(organisations_of(request.user))
    if len(mine) == 1:
        return redirect("measure:overview", organisation=mine[0].slug)
    return render(request, "people/home.html", {"organisations": mine})
