"""Settling: who may, what they see, what they may settle how, and that nothing is lost by it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.activities import Team
from factories.findings import GOOD, NONE, read, read_inspection, sampled, third
from plumbline_web.audit.models import Event
from plumbline_web.people.models import Account
from plumbline_web.reading.actions import ReadingRefused, add_note, deal_record, return_reading
from plumbline_web.reading.actions.settling import settle_question
from plumbline_web.reading.found import found_in
from plumbline_web.reading.models import ReadingMove, Settlement
from plumbline_web.scrutiny.models import Member, Record

pytestmark = pytest.mark.django_db
OTHER = {**GOOD, "/plan/quality": "4"}


@pytest.fixture
def team() -> Team:
    """Two readers, and four records drawn."""
    made = read_inspection(readers=2)
    sampled(made, {"supervision": 4}, {"supervision": 40})
    return made


@pytest.fixture
def settler(team: Team) -> Member:
    return third(team)[1]


def both(team: Team, first: dict[str, str], second: dict[str, str], at: int = 0) -> Record:
    """A record that both readers submitted."""
    record = Record.objects.order_by("position")[at]
    read(team, record, team.members[0], first)
    read(team, record, team.members[1], second, "second")
    return record


def settle(
    settler: Member, record: Record, path: str, value: str, why: str = "The order says so."
) -> Settlement:
    return settle_question(by=settler, record=record, path=path, value=value, why=why)


def of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def address(team: Team, name: str, **parts: str) -> str:
    return reverse(
        f"reading:{name}",
        kwargs={"organisation": team.body.slug, "activity": team.activity.key, **parts},
    )


def page(team: Team, settler: Member, record: Record) -> str:
    answer = of(settler.account).get(address(team, "settle", record=record.key))
    assert answer.status_code == 200
    return answer.content.decode()


def counting(team: Team) -> dict[str, dict[str, str]]:
    """What counts of each record, by its reference."""
    return {one.record.record_id: dict(one.counts[0]) for one in found_in(team.activity).counting}


def test_a_record_on_which_readers_differ_does_not_count_until_it_is_settled(
    team: Team, settler: Member
) -> None:
    record = both(team, GOOD, OTHER)
    assert counting(team) == {}
    settle(settler, record, "/plan/quality", "4")
    assert counting(team) == {record.record_id: OTHER}


def test_readers_who_agree_leave_nothing_to_settle(team: Team, settler: Member) -> None:
    record = both(team, GOOD, GOOD)
    assert counting(team) == {record.record_id: GOOD}
    assert of(settler.account).get(address(team, "settle", record=record.key)).status_code == 404


def test_a_record_read_once_counts_as_it_is(team: Team) -> None:
    record = Record.objects.first()
    read(team, record, team.members[0], GOOD)
    assert counting(team) == {record.record_id: GOOD}


def test_a_record_dealt_twice_does_not_count_while_one_reading_is_open(team: Team) -> None:
    record = Record.objects.first()
    read(team, record, team.members[0], GOOD)
    deal_record(by=team.lead, record=record, reader=team.members[1], kind="second")
    assert counting(team) == {}


def test_what_both_readers_submitted_stays_as_it_was(team: Team, settler: Member) -> None:
    record = both(team, GOOD, OTHER)
    before = list(ReadingMove.objects.values_list("pk", "answers"))
    settle(settler, record, "/plan/quality", "2")
    assert list(ReadingMove.objects.values_list("pk", "answers")) == before


def test_settled_anew_the_last_counts_and_each_stays_kept(team: Team, settler: Member) -> None:
    record = both(team, GOOD, OTHER)
    settle(settler, record, "/plan/quality", "4", "Reader 3 is right.")
    settle(settler, record, "/plan/quality", "5", "On reflection.")
    assert counting(team)[record.record_id]["/plan/quality"] == "5"
    text = page(team, settler, record)
    assert "Reader 3 is right." in text and "On reflection." in text


def test_settling_it_the_other_way_brings_up_what_hangs_on_it(team: Team, settler: Member) -> None:
    record = both(team, GOOD, NONE)
    settle(settler, record, "/effort/assessed", "late")
    settle(settler, record, "/plan/there", "no")
    assert "Is it known why there is none?" in page(team, settler, record)
    assert counting(team) == {}
    settle(settler, record, "/plan/known", "no")
    assert counting(team)[record.record_id] == {
        "/plan/there": "no",
        "/plan/known": "no",
        "/effort/assessed": "late",
        "/effort/date_agrees": "yes",
    }


def test_a_question_that_hangs_on_an_open_one_cannot_be_settled_before_it(
    team: Team, settler: Member
) -> None:
    record = both(team, GOOD, NONE)
    with pytest.raises(ReadingRefused, match="does not come up"):
        settle(settler, record, "/plan/quality", "4")


def test_a_low_rating_settled_needs_words_of_the_settlers_own(team: Team, settler: Member) -> None:
    record = both(team, GOOD, OTHER)
    settle(settler, record, "/plan/quality", "3")
    assert counting(team) == {}
    settle(settler, record, "/plan/words", "Steps without dates.")
    assert counting(team)[record.record_id]["/plan/words"] == "Steps without dates."


def test_a_group_asked_again_is_settled_as_a_whole(team: Team, settler: Member) -> None:
    record = both(team, {**GOOD, "/effort/aim[1]/met": "yes"}, {**GOOD, "/effort/aim[1]/met": "no"})
    assert "All as reader 3 answered" in page(team, settler, record)
    settle(settler, record, "/effort/aim", "2")
    assert counting(team)[record.record_id]["/effort/aim[1]/met"] == "no"


@pytest.mark.parametrize(
    ("path", "value", "why", "said"),
    [
        ("/plan/quality", "7", "Why not", "Choose one of the answers shown"),
        ("/plan/quality", "", "Why not", "needs an answer"),
        ("/plan/quality", "4", " ", "Say why"),
        ("/plan/there", "no", "Why not", "agree on it"),
        ("/nothing", "no", "Why not", "agree on it"),
        ("/effort/visits", "many", "Why not", "whole number"),
    ],
)
def test_what_cannot_be_settled_so_is_refused_in_words(
    team: Team, settler: Member, path: str, value: str, why: str, said: str
) -> None:
    record = both(team, {**GOOD, "/effort/visits": "3"}, {**OTHER, "/effort/visits": "4"})
    with pytest.raises(ReadingRefused, match=said):
        settle(settler, record, path, value, why)
    assert not Settlement.objects.exists()


def test_a_reader_never_settles_their_own_record(team: Team) -> None:
    record = both(team, GOOD, OTHER)
    member = Member.objects.create(
        activity=team.activity,
        account=team.readers[0],
        organisation=team.body,
        role="settler",
        number=90,
        added_by=team.lead,
    )
    with pytest.raises(ReadingRefused, match="dealt this record yourself"):
        settle(member, record, "/plan/quality", "4")
    client = of(team.readers[0])
    assert client.get(address(team, "settle", record=record.key)).status_code == 404
    assert record.record_id not in client.get(address(team, "differences")).content.decode()


def test_a_settler_never_settles_a_record_of_a_team_they_declared(team: Team, settler: Member) -> None:
    record = both(team, GOOD, OTHER)
    settler.teams = [record.team]
    settler.save()
    with pytest.raises(ReadingRefused, match="declared"):
        settle(settler, record, "/plan/quality", "4")
    assert of(settler.account).get(address(team, "settle", record=record.key)).status_code == 404


def test_a_settler_with_records_of_their_own_to_read_sees_nothing_yet(team: Team, settler: Member) -> None:
    record = both(team, GOOD, OTHER)
    reads = Member.objects.create(
        activity=team.activity,
        account=settler.account,
        organisation=team.body,
        role="reader",
        number=91,
        added_by=team.lead,
    )
    deal_record(by=team.lead, record=Record.objects.last(), reader=reads, kind="first")
    client = of(settler.account)
    assert "You have records to read yourself" in client.get(address(team, "differences")).content.decode()
    assert client.get(address(team, "settle", record=record.key)).status_code == 404
    with pytest.raises(ReadingRefused, match="not submitted"):
        settle(settler, record, "/plan/quality", "4")


def test_answers_stand_side_by_side_by_readers_numbers_and_no_reader_is_named(
    team: Team, settler: Member
) -> None:
    record = both(team, {**GOOD, "/plan/quality": "3", "/plan/words": "Loose steps."}, OTHER)
    text = page(team, settler, record)
    assert ["3 Adequate" in text, "4 Good" in text, "Loose steps." in text] == [True] * 3
    assert [f"Reader {one.number}" in text for one in team.members] == [True, True]
    assert [one.name in text for one in team.readers] == [False, False]


def test_notes_on_the_question_stand_beside_it(team: Team, settler: Member) -> None:
    record = both(team, GOOD, OTHER)
    instrument = record.readings.first().instrument
    add_note(
        by=team.members[0], record=record, instrument=instrument, path="/plan/quality", text="See page 4."
    )
    assert "See page 4." in page(team, settler, record)


def test_a_question_is_settled_on_the_page(team: Team, settler: Member) -> None:
    record = both(team, GOOD, OTHER)
    answer = of(settler.account).post(
        address(team, "settle", record=record.key),
        {"path": "/plan/quality", "value": "4", "why": "It has no dates."},
    )
    assert answer.status_code == 302
    row = Settlement.objects.get()
    assert (row.value, row.why, row.by) == ("4", "It has no dates.", settler)
    assert Event.objects.get(act="settled difference").details == {}


def test_several_choices_are_settled_on_the_page(team: Team, settler: Member) -> None:
    record = both(team, {**GOOD, "/effort/partners": "health"}, {**GOOD, "/effort/partners": "police"})
    of(settler.account).post(
        address(team, "settle", record=record.key),
        {"path": "/effort/partners", "value": ["health", "police"], "why": "Both are named."},
    )
    assert counting(team)[record.record_id]["/effort/partners"] == "health police"


def test_what_was_sent_wrongly_comes_back_with_what_is_wrong(team: Team, settler: Member) -> None:
    record = both(team, {**GOOD, "/effort/visits": "3"}, {**GOOD, "/effort/visits": "4"})
    answer = of(settler.account).post(
        address(team, "settle", record=record.key),
        {"path": "/effort/visits", "value": "x", "why": "Counted."},
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "There is a problem" in text and 'value="x"' in text and ">Counted.</textarea>" in text


def test_a_reading_is_not_returned_once_something_of_it_is_settled(team: Team, settler: Member) -> None:
    record = both(team, GOOD, OTHER)
    settle(settler, record, "/plan/quality", "4")
    with pytest.raises(ReadingRefused, match="settled already"):
        return_reading(by=team.lead, reading=record.readings.first(), comment="Look again.")


def test_a_returned_reading_is_not_settled_until_it_is_submitted_again(team: Team, settler: Member) -> None:
    record = both(team, GOOD, OTHER)
    return_reading(by=team.lead, reading=record.readings.first(), comment="Look again.")
    with pytest.raises(ReadingRefused, match="not submitted by two readers"):
        settle(settler, record, "/plan/quality", "4")


def test_the_list_asks_the_database_as_often_for_many_records_as_for_one(team: Team, settler: Member) -> None:
    both(team, GOOD, OTHER)
    client = of(settler.account)
    client.get(address(team, "differences"))

    def asked() -> int:
        with CaptureQueriesContext(connection) as context:
            assert client.get(address(team, "differences")).status_code == 200
        return len(context)

    few = asked()
    for at in (1, 2, 3):
        both(team, GOOD, NONE, at)
    assert asked() == few
