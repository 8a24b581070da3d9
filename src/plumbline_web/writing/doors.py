"""The door of every page of a paper: whoever still has records of their own to read does not come in yet."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from plumbline_web.people.doors import Refused
from plumbline_web.reading.seeing import not_yet
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.rules import refusal
from plumbline_web.writing.queries import paper_called, section_called, version_called

View = Callable[..., HttpResponse]


def of_paper(act: str) -> Callable[[View], View]:
    """A view of `…/reports/<key>/…`, called with the request, `stands` and the `paper`."""
    return _door(act, lambda stands, key: {"paper": paper_called(stands, key)})


def of_section(act: str) -> Callable[[View], View]:
    """A view of `…/sections/<key>/…`, called with the request, `stands` and the `section`."""
    return _door(act, lambda stands, key: {"section": section_called(stands, key)})


def of_version(act: str) -> Callable[[View], View]:
    """A view of `…/versions/<key>/…`, called with the request, `stands` and the `version`."""
    return _door(act, lambda stands, key: {"version": version_called(stands, key)})


def asks(stands: Standing, act: str) -> None:
    """Raise Refused, in words, where this person may not do this act here."""
    if not stands.may(act):
        raise Refused(refusal(act))


def _door(act: str, found: Callable[[Standing, str], dict[str, object]]) -> Callable[[View], View]:
    def door(view: View) -> View:
        @wraps(view)
        def enter(request: HttpRequest, stands: Standing, key: str) -> HttpResponse:
            there = found(stands, key)
            # What others found stands in any of the text, in whatever words: all of it waits.
            if (page := not_yet(request, stands)) is not None:
                return page
            return view(request, stands=stands, **there)

        return in_activity(act)(enter)

    return door
