"""A concern for somebody's safety waits for nothing, and everybody can see whether it was received."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import override_settings

from factories.activities import Team
from factories.readings import dealt, drawn, submitted
from plumbline_web.audit.models import Event
from plumbline_web.reading.actions import (
    ReadingRefused,
    close_concern,
    raise_concern,
    receive_concern,
    take_away_readings,
)
from plumbline_web.reading.models import Concern, Reading
from plumbline_web.reading.states import how_long
from web.reading.asking import address, signed_in

pytestmark = pytest.mark.django_db

WITH_MAIL = override_settings(HAS_MAIL=True, EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")


class NoServer(BaseEmailBackend):
    """A mail server that is not there."""

    def open(self) -> bool:
        raise OSError("no route to host")

    def send_messages(self, messages: object) -> int:
        raise OSError("no route to host")


@pytest.fixture
def concern(team: Team, reading: Reading) -> Concern:
    return raise_concern(
        by=team.members[0], record=reading.record, text="A child may be alone.", rung="The day number"
    )


def raised(team: Team, reading: Reading, **more: str) -> object:
    page = address("raise_concern", team, record=reading.record.key)
    return signed_in(reading.reader.account).post(page, more, follow=True)


def test_the_page_says_to_ring_first_and_whom(team: Team, reading: Reading) -> None:
    page = address("raise_concern", team, record=reading.record.key)
    text = signed_in(team.readers[0]).get(page).content.decode()
    assert "Plumbline is not watched round the clock. Ring first." in text
    assert [number in text for number in ("999", "01632 960 001", "01632 960 002")] == [True] * 3


def test_where_no_number_is_set_the_page_says_so(team: Team, reading: Reading) -> None:
    team.activity.subjects.update(day_number="", night_number="")
    page = address("raise_concern", team, record=reading.record.key)
    text = signed_in(team.readers[0]).get(page).content.decode()
    assert text.count("No number is set.") == 2


def test_the_button_is_on_the_page_of_every_reading(team: Team, reading: Reading) -> None:
    text = signed_in(team.readers[0]).get(address("reading", team, key=reading.key)).content.decode()
    assert address("raise_concern", team, record=reading.record.key) in text


def test_it_is_sent_with_no_words_at_all(team: Team, reading: Reading) -> None:
    raised(team, reading)
    assert (Concern.objects.get().text, Concern.objects.get().state) == ("", "raised")


def test_words_longer_than_a_form_takes_are_kept_whole(team: Team, reading: Reading) -> None:
    raised(team, reading, text="x" * 20_000, rung="y" * 300)
    assert (len(Concern.objects.get().text), len(Concern.objects.get().rung)) == (20_000, 200)


def test_it_waits_for_no_state(team: Team, reading: Reading) -> None:
    submitted(reading)
    raised(team, reading, text="After submitting.")
    team.activity.state = "closed"
    team.activity.save()
    raised(team, reading, text="After the end.")
    assert Concern.objects.count() == 2


def test_a_reader_whose_record_was_taken_away_can_still_raise_it(team: Team, reading: Reading) -> None:
    take_away_readings(by=team.lead, record=reading.record, why="")
    raised(team, reading, text="All the same.")
    assert Concern.objects.count() == 1


def test_nobody_raises_one_about_a_record_they_were_never_dealt(team: Team, reading: Reading) -> None:
    page = address("raise_concern", team, record=reading.record.key)
    assert signed_in(team.readers[1]).post(page, {"text": "x"}).status_code == 404
    assert signed_in(team.lead).post(page, {"text": "x"}).status_code == 302


@WITH_MAIL
def test_lead_and_service_are_written_to_at_once_and_the_e_mail_names_nobody(
    team: Team, reading: Reading
) -> None:
    raised(team, reading, text="A child may be alone.")
    assert {one.to[0] for one in mail.outbox} == {team.lead.email, team.manager.email}
    text = " ".join(f"{one.subject} {one.body}" for one in mail.outbox)
    assert not any(said in text for said in ("CPO-0001", "child", team.readers[0].name, reading.record.key))
    key = Concern.objects.get().key
    assert {one.to[0]: f"/o/{place}/scrutiny/{team.activity.key}/concerns/{key}/" in one.body
            for one, place in zip(mail.outbox, (team.body.slug, team.council.slug), strict=True)} == {
        team.lead.email: True, team.manager.email: True
    }  # fmt: skip
    assert list(Concern.objects.get().steps.values_list("what", "text")) == [
        ("told", "2 people of the team and the service.")
    ]


@override_settings(HAS_MAIL=True, EMAIL_BACKEND=f"{__name__}.NoServer")
def test_where_e_mail_fails_it_is_kept_and_the_reader_is_told(team: Team, reading: Reading) -> None:
    text = raised(team, reading, text="A child may be alone.").content.decode()
    assert Concern.objects.get().steps.get().what == "not_told"
    assert "E-mail could not be sent. Ring instead." in text


def test_it_stands_on_every_page_of_lead_and_service_until_it_is_received(
    team: Team, concern: Concern
) -> None:
    pages = {
        team.lead: f"/o/{team.body.slug}/scrutiny/",
        team.manager: f"/o/{team.council.slug}/",
        team.readers[1]: f"/o/{team.body.slug}/scrutiny/",
    }

    def told() -> list[bool]:
        return [
            "concern for somebody’s safety has not been received" in signed_in(who).get(page).content.decode()
            for who, page in pages.items()
        ]

    assert told() == [True, True, False]
    receive_concern(by=team.manager, concern=concern)
    assert told() == [False, False, False]


def test_opening_it_is_a_receipt_noted_once_for_each_person(team: Team, concern: Concern) -> None:
    page = address("concern", team, team.council, key=concern.key)
    for _ in range(2):
        signed_in(team.manager).get(page)
    own = signed_in(team.readers[0]).get(address("own_concerns", team)).content.decode()
    assert [one.what for one in concern.steps.all()] == ["seen"]
    assert "Seen, service manager of ashmarrow" in own
    assert "Nobody has received it yet" in own


def test_the_service_receives_it_notes_what_was_done_and_closes_it(team: Team, concern: Concern) -> None:
    page, manager = address("concern", team, team.council, key=concern.key), signed_in(team.manager)
    manager.post(page, {"what": "receive"})
    manager.post(page, {"what": "note", "text": "A colleague is on the way."})
    assert manager.post(page, {"what": "close", "text": " "}).status_code == 422
    manager.post(page, {"what": "close", "text": "The child is safe."})
    concern.refresh_from_db()
    assert concern.state == "closed"
    assert list(concern.steps.values_list("what", "text")) == [
        ("received", ""),
        ("note", "A colleague is on the way."),
        ("closed", "The child is safe."),
    ]


def test_the_clock_stops_when_it_is_received(team: Team, concern: Concern) -> None:
    Concern.objects.filter(pk=concern.pk).update(raised_at=concern.raised_at - timedelta(minutes=125))
    concern.refresh_from_db()
    assert concern.waiting_words == "Raised 2 hours 5 minutes ago."
    assert receive_concern(by=team.lead, concern=concern).waiting_words == "Received after 2 hours 5 minutes."


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "less than a minute"),
        (1, "1 minute"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (1505, "1 day 1 hour"),
    ],
)
def test_how_long_in_words(minutes: int, words: str) -> None:
    assert how_long(minutes) == words


def test_it_is_received_once_and_closed_only_when_received(team: Team, concern: Concern) -> None:
    with pytest.raises(ReadingRefused):
        close_concern(by=team.lead, concern=concern, text="Done.")
    receive_concern(by=team.lead, concern=concern)
    with pytest.raises(ReadingRefused):
        receive_concern(by=team.manager, concern=concern)


def test_outside_the_team_no_reader_is_named(team: Team, concern: Concern) -> None:
    page = signed_in(team.manager).get(address("concern", team, team.council, key=concern.key))
    assert f"Reader {team.members[0].number}" in page.content.decode()
    assert team.readers[0].name not in page.content.decode()
    inside = signed_in(team.lead).get(address("concern", team, key=concern.key)).content.decode()
    assert team.readers[0].name in inside


def test_a_service_sees_no_concern_about_another(team: Team, concern: Concern) -> None:
    from factories.site import ELSEWHERE, council, person
    from plumbline_web.scrutiny.models import Subject

    there = council("Brackenmoor", ELSEWHERE)
    manager = person(there, "service_manager")
    Subject.objects.create(activity=team.activity, organisation=there)
    client = signed_in(manager)
    assert client.get(address("concern", team, there, key=concern.key)).status_code == 404
    assert "CPO-0001" not in client.get(address("concerns", team, there)).content.decode()


def test_the_trail_tells_of_it_without_its_words(team: Team, concern: Concern) -> None:
    event = Event.objects.get(act="raised concern")
    assert (event.subject, event.details) == (f"concern:{concern.key}", {"activity": team.activity.key})


def test_another_reader_of_the_record_learns_nothing_of_it(team: Team, concern: Concern) -> None:
    dealt(team, concern.record, team.members[1], "second")
    drawn(team)
    text = signed_in(team.readers[1]).get(address("own_concerns", team)).content.decode()
    assert "You raised none" in text
