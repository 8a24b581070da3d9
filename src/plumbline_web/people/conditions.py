"""Whether something can be done now: what roles, organisations and grants must be like, and why not in words.

Who may do it is another question; see `rules`. Nothing here reads the database.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Protocol

from django.utils.text import slugify

from plumbline.errors import PlumblineError
from plumbline_web.people.models import Organisation
from plumbline_web.people.states import ROLES

FIRST_LINK_HOURS = 24
"""How long the link to the first administrator's page works; each start of the site prints a fresh one."""
INVITATION_DAYS = 14
"""How long an invitation can be followed."""

FORGOTTEN_AFTER_DAYS = 90
"""How long an invitation that is over keeps the name and address of who was invited."""

_AUTHORITY = re.compile(r"[A-Z][0-9]{8}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class PeopleRefused(PlumblineError):
    """It cannot be done as things are. The message says why and what to do."""


def fresh_slug(name: str, taken: set[str]) -> str:
    """How an organisation's addresses begin: its name in small letters, with a number where that is taken."""
    plain = slugify(name)[:50].strip("-") or "organisation"
    number, found = 1, plain
    while found in taken:
        number += 1
        found = f"{plain}-{number}"
    return found


def check_organisation(*, name: str, slug: str, kind: str, authority: str, members: int) -> None:
    """Raise PeopleRefused for an organisation that cannot be: see the messages."""
    if not name.strip():
        raise PeopleRefused("An organisation needs a name.")
    if kind not in dict(Organisation.KINDS):
        raise PeopleRefused(f"{kind} is no kind of organisation: {', '.join(dict(Organisation.KINDS))}.")
    if not _SLUG.fullmatch(slug) or len(slug) > 60:
        raise PeopleRefused(
            f"{slug} cannot begin an address. Use small letters, digits and hyphens, at most 60 of them."
        )
    if authority and not _AUTHORITY.fullmatch(authority):
        raise PeopleRefused(f"{authority} is no council’s code. It is a letter and eight digits: S12000036.")
    if kind == Organisation.COUNCIL and not authority:
        raise PeopleRefused("A council needs its code, such as S12000036: its records carry it.")
    if kind != Organisation.COUNCIL and authority:
        raise PeopleRefused("Only a council has a code of its own.")
    if kind == Organisation.PARTNERSHIP and not members:
        raise PeopleRefused("A partnership needs its councils. Open these first, then name them.")
    if kind != Organisation.PARTNERSHIP and members:
        raise PeopleRefused("Only a partnership has councils as members.")


def check_role(role: str, kind: str, from_on: date, until_on: date | None) -> None:
    """Raise PeopleRefused where an organisation of this kind has no such role, or the days are wrong."""
    found = next((one for one in ROLES if one.code == role), None)
    if found is None:
        raise PeopleRefused(f"There is no role {role}. Choose one of {', '.join(one.code for one in ROLES)}.")
    if kind not in found.kinds:
        raise PeopleRefused(f"The role of {found.name.lower()} is not held in an organisation of this kind.")
    if until_on is not None and until_on < from_on:
        raise PeopleRefused("The last day is before the first. Give a later one, or none.")


def check_grant(*, purpose: str, from_on: date, until_on: date) -> None:
    """Raise PeopleRefused for a grant that says not what for, ends before it begins or lasts over a year."""
    if not purpose.strip():
        raise PeopleRefused("Say what the grant is for: those who look at the cases must know it.")
    if until_on < from_on:
        raise PeopleRefused("The last day is before the first.")
    if until_on > last_day_of_grant(from_on):
        raise PeopleRefused("A grant lasts a year at most. Give an earlier last day, and a new grant later.")


def last_day_of_grant(from_on: date) -> date:
    """The latest day on which a grant that begins on this day may end: a year later, less a day."""
    try:
        return from_on.replace(year=from_on.year + 1) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(from_on.year + 1, 2, 28)


class Granted(Protocol):
    """What tells how a grant stands."""

    from_on: date
    until_on: date
    closed_at: object | None


def grant_state(grant: Granted, on: date) -> str:
    """How a grant stands on a day: "closed", "to come", "open" or "lapsed"."""
    if grant.closed_at is not None:
        return "closed"
    if on < grant.from_on:
        return "to come"
    return "open" if on <= grant.until_on else "lapsed"
