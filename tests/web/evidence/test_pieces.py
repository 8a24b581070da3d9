"""Pieces of evidence: brought in, followed by later versions, tied, argued about, withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from factories.activities import Team, inspection
from factories.evidence import GROUPS, PLANS, piece
from plumbline.scrutiny.quantities import EvidenceRefused
from plumbline_web.audit.models import Event
from plumbline_web.evidence import board
from plumbline_web.evidence.actions import (
    EvidenceNotTaken,
    add_piece,
    argue,
    loosen,
    tie,
    withdraw_piece,
)
from plumbline_web.evidence.queries import changed_since, pieces_of, quantities_of, ties_of, versions_of
from plumbline_web.scrutiny.conditions import ScrutinyRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return inspection(readers=1)


def ties(team: Team) -> dict[str, str]:
    return {one.indicator: one.points for one in ties_of(team.activity)}


def test_pieces_are_numbered_as_they_come(team: Team) -> None:
    assert [str(piece(team)), str(piece(team))] == ["E1", "E2"]


def test_a_piece_that_is_tied_to_nothing_is_not_taken(team: Team) -> None:
    with pytest.raises(EvidenceNotTaken, match="Tie the piece"):
        piece(team, ties={})


@pytest.mark.parametrize("code", ["9.9", "", "5.2.1"])
def test_a_piece_cannot_be_tied_to_what_is_not_looked_into(team: Team, code: str) -> None:
    with pytest.raises(EvidenceNotTaken, match="not looked into"):
        piece(team, ties={code: "strength"})


def test_a_piece_can_be_tied_to_the_judgement_over_all_indicators(team: Team) -> None:
    piece(team, ties={"10": "mixed"})
    assert ties(team) == {"10": "mixed"}


def test_counts_that_cannot_be_are_refused_by_the_rules_of_the_evidence_file(team: Team) -> None:
    with pytest.raises(EvidenceRefused, match="6 of 5 cannot be"):
        piece(team, quantity=replace(GROUPS, x=6))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"speaks_from": date(2026, 4, 1)}, "before the first"),
        ({"speaks_until": date(206, 3, 31)}, "206 cannot be the year"),
        ({"speaks_from": date(2026, 3, 1), "expires_on": date(2026, 2, 1)}, "expires before"),
    ],
)
def test_days_that_cannot_be_are_refused(team: Team, days: dict[str, date], said: str) -> None:
    with pytest.raises(EvidenceNotTaken, match=said):
        piece(team, **days)


def test_a_later_version_keeps_the_number_and_takes_the_former_ones_place(team: Team) -> None:
    first = piece(team, quantity=PLANS)
    later = piece(team, quantity=replace(PLANS, x=41), in_place_of=first)
    assert [(str(one), one.edition) for one in pieces_of(team.activity)] == [("E1", 2)]
    assert quantities_of(team.activity)["e1"].x == 41
    assert [one.pk for one in versions_of(first)] == [later.pk, first.pk]


def test_only_the_newest_version_can_be_followed(team: Team) -> None:
    first = piece(team)
    piece(team, in_place_of=first)
    with pytest.raises(EvidenceNotTaken, match="has a later version already"):
        piece(team, in_place_of=first)


def test_a_version_cannot_follow_a_piece_of_another_activity(team: Team) -> None:
    from plumbline_web.scrutiny.models import Activity

    other = Activity.objects.get(pk=team.activity.pk)
    other.pk, other.key = None, "0123456789abcdef"
    other.save()
    with pytest.raises(EvidenceNotTaken, match="of this activity"):
        add_piece(
            by=team.lead,
            activity=other,
            source="document",
            title="A plan",
            ties={"5.2": "strength"},
            in_place_of=piece(team),
        )


def test_the_next_piece_gets_a_number_of_its_own_after_a_later_version(team: Team) -> None:
    piece(team, in_place_of=piece(team))
    assert str(piece(team)) == "E2"


def test_a_withdrawn_piece_counts_no_more_and_stays_on_record(team: Team) -> None:
    one = piece(team, quantity=PLANS)
    withdraw_piece(by=team.lead, piece=one, why="Counted twice.")
    one.refresh_from_db()
    assert (one.state, one.withdrawn_why) == ("withdrawn", "Counted twice.")
    assert quantities_of(team.activity) == {}
    assert ties(team) == {}


def test_a_piece_is_not_withdrawn_without_a_reason(team: Team) -> None:
    with pytest.raises(EvidenceNotTaken, match="Say why"):
        withdraw_piece(by=team.lead, piece=piece(team), why="  ")


def test_a_withdrawn_piece_can_be_followed_by_a_better_one(team: Team) -> None:
    one = piece(team)
    withdraw_piece(by=team.lead, piece=one, why="The wrong year.")
    piece(team, in_place_of=one)
    assert [one.edition for one in pieces_of(team.activity)] == [2]


def test_a_new_tie_takes_the_place_of_the_former(team: Team) -> None:
    one = piece(team)
    tie(by=team.lead, piece=one, indicator="5.2", points="weakness")
    assert ties(team) == {"5.2": "weakness"}
    assert one.ties.count() == 2


def test_what_is_loosened_was_still_tied(team: Team) -> None:
    one = piece(team)
    loosen(by=team.lead, piece=one, indicator="5.2")
    assert ties(team) == {}
    assert one.ties.get().loosened_by == team.lead


def test_what_is_not_tied_cannot_be_loosened(team: Team) -> None:
    with pytest.raises(EvidenceNotTaken, match="not tied"):
        loosen(by=team.lead, piece=piece(team), indicator="5.3")


def test_an_earlier_version_cannot_be_tied_anew(team: Team) -> None:
    one = piece(team)
    piece(team, in_place_of=one)
    with pytest.raises(EvidenceNotTaken, match="later version"):
        tie(by=team.lead, piece=one, indicator="5.3", points="strength")


def test_an_argument_stays_when_the_piece_is_withdrawn(team: Team) -> None:
    one = piece(team)
    for _ in range(2):  # a button pressed twice
        argue(by=team.readers[0], piece=one, text="It was never put into practice.")
    withdraw_piece(by=team.lead, piece=one, why="Agreed.")
    assert [said.text for said in one.arguments.all()] == ["It was never put into practice."]


def test_nothing_is_brought_in_once_the_activity_has_ended(team: Team) -> None:
    one = piece(team)
    team.activity.state = "stopped"
    team.activity.save()
    with pytest.raises(ScrutinyRefused):
        piece(team)
    one = type(one).objects.get(pk=one.pk)
    with pytest.raises(ScrutinyRefused):
        argue(by=team.lead, piece=one, text="Too late.")


def test_what_changed_since_says_how_a_figure_printed_and_prints(team: Team) -> None:
    first = piece(team, quantity=PLANS)
    kept = piece(team, quantity=GROUPS)
    before = {one.quantity_id: one.quantity for one in (first, kept)}
    assert changed_since(team.activity, before) == ()
    piece(team, quantity=replace(PLANS, x=80), in_place_of=first)
    withdraw_piece(by=team.lead, piece=kept, why="Heard wrongly.")
    assert [(one.id, one.was, one.now) for one in changed_since(team.activity, before)] == [
        (
            "e1",
            "less than half, 37 of 99 records (between 29% and 47%)",
            "most, 80 of 99 records (between 72% and 87%)",
        ),
        ("e2", "in 4 of 5 groups", ""),
    ]


def test_the_board_knows_every_line_and_what_bears_on_it(team: Team) -> None:
    piece(team, "run")
    piece(team, "group", "weakness")
    found = board.of(team.activity)
    assert list(found) == ["5.2", "5.3", "10"]
    assert found["5.2"].counts == {"run": {"strength": 1}, "group": {"weakness": 1}}
    assert found["5.2"].at_odds == (
        "E1 points to a strength, and E2 points to a weakness. What E1 counts is a strength, and E2 says the "
        "opposite."
    )
    assert found["5.3"].thin == "Nothing is tied to it yet."


def test_the_board_of_an_earlier_day_finds_nothing_stale_that_was_not(team: Team) -> None:
    piece(team, expires_on=date(2026, 6, 30))
    assert board.of(team.activity, on=date(2026, 6, 30))["5.2"].stale == ""
    assert board.of(team.activity, on=date(2026, 7, 1))["5.2"].stale.endswith("expired on 30 June 2026.")


def test_what_is_done_to_a_piece_stands_in_the_trail_without_its_words(team: Team) -> None:
    one = piece(team, title="A title that says much")
    argue(by=team.lead, piece=one, text="Words for the team.")
    loosen(by=team.lead, piece=one, indicator="5.2")
    withdraw_piece(by=team.lead, piece=one, why="A reason for the team.")
    found = Event.objects.filter(subject=f"activity:{team.activity.key}", details__piece=one.key)
    assert [event.act for event in found.order_by("id")] == [
        "tied evidence",
        "brought in evidence",
        "argued about evidence",
        "loosened evidence",
        "withdrew evidence",
    ]
    assert "for the team" not in str([event.details for event in found])
