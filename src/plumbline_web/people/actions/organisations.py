"""Opening organisations, the first of them with its administrator, and noting their teams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from plumbline_web.audit.actions import record
from plumbline_web.people.actions.accounts import give_role, open_account
from plumbline_web.people.conditions import (
    FIRST_LINK_HOURS,
    PeopleRefused,
    check_organisation,
    fresh_slug,
)
from plumbline_web.people.models import Account, Organisation, Team

_SALT = "plumbline first administrator"


@transaction.atomic
def open_organisation(
    *,
    by: Account | None,
    name: str,
    slug: str = "",
    kind: str,
    authority: str = "",
    members: Sequence[Organisation] = (),
    acts_for_all: bool = False,
) -> Organisation:
    """A new organisation. authority: a council's code. members: a partnership's councils.

    slug: how its addresses begin; made from the name where none is given. Raises PeopleRefused where the
    name, the address or the authority is another's, or does not fit the kind.
    """
    slug = slug or fresh_slug(name, set(Organisation.objects.values_list("slug", flat=True)))
    check_organisation(name=name, slug=slug, kind=kind, authority=authority, members=len(members))
    if Organisation.objects.filter(name__iexact=name).exists():
        raise PeopleRefused(f"There is an organisation called {name} already.")
    if Organisation.objects.filter(slug=slug).exists():
        raise PeopleRefused(f"There is an organisation whose addresses begin with {slug} already.")
    if authority and Organisation.objects.filter(authority=authority).exists():
        raise PeopleRefused(f"There is an organisation for the authority {authority} already.")
    try:
        with transaction.atomic():
            made = Organisation.objects.create(
                name=name, slug=slug, kind=kind, authority=authority, acts_for_all=acts_for_all
            )
    except IntegrityError:  # somebody else was quicker by a moment
        raise PeopleRefused(f"There is an organisation like {name} already.") from None
    made.members.set(members)
    record("opened organisation", by=by, organisation=slug, kind=kind, authority=authority)
    return made


@transaction.atomic
def open_first_organisation(
    *, name: str, kind: str, authority: str, person: str, email: str, password: str, loads: bool = False
) -> Account:
    """The first organisation and the account of its administrator, on a site where there is no account yet.

    loads: that this person loads the records too, and so is the information lead as well.
    Raises PeopleRefused where there is one, even where two people send the form at the same moment.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE people_account IN SHARE ROW EXCLUSIVE MODE")
    if Account.objects.exists():
        raise PeopleRefused("There is an administrator already. Ask them to invite you.")
    account = open_account(by=None, email=email, name=person, password=password)
    organisation = open_organisation(by=account, name=name, kind=kind, authority=authority)
    give_role(by=account, account=account, organisation=organisation, role="administrator")
    if loads:
        give_role(by=account, account=account, organisation=organisation, role="information_lead")
    return account


def first_link() -> str:
    """The path of the page that makes the first administrator; empty where there is an account.

    It works for a day, and only as long as nobody has an account.
    """
    if Account.objects.exists():
        return ""
    token = signing.dumps("first", salt=_SALT)
    return reverse("first_administrator_link", kwargs={"token": token})


def first_token_holds(token: str) -> bool:
    """Whether a token is one that `first_link` made lately, and there is no account yet."""
    try:
        signing.loads(token, salt=_SALT, max_age=FIRST_LINK_HOURS * 3600)
    except signing.BadSignature:
        return False
    return not Account.objects.exists()


@transaction.atomic
def note_teams(*, by: Account | None, organisation: Organisation, names: Iterable[str]) -> list[Team]:
    """Keep the names of teams that an extract writes, so that they can be chosen; returns those that are new.

    Names are kept as they are written; empty ones are left out. None is ever taken away.
    """
    known = set(organisation.teams.values_list("name", flat=True))
    new = sorted({name for name in names if name and len(name) <= 200} - known)
    made = [Team.objects.create(organisation=organisation, name=name) for name in new]
    if made:
        record("noted teams", by=by, organisation=organisation.slug, teams=len(made))
    return made
