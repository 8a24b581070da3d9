"""The addresses of writing, and a browser of somebody."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from factories.activities import Team
from factories.site import person
from plumbline_web.people.models import Account
from plumbline_web.people.queries import today
from plumbline_web.writing.models import Section


def address(name: str, team: Team, key: str = "") -> str:
    """The address of a page of this activity, seen through the inspectorate."""
    parts = {"organisation": team.body.slug, "activity": team.activity.key}
    return reverse(f"writing:{name}", kwargs={**parts, **({"key": key} if key else {})})


def signed_in(account: Account) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(account)
    return client


def head_of(team: Team) -> Account:
    """A second lead inspector of the inspectorate, who is on no team."""
    account = person(None, "head")
    account.memberships.create(organisation=team.body, role="lead_inspector", from_on=today())
    return account


def sent(
    client: Client, team: Team, section: Section, text: str | None, keep: str = "draft", **more: str
) -> HttpResponse:
    """What an open page sends."""
    body = {"text": text, "base": "", "page": "page1", "keep": keep, **more}
    where = address("save", team, section.key)
    return client.post(where, json.dumps(body), content_type="application/json")
