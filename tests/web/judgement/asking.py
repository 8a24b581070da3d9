"""How tests ask the pages of judgement: as whom, at which address."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from factories.activities import Team
from plumbline_web.people.models import Account, Organisation


def signed_in(account: Account) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(account)
    return client


def address(team: Team, name: str, query: str = "", place: Organisation | None = None, **parts: Any) -> str:
    """An address of judgement, through the inspectorate where no other place is named."""
    kwargs = {"organisation": (place or team.body).slug, "activity": team.activity.key, **parts}
    return reverse(f"judgement:{name}", kwargs=kwargs) + query


def page(team: Team, account: Account, name: str, query: str = "", **more: Any) -> str:
    """What a page says, with its spaces made one."""
    answer = signed_in(account).get(address(team, name, query, **more))
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def sent(team: Team, account: Account, name: str, given: dict[str, Any], query: str = "", **more: Any) -> Any:
    """What comes of sending a form; `follow` goes to where it leads."""
    return signed_in(account).post(address(team, name, query, **more), given, follow=True)


def said(answer: Any) -> str:
    """What an answer says, with its spaces made one."""
    return " ".join(answer.content.decode().split())
