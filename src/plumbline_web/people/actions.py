"""Verbs: organisations, accounts, roles and grants are made and ended here, each with its audit event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account, Grant, Membership, Organisation
from plumbline_web.people.queries import today


@transaction.atomic
def open_organisation(
    *,
    by: Account | None,
    name: str,
    slug: str,
    kind: str,
    authority: str = "",
    members: Sequence[Organisation] = (),
    acts_for_all: bool = False,
) -> Organisation:
    """A new organisation. authority: a council's code. members: a partnership's councils."""
    made = Organisation.objects.create(
        name=name, slug=slug, kind=kind, authority=authority, acts_for_all=acts_for_all
    )
    made.members.set(members)
    record("opened organisation", by=by, organisation=slug, kind=kind, authority=authority)
    return made


@transaction.atomic
def open_account(*, by: Account | None, email: str, name: str, password: str | None = None) -> Account:
    """A new account; without a password it can only be entered by an invitation's link."""
    made = Account.objects.create_user(email, password, name=name)
    record("opened account", by=by, subject=f"account:{made.key}")
    return made


@transaction.atomic
def give_role(
    *,
    by: Account | None,
    account: Account,
    organisation: Organisation,
    role: str,
    teams: Sequence[str] = (),
    workers: Sequence[str] = (),
    from_on: date | None = None,
    until_on: date | None = None,
) -> Membership:
    """A role for a person in an organisation, from a day (else today) until perhaps another."""
    made = Membership.objects.create(
        account=account,
        organisation=organisation,
        role=role,
        teams=list(teams),
        workers=list(workers),
        from_on=from_on or today(),
        until_on=until_on,
    )
    record(
        "gave role",
        by=by,
        organisation=organisation.slug,
        subject=f"account:{account.key}",
        role=role,
        from_on=str(made.from_on),
        until_on=str(made.until_on or ""),
    )
    return made


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
    """Leave for another organisation, or one person of it, to see the owner's cases between two days."""
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
        from_on=str(from_on),
        until_on=str(until_on),
    )
    return made
