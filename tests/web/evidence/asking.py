"""What the tests of evidence share: a browser of somebody, addresses, what a page says."""

from __future__ import annotations

from html import unescape

from django.test import Client
from django.urls import reverse

from factories.activities import Team
from plumbline_web.people.models import Account


def signed_in(account: Account) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(account)
    return client


def address(name: str, team: Team, place: str = "", **parts: str) -> str:
    """A page of the activity, through the inspectorate where no other organisation is named."""
    kwargs = {"organisation": place or team.body.slug, "activity": team.activity.key, **parts}
    return reverse(f"evidence:{name}", kwargs=kwargs)


def text(answer: object) -> str:
    """What a page says, as HTML."""
    return unescape(answer.content.decode())
