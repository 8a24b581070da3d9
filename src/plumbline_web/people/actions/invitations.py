"""Inviting somebody, taking that back, and following an invitation's link."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from plumbline_web.audit.actions import record
from plumbline_web.people.actions.accounts import give_role, open_account
from plumbline_web.people.conditions import INVITATION_DAYS, PeopleRefused, check_role
from plumbline_web.people.models import Account, Invitation, Membership, Organisation
from plumbline_web.people.queries import access, hash_of, open_invitations, today
from plumbline_web.people.telling import link_to


@transaction.atomic
def invite(
    *,
    by: Account,
    organisation: Organisation,
    email: str,
    name: str,
    role: str,
    teams: Sequence[str] = (),
    workers: Sequence[str] = (),
) -> tuple[Invitation, str]:
    """Invite a person to a role. Returns the invitation and its link, which is kept nowhere.

    An earlier invitation of the same address to the same role is taken back. Raises PeopleRefused where this
    kind of organisation has no such role.
    """
    check_role(role, organisation.kind, today(), None)
    for earlier in open_invitations(organisation).filter(email__iexact=email, role=role):
        withdraw_invitation(by=by, invitation=earlier)
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        organisation=organisation,
        email=email.lower(),
        name=name,
        role=role,
        teams=list(teams),
        workers=list(workers),
        token_hash=hash_of(token),
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    record("invited", by=by, organisation=organisation.slug, subject=f"invitation:{made.key}", role=role)
    return made, link_to("invitation_link", token=token)


@transaction.atomic
def withdraw_invitation(*, by: Account, invitation: Invitation) -> Invitation:
    """Take an invitation back: its link works no longer. Raises PeopleRefused where it was followed."""
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.used_at is not None:
        raise PeopleRefused("This invitation was followed already. End the role instead.")
    if held.withdrawn_at is not None:
        raise PeopleRefused("This invitation was withdrawn already.")
    held.withdrawn_at = timezone.now()
    held.save(update_fields=["withdrawn_at"])
    slug = Organisation.objects.get(pk=held.organisation_id).slug
    record("withdrew invitation", by=by, organisation=slug, subject=f"invitation:{held.key}")
    return held


@transaction.atomic
def open_account_by_invitation(*, token: str, name: str, password: str) -> Account:
    """The account of a person new here, with the role that they were invited to.

    A closed account with the same address is opened again, with a new password and none of its old roles.
    Raises PeopleRefused where the link no longer works, or the address has an open account: that person signs
    in, for a link alone never opens an account that is somebody's.
    """
    invitation = _followed(token)
    held = Account.objects.select_for_update().filter(email__iexact=invitation.email).first()
    if held is not None and held.is_active:
        raise PeopleRefused("There is an account with this e-mail address. Sign in to accept the invitation.")
    if held is None:
        held = open_account(by=None, email=invitation.email, name=name, password=password)
    else:
        held.is_active, held.closed_at, held.name = True, None, name
        held.set_password(password)
        held.save(update_fields=["is_active", "closed_at", "name", "password"])
        EmailAddress.objects.get_or_create(
            user=held, email=held.email, defaults={"verified": True, "primary": True}
        )
        record("reopened account", by=held, subject=f"account:{held.key}")
    _give(invitation, held)
    return held


@transaction.atomic
def accept_invitation(*, by: Account, token: str) -> Membership:
    """The further role for a person who has an account and is signed in with it.

    Raises PeopleRefused where the link no longer works or the invitation is somebody else's.
    """
    invitation = _followed(token)
    if invitation.email.lower() != by.email.lower():
        raise PeopleRefused("This invitation is for another account. Sign out, then follow the link again.")
    return _give(invitation, by)


@transaction.atomic
def forget_invitations(*, by: Account | None, before: date) -> int:
    """Forget names and addresses of invitations that were over before a day; returns of how many.

    That somebody was invited, to which role and by whom stays.
    """
    over = Invitation.objects.exclude(email="").filter(
        Q(used_at__date__lt=before) | Q(withdrawn_at__date__lt=before) | Q(expires_at__date__lt=before)
    )
    count = 0
    for one in over.select_for_update():
        one.name, one.email = "", ""
        one.save(update_fields=["name", "email"])
        count += 1
    if count:
        record("forgot invitations", by=by, invitations=count)
    return count


def _followed(token: str) -> Invitation:
    """The invitation of a link, held for this transaction. Raises PeopleRefused where it works no longer."""
    found = open_invitations().select_for_update().filter(token_hash=hash_of(token)).first()
    if found is None:
        raise PeopleRefused("This link no longer works. Ask whoever invited you for a new one.")
    inviter = Account.objects.get(pk=found.invited_by_id)
    organisation = Organisation.objects.get(pk=found.organisation_id)
    if not inviter.is_active or not access(inviter, organisation).may("manage people"):
        raise PeopleRefused(
            "Whoever invited you no longer looks after accounts there. "
            "Ask your administrator for a new invitation."
        )
    return found


def _give(invitation: Invitation, account: Account) -> Membership:
    """Give the role, in the inviter's name, and use the invitation up."""
    organisation = Organisation.objects.get(pk=invitation.organisation_id)
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    record(
        "followed invitation",
        by=account,
        organisation=organisation.slug,
        subject=f"invitation:{invitation.key}",
    )
    return give_role(
        by=Account.objects.get(pk=invitation.invited_by_id),
        account=account,
        organisation=organisation,
        role=invitation.role,
        teams=invitation.teams,
        workers=invitation.workers,
    )
