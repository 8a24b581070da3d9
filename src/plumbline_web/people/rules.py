"""Who may do what: one table of acts and roles. Whether it can be done now is another question.

Nothing here reads the database, so the table can be read, printed and tested as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable

from plumbline_web.people.states import ROLE_NAMES

_CASES = ("information_lead", "practitioner", "team_leader", "service_manager")
_FIGURES = (*_CASES, "board_reader", "inspector", "lead_inspector", "analyst")

ALLOWED: dict[str, tuple[str, ...]] = {
    "see the start page": tuple(ROLE_NAMES),
    "see figures": _FIGURES,
    "see cases": _CASES,
    "export cases": ("information_lead", "team_leader", "service_manager"),
    "note a reason": ("practitioner", "team_leader", "service_manager"),
    "see what falls due": _CASES,
    "snooze a duty": ("practitioner", "team_leader", "service_manager"),
    "approve a snooze": ("team_leader", "service_manager"),
    "see extracts": ("information_lead", "service_manager", "analyst"),
    "load records": ("information_lead",),
    "see record settings": ("information_lead", "service_manager", "administrator"),
    "make a report": ("information_lead", "service_manager", "analyst", "inspector", "lead_inspector"),
    "read reports": _FIGURES,
    "schedule reports": ("information_lead", "service_manager", "analyst", "lead_inspector"),
    "set targets": ("service_manager",),
    "note on a chart": ("information_lead", "team_leader", "service_manager", "analyst"),
    "compare": (
        "information_lead",
        "service_manager",
        "analyst",
        "inspector",
        "lead_inspector",
        "board_reader",
    ),
    "import others' measures": ("information_lead", "analyst"),
    "see activities": (*_CASES, "inspector", "lead_inspector", "analyst"),
    "open an activity": ("service_manager", "lead_inspector"),
    "send evidence as a partner": ("partner_contributor",),
    "see plans": _FIGURES,
    "change plans": ("information_lead", "service_manager"),
    "update actions": ("information_lead", "team_leader", "service_manager"),
    "share plans": ("service_manager",),
    "accept improvement": ("board_reader", "analyst"),
    "see board papers": ("information_lead", "service_manager", "board_reader", "analyst"),
    "write board papers": ("information_lead", "service_manager"),
    "see shared plans": ("inspector", "lead_inspector", "analyst"),
    "see people": ("administrator", "service_manager"),
    "manage people": ("administrator",),
    "see grants": ("administrator", "service_manager", "information_lead", "inspector", "lead_inspector"),
    "give grants": ("administrator", "service_manager"),
    "see the audit trail": ("administrator",),
    "change settings": ("administrator",),
}
"""An act -> the roles that may do it in their own organisation."""

BY_GRANT_ACTS = frozenset({"see figures", "see cases"})
BY_GRANT_ROLES = frozenset({"inspector", "lead_inspector", "analyst"})
"""What a grant opens of another organisation's, and to which roles of the one that holds it."""


def may(roles: Iterable[str], act: str) -> bool:
    """Whether any of these roles may do this act. Raises KeyError for an act that is not in the table."""
    return not set(ALLOWED[act]).isdisjoint(roles)


def refusal(act: str) -> str:
    """Why an act is refused, in words: who may do it."""
    who = [ROLE_NAMES[one].lower() for one in ALLOWED[act]]
    named = who[0] if len(who) == 1 else f"{', '.join(who[:-1])} or {who[-1]}"
    return f"Only a person with the role of {named} may {act} here. Ask your administrator if you need to."
