"""The door of every page of an activity: who comes in, and what is written down when they do not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from plumbline_web.audit.actions import record
from plumbline_web.people.doors import Refused, needs
from plumbline_web.people.queries import Access
from plumbline_web.scrutiny.queries import activities_of, standing_in
from plumbline_web.scrutiny.rules import ALLOWED, refusal


def in_activity(act: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view of `/o/<organisation>/scrutiny/<activity>/…` for those who may do `act` in that activity.

    The view is called with the request and the `Standing`, then what else the address holds. An activity that
    somebody has no part in does not exist for them; a part that does not reach is refused and written down.
    """
    if act not in ALLOWED:
        raise KeyError(act)

    def door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def enter(request: HttpRequest, seen: Access, activity: str, **rest: object) -> HttpResponse:
            found = activities_of(seen).filter(key=activity).first() if activity.isalnum() else None
            if found is None:
                raise Http404("There is no such activity, or you have no part in it.")
            stands = standing_in(seen, found)
            if not stands.may(act):
                record(
                    act,
                    by=seen.account,
                    organisation=seen.organisation.slug,
                    subject=f"activity:{found.key}",
                    refused=True,
                )
                raise Refused(refusal(act))
            request.standing = stands
            return view(request, stands, **rest)

        return needs("see activities")(enter)

    return door
