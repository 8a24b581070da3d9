"""The plans that somebody may see, and what is shared with whom."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from plumbline_web.improvement.models import Action, Area, Plan, Share
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access


def plans_of(seen: Access) -> QuerySet[Plan]:
    """The organisation’s plans, newest first."""
    return Plan.objects.filter(organisation=seen.organisation).select_related(
        "organisation", "came_from", "made_by"
    )


def plan_called(seen: Access, key: str) -> Plan:
    """One of them, by its key. Raises Http404."""
    return _found(plans_of(seen), key, "plan")


def area_called(seen: Access, key: str) -> Area:
    """An area of one of the organisation’s plans, by its key. Raises Http404."""
    found = Area.objects.filter(plan__organisation=seen.organisation)
    return _found(found.select_related("plan__organisation", "plan__made_by", "in_place_of"), key, "area")


def action_called(seen: Access, key: str) -> Action:
    """An action of one of the organisation’s plans, by its key. Raises Http404."""
    found = Action.objects.filter(area__plan__organisation=seen.organisation)
    return _found(found.select_related("area__plan__organisation", "area__within"), key, "action")


def share_called(seen: Access, key: str) -> Share:
    """A share of one of the organisation’s plans, by its key. Raises Http404."""
    return _found(Share.objects.filter(plan__organisation=seen.organisation), key, "share")


def shared_with(seen: Access) -> QuerySet[Share]:
    """What is shared with the organisation and not ended; nothing for one that is no scrutiny body."""
    if seen.organisation.kind != Organisation.NATIONAL:
        return Share.objects.none()
    found = Share.objects.filter(to=seen.organisation, ended_at=None)
    return found.select_related("plan__organisation", "plan__came_from", "plan__made_by", "by")


def share_seen(seen: Access, key: str) -> Share:
    """One of them, by the key of the share. Raises Http404, also once it was ended."""
    return _found(shared_with(seen), key, "shared plan")


def bodies_to_share_with(organisation: Organisation) -> QuerySet[Organisation]:
    """The scrutiny bodies that a plan can be shared with, by name."""
    return Organisation.objects.filter(kind=Organisation.NATIONAL).exclude(pk=organisation.pk)


def _found(rows: QuerySet, key: str, what: str):  # type: ignore[no-untyped-def, type-arg]
    row = rows.filter(key=key).first() if key.isascii() and key.isalnum() else None
    if row is None:
        raise Http404(f"There is no such {what} here.")
    return row
