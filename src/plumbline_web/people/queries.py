"""What an account may see, today."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from plumbline_web.audit.models import Event
from plumbline_web.audit.queries import events_of
from plumbline_web.people.conditions import PeopleRefused
from plumbline_web.people.models import Account, Grant, Invitation, Membership, Organisation
from plumbline_web.people.rules import BY_GRANT_ACTS, BY_GRANT_ROLES, may


@dataclass(frozen=True)
class Access:
    """What one account may do in one organisation on one day.

    roles: held in it. grant: the one that lets somebody of another organisation in. teams, workers: whose
    cases may be seen; None means those of the whole service.
    """

    account: Account
    organisation: Organisation
    roles: frozenset[str]
    grant: Grant | None
    teams: frozenset[str] | None
    workers: frozenset[str] | None
    noted: list[str] = field(default_factory=list, compare=False)
    """What was written into the trail of this visit already; see `doors`."""

    @property
    def known(self) -> bool:
        """Whether the organisation may be named to this account at all."""
        return bool(self.roles) or self.grant is not None

    def may(self, act: str) -> bool:
        """Whether this account may do this act here."""
        return may(self.roles, act) or (self.grant is not None and act in BY_GRANT_ACTS)


def today() -> date:
    """The day it is in Scotland."""
    return timezone.localdate()


def memberships_on(day: date) -> QuerySet[Membership]:
    """The roles in force on a day."""
    return Membership.objects.filter(
        Q(from_on__lte=day) & (Q(until_on__isnull=True) | Q(until_on__gte=day)), account__is_active=True
    )


def grants_on(day: date) -> QuerySet[Grant]:
    """The grants open on a day."""
    return Grant.objects.filter(from_on__lte=day, until_on__gte=day, closed_at__isnull=True)


def access(account: Account, organisation: Organisation, *, on: date | None = None) -> Access:
    """What the account may do in the organisation on a day, today where none is given."""
    day = on or today()
    held = list(memberships_on(day).filter(account=account, organisation=organisation))
    roles = frozenset(one.role for one in held)
    grant = None
    if not may(roles, "see cases"):
        theirs = memberships_on(day).filter(account=account, role__in=BY_GRANT_ROLES)
        grant = (
            grants_on(day)
            .filter(
                Q(to_account__isnull=True) | Q(to_account=account),
                owner=organisation,
                to__in=theirs.values("organisation"),
            )
            .order_by("id")
            .first()
        )
    seeing = [one for one in held if may([one.role], "see cases")]
    whole = grant is not None or any(one.role not in ("practitioner", "team_leader") for one in seeing)
    return Access(
        account=account,
        organisation=organisation,
        roles=roles,
        grant=grant,
        teams=None
        if whole
        else frozenset(t for one in seeing if one.role == "team_leader" for t in one.teams),
        workers=None if whole else frozenset(w for one in seeing for w in one.workers),
    )


def organisations_of(account: Account, *, on: date | None = None) -> QuerySet[Organisation]:
    """The organisations an account holds a role in, or may look into by a grant, by name."""
    day = on or today()
    own = memberships_on(day).filter(account=account)
    granted = grants_on(day).filter(
        Q(to_account__isnull=True) | Q(to_account=account),
        to__in=own.filter(role__in=BY_GRANT_ROLES).values("organisation"),
    )
    return Organisation.objects.filter(
        Q(pk__in=own.values("organisation")) | Q(pk__in=granted.values("owner"))
    ).order_by("name")


def organisations_open(account: Account, act: str) -> list[Organisation]:
    """The organisations in which an account may do an act today, by name, as `access` would say of each.

    The number of queries does not depend on how many there are.
    """
    held: dict[int, set[str]] = {}
    for organisation, role in (
        memberships_on(today()).filter(account=account).values_list("organisation", "role")
    ):
        held.setdefault(organisation, set()).add(role)
    granted = set()
    if act in BY_GRANT_ACTS:
        # Whoever sees cases by a role of their own comes in by that, and by no grant.
        to = [one for one, roles in held.items() if roles & BY_GRANT_ROLES]
        grants = grants_on(today()).filter(Q(to_account__isnull=True) | Q(to_account=account), to__in=to)
        granted = {
            owner
            for owner in grants.values_list("owner", flat=True)
            if not may(held.get(owner, ()), "see cases")
        }
    found = organisations_of(account).prefetch_related("members")
    return [one for one in found if one.pk in granted or may(held.get(one.pk, ()), act)]


def grants_open_to(seen: Access, authorities: Iterable[str] | None = None) -> QuerySet[Grant]:
    """The grants that open cases to this person in an organisation of their own, today.

    authorities: only those of these councils; all where it is None.
    """
    found = grants_on(today()).filter(
        Q(to_account__isnull=True) | Q(to_account=seen.account), to=seen.organisation
    )
    if authorities is not None:
        found = found.filter(owner__authority__in=list(authorities))
    return found.select_related("owner")


def roles_since(account: Account, day: date) -> QuerySet[Membership]:
    """The roles that an account holds on a day or after it. One ended as it began counts for none."""
    return Membership.objects.filter(
        Q(until_on__isnull=True) | (Q(until_on__gte=day) & Q(until_on__gte=F("from_on"))),
        account=account,
    ).select_related("organisation")


def administered_by(account: Account, *, on: date | None = None) -> QuerySet[Organisation]:
    """The organisations whose accounts this person looks after."""
    held = memberships_on(on or today()).filter(account=account, role="administrator")
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def people_of(organisation: Organisation) -> QuerySet[Membership]:
    """Every role ever held in an organisation, with who holds it."""
    return Membership.objects.filter(organisation=organisation).select_related("account")


def account_of(organisation: Organisation, key: str) -> Account | None:
    """The account of that key, where it holds or held a role in the organisation."""
    return Account.objects.filter(key=key, memberships__organisation=organisation).distinct().first()


def others_to_grant(owner: Organisation) -> QuerySet[Organisation]:
    """The organisations that a grant can be given to: all others, by name."""
    return Organisation.objects.exclude(pk=owner.pk).order_by("name")


def grants_given(organisation: Organisation) -> QuerySet[Grant]:
    """Every grant that an organisation gave, newest first."""
    return Grant.objects.filter(owner=organisation).select_related(
        "owner", "to", "to_account", "opened_by", "closed_by"
    )


def grants_held_by(seen: Access) -> QuerySet[Grant]:
    """Every grant that the organisation holds; those to one person only where it is this one."""
    return Grant.objects.filter(
        Q(to_account__isnull=True) | Q(to_account=seen.account), to=seen.organisation
    ).select_related("owner", "to_account")


def trail_of(organisation: Organisation) -> QuerySet[Event]:
    """The events that an organisation's administrator may see, newest first.

    Its own, and the signing in and out of everybody who holds or held a role in it. Where no other
    organisation is on the site, also what strangers tried and what the site did by itself.
    """
    held = Account.objects.filter(memberships__organisation=organisation).distinct()
    alone = not Organisation.objects.exclude(pk=organisation.pk).exists()
    return events_of(organisation.slug, held.values_list("key", flat=True), alone=alone)


def uses_of(grant: Grant) -> QuerySet[Event]:
    """Each time that cases or figures were looked at by a grant, newest first."""
    return Event.objects.filter(organisation=grant.owner.slug, subject=f"grant:{grant.key}").exclude(
        act__in=("opened grant", "closed grant")
    )


def last_uses(owner: Organisation, keys: list[str]) -> dict[str, datetime]:
    """When each of these grants was last used, by its key; those never used are missing."""
    found = Event.objects.filter(organisation=owner.slug, subject__in=[f"grant:{key}" for key in keys])
    found = found.exclude(act__in=("opened grant", "closed grant")).order_by("subject")
    last = found.values_list("subject").annotate(last=Max("at"))
    return {subject.removeprefix("grant:"): at for subject, at in last}


def account_for_grant(to: Organisation, email: str) -> Account | None:
    """The person of an organisation whom a grant can name: an inspector or analyst with this address."""
    held = memberships_on(today()).filter(
        organisation=to, role__in=BY_GRANT_ROLES, account__email__iexact=email
    )
    found = held.select_related("account").first()
    return found.account if found else None


def invitation_by(token: str) -> Invitation | None:
    """The invitation of a link that can still be followed."""
    return open_invitations().filter(token_hash=hash_of(token)).select_related("organisation").first()


def open_invitations(organisation: Organisation | None = None) -> QuerySet[Invitation]:
    """The invitations that can still be followed, of an organisation or of all."""
    found = Invitation.objects.filter(
        used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now()
    )
    return found.filter(organisation=organisation) if organisation is not None else found


def hash_of(token: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def organisation_called(slug: str) -> Organisation:
    """The organisation whose addresses begin so. Raises PeopleRefused where there is none."""
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        there = ", ".join(Organisation.objects.values_list("slug", flat=True)) or "none yet"
        raise PeopleRefused(f"There is no organisation {slug}. There are: {there}.")
    return found


def names_of_subjects(organisation: Organisation, subjects: Iterable[str]) -> dict[str, str]:
    """What people call the accounts and grants among subjects of the trail, as far as they are this one's."""
    keys: dict[str, list[str]] = {"account": [], "grant": []}
    for subject in subjects:
        kind, _, key = subject.partition(":")
        if kind in keys:
            keys[kind].append(key)
    people = Account.objects.filter(key__in=keys["account"], memberships__organisation=organisation)
    names = {f"account:{key}": name for key, name in people.values_list("key", "name").distinct()}
    grants = Grant.objects.filter(key__in=keys["grant"], owner=organisation)
    names |= {f"grant:{key}": f"Grant to {to}" for key, to in grants.values_list("key", "to__name")}
    return names


def people_in_trail(organisation: Organisation) -> list[tuple[str, str]]:
    """The key and name of everybody of an organisation, and of those who came in by its grants, by name."""
    came = Event.objects.filter(organisation=organisation.slug, account_key=OuterRef("key"))
    holders = Grant.objects.filter(owner=organisation).values("to")
    found = Account.objects.filter(
        Q(memberships__organisation=organisation) | Q(Exists(came), memberships__organisation__in=holders)
    )
    return list(found.distinct().order_by("name").values_list("key", "name"))
