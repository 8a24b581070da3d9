"""Opening and closing accounts, giving and ending roles, and helping somebody back in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from plumbline_web.audit.actions import record
from plumbline_web.people.conditions import PeopleRefused, check_role
from plumbline_web.people.models import Account, Membership, Organisation
from plumbline_web.people.queries import administered_by, memberships_on, roles_since, today
from plumbline_web.people.telling import link_to


@transaction.atomic
def open_account(*, by: Account | None, email: str, name: str, password: str | None = None) -> Account:
    """A new account; without a password it can only be entered by a link that sets one.

    Raises PeopleRefused where the e-mail address has an account.
    """
    if Account.objects.filter(email__iexact=email).exists():
        raise PeopleRefused("There is an account with this e-mail address already.")
    try:
        with transaction.atomic():
            made = Account.objects.create_user(email, password, name=name)
    except IntegrityError:  # somebody else was quicker by a moment
        raise PeopleRefused("There is an account with this e-mail address already.") from None
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    record("opened account", by=by or made, subject=f"account:{made.key}")
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
    """A role for a person in an organisation, from a day (else today) until perhaps another.

    Raises PeopleRefused where this kind of organisation has no such role, the days are the wrong way round,
    the account is closed, or the person holds the role at that time already.
    """
    first = from_on or today()
    check_role(role, organisation.kind, first, until_on)
    if not Account.objects.filter(pk=account.pk, is_active=True).exists():
        raise PeopleRefused("This account is closed. Invite the person again to open it.")
    over = Membership.objects.filter(account=account, organisation=organisation, role=role)
    over = over.filter(Q(until_on__isnull=True) | Q(until_on__gte=first))
    if until_on:
        over = over.filter(from_on__lte=until_on)
    if any(one.until_on is None or one.until_on >= one.from_on for one in over):
        raise PeopleRefused(f"{account.name} holds this role already. End it first to give it anew.")
    made = Membership.objects.create(
        account=account,
        organisation=organisation,
        role=role,
        teams=list(teams),
        workers=list(workers),
        from_on=first,
        until_on=until_on,
    )
    record(
        "gave role",
        by=by,
        organisation=organisation.slug,
        subject=f"account:{account.key}",
        role=role,
        teams=len(made.teams),
        workers=len(made.workers),
        from_on=str(made.from_on),
        until_on=str(made.until_on or ""),
    )
    return made


@transaction.atomic
def end_role(*, by: Account | None, membership: Membership, last_day: date | None = None) -> Membership:
    """End a role: at once, or at the end of a day to come. What was done in it stays.

    Raises PeopleRefused where it has ended already, or the organisation would be left with no administrator.
    """
    day = today()
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    held = Membership.objects.select_related("organisation", "account").get(pk=membership.pk)
    if held.until_on is not None and held.until_on < day:
        raise PeopleRefused("This role has ended already.")
    until = day - timedelta(days=1) if last_day is None else last_day
    if last_day is not None and last_day < day:
        raise PeopleRefused("The last day is past. Choose today or a later day, or end the role at once.")
    if held.until_on is not None and until > held.until_on:
        raise PeopleRefused("The role ends before that day as it is.")
    if held.role == "administrator":
        _leave_an_administrator(held.organisation, held.account, max(day, until + timedelta(days=1)))
    held.until_on = until
    held.save(update_fields=["until_on"])
    record(
        "ended role",
        by=by,
        organisation=held.organisation.slug,
        subject=f"account:{held.account.key}",
        role=held.role,
        until_on=str(until),
    )
    return held


@transaction.atomic
def close_account(*, by: Account | None, account: Account, organisation: Organisation) -> Account:
    """Close an account: nobody signs in with it again, its roles end, and what it did stays.

    organisation: on whose behalf. Raises PeopleRefused where the person holds roles that `by` does not look
    after, or where an organisation would be left with no administrator.
    """
    held = Account.objects.select_for_update().get(pk=account.pk)
    if not held.is_active:
        raise PeopleRefused("This account is closed already.")
    _looked_after_alone(by, held, "close the account")
    day = today()
    for role in roles_since(held, day).order_by("organisation_id"):
        Organisation.objects.select_for_update().get(pk=role.organisation_id)
        if role.role == "administrator":
            _leave_an_administrator(role.organisation, held, day)
        role.until_on = day - timedelta(days=1)
        role.save(update_fields=["until_on"])
    held.is_active, held.closed_at = False, timezone.now()
    held.set_unusable_password()
    held.save(update_fields=["is_active", "closed_at", "password"])
    _forget_factors(held)
    for connected in SocialAccount.objects.filter(user=held):
        connected.delete()
    end_sessions(held)
    record("closed account", by=by, organisation=organisation.slug, subject=f"account:{held.key}")
    return held


@transaction.atomic
def make_password_link(*, by: Account | None, account: Account, organisation: Organisation | None) -> str:
    """A link with which a person sets a new password, for where no mail server sends one. Shown once.

    It works once, for as long as settings.PASSWORD_RESET_TIMEOUT says, and until they next sign in. by: None
    for the command line. Raises PeopleRefused where the person holds roles that `by` does not look after.
    """
    held = Account.objects.get(pk=account.pk)
    if not held.is_active:
        raise PeopleRefused("This account is closed. Invite the person again to open it.")
    _looked_after_alone(by, held, "make the link")
    token = PASSWORD_RESET_TOKEN_GENERATOR().make_token(held)
    uid = user_pk_to_url_str(account)
    record(
        "made password link",
        by=by,
        organisation=organisation.slug if organisation else "",
        subject=f"account:{account.key}",
    )
    return link_to("account_reset_password_from_key", uidb36=uid, key=token)


@transaction.atomic
def reset_second_factor(*, by: Account | None, account: Account, organisation: Organisation | None) -> None:
    """Forget a person's authenticator app and recovery codes, and end their sessions: they set it up anew.

    For a lost phone. Raises PeopleRefused as `make_password_link` does.
    """
    _looked_after_alone(by, account, "reset the second factor")
    _forget_factors(account)
    end_sessions(account)
    record(
        "reset second factor",
        by=by,
        organisation=organisation.slug if organisation else "",
        subject=f"account:{account.key}",
    )


@transaction.atomic
def keep_recovery_codes(*, by: Account) -> None:
    """Note that a person has kept their recovery codes, which are not shown again."""
    held = Authenticator.objects.get(user=by, type=Authenticator.Type.RECOVERY_CODES)
    held.data["kept"] = timezone.now().isoformat(timespec="seconds")
    held.save(update_fields=["data"])
    record("kept recovery codes", by=by)


def end_sessions(account: Account) -> int:
    """Sign the account out wherever it is signed in; returns of how many places. Called by verbs."""
    mine = [one for one in Session.objects.all() if one.get_decoded().get("_auth_user_id") == str(account.pk)]
    for one in mine:
        one.delete()
    return len(mine)


def _forget_factors(account: Account) -> None:
    for one in Authenticator.objects.filter(user=account):
        one.delete()


def _looked_after_alone(by: Account | None, account: Account, what: str) -> None:
    """Refuse where the account reaches further than its administrator does.

    Whoever can set a person's password can become that person; so nobody may who could not give all of the
    person's roles. by: None for the command line, which can do anything as it is.
    """
    if by is None:
        return
    roles = roles_since(account, today())
    if roles.exclude(organisation__in=administered_by(by)).exists():
        raise PeopleRefused(
            f"{account.name} also holds a role in another organisation, so you cannot {what}. Whoever runs "
            "this site can. You can end the roles here."
        )


def _leave_an_administrator(organisation: Organisation, besides: Account, on: date) -> None:
    """Refuse where nobody but this account would look after the organisation on a day."""
    others = memberships_on(on).filter(organisation=organisation, role="administrator")
    if not others.exclude(account=besides).exists():
        raise PeopleRefused(
            f"{besides.name} is the only administrator of {organisation.name}. "
            "Give somebody else that role first."
        )
