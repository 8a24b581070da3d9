"""Named people sign a paper as it stands; a later change of text or evidence voids it, visibly."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from factories.activities import Team
from factories.written import PLANS, SEEN, written
from plumbline.scrutiny.quantities import Evidence
from plumbline_web.evidence.actions import add_piece
from plumbline_web.evidence.models import Piece
from plumbline_web.judgement.actions import write_evaluation
from plumbline_web.people.models import Account
from plumbline_web.people.queries import today
from plumbline_web.writing.actions import (
    WritingRefused,
    ask_signature,
    reopen_paper,
    revoke_signature,
    save_draft,
    sign,
    sign_off_again,
    withdraw_asking,
)
from plumbline_web.writing.models import Paper, Section
from plumbline_web.writing.obstacles import obstacles
from plumbline_web.writing.queries import newest, signed
from web.writing.asking import address, head_of, signed_in


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
    before = Piece.objects.get(number=number)
    return add_piece(
        by=team.lead,
        activity=team.activity,
        source=before.source,
        title="Counted anew",
        ties={"5.2": "mixed"},
        quantity=quantity,
        in_place_of=before,
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


def test_left_as_it_was_signed_it_is_signed_off_again_by_the_lead(
    team: Team, asked: Paper, section: Section
) -> None:
    by_all(team, asked)
    reopen_paper(by=team.lead, paper=asked, why="A name was wrong.")
    content = signed_in(team.lead).get(address("signing", team, asked.key)).content.decode()
    assert "Sign it off as it stands" in content and 'name="sign"' not in content
    by_post(team.readers[0], team, asked)
    asked.refresh_from_db()
    assert asked.state == "draft"
    by_post(team.lead, team, asked)
    asked.refresh_from_db()
    assert (asked.state, [one.after for one in asked.moves.all()]) == (
        "signed",
        ["signed", "draft", "signed"],
    )


def by_post(account: Account, team: Team, paper: Paper) -> None:
    """The button that signs it off again."""
    form = {"sign-off": "yes", "sha256": signed(paper).sha256}
    signed_in(account).post(address("signing", team, paper.key), form)


def test_it_is_not_signed_off_again_when_it_changed_a_signature_is_missing_or_something_waits(
    team: Team, asked: Paper, section: Section
) -> None:
    with pytest.raises(WritingRefused, match="Not everybody named has signed"):
        sign_off_again(by=team.lead, paper=asked, sha256=signed(asked).sha256)
    by_all(team, asked)
    reopen_paper(by=team.lead, paper=asked, why="A name was wrong.")
    with pytest.raises(WritingRefused, match="has changed since you opened the page"):
        sign_off_again(by=team.lead, paper=asked, sha256="of another text")
    save_draft(by=team.readers[0], section=section, text="Typed.", based_on=newest(section), page="open")
    with pytest.raises(WritingRefused, match="somebody typed what is not saved"):
        sign_off_again(by=team.lead, paper=asked, sha256=signed(asked).sha256)


def test_when_the_last_who_is_missing_is_no_longer_asked_what_waits_is_not_signed_over(
    team: Team, asked: Paper, section: Section
) -> None:
    sign(by=team.lead, paper=asked, sha256=signed(asked).sha256)
    save_draft(by=team.readers[0], section=section, text="Typed.", based_on=newest(section), page="open")
    withdraw_asking(by=team.lead, asked=signed(asked).has_not[0].asked)
    asked.refresh_from_db()
    assert asked.state == "draft"


def test_a_lead_inspector_of_the_organisation_whose_report_it_is_can_be_asked_and_signs(
    team: Team, asked: Paper
) -> None:
    head = head_of(team)
    ask_signature(by=team.lead, paper=asked, account=head, as_what="Head of inspection")
    form = {"sign": "yes", "sha256": signed(asked).sha256}
    assert signed_in(head).post(address("signing", team, asked.key), form).status_code == 302
    assert [one.account for one in signed(asked).has] == [head]


def test_whoever_has_left_is_not_offered_and_where_they_are_asked_the_page_says_so(
    team: Team, asked: Paper
) -> None:
    for account in team.readers:
        account.memberships.update(until_on=today() - timedelta(days=1))
    page = signed_in(team.lead).get(address("signing", team, asked.key))
    assert [one[1] for one in page.context["ask"].fields["account"].choices] == []
    assert page.content.decode().count("They can no longer open this page.") == 1


def test_a_refusal_to_ask_no_longer_is_said_on_the_page(team: Team, asked: Paper) -> None:
    key = asked.signatures_asked.first().key
    by_all(team, asked)
    answer = signed_in(team.lead).post(address("signing", team, asked.key), {"withdraw": key})
    assert (answer.status_code, b"Only a draft can be changed." in answer.content) == (422, True)


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
