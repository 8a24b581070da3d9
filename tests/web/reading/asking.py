"""How tests ask the site: as whom, at which address."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from factories.activities import Team
from plumbline_web.people.models import Account, Organisation
from plumbline_web.reading.models import Reading


def signed_in(account: Account) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(account)
    return client


def address(name: str, team: Team, place: Organisation | None = None, **parts: str) -> str:
    """An address of the activity's reading, through the inspectorate where no other place is named."""
    kwargs = {"organisation": (place or team.body).slug, "activity": team.activity.key, **parts}
    return reverse(f"reading:{name}", kwargs=kwargs)


def sent(
    team: Team, reading: Reading, *saves: dict[str, Any], seen: int = 0, by: Account | None = None
) -> Any:
    """The answer to a page that sends these; each has path and value, and over and mark if need be."""
    whole = [{"over": 0, "mark": one["path"] + one["value"], **one} for one in saves]
    return signed_in(by or reading.reader.account).post(
        address("save", team, key=reading.key),
        json.dumps({"saves": whole, "seen": seen}),
        content_type="application/json",
    )
