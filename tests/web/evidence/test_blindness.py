"""Whoever still has records to read sees no result of the reading, on no page of evidence and in no file."""

from __future__ import annotations

import pytest
from django.urls import reverse

from factories.activities import Team, inspection
from factories.evidence import PLANS, piece
from factories.readings import dealt, drawn, on_form, submitted
from plumbline_web.evidence.models import Piece
from plumbline_web.evidence.queries import offered, seen_pieces
from plumbline_web.people.queries import access
from plumbline_web.scrutiny.queries import Standing, standing_in
from web.evidence.asking import address, signed_in, text

pytestmark = pytest.mark.django_db
TITLE = "A plan was there"


@pytest.fixture
def team() -> Team:
    """The first reader has a record to read; the second has submitted hers."""
    made = inspection(readers=2)
    on_form(made)
    records = drawn(made, 2)
    dealt(made, records[0])
    submitted(dealt(made, records[1], made.members[1]))
    return made


@pytest.fixture
def result(team: Team) -> Piece:
    return piece(team, "reading", "weakness", title=TITLE, quantity=PLANS)


def stands(team: Team, number: int) -> Standing:
    return standing_in(access(team.readers[number], team.body), team.activity)


PAGES = {
    "board": {},
    "indicator": {"indicator": "5.2"},
    "pieces": {},
    "pieces_file": {},
    "quantities_file": {},
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_or_file_shows_no_result_of_the_reading(team: Team, result: Piece, name: str) -> None:
    blind, seeing = (
        text(signed_in(team.readers[number]).get(address(name, team, **PAGES[name]))) for number in (0, 1)
    )
    shown = {"board": "1 weakness", "quantities_file": '"x": 37'}.get(name, TITLE)
    assert shown in seeing
    assert shown not in blind


@pytest.mark.parametrize("name", ["board", "indicator", "pieces"])
def test_the_page_says_that_something_is_left_out(team: Team, result: Piece, name: str) -> None:
    page = text(signed_in(team.readers[0]).get(address(name, team, **PAGES[name])))
    assert "What the reading says is left out for you" in page


def test_the_piece_itself_is_not_found(team: Team, result: Piece) -> None:
    for name in ("piece", "file"):
        assert signed_in(team.readers[0]).get(address(name, team, key=result.key)).status_code == 404
    assert signed_in(team.readers[1]).get(address("piece", team, key=result.key)).status_code == 200


def test_nothing_can_be_done_to_it_unseen(team: Team, result: Piece) -> None:
    sent = signed_in(team.readers[0]).post(address("piece", team, key=result.key), {"refresh": "yes"})
    assert sent.status_code == 404


def test_no_later_version_of_it_can_be_begun(team: Team, result: Piece) -> None:
    page = address("add_kind", team, source="reading")
    assert signed_in(team.readers[0]).get(f"{page}?in_place_of={result.key}").status_code == 404


def test_no_result_can_be_chosen(team: Team) -> None:
    page = text(signed_in(team.readers[0]).get(address("add_kind", team, source="reading")))
    assert "records of your own to read" in page
    assert "<select" not in page


def test_none_is_offered_to_a_text(team: Team, result: Piece) -> None:
    assert offered(team.activity, stands(team, 0)) == []
    assert [one.id for one in offered(team.activity, stands(team, 1))] == ["e1"]


def test_other_evidence_is_seen_all_the_same(team: Team, result: Piece) -> None:
    other = piece(team, "document")
    assert list(seen_pieces(stands(team, 0))) == [other]


def test_the_service_sees_no_piece_whatever_it_asks_for(team: Team, result: Piece) -> None:
    browser = signed_in(team.manager)
    for name, parts in (*PAGES.items(), ("piece", {"key": result.key})):
        found = browser.get(address(name, team, team.council.slug, **parts))
        assert found.status_code == 403
    assert seen_pieces(standing_in(access(team.manager, team.council), team.activity)).count() == 0


def test_searching_for_it_finds_nothing(team: Team, result: Piece) -> None:
    page = text(signed_in(team.readers[0]).get(address("pieces", team) + "?q=plan&state=all"))
    assert TITLE not in page


def test_the_address_says_nothing_of_a_record(team: Team, result: Piece) -> None:
    place = {"organisation": team.body.slug, "activity": team.activity.key, "key": result.key}
    assert "CPO" not in reverse("evidence:piece", kwargs=place)
