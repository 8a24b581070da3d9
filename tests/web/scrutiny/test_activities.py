"""The list of activities, and one activity: who finds them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factories.activities import inspection
from factories.site import council, national, person
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.models import Activity

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


def test_a_lead_opens_an_inspection_of_a_shipped_kind_and_begins_and_ends_its_first_stage(
    client: Client,
) -> None:
    body, here = national(), council()
    client.force_login(person(body, "lead_inspector"))
    opened = client.post(
        reverse("scrutiny:open", args=[body.slug]),
        {"kind": "cpo_inspection", "title": "Inspection of Ashmarrow", "services": [here.slug]},
    )
    activity = Activity.objects.get()
    assert opened["Location"] == reverse("scrutiny:activity", args=[body.slug, activity.key])
    first = reverse("scrutiny:stage", args=[body.slug, activity.key, "notification"])
    client.post(first, {"begin": "yes", "begin-on": f"{today():%d/%m/%Y}"})
    assert activity.stages.get(code="notification").state == "begun"
    refused = client.post(first, {"end": "yes", "end-on": f"{today():%d/%m/%Y}"})
    assert "Something is still missing." in refused.content.decode()
    client.post(first, {"end": "yes", "end-on": f"{today():%d/%m/%Y}", "end-why": "Done by letter"})
    assert activity.stages.get(code="notification").state == "ended"
