"""The list of papers, for anybody."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.papers.rendering import PAPERS
from plumbline_web.papers.rendering import paper as rendered
from plumbline_web.papers.views.paper import address_of


@login_not_required
def papers(request: HttpRequest) -> HttpResponse:
    """Each paper with what it is for."""
    found = [rendered(name, settings, address_of) for name in PAPERS]
    shown = [{"paper": one, "href": address_of(one.name)} for one in found]
    return render(request, "papers/papers.html", {"papers": shown})
