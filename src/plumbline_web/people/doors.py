"""The door of every page about an organisation: who comes in, and what is written down when they do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from plumbline_web.audit.actions import record
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access, access, grants_open_to
from plumbline_web.people.rules import ALLOWED, refusal


class Refused(Exception):
    """Somebody known here may not do this. The message says who may."""


def needs(act: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view of `/o/<organisation>/…` that only those who may do `act` there come into.

    The view is called with the request and the `Access`, then what else the address holds. To strangers the
    organisation does not exist; those who belong to it are told who may. Both are written into the trail,
    and so is every page that somebody of another organisation opens by a grant.
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
            response = view(request, seen, **rest)
            if seen.grant is not None and not seen.noted:
                used_grant(seen, "opened page by grant", page=request.resolver_match.view_name)
            return response

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


@transaction.atomic
def used_grant(seen: Access, what: str, *, owners: Iterable[str] | None = None, **details: object) -> None:
    """Write down that cases were looked at, so that whoever owns them sees it.

    A grant that let somebody in is named. Where a national body looks into records of many councils that it
    holds itself, each council whose grant opened its cases gets an event of its own: those whose authorities
    are in `owners`, all of them where that is not given, for rather one too many than one too few.
    """
    seen.noted.append(what)
    record(
        what,
        by=seen.account,
        organisation=seen.organisation.slug,
        subject=f"grant:{seen.grant.key}" if seen.grant else "",
        **details,
    )
    if seen.grant is None and seen.organisation.kind == Organisation.NATIONAL:
        for grant in grants_open_to(seen, owners):
            record(
                what,
                by=seen.account,
                organisation=grant.owner.slug,
                subject=f"grant:{grant.key}",
                held_by=seen.organisation.slug,
            )
