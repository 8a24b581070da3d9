"""What a stage is told of the reading of records: whether it is done, what is missing, who waits for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from factories.activities import Team, inspection
from factories.findings import FORM, GOOD, read, read_inspection, sampled, submit, third
from factories.readings import on_form
from plumbline_web.reading.actions import close_concern, deal_record, raise_concern, receive_concern
from plumbline_web.reading.actions.settling import settle_question
from plumbline_web.reading.models import Concern, Reading
from plumbline_web.scrutiny.models import Record
from plumbline_web.scrutiny.needs import TELLS, Need

pytestmark = pytest.mark.django_db
OTHER = {**GOOD, "/plan/quality": "4"}


@pytest.fixture
def team() -> Team:
    """Two readers and two records drawn."""
    made = read_inspection(readers=2)
    sampled(made, {"supervision": 2}, {"supervision": 20})
    return made


def told(team: Team, code: str) -> Need:
    return TELLS[code](team.activity, team.activity.stages.first())


def how(team: Team, code: str) -> tuple[bool, str]:
    need = told(team, code)
    return need.met, need.words


def test_an_instrument_is_missing_until_one_is_chosen() -> None:
    team = inspection(readers=1)
    assert how(team, "instrument_chosen") == (False, "No instrument has been chosen for reading the records.")
    on_form(team, FORM)
    need = told(team, "instrument_chosen")
    assert need.met
    assert need.words.startswith("“A short form”, chosen by lead inspector of national-inspectorate on ")


def test_records_that_nobody_is_dealt_are_what_is_missing_first(team: Team) -> None:
    assert how(team, "readings_submitted") == (False, "2 of 2 records are not dealt to a reader.")
    assert told(team, "readings_submitted").waits_for == "the lead"


def test_then_it_waits_for_the_readers_until_each_record_is_submitted(team: Team) -> None:
    one, two = Record.objects.all()
    read(team, one, team.members[0], GOOD)
    other = deal_record(by=team.lead, record=two, reader=team.members[1], kind="first")
    assert how(team, "readings_submitted") == (False, "1 of 2 records are read and submitted.")
    submit(other, GOOD)
    assert told(team, "readings_submitted").met


def test_a_record_read_twice_is_not_read_before_both_have_submitted(team: Team) -> None:
    one, two = Record.objects.all()
    read(team, one, team.members[0], GOOD)
    read(team, two, team.members[0], GOOD)
    deal_record(by=team.lead, record=two, reader=team.members[1], kind="second")
    assert how(team, "readings_submitted") == (False, "1 of 2 records are read and submitted.")


def test_a_record_that_was_dropped_is_not_waited_for(team: Team) -> None:
    one, two = Record.objects.all()
    read(team, one, team.members[0], GOOD)
    two.state, two.dropped_for, two.dropped_at = "dropped", "missing", timezone.now()
    two.save()
    assert told(team, "readings_submitted").met


def test_what_readers_differ_on_waits_for_the_third_person(team: Team) -> None:
    one, two = Record.objects.all()
    read(team, one, team.members[0], GOOD)
    read(team, one, team.members[1], OTHER, "second")
    read(team, two, team.members[0], GOOD)
    need = told(team, "differences_settled")
    assert (need.met, need.waits_for) == (False, "the third person")
    assert need.words == "Readers still differ on 1 record that two people read."
    settle_question(by=third(team)[1], record=one, path="/plan/quality", value="4", why="No dates.")
    assert told(team, "differences_settled").met


def test_while_readers_read_it_does_not_say_how_many_records_two_people_read(team: Team) -> None:
    one, two = Record.objects.all()
    read(team, one, team.members[0], GOOD)
    deal_record(by=team.lead, record=one, reader=team.members[1], kind="second")
    said = how(team, "differences_settled")
    Reading.objects.filter(kind="second").delete()
    deal_record(by=team.lead, record=two, reader=team.members[1], kind="first")
    assert how(team, "differences_settled") == said
    assert said == (False, "Not every record is submitted, so further differences may come.")


def test_practice_is_read_once_every_reader_has_submitted_every_record_of_it(team: Team) -> None:
    assert how(team, "practice_read") == (False, "No records have been set aside for practice.")
    draw = Record.objects.first().draw
    record = Record.objects.create(draw=draw, record_id="p", position=1, practice=True, state="practice")
    assert how(team, "practice_read") == (False, "2 readers have not submitted the practice records.")
    for at, reader in enumerate(team.members, 1):
        submit(deal_record(by=team.lead, record=record, reader=reader, kind="practice"), GOOD)
        assert told(team, "practice_read").met is (at == 2)


def test_a_reader_who_left_is_not_waited_for(team: Team) -> None:
    draw = Record.objects.first().draw
    record = Record.objects.create(draw=draw, record_id="p", position=1, practice=True, state="practice")
    for reader in team.members:
        deal_record(by=team.lead, record=record, reader=reader, kind="practice")
    submit(Reading.objects.get(reader=team.members[0]), GOOD)
    team.members[1].left_at = timezone.now() - timedelta(days=1)
    team.members[1].save()
    assert told(team, "practice_read").met


def test_an_open_concern_keeps_a_stage_from_ending(team: Team) -> None:
    assert how(team, "concerns_closed") == (True, "No concern for anybody’s safety was raised.")
    record = Record.objects.first()
    deal_record(by=team.lead, record=record, reader=team.members[0], kind="first")
    raise_concern(by=team.members[0], record=record, text="Somebody may be hurt.")
    assert how(team, "concerns_closed") == (False, "1 concern for someone’s safety is still open.")
    concern = Concern.objects.get()
    receive_concern(by=team.manager, concern=concern)
    concern.refresh_from_db()
    close_concern(by=team.manager, concern=concern, text="Visited.")
    assert told(team, "concerns_closed").met
