"""Practice before the real records, records that cannot be read, the instrument, facts beside questions."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from factories.activities import Team, inspection
from factories.draws import frozen, in_draw
from factories.readings import FORM, answered, dealt, on_form, submitted
from plumbline.scrutiny.instruments import read_instrument
from plumbline_web.reading.actions import (
    ReadingRefused,
    choose_instrument,
    deal_practice,
    deal_record,
    decide_obstacle,
    say_obstacle,
    withdraw_reading,
)
from plumbline_web.reading.models import Instrument, Reading
from plumbline_web.reading.queries import instrument_of
from plumbline_web.reading.shipped_instruments import shipped_instruments
from plumbline_web.scrutiny.actions import declare
from plumbline_web.scrutiny.actions.draws import take_for_practice
from plumbline_web.scrutiny.models import Record
from web.reading.asking import address, signed_in

pytestmark = pytest.mark.django_db


def everybody_declared(team: Team) -> None:
    for account in (team.lead, *team.readers):
        declare(by=account, activity=team.activity)


@pytest.fixture
def practice(team: Team) -> dict[str, Reading]:
    """One practice record dealt to the lead and both readers: account name -> reading."""
    everybody_declared(team)
    on_form(team)
    draw = in_draw(team)
    page = address("practice", team)
    signed_in(team.lead).post(page, {"what": "take", "draw": draw.key, "number": "1"})
    signed_in(team.lead).post(page, {"what": "deal"})
    return {one.reader.account.name: one for one in Reading.objects.filter(kind="practice")}


def test_practice_records_are_set_aside_and_dealt_to_the_whole_team(
    team: Team, practice: dict[str, Reading]
) -> None:
    assert set(practice) == {team.lead.name, *(one.name for one in team.readers)}
    record = Record.objects.get(practice=True)
    assert record.state == "practice"
    assert deal_practice(by=team.lead, activity=team.activity) == []


def test_a_record_of_the_sample_is_not_practised_on(team: Team, practice: dict[str, Reading]) -> None:
    record = Record.objects.get(practice=True)
    assert record.record_id not in {one["record_id"] for one in record.draw.certificate["sample"]}


def test_before_the_sample_is_drawn_there_is_nothing_to_take(team: Team) -> None:
    frozen(team)
    page = signed_in(team.lead).get(address("practice", team)).content.decode()
    assert ("is drawn first" in page, "Take for practice" in page) == (True, False)


@pytest.mark.parametrize("number", ["0", "21", "many", ""])
def test_how_many_are_taken_is_a_number_from_one_to_twenty(team: Team, number: str) -> None:
    page, draw = address("practice", team), in_draw(team)
    answer = signed_in(team.lead).post(page, {"what": "take", "draw": draw.key, "number": number})
    assert (answer.status_code, Record.objects.filter(practice=True).count()) == (422, 0)


def test_an_activity_has_at_most_twenty_records_to_practise_on(team: Team) -> None:
    page, draw = address("practice", team), in_draw(team)
    for number in ("15", "6"):
        answer = signed_in(team.lead).post(page, {"what": "take", "draw": draw.key, "number": number})
    assert (answer.status_code, Record.objects.filter(practice=True).count()) == (422, 15)


def test_who_has_not_declared_conflicts_gets_no_practice_record(team: Team) -> None:
    on_form(team)
    take_for_practice(by=team.lead, draw=in_draw(team), number=1)
    declare(by=team.readers[0], activity=team.activity)
    deal_practice(by=team.lead, activity=team.activity)
    assert [one.reader.account for one in Reading.objects.filter(kind="practice")] == [team.readers[0]]


@pytest.mark.parametrize("which", ["team", "worker"])
def test_nobody_practises_on_a_record_of_a_team_or_worker_they_declared(team: Team, which: str) -> None:
    everybody_declared(team)
    on_form(team)
    record = take_for_practice(by=team.lead, draw=in_draw(team), number=1)[0]
    setattr(record, which, "North")
    record.save()
    declare(by=team.readers[0], activity=team.activity, **{f"{which}s": ["North"]})
    deal_practice(by=team.lead, activity=team.activity)
    got = {one.reader.account for one in Reading.objects.filter(kind="practice")}
    assert got == {team.lead, team.readers[1]}
    declare(by=team.readers[1], activity=team.activity, **{f"{which}s": ["North"]})
    assert Reading.objects.get(reader=team.members[1]).state == "taken_away"


def test_a_practice_record_that_cannot_be_read_is_not_dealt_again(
    team: Team, practice: dict[str, Reading]
) -> None:
    one = say_obstacle(
        by=team.readers[0], reading=practice[team.readers[0].name], reason="empty", text="Nothing in it."
    )
    decide_obstacle(
        by=team.activity.members.get(account=team.lead), obstacle=one, decision="dropped", answer=""
    )
    assert deal_practice(by=team.lead, activity=team.activity) == []


def test_a_record_practised_on_that_comes_into_the_sample_can_be_read_in_earnest(
    team: Team, practice: dict[str, Reading]
) -> None:
    one = practice[team.readers[0].name]
    submitted(one)
    record = Record.objects.get(practice=True)
    record.practice, record.state = False, "in_sample"
    record.save()
    again = deal_record(by=team.lead, record=record, reader=one.reader, kind="first")
    assert (again.pk, again.state, again.kind, again.answers.count() > 0) == (one.pk, "dealt", "first", True)


def test_practice_stands_first_in_the_queue(team: Team, practice: dict[str, Reading]) -> None:
    first = Record.objects.filter(practice=False).first()
    dealt(team, first)
    text = signed_in(team.readers[0]).get(address("queue", team)).content.decode()
    assert text.index(Record.objects.get(practice=True).record_id) < text.index(first.record_id)


def test_the_leads_answers_and_others_are_seen_only_after_submitting_ones_own(
    team: Team, practice: dict[str, Reading]
) -> None:
    one, other = practice[team.readers[0].name], practice[team.readers[1].name]
    low = {
        "/plan/there": "yes",
        "/plan/quality": "3",
        "/plan/words": "Dates are missing",
        "/doing/visits": "3",
    }
    submitted(practice[team.lead.name], low)
    submitted(other, {"/plan/there": "yes", "/plan/quality": "5", "/doing/visits": "3"})
    page, client = address("compare", team, key=one.key), signed_in(team.readers[0])
    before = client.get(page, follow=True).content.decode()
    assert "Submit your own reading of this record first." in before
    assert "Dates are missing" not in before
    submitted(one, {"/plan/there": "yes", "/plan/quality": "4", "/doing/visits": "3"})
    rows = {row.label: row for row in client.get(page).context["found"].rows}
    quality = rows["How good is the plan?"]
    assert (quality.own, quality.expected, quality.others) == ("4 Good", "3 Adequate", (("5 Very good", 1),))
    words = rows["What led you to this rating?"]
    assert (words.own, words.expected, words.others) == ("", "Dates are missing", ())


def test_a_practice_reading_is_not_withdrawn_once_others_answers_can_be_seen(
    team: Team, practice: dict[str, Reading]
) -> None:
    one = practice[team.readers[0].name]
    submitted(one)
    with pytest.raises(ReadingRefused, match="stays as it was"):
        withdraw_reading(by=team.readers[0], reading=one)


def test_a_real_reading_is_compared_nowhere_here(team: Team, reading: Reading) -> None:
    submitted(reading)
    assert signed_in(team.readers[0]).get(address("compare", team, key=reading.key)).status_code == 404


# ---- Records that cannot be read ----


def test_a_reader_says_why_a_record_cannot_be_read_and_the_lead_says_to_read_on(
    team: Team, reading: Reading
) -> None:
    page = address("obstacle", team, key=reading.key)
    reader, lead = signed_in(team.readers[0]), signed_in(team.lead)
    assert reader.post(page, {"reason": "missing"}).status_code == 422
    reader.post(page, {"reason": "missing", "text": "Not in the archive."})
    assert reader.post(page, {"reason": "empty", "text": "Again."}).status_code == 422
    one = reading.obstacles.get()
    obstacles = address("obstacles", team)
    assert "Not in the archive." in lead.get(obstacles).content.decode()
    assert lead.post(obstacles, {"obstacle": one.key, "decision": "read_on"}).status_code == 422
    lead.post(obstacles, {"obstacle": one.key, "decision": "read_on", "answer": "It is in the annexe."})
    assert "It is in the annexe." in reader.get(address("reading", team, key=reading.key)).content.decode()


def test_a_record_that_is_not_read_leaves_every_queue_and_the_answers_stay(
    team: Team,
) -> None:
    record = in_draw(team).records.first()
    reading, second = dealt(team, record), dealt(team, record, team.members[1], "second")
    answered(reading, {"/plan/there": "yes"})
    one = say_obstacle(by=team.readers[0], reading=reading, reason="out_of_scope", text="A licence.")
    lead = team.activity.members.get(account=team.lead)
    decide_obstacle(by=lead, obstacle=one, decision="dropped", answer="")
    states = Reading.objects.filter(pk__in=(reading.pk, second.pk)).values_list("state", flat=True)
    assert (set(states), reading.answers.count()) == ({"taken_away"}, 1)
    with pytest.raises(ReadingRefused, match="decided already"):
        decide_obstacle(by=lead, obstacle=one, decision="read_on", answer="Do.")


def test_a_record_that_is_not_read_is_replaced_by_the_next_of_its_stratum(team: Team) -> None:
    record = in_draw(team).records.first()
    one = say_obstacle(by=team.readers[0], reading=dealt(team, record), reason="empty", text="Nothing in it.")
    lead = team.activity.members.get(account=team.lead)
    decide_obstacle(by=lead, obstacle=one, decision="dropped", answer="")
    record.refresh_from_db()
    assert (record.state, record.replaced_by.state) == ("dropped", "in_sample")


def test_a_submitted_reading_has_no_obstacle(team: Team, reading: Reading) -> None:
    submitted(reading)
    with pytest.raises(ReadingRefused, match="not open"):
        say_obstacle(by=team.readers[0], reading=reading, reason="empty", text="Nothing in it.")


# ---- The instrument ----


def test_every_shipped_instrument_can_be_looked_at_and_chosen(team: Team) -> None:
    for code, one in shipped_instruments().items():
        text = signed_in(team.lead).get(address("instrument", team), {"look": code}).content.decode()
        assert one.form.title in text.replace("&#x27;", "'")
        signed_in(team.lead).post(address("instrument", team), {"which": code})
        chosen = instrument_of(team.activity)
        assert chosen is not None
        assert (chosen.code, chosen.sha256, chosen.minutes) == (code, one.sha256, one.minutes)
    assert {one.minutes for one in shipped_instruments().values()} == {15, 20, 25, 35, 40}


def test_ones_own_form_is_frozen_as_it_was_sent(team: Team) -> None:
    file = SimpleUploadedFile("own.md", FORM.replace("A form with everything", "Our own").encode())
    signed_in(team.lead).post(address("instrument", team), {"which": "own", "file": file, "minutes": "12"})
    chosen = Instrument.objects.get(ended_at=None)
    assert (chosen.title, chosen.minutes) == ("Our own", 12)


@pytest.mark.parametrize("kind", ["xlsx", "md"])
def test_an_instrument_is_taken_out_and_read_again_the_same(team: Team, kind: str) -> None:
    lead = signed_in(team.lead)
    for code in ("reading_cpo", "reading_cpo_short"):
        file = lead.get(address("instrument_file", team, code=code, form=kind)).content
        assert read_instrument(file, kind) == shipped_instruments()[code].form
    on_form(team)
    file = lead.get(address("instrument_file", team, code="chosen", form=kind)).content
    assert read_instrument(file, kind) == read_instrument(FORM, "md")


def test_an_instrument_that_is_not_there_is_not_found() -> None:
    team = inspection(readers=0)
    lead = signed_in(team.lead)
    for code, kind in (("chosen", "md"), ("none", "md"), ("reading_cpo", "pdf")):
        assert lead.get(address("instrument_file", team, code=code, form=kind)).status_code == 404


def test_every_fault_of_a_form_is_told_with_its_row_and_column(team: Team) -> None:
    broken = FORM.replace("${there} = 'yes'", "nonsense(${there})").replace(
        ". >= 0 and . < 100", ". >= ${no}"
    )
    file = SimpleUploadedFile("own.md", broken.encode())
    got = signed_in(team.lead).post(address("instrument", team), {"which": "own", "file": file})
    text = got.content.decode()
    assert got.status_code == 422
    assert text.count("column relevant: The function nonsense() is not supported") == 2
    assert "row 8, column constraint" in text


@pytest.mark.parametrize(
    ("name", "content"), [("own.pdf", b"%PDF-1.4"), ("own.xlsx", b"PK\x03\x04 no"), ("own.md", b"\xff\xfe")]
)
def test_a_file_that_is_no_form_is_refused_in_words(team: Team, name: str, content: bytes) -> None:
    got = signed_in(team.lead).post(
        address("instrument", team), {"which": "own", "file": SimpleUploadedFile(name, content)}
    )
    assert got.status_code == 422


def test_the_instrument_stays_once_a_record_is_dealt(team: Team, reading: Reading) -> None:
    one = shipped_instruments()["reading_cpo"]
    with pytest.raises(ReadingRefused, match="dealt on this instrument"):
        choose_instrument(by=team.lead, activity=team.activity, form=one.form, sha256=one.sha256)


def test_choosing_the_same_again_changes_nothing(team: Team, reading: Reading) -> None:
    assert on_form(team) == reading.instrument


def test_a_reader_does_not_choose_it(team: Team) -> None:
    assert signed_in(team.readers[0]).get(address("instrument", team)).status_code == 403


# ---- What stands beside a question ----


def test_the_extracts_fact_stands_beside_its_question(team: Team, reading: Reading) -> None:
    text = signed_in(team.readers[0]).get(address("reading", team, key=reading.key)).content.decode()
    assert text.count("A plan was completed on 3 March 2026.") == 1


def test_where_the_extract_says_nothing_that_is_said(team: Team, reading: Reading) -> None:
    reading.record.facts = {"words": {"order_imposed_on": "x"}}
    reading.record.save()
    text = signed_in(team.readers[0]).get(address("reading", team, key=reading.key)).content.decode()
    assert text.count("The extract says nothing about this.") == 1


def test_a_record_of_a_list_alone_has_no_facts_and_no_empty_boxes(team: Team, reading: Reading) -> None:
    reading.record.facts = {}
    reading.record.save()
    text = signed_in(team.readers[0]).get(address("reading", team, key=reading.key)).content.decode()
    assert "In the extract" not in text


def test_what_a_reader_writes_is_shown_as_text_and_never_as_page(team: Team, reading: Reading) -> None:
    answered(reading, {"/plan/there": "yes", "/plan/words": "</textarea><script>alert(1)</script>"})
    text = signed_in(team.readers[0]).get(address("reading", team, key=reading.key)).content.decode()
    assert "<script>alert" not in text
