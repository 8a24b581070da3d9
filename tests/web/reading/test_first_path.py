"""The first path: a lead chooses an instrument, a record is dealt, read, and submitted."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from factories.activities import Team, inspection
from factories.readings import dealt, drawn
from plumbline_web.people.models import Account
from plumbline_web.reading.models import Instrument, Reading, SavedAnswer

pytestmark = pytest.mark.django_db

ANSWERS = {
    "/order/date_agrees": "yes",
    "/order/supervised": "no",
    "/order/first_contact": "in_time",
    "/assessment/rosh_considered": "yes",
    "/whole/response": "na",
    "/whole/person_quality": "5",
    "/whole/recording_quality": "3",
    "/whole/recording_words": "Gaps of weeks in the autumn.",
    "/whole/change": "some",
}


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def address(name: str, team: Team, **parts: str) -> str:
    kwargs = {"organisation": team.body.slug, "activity": team.activity.key, **parts}
    return reverse(f"reading:{name}", kwargs=kwargs)


def save(client: Client, team: Team, reading: Reading, path: str, value: str) -> dict[str, object]:
    sent = {"saves": [{"path": path, "value": value, "over": 0, "mark": path}], "seen": 0}
    answer = client.post(
        address("save", team, key=reading.key), json.dumps(sent), content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_lead_chooses_an_instrument_and_a_reader_reads_a_record_and_submits_it() -> None:
    team = inspection(readers=1)
    lead, reader = signed_in(team.lead), signed_in(team.readers[0])
    lead.post(address("instrument", team), {"which": "reading_cpo_short"})
    assert Instrument.objects.get().title == "Record reading: community payback order, short form"

    reading = dealt(team, drawn(team)[0])
    assert "CPO-0001" in reader.get(address("queue", team)).content.decode()
    page = reader.get(address("reading", team, key=reading.key)).content.decode()
    assert "Does the record bear out the date on which the order was imposed?" in page

    left = [save(reader, team, reading, path, value)["left"] for path, value in ANSWERS.items()]
    assert left[-1] == 0
    reader.post(address("submit", team, key=reading.key))
    reading.refresh_from_db()
    assert reading.state == "submitted"
    assert reading.moves.get(after="submitted").answers == ANSWERS
    assert SavedAnswer.objects.count() == len(ANSWERS)
