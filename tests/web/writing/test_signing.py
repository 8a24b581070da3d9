"""Named people sign a paper as it stands; a later change of text or evidence voids it, visibly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factories.activities import Team
from factories.written import PLANS, SEEN, written
from plumbline.scrutiny.quantities import Evidence
from plumbline_web.evidence.actions import add_piece
from plumbline_web.evidence.models import Piece
from plumbline_web.judgement.actions import write_evaluation
from plumbline_web.writing.actions import (
    WritingRefused,
    ask_signature,
    reopen_paper,
    revoke_signature,
    sign,
    withdraw_asking,
)
from plumbline_web.writing.models import Paper, Section
from plumbline_web.writing.queries import newest, obstacles, signed


@pytest.fixture
def asked(team: Team, paper: Paper, section: Section) -> Paper:
    """A report whose one text holds; the lead and the first reader are asked to sign."""
    written(team.lead, section, "[Most]{e2} people were seen. A plan was there in {e1}.")
    for account in (team.lead, team.readers[0]):
        ask_signature(by=team.lead, paper=paper, account=account)
    return paper


def by_all(team: Team, paper: Paper) -> Paper:
    for account in (team.lead, team.readers[0]):
        sign(by=account, paper=paper, sha256=signed(paper).sha256)
    paper.refresh_from_db()
    return paper


def later_version(team: Team, number: int, quantity: Evidence) -> Piece:
    """The evidence of a number, counted anew."""
    return add_piece(
        by=team.lead,
        activity=team.activity,
        source="run",
        title="Counted anew",
        ties={"5.2": "mixed"},
        quantity=quantity,
        in_place_of=Piece.objects.get(number=number),
    )


def test_a_paper_is_signed_off_once_everybody_named_has_signed(team: Team, asked: Paper) -> None:
    sign(by=team.lead, paper=asked, sha256=signed(asked).sha256)
    asked.refresh_from_db()
    assert (asked.state, [one.account for one in signed(asked).has_not]) == ("draft", [team.readers[0]])
    sign(by=team.readers[0], paper=asked, sha256=signed(asked).sha256)
    asked.refresh_from_db()
    assert (asked.state, signed(asked).complete) == ("signed", True)


def test_nobody_signs_another_text_than_they_saw(team: Team, asked: Paper, section: Section) -> None:
    seen = signed(asked).sha256
    written(team.lead, section, "Another text.", newest(section))
    with pytest.raises(WritingRefused, match="has changed since you opened the page"):
        sign(by=team.lead, paper=asked, sha256=seen)


def test_what_does_not_hold_cannot_be_signed(team: Team, asked: Paper, section: Section) -> None:
    written(team.lead, section, "[Most]{e1} records held a plan.", newest(section))
    with pytest.raises(
        WritingRefused, match="Introduction, line 1, “Most”: The evidence says less than half"
    ):
        sign(by=team.lead, paper=asked, sha256=signed(asked).sha256)


def test_a_change_of_text_voids_every_signature_before_it(team: Team, asked: Paper, section: Section) -> None:
    sign(by=team.lead, paper=asked, sha256=signed(asked).sha256)
    written(team.lead, section, "Another text.", newest(section))
    assert [(one.account, one.void) for one in signed(asked).has_not] == [
        (team.lead, True),
        (team.readers[0], False),
    ]


@pytest.mark.parametrize(
    ("number", "quantity"),
    [
        (1, replace(PLANS, x=36)),
        # The words “most” print the same; what the annex prints of them does not.
        (2, replace(SEEN, x=81)),
    ],
)
def test_a_change_of_evidence_voids_a_paper_that_was_signed_off(
    team: Team, asked: Paper, number: int, quantity: Evidence
) -> None:
    by_all(team, asked)
    later_version(team, number, quantity)
    assert [one.void for one in signed(asked).has_not] == [True, True]


def test_a_change_of_what_is_worked_out_voids_it_too(team: Team, asked: Paper) -> None:
    by_all(team, asked)
    write_evaluation(
        by=team.lead,
        subject=team.activity.subjects.get(),
        indicator="5.2",
        grade=2,
        rationale="A plan was there in {e1}.",
        pieces=[Piece.objects.get(number=1)],
    )
    assert not signed(asked).complete


def test_evidence_that_no_text_names_voids_nothing(team: Team, asked: Paper) -> None:
    by_all(team, asked)
    add_piece(by=team.lead, activity=team.activity, source="document", title="Else", ties={"5.2": "mixed"})
    assert signed(asked).complete


def test_a_signature_is_taken_back_with_a_reason_and_the_paper_is_a_draft_again(
    team: Team, asked: Paper
) -> None:
    by_all(team, asked)
    with pytest.raises(WritingRefused, match="Say why"):
        revoke_signature(by=team.lead, paper=asked, why=" ")
    revoke_signature(by=team.lead, paper=asked, why="I saw another version of the plan.")
    asked.refresh_from_db()
    assert asked.state == "draft"
    assert [one.signature.revoked_why for one in signed(asked).has_not] == [
        "I saw another version of the plan."
    ]
    assert asked.moves.last().why == "I saw another version of the plan."


def test_a_lead_opens_a_signed_paper_again_and_the_signatures_count_until_the_text_changes(
    team: Team, asked: Paper, section: Section
) -> None:
    by_all(team, asked)
    reopen_paper(by=team.lead, paper=asked, why="A name was wrong.")
    asked.refresh_from_db()
    assert (asked.state, signed(asked).complete) == ("draft", True)
    written(team.lead, section, "Another text.", newest(section))
    assert signed(asked).has == ()


def test_nobody_signs_who_is_not_asked_and_nobody_twice(team: Team, asked: Paper) -> None:
    with pytest.raises(WritingRefused, match="not asked"):
        sign(by=team.readers[1], paper=asked, sha256=signed(asked).sha256)
    sign(by=team.lead, paper=asked, sha256=signed(asked).sha256)
    with pytest.raises(WritingRefused, match="You have signed it as it stands"):
        sign(by=team.lead, paper=asked, sha256=signed(asked).sha256)


def test_only_the_team_can_be_asked_and_each_once(team: Team, asked: Paper) -> None:
    with pytest.raises(WritingRefused, match="Only somebody of the team"):
        ask_signature(by=team.lead, paper=asked, account=team.manager)
    with pytest.raises(WritingRefused, match="asked to sign already"):
        ask_signature(by=team.lead, paper=asked, account=team.lead)


def test_when_the_last_who_is_missing_is_no_longer_asked_the_paper_is_signed_off(
    team: Team, asked: Paper
) -> None:
    sign(by=team.lead, paper=asked, sha256=signed(asked).sha256)
    withdraw_asking(by=team.lead, asked=signed(asked).has_not[0].asked)
    asked.refresh_from_db()
    assert asked.state == "signed"


def test_where_nobody_is_asked_nothing_is_signed_and_nothing_waits(paper: Paper) -> None:
    assert (signed(paper).asked, signed(paper).complete, obstacles(paper)) == (False, False, [])


def test_a_missing_signature_stands_in_the_way_and_only_where_it_is_asked_for(asked: Paper) -> None:
    assert [one.kind for one in obstacles(asked)] == ["unsigned", "unsigned"]
    assert obstacles(asked, signatures=False) == []
