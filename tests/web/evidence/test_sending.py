"""What a service and its partners send: it waits, is taken in or turned away, and is nobody else’s to see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.activities import Team, inspection
from factories.evidence import PDF, piece, sent, upload
from factories.site import person
from plumbline_web.evidence import board
from plumbline_web.evidence.actions import (
    EvidenceNotTaken,
    close_call,
    open_call,
    send_piece,
    sending,
    take_back,
    take_in,
    tie,
    turn_away,
)
from plumbline_web.evidence.models import Call, Piece
from plumbline_web.evidence.queries import arrived_in, pieces_of
from plumbline_web.people.models import Account
from plumbline_web.people.queries import today
from web.evidence.asking import address, signed_in, text

pytestmark = pytest.mark.django_db
SAID = {
    "source": "self_evaluation",
    "title": "How we see ourselves",
    "says": "Plans are in place.",
    "speaks_until": "31/03/2026",
}
VIEW = {
    **SAID,
    "source": "partner",
    "from_whom": "The local police",
    "took_part": "Police officers: 3",
    "title": "Our view",
}


@pytest.fixture
def team() -> Team:
    return inspection(readers=1)


@pytest.fixture
def partner(team: Team) -> Account:
    return person(team.council, "partner_contributor")


def called(team: Team, **more: object) -> Call:
    given = {"asks": "How do you work with them?", "until_on": today() + timedelta(weeks=1), **more}
    return open_call(by=team.lead, activity=team.activity, **given)


def partners(name: str, team: Team, **parts: str) -> str:
    return reverse(f"partners:{name}", kwargs={"organisation": team.council.slug, **parts})


def to_send(team: Team) -> str:
    return partners("send", team, activity=team.activity.key)


def test_what_is_sent_counts_for_nothing_and_has_no_number(team: Team) -> None:
    one = sent(team)
    assert (one.number, one.state, list(pieces_of(team.activity))) == (None, "sent", [])
    assert board.of(team.activity)["5.2"].pieces == ()


def test_what_is_sent_cannot_be_tied_before_it_is_taken_in(team: Team) -> None:
    with pytest.raises(EvidenceNotTaken, match="not in use"):
        tie(by=team.lead, piece=sent(team), indicator="5.2", points="strength")


def test_what_is_taken_in_gets_the_next_number_and_counts(team: Team) -> None:
    piece(team)
    made = take_in(by=team.lead, piece=sent(team), ties={"5.2": "strength"}, strength="strong")
    assert (str(made), made.strength, made.taken_by) == ("E2", "strong", team.lead)
    assert board.of(team.activity)["5.2"].pieces == (1, 2)


def test_what_is_taken_in_can_follow_an_earlier_piece(team: Team) -> None:
    first = take_in(by=team.lead, piece=sent(team), ties={"5.2": "strength"}, strength="fair")
    second = take_in(
        by=team.lead, piece=sent(team), ties={"5.2": "mixed"}, strength="fair", in_place_of=first
    )
    assert (second.number, second.edition) == (1, 2)
    assert list(pieces_of(team.activity)) == [second]


def test_what_is_taken_in_must_be_tied(team: Team) -> None:
    with pytest.raises(EvidenceNotTaken, match="Tie the piece"):
        take_in(by=team.lead, piece=sent(team), ties={}, strength="fair")


def test_nothing_is_taken_in_twice(team: Team) -> None:
    one = sent(team)
    take_in(by=team.lead, piece=one, ties={"5.2": "strength"}, strength="fair")
    with pytest.raises(EvidenceNotTaken, match="does not wait any more"):
        take_in(by=team.lead, piece=one, ties={"5.2": "strength"}, strength="fair")


def test_what_was_taken_in_cannot_be_taken_back(team: Team) -> None:
    one = sent(team)
    take_in(by=team.lead, piece=one, ties={"5.2": "strength"}, strength="fair")
    with pytest.raises(EvidenceNotTaken, match="does not wait any more"):
        take_back(by=team.manager, piece=one)


def test_what_is_turned_away_says_why_and_takes_no_number(team: Team) -> None:
    one = sent(team)
    turn_away(by=team.lead, piece=one, why="It names people.")
    one.refresh_from_db()
    assert (one.state, one.number, one.withdrawn_why) == ("not_taken", None, "It names people.")
    assert not arrived_in(team.activity).exists()


def test_two_that_wait_do_not_stand_in_each_others_way(team: Team) -> None:
    sent(team), sent(team)
    assert arrived_in(team.activity).count() == 2


def test_only_so_much_of_one_organisation_can_wait(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MOST_WAITING", 1)
    sent(team)
    with pytest.raises(EvidenceNotTaken, match="wait to be looked at"):
        sent(team)


def test_nothing_is_sent_to_an_activity_that_looks_elsewhere(team: Team) -> None:
    with pytest.raises(EvidenceNotTaken, match="does not look at"):
        send_piece(
            by=team.manager,
            through=team.body,
            sent_as="service",
            activity=team.activity,
            source="document",
            title="A plan",
            says="Words",
        )


@pytest.mark.parametrize("source", ["run", "reading", "group", "partner"])
def test_a_service_sends_documents_and_statements_alone(team: Team, source: str) -> None:
    with pytest.raises(EvidenceNotTaken, match="from the list"):
        sent(team, source=source)


def test_a_service_sends_a_statement_and_a_document_on_its_page(team: Team) -> None:
    browser, page = signed_in(team.manager), address("send", team, team.council.slug)
    assert browser.post(page, SAID).status_code == 302
    document = {**SAID, "source": "document", "file": upload("Plan.pdf"), "says": ""}
    assert browser.post(page, document).status_code == 302
    assert list(Piece.objects.order_by("id").values_list("source", "sent_as")) == [
        ("self_evaluation", "service"),
        ("document", "service"),
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"source": "document"}, "Choose the file of the document."),
        ({"says": ""}, "Write what you have to say."),
        ({"source": "run"}, "not one of the available"),
        ({"speaks_until": ""}, "Give the last day it speaks of."),
        ({"title": ""}, "Give it a title."),
    ],
)
def test_what_is_missing_is_said_to_the_service(team: Team, more: dict[str, str], said: str) -> None:
    answer = signed_in(team.manager).post(address("send", team, team.council.slug), {**SAID, **more})
    assert (answer.status_code, said in text(answer)) == (422, True)


def test_the_service_reads_why_something_was_turned_away_and_nothing_of_what_was_taken_in(team: Team) -> None:
    away, taken = sent(team, "A draft"), sent(team, "A plan")
    turn_away(by=team.lead, piece=away, why="It names people.")
    made = take_in(by=team.lead, piece=taken, ties={"5.2": "weakness"}, strength="weak")
    browser = signed_in(team.manager)
    assert "It names people." in text(browser.get(address("send", team, team.council.slug)))
    page = text(browser.get(address("sent_piece", team, team.council.slug, key=made.key)))
    assert "Taken in" in page
    assert [one for one in ("eakness", "Weak", str(made)) if one in page] == []


def test_the_service_takes_back_what_it_sent_on_its_page(team: Team) -> None:
    one = sent(team)
    page = address("sent_piece", team, team.council.slug, key=one.key)
    assert signed_in(team.manager).post(page, {"take_back": "yes"}).status_code == 302
    one.refresh_from_db()
    assert one.state == "not_taken"


def test_the_team_takes_in_and_turns_away_on_the_page(team: Team) -> None:
    first, second = sent(team, "A plan"), sent(team, "A draft")
    browser = signed_in(team.readers[0])
    answer = browser.post(address("arrival", team, key=first.key), {"strength": "fair", "tie-5.2": "mixed"})
    assert answer.status_code == 302
    answer = browser.post(address("arrival", team, key=second.key), {"away": "yes", "away-why": "A draft."})
    assert answer.status_code == 302
    assert [one.state for one in Piece.objects.order_by("id")] == ["in_use", "not_taken"]
    assert browser.get(address("arrival", team, key=first.key)).status_code == 404


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"strength": "fair"}, "Tie it to one line at least"),
        ({"tie-5.2": "mixed"}, "Say how strong it is."),
        ({"away": "yes"}, "Say why it is not taken in."),
        ({"strength": "fair", "tie-5.2": "mixed", "in_place_of": "nothing"}, "not one of the available"),
    ],
)
def test_what_is_missing_is_said_to_the_team(team: Team, given: dict[str, str], said: str) -> None:
    first = take_in(by=team.lead, piece=sent(team), ties={"5.2": "strength"}, strength="fair")
    assert first.number == 1
    answer = signed_in(team.lead).post(address("arrival", team, key=sent(team).key), given)
    assert (answer.status_code, said in text(answer)) == (422, True)


@pytest.mark.parametrize("name", ["arrivals", "send"])
def test_a_page_asks_the_database_as_often_for_three_as_for_one(team: Team, name: str) -> None:
    account, place = (team.lead, team.body) if name == "arrivals" else (team.manager, team.council)
    browser, page = signed_in(account), address(name, team, place.slug)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        return len(queries)

    sent(team)
    asked()
    once = asked()
    sent(team), sent(team)
    assert asked() == once


def test_a_partners_view_says_how_many_had_a_say_in_it(team: Team, partner: Account) -> None:
    called(team)
    answer = signed_in(partner).post(to_send(team), {**VIEW, "took_part": ""})
    assert answer.status_code == 422 and "Say how many had a say in it" in text(answer)


def test_a_partner_who_is_called_upon_sends_a_view_and_sees_what_they_sent(
    team: Team, partner: Account
) -> None:
    called(team)
    browser = signed_in(partner)
    assert "Inspection of Ashmarrow" in text(browser.get(partners("calls", team)))
    assert browser.post(to_send(team), VIEW).status_code == 302
    made = Piece.objects.get()
    assert (made.source, made.sent_as, made.from_whom) == ("partner", "partner", "The local police")
    shown = text(browser.get(to_send(team)))
    assert "Our view" in shown and "How do you work with them?" in shown


def test_a_partner_gets_back_the_file_they_sent_and_can_take_it_back(team: Team, partner: Account) -> None:
    called(team)
    browser = signed_in(partner)
    document = {**VIEW, "source": "document", "file": upload("Minutes.pdf"), "says": ""}
    assert browser.post(to_send(team), document).status_code == 302
    there = partners("piece", team, activity=team.activity.key, key=Piece.objects.get().key)
    assert b"".join(browser.get(there).streaming_content) == PDF
    assert browser.post(there).status_code == 302
    assert Piece.objects.get().state == "not_taken"


def test_partners_see_nothing_where_none_is_called_upon(team: Team, partner: Account) -> None:
    browser = signed_in(partner)
    assert "Nothing is asked of you here now." in text(browser.get(partners("calls", team)))
    assert browser.get(to_send(team)).status_code == 404
    assert browser.post(to_send(team), VIEW).status_code == 404


@pytest.mark.parametrize("why", ["closed", "over", "ended"])
def test_a_call_that_is_no_more_lets_nobody_in(team: Team, partner: Account, why: str) -> None:
    call = called(team)
    if why == "closed":
        close_call(by=team.lead, activity=team.activity)
    elif why == "over":
        call.until_on = today() - timedelta(days=1)
        call.save()
    else:
        team.activity.state = "stopped"
        team.activity.save()
    assert signed_in(partner).get(to_send(team)).status_code == 404


def test_a_partner_cannot_send_past_the_page_once_the_call_is_closed(team: Team, partner: Account) -> None:
    called(team)
    close_call(by=team.lead, activity=team.activity)
    with pytest.raises(EvidenceNotTaken, match="Nothing is asked of partners"):
        send_piece(
            by=partner,
            through=team.council,
            sent_as="partner",
            activity=team.activity,
            source="document",
            title="Minutes",
            says="Words",
        )


def test_a_partner_sees_neither_another_partners_words_nor_the_services(team: Team, partner: Account) -> None:
    called(team)
    other = person(None, "another partner")
    other.memberships.create(organisation=team.council, role="partner_contributor", from_on=today())
    signed_in(other).post(to_send(team), {**VIEW, "title": "What others say"})
    sent(team, "What the service sent")
    shown = text(signed_in(partner).get(to_send(team)))
    assert "What others say" not in shown and "What the service sent" not in shown
    for one in Piece.objects.all():
        there = partners("piece", team, activity=team.activity.key, key=one.key)
        assert signed_in(partner).get(there).status_code == 404
        assert signed_in(partner).post(there).status_code == 404


def test_the_service_never_sees_what_a_partner_says_of_it(team: Team, partner: Account) -> None:
    called(team)
    document = {**VIEW, "source": "document", "file": upload("Minutes.pdf"), "title": "In confidence"}
    signed_in(partner).post(to_send(team), document)
    key = Piece.objects.get().key
    browser = signed_in(team.manager)
    assert "In confidence" not in text(browser.get(address("send", team, team.council.slug)))
    for name in ("sent_piece", "sent_file"):
        assert browser.get(address(name, team, team.council.slug, key=key)).status_code == 404
    assert browser.get(partners("calls", team)).status_code == 403


def test_a_partner_is_let_into_no_page_of_the_activity(team: Team, partner: Account) -> None:
    called(team)
    browser = signed_in(partner)
    for name in ("board", "pieces", "send"):
        assert browser.get(address(name, team, team.council.slug)).status_code == 403


def test_the_lead_calls_upon_partners_and_closes_the_call_on_its_page(team: Team) -> None:
    browser, page = signed_in(team.lead), address("call", team)
    until = f"{today() + timedelta(weeks=2):%d/%m/%Y}"
    assert browser.post(page, {"asks": "What works?", "until_on": until}).status_code == 302
    assert browser.post(page, {"asks": "What does not?", "until_on": until}).status_code == 302
    assert [one.closed_at is None for one in Call.objects.order_by("id")] == [False, True]
    assert browser.post(page, {"close": "yes"}).status_code == 302
    assert not Call.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"asks": "", "until_on": "31/12/2099"}, "Write what you ask of partners."),
        ({"asks": "What works?", "until_on": "01/01/2020"}, "That day is over."),
    ],
)
def test_a_call_that_cannot_be_is_refused(team: Team, given: dict[str, str], said: str) -> None:
    answer = signed_in(team.lead).post(address("call", team), given)
    assert (answer.status_code, said in text(answer)) == (422, True)


def test_what_is_sent_is_said_to_speak_of_the_days_that_were_given(team: Team) -> None:
    signed_in(team.manager).post(address("send", team, team.council.slug), SAID)
    assert Piece.objects.get().speaks_until == date(2026, 3, 31)
