"""Ending an activity: closed when every stage has ended, or stopped with a reason; then it is only read."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factories.activities import Team, inspection
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import (
    ScrutinyRefused,
    begin_stage,
    close_activity,
    end_stage,
    stop_activity,
)
from plumbline_web.scrutiny.actions.activities import STANDS_IN_THE_WAY
from plumbline_web.scrutiny.models import Activity

pytestmark = pytest.mark.django_db


def gone_through(team: Team) -> Activity:
    """Every stage begun and ended today."""
    for stage in team.activity.stages.all():
        begun = begin_stage(by=team.lead, stage=stage, on=today())
        end_stage(by=team.lead, stage=begun, on=today(), why="For the test")
    return team.activity


def page_of(team: Team, name: str) -> str:
    return reverse(f"scrutiny:{name}", args=[team.body.slug, team.activity.key])


def test_an_activity_is_closed_when_every_stage_has_ended() -> None:
    team = inspection()
    closed = close_activity(by=team.lead, activity=gone_through(team))
    assert (closed.state, closed.closed_by, closed.closed_at is None) == ("closed", team.lead, False)


def test_before_that_it_is_not_closed() -> None:
    team = inspection()
    with pytest.raises(ScrutinyRefused, match="“Preparation” has not ended"):
        close_activity(by=team.lead, activity=team.activity)


def test_it_is_stopped_only_with_a_reason() -> None:
    team = inspection()
    with pytest.raises(ScrutinyRefused, match="Say why"):
        stop_activity(by=team.lead, activity=team.activity, why=" ")


def test_what_stands_in_the_way_keeps_it_from_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    team = inspection()
    monkeypatch.setattr(
        "plumbline_web.scrutiny.actions.activities.STANDS_IN_THE_WAY", [lambda _: "Somebody may be at risk."]
    )
    with pytest.raises(ScrutinyRefused, match="Somebody may be at risk"):
        stop_activity(by=team.lead, activity=team.activity, why="x")


def test_nothing_stands_in_the_way_of_an_activity_without_concerns() -> None:
    team = inspection()
    assert [asked(team.activity) for asked in STANDS_IN_THE_WAY if asked(team.activity)] == []


def test_the_page_closes_it_when_all_is_done(client: Client) -> None:
    team = inspection()
    gone_through(team)
    client.force_login(team.lead)
    assert "Close the activity" in client.get(page_of(team, "activity")).content.decode()
    client.post(page_of(team, "close"))
    assert Activity.objects.get().state == "closed"


def test_the_page_stops_it_with_a_reason_and_not_without(client: Client) -> None:
    team = inspection()
    client.force_login(team.lead)
    assert client.post(page_of(team, "close"), {"why": ""}).status_code == 422
    client.post(page_of(team, "close"), {"why": "The council merged its service"})
    assert Activity.objects.get().state == "stopped"
    front = client.get(page_of(team, "activity")).content.decode()
    assert "The council merged its service It is only read now." in " ".join(front.split())


@pytest.mark.parametrize("name", ["activity", "services", "team", "requests", "notes", "close"])
def test_an_ended_activity_can_be_read_and_offers_no_form(client: Client, name: str) -> None:
    team = inspection()
    stop_activity(by=team.lead, activity=team.activity, why="No longer wanted")
    client.force_login(team.lead)
    page = client.get(page_of(team, name))
    main = page.content.decode().partition("<main")[2]
    assert (page.status_code, '<form class="pl-form"' in main) == (200, False)


def test_a_reader_can_neither_close_nor_stop_it(client: Client) -> None:
    team = inspection()
    client.force_login(team.readers[0])
    assert client.post(page_of(team, "close"), {"why": "x"}).status_code == 403
