"""Themes and each of their questions: what is tied to a question is seen under it and under its theme."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factories.activities import TEMPLATE, Team, inspection
from factories.evidence import piece
from plumbline.scrutiny.activities import as_json
from plumbline.scrutiny.activity_form import Theme
from plumbline_web.evidence import board
from plumbline_web.evidence.actions import EvidenceNotTaken
from plumbline_web.evidence.lines import lines_of, points_at
from plumbline_web.judgement.obstacles import Held
from web.evidence.asking import address, signed_in, text

HOW_MANY, BEAR_IT_OUT = "How many cases does each team hold?", "Do the figures bear out what staff say?"
THEMES = (
    Theme("loads", "benchmarking", "Caseloads", (HOW_MANY, BEAR_IT_OUT)),
    Theme("law", "readiness", "A change in the law", ("Is the service ready?",)),
)


@pytest.fixture
def team(db: None) -> Team:
    """An inspection with a theme of two questions and one of a single question."""
    made = inspection(readers=1)
    made.activity.template = as_json(replace(TEMPLATE, themes=THEMES))
    made.activity.save()
    return made


@pytest.mark.parametrize(
    ("tied", "way"),
    [
        ({}, ""),
        ({"5.2": "strength"}, ""),
        ({"loads.1": "strength"}, "strength"),
        ({"loads.1": "strength", "loads.2": "strength"}, "strength"),
        ({"loads.1": "strength", "loads.2": "weakness"}, "mixed"),
        ({"loads.1": "strength", "loads.2": "neither"}, "strength"),
        ({"loads.1": "neither", "loads.2": "neither"}, "neither"),
        ({"loads": "weakness", "loads.1": "strength"}, "weakness"),
    ],
)
def test_what_is_tied_to_questions_speaks_to_their_theme(tied: dict[str, str], way: str) -> None:
    assert points_at("loads", ("loads.1", "loads.2"), tied) == way


def test_each_question_of_a_theme_is_a_line_and_a_single_one_is_the_theme(team: Team) -> None:
    lines = lines_of(team.activity)
    assert [(one.code, one.shown, one.within) for one in lines.values() if one.code[0] == "l"] == [
        ("loads", "Caseloads", ""),
        ("loads.1", HOW_MANY, "loads"),
        ("loads.2", BEAR_IT_OUT, "loads"),
        ("law", "A change in the law", ""),
    ]


def test_the_board_counts_a_piece_under_its_question_and_its_theme(team: Team) -> None:
    piece(team, ties={"loads.2": "weakness"})
    rows = board.of(team.activity)
    assert rows["loads.2"].pieces == rows["loads"].pieces == (1,)
    assert rows["loads.1"].pieces == ()
    assert rows["loads"].counts == {"document": {"weakness": 1}}


def test_the_pages_of_the_theme_and_of_its_question_show_the_piece(team: Team) -> None:
    piece(team, title="Cases by team", ties={"loads.2": "weakness"})
    lead = signed_in(team.lead)
    for code, there in (("loads", True), ("loads.2", True), ("loads.1", False)):
        shown = text(lead.get(address("indicator", team, indicator=code)))
        assert ("Cases by team" in shown) == there
    assert HOW_MANY in text(lead.get(address("board", team)))


def test_a_finding_under_the_theme_has_the_evidence_of_its_questions_at_hand(team: Team) -> None:
    piece(team, ties={"loads.1": "strength"})
    held = Held(team.activity)
    assert [(one.id, one.points) for one in held.tied("loads", None)] == [("e1", "strength")]


def test_a_question_that_there_is_not_is_refused(team: Team) -> None:
    with pytest.raises(EvidenceNotTaken, match="not looked into"):
        piece(team, ties={"loads.3": "strength"})
