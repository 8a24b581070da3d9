"""What an account may see, today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from plumbline_web.people.models import Account, Grant, Membership, Organisation
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
