"""Whose records the team sees by their references: only as long as they are open to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from factories.activities import Team, inspection
from factories.readings import dealt, drawn, on_form
from plumbline_web.people.actions import close_grant
from plumbline_web.people.models import Account, Grant, Organisation
from plumbline_web.people.queries import access, today
from plumbline_web.reading.models import Reading
from plumbline_web.scrutiny.actions import ask_opening, open_opening, stop_activity
from plumbline_web.scrutiny.models import Draw, Subject
from plumbline_web.scrutiny.queries import Standing, standing_in

pytestmark = pytest.mark.django_db


def read_by_one(source: str) -> tuple[Team, Reading]:
    """A reading of an inspection whose list came from the service's records ("run") or was handed over."""
    team = inspection(readers=1)
    on_form(team)
    reading = dealt(team, drawn(team)[0])
    draw = Draw.objects.get(pk=reading.record.draw_id)
    draw.source = source
    draw.save()
    return team, reading


def stands(team: Team, account: Account, organisation: Organisation) -> Standing:
    activity = type(team.activity).objects.get(pk=team.activity.pk)
    return standing_in(access(account, organisation), activity)


def granted(team: Team) -> Grant:
    """A grant of the service to the inspectorate, for this activity."""
    subject = Subject.objects.get(activity=team.activity)
    asked = ask_opening(by=team.lead, subject=subject, to=team.body, until_on=today() + timedelta(days=30))
    return open_opening(by=team.manager, opening=asked).grant


def queue(team: Team, reading: Reading) -> str:
    client = Client()
    client.force_login(team.readers[0])
    path = f"/o/{team.body.slug}/scrutiny/{team.activity.key}/readings/"
    return client.get(path).content.decode()


def test_a_list_that_was_handed_over_is_read_by_its_references() -> None:
    team, reading = read_by_one("list")
    assert reading.record.record_id in queue(team, reading)


def test_a_list_from_the_services_records_is_read_by_its_references_under_a_grant() -> None:
    team, reading = read_by_one("run")
    granted(team)
    assert reading.record.record_id in queue(team, reading)


def test_once_the_grant_is_closed_the_references_are_gone() -> None:
    team, reading = read_by_one("run")
    close_grant(by=team.manager, grant=granted(team))
    assert reading.record.record_id not in queue(team, reading)


def test_once_the_activity_has_ended_the_references_are_gone() -> None:
    team, reading = read_by_one("list")
    stop_activity(by=team.lead, activity=team.activity, why="It was planned twice.")
    assert reading.record.record_id not in queue(team, reading)


def test_a_record_without_its_reference_is_named_by_its_place_in_the_draw() -> None:
    team, reading = read_by_one("list")
    stop_activity(by=team.lead, activity=team.activity, why="It was planned twice.")
    record = reading.record
    assert f">{f'{record.stratum} {record.position}'.strip()}<" in queue(team, reading)


def test_the_service_goes_on_seeing_its_own() -> None:
    team, _ = read_by_one("list")
    stop_activity(by=team.lead, activity=team.activity, why="It was planned twice.")
    subject = Subject.objects.get(activity=team.activity)
    assert stands(team, team.manager, team.council).named == frozenset({subject.pk})


def test_what_the_extract_says_of_a_record_goes_with_its_reference() -> None:
    team, reading = read_by_one("list")
    record = reading.record
    record.facts = {"words": {"imposed": "Imposed on 3 March 2026."}, "calls": {}}
    record.save()
    stop_activity(by=team.lead, activity=team.activity, why="It was planned twice.")
    client = Client()
    client.force_login(team.readers[0])
    page = client.get(f"/o/{team.body.slug}/scrutiny/{team.activity.key}/readings/{reading.key}/")
    assert b"3 March 2026" not in page.content
