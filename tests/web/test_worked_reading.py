"""The reading of the demonstration: whole, settled, and never of a reader's own team."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from factories.activities import Team, inspection
from factories.findings import third
from factories.site import person, run_of
from plumbline_web.people.actions import open_grant
from plumbline_web.people.queries import today
from plumbline_web.reading.found import found_in
from plumbline_web.reading.models import Reading
from plumbline_web.scrutiny.actions import pin_run
from plumbline_web.scrutiny.models import Subject
from plumbline_web.worked_reading import TWICE, read_records

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(extract: Path) -> Team:
    team = inspection(readers=3)
    run = run_of(team.council, person(team.council, "information_lead"), extract)
    open_grant(
        by=team.manager,
        owner=team.council,
        to=team.body,
        purpose="Inspection",
        from_on=today(),
        until_on=today(),
    )
    pin_run(by=team.lead, subject=Subject.objects.get(activity=team.activity), run=run)
    _, settler = third(team)
    team.activity.members.update(declared_at=timezone.now())
    read_records(activity=team.activity, lead=team.lead, settler=settler, size=24)
    return team


def test_every_record_is_read_and_some_twice(team: Team) -> None:
    assert set(Reading.objects.values_list("state", flat=True)) == {"submitted"}
    assert Reading.objects.count() == 24 + TWICE


def test_nothing_is_left_to_settle(team: Team) -> None:
    found = found_in(team.activity)
    assert [one for one in found.records if one.settling is not None and one.settling.open] == []
