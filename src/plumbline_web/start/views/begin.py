"""The first steps of an organisation that has no figures yet, with who takes each and how it stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.people.doors import needs
from plumbline_web.people.queries import Access
from plumbline_web.start.queries import has_run, steps


@needs("see the start page")
def begin(request: HttpRequest, seen: Access) -> HttpResponse:
    """What to do next."""
    return render(request, "start/begin.html", {"tasks": steps(seen), "has_run": has_run(seen)})
