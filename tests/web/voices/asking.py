"""What the tests of forms and surveys share: a browser of somebody, addresses, what a page sends along."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client
from django.urls import reverse

from factories.activities import Team
from plumbline_web.people.models import Account
from plumbline_web.voices.models import Survey


def signed_in(account: Account) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(account)
    return client


def address(name: str, team: Team, place: str = "", **parts: str) -> str:
    """A page of the activity, through the inspectorate where no other organisation is named."""
    kwargs = {"organisation": place or team.body.slug, "activity": team.activity.key, **parts}
    return reverse(f"voices:{name}", kwargs=kwargs)


def link(survey: Survey) -> str:
    """Where anybody answers it."""
    return reverse("answer_survey", args=[survey.token])


def sent_with(page: str) -> dict[str, list[str]]:
    """The hidden boxes of a page."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        found.setdefault(unescape(name), []).append(unescape(value))
    return found


def text(answer: object) -> str:
    """What a page says, as HTML."""
    return unescape(answer.content.decode())
