"""The door of the pages of judgement: closed to whoever still has records of their own to read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline_web.reading.queries import blind
from plumbline_web.scrutiny.doors import in_activity
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs


def judging(act: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view for those who may do `act` in the activity and see what the reading says.

    Judgements print results of the reading; so while somebody holds records that they have not submitted,
    they get the page that says why, and whatever they send is not done.
    """

    def door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def enter(request: HttpRequest, stands: Standing, **rest: object) -> HttpResponse:
            if blind(stands.account, stands.activity):
                return render(
                    request,
                    "judgement/not_yet.html",
                    {"stands": stands, "activity": stands.activity, "breadcrumbs": crumbs(stands)},
                )
            return view(request, stands, **rest)

        return in_activity(act)(enter)

    return door
