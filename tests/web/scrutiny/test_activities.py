"""The list of activities, and one activity: who finds them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factories.activities import inspection
from factories.site import person

pytestmark = pytest.mark.django_db


def listed(client: Client, organisation: str) -> str:
    """The page that lists the activities seen through an organisation."""
    return client.get(reverse("scrutiny:activities", args=[organisation])).content.decode()


def test_a_lead_finds_the_activity_in_the_list(client: Client) -> None:
    team = inspection()
    client.force_login(team.lead)
    assert "Inspection of Ashmarrow" in listed(client, team.body.slug)


def test_the_service_that_is_looked_at_finds_it_too(client: Client) -> None:
    team = inspection()
    client.force_login(team.manager)
    assert "Inspection of Ashmarrow" in listed(client, team.council.slug)


def test_an_inspector_who_is_not_on_the_team_does_not_find_it(client: Client) -> None:
    team = inspection()
    client.force_login(person(team.body, "inspector"))
    assert "Inspection of Ashmarrow" not in listed(client, team.body.slug)


def test_an_activity_does_not_exist_for_somebody_without_a_part_in_it(client: Client) -> None:
    team = inspection()
    client.force_login(person(team.body, "inspector"))
    address = reverse("scrutiny:activity", args=[team.body.slug, team.activity.key])
    assert client.get(address).status_code == 404
