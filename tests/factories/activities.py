"""A made-up inspection of a small council, with its people, for tests of scrutiny and reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from factories.site import council, national, person
from plumbline_web.people.models import Account, Organisation
from plumbline_web.scrutiny.actions import add_member, open_activity
from plumbline_web.scrutiny.models import Activity, Member

TEMPLATE: dict[str, Any] = {
    "code": "made_up",
    "title": "A made-up inspection",
    "stages": [{"code": "prepare", "title": "Preparation"}, {"code": "read", "title": "Reading of records"}],
}


@dataclass
class Team:
    """An activity and who is in it. readers: of the inspectorate. manager: of the council looked at."""

    activity: Activity
    body: Organisation
    council: Organisation
    lead: Account
    manager: Account
    readers: list[Account] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)


def inspection(readers: int = 2, template: dict[str, Any] | None = None) -> Team:
    """An inspection of a council by an inspectorate, with a lead and so many readers."""
    body, here = national(), council()
    lead, manager = person(body, "lead_inspector"), person(here, "service_manager")
    activity = open_activity(
        by=lead,
        organisation=body,
        title="Inspection of Ashmarrow",
        template=template or TEMPLATE,
        framework={},
        subjects=[here],
    )
    team = Team(activity, body, here, lead, manager)
    for number in range(1, readers + 1):
        account = person(None, f"reader {number}")
        account.memberships.create(organisation=body, role="inspector", from_on=activity.opened_at.date())
        team.readers.append(account)
        team.members.append(
            add_member(by=lead, activity=activity, account=account, organisation=body, role="reader")
        )
    return team
