"""Who can be asked to sign a paper off, and through which organisation they come to it."""

from __future__ import annotations

from dataclasses import dataclass

from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import memberships_on, today
from plumbline_web.people.rules import ALLOWED
from plumbline_web.people.states import ROLE_NAMES
from plumbline_web.scrutiny.models import Activity, Member
from plumbline_web.scrutiny.states import MEMBER_NAMES


@dataclass(frozen=True)
class CanSign:
    """Somebody who can be asked, the organisation through which they open the page, and what they are."""

    account: Account
    organisation: Organisation
    what: str


def who_can_sign(activity: Activity) -> list[CanSign]:
    """Everybody on the team, and those who may open an activity in the organisation whose it is, by name.

    Whoever has no role in their organisation any more is none of them: they could not open the page.
    """
    roles = memberships_on(today()).select_related("account", "organisation")
    team = Member.objects.filter(activity=activity, left_at=None).select_related("account", "organisation")
    there = {
        (one.account_id, one.organisation_id)
        for one in roles.filter(account__in=[one.account_id for one in team])
    }
    found: dict[int, CanSign] = {}
    for one in team:
        if (one.account_id, one.organisation_id) in there and one.account_id not in found:
            found[one.account_id] = CanSign(one.account, one.organisation, MEMBER_NAMES[one.role])
    holders = roles.filter(organisation=activity.organisation, role__in=ALLOWED["open an activity"])
    for role in holders.order_by("role", "id"):
        what = f"{ROLE_NAMES[role.role]}, {role.organisation.name}"
        found.setdefault(role.account_id, CanSign(role.account, role.organisation, what))
    return sorted(found.values(), key=lambda one: (one.account.name, one.account.pk))
