"""When the team changes, records not submitted go back to be dealt; an open concern keeps all open."""

from __future__ import annotations

import pytest

from factories.activities import Team, inspection
from factories.readings import dealt, drawn, on_form
from plumbline_web.reading.models import Concern, Reading
from plumbline_web.scrutiny.actions import ScrutinyRefused, declare, stop_activity, take_off

pytestmark = pytest.mark.django_db


def two_readings(team: Team) -> list[Reading]:
    """One record of the team North and one of another, both dealt to the first reader."""
    on_form(team)
    north, other = drawn(team, 2)
    north.team = "North"
    north.save()
    return [dealt(team, record, team.members[0]) for record in (north, other)]


def states(readings: list[Reading]) -> list[str]:
    return [Reading.objects.get(pk=one.pk).state for one in readings]


def test_who_leaves_keeps_nothing_that_is_not_submitted() -> None:
    team = inspection()
    readings = two_readings(team)
    take_off(by=team.lead, member=team.members[0])
    assert states(readings) == ["taken_away", "taken_away"]


def test_what_was_submitted_before_leaving_stays() -> None:
    team = inspection()
    readings = two_readings(team)
    readings[0].state = "submitted"
    readings[0].save()
    take_off(by=team.lead, member=team.members[0])
    assert states(readings) == ["submitted", "taken_away"]


def test_who_declares_a_team_loses_its_records_and_keeps_the_others() -> None:
    team = inspection()
    readings = two_readings(team)
    declare(by=team.readers[0], activity=team.activity, teams=["North"])
    assert [states(readings)[0], states(readings)[1] != "taken_away"] == ["taken_away", True]


def test_an_activity_does_not_end_while_a_concern_is_open() -> None:
    team = inspection()
    reading = two_readings(team)[0]
    concern = Concern.objects.create(record=reading.record, raised_by=team.members[0], text="At risk")
    with pytest.raises(ScrutinyRefused, match="A concern for somebody’s safety is still open"):
        stop_activity(by=team.lead, activity=team.activity, why="No longer wanted")
    concern.state = "closed"
    concern.save()
    assert stop_activity(by=team.lead, activity=team.activity, why="No longer wanted").state == "stopped"
