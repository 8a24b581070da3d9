"""The door of every page of one reading: it opens to its own reader alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from plumbline_web.reading.queries import own_reading
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing


def of_own_reading(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of `…/readings/<key>/…`, called with the request, `stands` and the reading as `one`.

    To everybody else, whatever they are in the activity, there is no such reading.
    """

    @wraps(view)
    def enter(request: HttpRequest, stands: Standing, key: str, **rest: object) -> HttpResponse:
        return view(request, stands=stands, one=own_reading(stands, key), **rest)

    return in_activity("read records")(enter)
