"""A refusal becomes a page that says why."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.people.doors import Refused


class refusals:
    """Django's middleware, called by its name in the settings."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page with status 403 for a refusal; anything else is left alone."""
        if not isinstance(exception, Refused):
            return None
        return render(request, "people/refused.html", {"why": str(exception)}, status=403)
