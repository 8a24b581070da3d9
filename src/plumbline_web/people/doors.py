"""The door of every page about an organisation: who comes in, and what is written down when they do not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from plumbline_web.audit.actions import record
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access, access
from plumbline_web.people.rules import ALLOWED, refusal


class Refused(Exception):
    """Somebody known here may not do this. The message says who may."""


def needs(act: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view of `/o/<organisation>/…` that only those who may do `act` there come into.

    The view is called with the request and the `Access`, then what else the address holds. To strangers the
    organisation does not exist; those who belong to it are told who may. Both are written into the trail.
    """
    if act not in ALLOWED:
        raise KeyError(act)

    def door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def enter(request: HttpRequest, organisation: str, **rest: object) -> HttpResponse:
            found = Organisation.objects.filter(slug=organisation).first()
            seen = access(request.user, found) if found is not None else None
            if seen is None or not seen.known:
                _refused(request, organisation if found is not None else "", act)
                raise Http404("There is no such organisation, or you have no role in it.")
            if not seen.may(act):
                _refused(request, organisation, act)
                raise Refused(refusal(act))
            request.access = seen
            return view(request, seen, **rest)

        enter.act = act
        return enter

    return door


def _refused(request: HttpRequest, organisation: str, act: str) -> None:
    match = request.resolver_match
    record(
        act,
        by=request.user,
        organisation=organisation,
        refused=True,
        page=match.view_name if match else "",
    )


def used_grant(seen: Access, what: str, **details: object) -> None:
    """Write down that cases were looked at; a grant that let somebody in is named, for its owner to see."""
    record(
        what,
        by=seen.account,
        organisation=seen.organisation.slug,
        subject=f"grant:{seen.grant.key}" if seen.grant else "",
        **details,
    )
