"""The roles there are, as a table: what each is for, and in which kinds of organisation it is held."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """A role in an organisation. about: what it is for, as shown to those who give it out."""

    code: str
    name: str
    about: str
    kinds: tuple[str, ...]


_SERVICE = ("council", "partnership", "prison")
_NATIONAL = ("national",)
_ANY = (*_SERVICE, *_NATIONAL)

ROLES = (
    Role("information_lead", "Information lead", "loads the records and answers for what came in", _ANY),
    Role("practitioner", "Practitioner", "sees their own cases", _SERVICE),
    Role("team_leader", "Team leader", "sees the cases of their own teams", _SERVICE),
    Role("service_manager", "Service manager", "sees the whole service and acts on it", _SERVICE),
    Role("board_reader", "Board reader", "reads figures and reports, never a case", _ANY),
    Role("partner_contributor", "Partner contributor", "may send evidence, sees no case or figure", _ANY),
    Role("inspector", "Inspector", "reads what a service has granted", _NATIONAL),
    Role("lead_inspector", "Lead inspector", "leads an activity and asks for grants", _NATIONAL),
    Role("analyst", "Analyst", "works with figures and comparison", _ANY),
    Role("administrator", "Administrator", "looks after accounts, roles, grants and the audit trail", _ANY),
)
ROLE_NAMES = {one.code: one.name for one in ROLES}
