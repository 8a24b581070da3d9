"""Opening and closing grants."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from plumbline_web.audit.actions import record
from plumbline_web.people.conditions import PeopleRefused, check_grant
from plumbline_web.people.models import Account, Grant, Organisation
from plumbline_web.people.queries import memberships_on, today
from plumbline_web.people.rules import BY_GRANT_ROLES


@transaction.atomic
def open_grant(
    *,
    by: Account,
    owner: Organisation,
    to: Organisation,
    purpose: str,
    from_on: date,
    until_on: date,
    to_account: Account | None = None,
) -> Grant:
    """Leave for another organisation, or one person of it, to see the owner's cases between two days.

    Raises PeopleRefused where it would last longer than a year, the days are the wrong way round, it says not
    what for, it is to the owner itself, or the person has no role that a grant opens anything to.
    """
    check_grant(purpose=purpose, from_on=from_on, until_on=until_on)
    if owner == to:
        raise PeopleRefused("A grant is to another organisation. People here see the cases by their roles.")
    if to_account is not None:
        held = memberships_on(today()).filter(account=to_account, organisation=to, role__in=BY_GRANT_ROLES)
        if not held.exists():
            raise PeopleRefused(f"No inspector or analyst of {to.name} has this e-mail address.")
    made = Grant.objects.create(
        owner=owner,
        to=to,
        to_account=to_account,
        purpose=purpose,
        from_on=from_on,
        until_on=until_on,
        opened_by=by,
    )
    record(
        "opened grant",
        by=by,
        organisation=owner.slug,
        subject=f"grant:{made.key}",
        to=to.slug,
        to_account=to_account.key if to_account else "",
        from_on=str(from_on),
        until_on=str(until_on),
    )
    return made


@transaction.atomic
def close_grant(*, by: Account, grant: Grant) -> Grant:
    """End a grant before its last day, at once. Raises PeopleRefused where it is over already."""
    held = Grant.objects.select_for_update().get(pk=grant.pk)
    if held.closed_at is not None:
        raise PeopleRefused("This grant was closed already.")
    if held.until_on < today():
        raise PeopleRefused("This grant has lapsed already.")
    held.closed_at, held.closed_by = timezone.now(), by
    held.save(update_fields=["closed_at", "closed_by"])
    owner, to = Organisation.objects.get(pk=held.owner_id), Organisation.objects.get(pk=held.to_id)
    record("closed grant", by=by, organisation=owner.slug, subject=f"grant:{held.key}", to=to.slug)
    return held
