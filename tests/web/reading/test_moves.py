"""A reading goes from state to state as the table says, and what was submitted stays as it was."""

from __future__ import annotations

import pytest

from factories.activities import Team
from factories.readings import COMPLETE, answered, dealt, drawn, submitted
from plumbline_web.audit.models import Event
from plumbline_web.reading.actions import (
    ReadingRefused,
    deal_record,
    open_reading,
    return_reading,
    submit_reading,
    take_away_readings,
    withdraw_reading,
)
from plumbline_web.reading.models import Reading, Settlement
from plumbline_web.reading.states import READING_MOVES, READING_WORDS
from web.reading.asking import address, signed_in

pytestmark = pytest.mark.django_db


def test_the_moves_lead_from_and_to_states_that_there_are() -> None:
    assert {state for move in READING_MOVES for state in move} == set(READING_WORDS)


def test_opening_the_page_begins_it_once(team: Team, reading: Reading) -> None:
    for _ in range(2):
        signed_in(team.readers[0]).get(address("reading", team, key=reading.key))
    reading.refresh_from_db()
    assert (reading.state, [one.after for one in reading.moves.all()]) == ("open", ["open"])


def test_with_something_missing_it_cannot_be_submitted_and_the_page_lists_it(
    team: Team, reading: Reading
) -> None:
    answered(reading, {"/plan/there": "yes", "/plan/quality": "3", "/doing/visits": "100"})
    client, page = signed_in(team.readers[0]), address("submit", team, key=reading.key)
    text = client.get(page).content.decode()
    assert "2 questions still need" in text
    assert "What led you to this rating?</a>: Not answered" in text
    assert "How many home visits?</a>: A number from 0 to 99." in text
    assert "2 questions are still to be answered" in client.post(page, follow=True).content.decode()
    reading.refresh_from_db()
    assert reading.state == "open"


def test_what_is_not_asked_any_more_is_not_submitted(team: Team, reading: Reading) -> None:
    answered(reading, {"/plan/there": "yes", "/plan/quality": "5"})
    submitted(reading, {"/plan/there": "no", "/doing/visits": "3"})
    assert reading.moves.get(after="submitted").answers == {"/plan/there": "no", "/doing/visits": "3"}


def test_a_submitted_reading_is_shown_to_be_read_only(team: Team, reading: Reading) -> None:
    submitted(reading)
    text = signed_in(team.readers[0]).get(address("reading", team, key=reading.key)).content.decode()
    assert "Withdraw it, to go on with it" in text
    assert "<textarea" not in text


def test_a_reader_withdraws_goes_on_and_submits_again_and_both_submissions_stay(
    team: Team, reading: Reading
) -> None:
    submitted(reading)
    signed_in(team.readers[0]).post(address("withdraw", team, key=reading.key))
    submitted(reading, {"/plan/there": "no", "/doing/visits": "4"})
    assert [one.answers for one in reading.moves.filter(after="submitted")] == [
        COMPLETE,
        {"/plan/there": "no", "/doing/visits": "4"},
    ]


def test_once_both_readers_have_submitted_neither_withdraws_and_neither_learns_why(team: Team) -> None:
    record, alone = drawn(team, 2)
    one, other = dealt(team, record), dealt(team, record, team.members[1], "second")
    single = dealt(team, alone)
    submitted(one)
    submitted(single)
    withdraw_reading(by=team.readers[0], reading=one)
    submitted(one)
    submitted(other)
    signed_in(team.lead).get(address("submitted_reading", team, key=single.key))
    said = set()
    for reading in (one, other, single):
        with pytest.raises(ReadingRefused) as refused:
            withdraw_reading(by=reading.reader.account, reading=reading)
        said.add(str(refused.value))
    assert said == {"Somebody has begun to work with this reading. Ask the lead to return it to you."}


def test_a_reading_that_the_lead_has_seen_is_not_withdrawn(team: Team, reading: Reading) -> None:
    submitted(reading)
    page = address("submitted_reading", team, key=reading.key)
    assert "How many home visits?" in signed_in(team.lead).get(page).content.decode()
    signed_in(team.readers[0]).post(address("withdraw", team, key=reading.key))
    reading.refresh_from_db()
    assert reading.state == "submitted"


def test_a_lead_returns_a_reading_with_a_comment_and_its_reader_goes_on(team: Team, reading: Reading) -> None:
    submitted(reading)
    page = address("submitted_reading", team, key=reading.key)
    lead = signed_in(team.lead)
    assert lead.post(page, {"comment": " "}).status_code == 422
    lead.post(page, {"comment": "Look at the visits again."})
    own = signed_in(team.readers[0]).get(address("reading", team, key=reading.key)).content.decode()
    assert "Look at the visits again." in own
    submitted(reading, {"/doing/visits": "8"})
    assert reading.moves.filter(after="submitted").last().answers == {**COMPLETE, "/doing/visits": "8"}


def test_a_reading_that_is_settled_is_not_returned(team: Team, reading: Reading) -> None:
    submitted(reading)
    lead = team.activity.members.get(account=team.lead)
    Settlement.objects.create(record=reading.record, path="/doing/visits", value="3", by=lead)
    with pytest.raises(ReadingRefused, match="settled already"):
        return_reading(by=team.lead, reading=reading, comment="Again.")


def test_an_observer_sees_a_submitted_reading_and_does_not_return_it(team: Team, reading: Reading) -> None:
    from factories.site import person
    from plumbline_web.scrutiny.actions import add_member

    account = person(team.body, "analyst")
    add_member(by=team.lead, activity=team.activity, account=account, organisation=team.body, role="observer")
    submitted(reading)
    page, observer = address("submitted_reading", team, key=reading.key), signed_in(account)
    assert (observer.get(page).status_code, observer.post(page, {"comment": "x"}).status_code) == (200, 403)


def test_a_record_taken_away_is_gone_from_the_queue_and_its_answers_stay(
    team: Team, reading: Reading
) -> None:
    answered(reading, {"/plan/there": "yes"})
    take_away_readings(by=team.lead, record=reading.record, why="Read by another.")
    assert "CPO-0001" not in signed_in(team.readers[0]).get(address("queue", team)).content.decode()
    assert reading.answers.get().value == "yes"


def test_a_submitted_reading_is_not_taken_away(team: Team, reading: Reading) -> None:
    submitted(reading)
    assert take_away_readings(by=team.lead, record=reading.record, why="") == []


@pytest.mark.parametrize(
    ("kind", "why"),
    [("first", "dealt to somebody for this reading already"), ("practice", "cannot be dealt for practice")],
)
def test_a_record_is_not_dealt_so(team: Team, reading: Reading, kind: str, why: str) -> None:
    with pytest.raises(ReadingRefused, match=why):
        deal_record(by=team.lead, record=reading.record, reader=team.members[1], kind=kind)


def test_a_reader_is_dealt_no_record_of_a_team_they_declared(team: Team) -> None:
    record = drawn(team, 1, team="North")[0]
    team.members[0].teams = ["North"]
    team.members[0].save()
    with pytest.raises(ReadingRefused, match="declared"):
        dealt(team, record)


def test_every_move_is_in_the_trail_without_a_case(team: Team, reading: Reading) -> None:
    open_reading(by=team.readers[0], reading=reading)
    answered(reading, COMPLETE)
    submit_reading(by=team.readers[0], reading=reading)
    events = Event.objects.filter(subject=f"reading:{reading.key}")
    assert [one.act for one in events.order_by("id")] == [
        "dealt record",
        "opened reading",
        "submitted reading",
    ]
    assert "CPO-0001" not in str([one.details for one in Event.objects.all()])
