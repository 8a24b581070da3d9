"""Nobody sees another's answers, notes or progress before submitting, by whatever address."""

from __future__ import annotations

import pytest

from factories.activities import Team
from factories.readings import answered, dealt, drawn, submitted
from plumbline_web.reading.actions import add_note
from plumbline_web.reading.models import Reading
from web.reading.asking import address, sent, signed_in

pytestmark = pytest.mark.django_db

SECRET = "zyzzyva"
"""A word that only the other reader wrote."""


@pytest.fixture
def pair(team: Team) -> tuple[Reading, Reading]:
    """A record read twice: the second reader has submitted words that nobody else wrote, and a note."""
    record = drawn(team)[0]
    mine, theirs = dealt(team, record), dealt(team, record, team.members[1], "second")
    low = {"/plan/there": "yes", "/plan/quality": "2", "/plan/words": SECRET, "/doing/visits": "77"}
    submitted(theirs, low)
    add_note(
        by=team.members[1],
        record=record,
        instrument=theirs.instrument,
        path="/plan/there",
        text=f"A note with {SECRET}",
    )
    return mine, theirs


def pages_of(team: Team, mine: Reading, theirs: Reading) -> list[str]:
    """Every address of the reading that has to do with a reading, for one's own and for the other's."""
    names = ("reading", "save", "submit", "withdraw", "obstacle", "notes", "compare", "submitted_reading")
    found = [address(name, team, key=one.key) for name in names for one in (mine, theirs)]
    found += [address(name, team) for name in ("queue", "own_concerns", "submitted", "practice", "obstacles")]
    return [*found, address("raise_concern", team, record=mine.record.key)]


def test_a_reader_who_has_not_submitted_finds_no_trace_of_the_other(
    team: Team, pair: tuple[Reading, Reading]
) -> None:
    answered(pair[0], {"/plan/there": "no"})
    client = signed_in(team.readers[0])
    for page in pages_of(team, *pair):
        for got in (client.get(page), client.post(page)):
            text = got.content.decode()
            assert SECRET not in text, page
            assert team.readers[1].name not in text, page
            assert pair[1].key not in text.replace(page, ""), page


def test_a_page_of_a_record_read_twice_says_what_it_says_of_one_read_once(team: Team) -> None:
    twice, once = drawn(team, 2)
    one, alone = dealt(team, twice), dealt(team, once)
    submitted(dealt(team, twice, team.members[1], "second"))
    client = signed_in(team.readers[0])
    texts = []
    for reading in (one, alone):
        page = client.get(address("reading", team, key=reading.key)).content.decode()
        page = (
            page.replace(reading.key, "")
            .replace(reading.record.key, "")
            .replace(reading.record.record_id, "")
        )
        texts.append(page.split("csrfmiddlewaretoken")[0] + page.rsplit("csrfmiddlewaretoken", 1)[1][100:])
    assert texts[0] == texts[1]
    queue = client.get(address("queue", team)).content.decode()
    assert "econd" not in queue.split("<main")[1].split("</main>")[0]


def test_a_save_tells_only_of_ones_own_answers(team: Team, pair: tuple[Reading, Reading]) -> None:
    said = sent(team, pair[0], {"path": "/plan/there", "value": "yes"}).json()
    assert said["changed"] == []
    assert SECRET not in str(said)


def test_a_lead_with_records_to_read_sees_no_submitted_reading(
    team: Team, pair: tuple[Reading, Reading]
) -> None:
    lead = team.activity.members.get(account=team.lead)
    own = dealt(team, drawn(team)[0], lead)
    client = signed_in(team.lead)
    page = address("submitted_reading", team, key=pair[1].key)
    assert client.get(page).status_code == 404
    assert "You have records to read yourself" in client.get(address("submitted", team)).content.decode()
    submitted(own)
    assert SECRET in client.get(page).content.decode()


def test_practice_not_submitted_makes_nobody_blind(team: Team, pair: tuple[Reading, Reading]) -> None:
    lead = team.activity.members.get(account=team.lead)
    dealt(team, drawn(team, 1, practice=True, state="practice")[0], lead, "practice")
    page = address("submitted_reading", team, key=pair[1].key)
    assert signed_in(team.lead).get(page).status_code == 200


def test_a_lead_sees_no_others_practice_reading_of_a_record_before_submitting_their_own(team: Team) -> None:
    practice = drawn(team, 1, practice=True, state="practice")[0]
    own = dealt(team, practice, team.activity.members.get(account=team.lead), "practice")
    others = submitted(dealt(team, practice, team.members[0], "practice"))
    page, client = address("submitted_reading", team, key=others.key), signed_in(team.lead)
    assert client.get(page).status_code == 404
    assert list(client.get(address("submitted", team)).context["readings"]) == []
    submitted(own)
    assert client.get(page).status_code == 200


def notes_page(team: Team, reading: Reading) -> str:
    client = signed_in(reading.reader.account)
    return client.get(address("notes", team, key=reading.key)).content.decode()


def test_notes_of_others_are_seen_once_everything_of_ones_own_is_submitted(
    team: Team, pair: tuple[Reading, Reading]
) -> None:
    further = dealt(team, drawn(team)[0])
    assert SECRET not in notes_page(team, pair[0])
    submitted(pair[0])
    assert SECRET not in notes_page(team, pair[0])
    submitted(further)
    assert SECRET in notes_page(team, pair[0])


def test_who_has_submitted_sees_no_note_while_the_other_still_reads(team: Team) -> None:
    record = drawn(team)[0]
    one, other = dealt(team, record), dealt(team, record, team.members[1], "second")
    add_note(by=team.members[1], record=record, instrument=other.instrument, path="/plan/there", text=SECRET)
    submitted(one)
    assert SECRET not in notes_page(team, one)
    submitted(other)
    assert SECRET in notes_page(team, one)


def test_ones_own_notes_are_always_there(team: Team, reading: Reading) -> None:
    page = address("notes", team, key=reading.key)
    signed_in(team.readers[0]).post(page, {"question": "/plan/there", "text": "Ask about the date."})
    assert "Ask about the date." in notes_page(team, reading)


def test_a_reader_of_another_record_has_no_way_to_a_reading(
    team: Team, pair: tuple[Reading, Reading]
) -> None:
    client = signed_in(team.lead)
    names = ("reading", "submit", "obstacle", "notes", "compare")
    assert {client.get(address(name, team, key=pair[0].key)).status_code for name in names} == {404}
