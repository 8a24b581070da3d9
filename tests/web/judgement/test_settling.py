"""From being worked on to settled, with a panel and without; what is in the way, and what is let stand."""

from __future__ import annotations

from typing import Any

import pytest

from factories.judgements import (
    MISSED,
    Judging,
    area,
    evaluated,
    found,
    on_panel,
    piece,
    ready,
)
from plumbline_web.evidence.actions import withdraw_piece
from plumbline_web.judgement.actions import (
    JudgementRefused,
    agree,
    give_back,
    give_to_panel,
    open_again,
    settle,
    take_back,
)
from plumbline_web.judgement.models import Evaluation
from plumbline_web.judgement.queries import let_stand_of, obstacles_of
from plumbline_web.judgement.states import EVALUATION_MOVES, EVALUATION_WORDS
from plumbline_web.scrutiny.actions import ScrutinyRefused, stop_activity
from web.judgement.asking import address, page, said, sent, signed_in

pytestmark = pytest.mark.django_db


def step(on: Judging, form: dict[str, Any], account: Any = None) -> Any:
    return sent(on.team, account or on.lead, "evaluation", form, indicator="5.2")


def state(one: Evaluation) -> str:
    one.refresh_from_db()
    return one.state


def test_with_nothing_in_the_way_and_no_panel_the_lead_settles_it(on: Judging) -> None:
    one = ready(on)
    assert "The evaluation is settled." in said(step(on, {"settle": "yes"}))
    assert state(one) == "settled"
    assert {each.where for each in obstacles_of(on.team.activity)} == {"5.3"}


def test_everything_in_the_way_is_named_at_once(on: Judging) -> None:
    found(on, pieces_for=[], text="Most had none.")
    one = evaluated(on, would_move="").evaluation
    with pytest.raises(JudgementRefused) as refused:
        settle(by=on.lead, evaluation=one)
    said_then = str(refused.value)
    assert said_then.splitlines()[0] == "This cannot be settled yet."
    for words in (
        "It is “Weak”, and no area for improvement names this indicator.",
        "It does not say what would move it.",
        "F1: It has no evidence for it.",
        "F1: line 1, “Most”",
    ):
        assert words in said_then
    assert state(one) == "draft"


def test_what_may_stand_is_let_stand_with_a_reason_that_is_kept(on: Judging) -> None:
    one = ready(on, would_move="")
    form = {"settle": "yes", "settle-nothing_would_move_it": "The service closes in March."}
    assert "The evaluation is settled." in said(step(on, form))
    assert let_stand_of(on.team.activity) == [
        (
            one,
            {
                "code": "nothing_would_move_it",
                "sentence": "It does not say what would move it.",
                "reason": "The service closes in March.",
            },
        )
    ]
    assert "5.2" not in {each.where for each in obstacles_of(on.team.activity)}
    assert "The service closes in March." in page(on.team, on.lead, "evaluation", indicator="5.2")


def test_without_its_reason_it_does_not_stand(on: Judging) -> None:
    one = ready(on, would_move="")
    answer = step(on, {"settle": "yes", "settle-nothing_would_move_it": " "})
    assert (answer.status_code, state(one)) == (422, "draft")
    with pytest.raises(JudgementRefused, match="what would move it"):
        settle(by=on.lead, evaluation=one, accepted={"nothing_would_move_it": ""})


def test_what_may_not_stand_is_not_let_stand_whatever_the_reason(on: Judging) -> None:
    found(on)
    one = evaluated(on).evaluation
    with pytest.raises(JudgementRefused, match="no area for improvement"):
        settle(by=on.lead, evaluation=one, accepted={"no_area": "There is no need."})


def test_a_very_good_with_a_missed_standard_is_not_settled(on: Judging) -> None:
    found(on, "strength")
    piece(on.team, "run", "strength", MISSED, title="Assessed in time")
    one = evaluated(on, 5).evaluation
    every = {code: "So it is." for code in ("more_weaknesses", "less_than_half", "misses")}
    with pytest.raises(
        JudgementRefused, match="E4 says that a standard is missed more often than met: 40 of 99"
    ):
        settle(by=on.lead, evaluation=one, accepted=every)


def test_the_page_offers_no_settling_while_something_must_be_mended(on: Judging) -> None:
    found(on)
    evaluated(on)
    shown = page(on.team, on.lead, "evaluation", indicator="5.2")
    assert "Settle the evaluation" not in shown
    assert "no area for improvement names this indicator" in shown
    area(on)
    assert "Settle the evaluation" in page(on.team, on.lead, "evaluation", indicator="5.2")


def test_a_settled_evaluation_is_not_written_on_until_it_is_opened_again(on: Judging) -> None:
    one = ready(on)
    settle(by=on.lead, evaluation=one)
    with pytest.raises(JudgementRefused, match="Open it again first"):
        evaluated(on, 3, why="A second look")
    assert "The evaluation is open again." in said(step(on, {"again": "yes", "again-why": "New evidence"}))
    evaluated(on, 3, why="New evidence")
    assert [each.after for each in one.moves.all()] == ["settled", "draft"]
    assert "New evidence" in page(on.team, on.lead, "evaluation", indicator="5.2")


def test_what_was_let_stand_does_not_hold_for_what_comes_later(on: Judging) -> None:
    one = ready(on, grade=4)
    found(on, "strength", "They were seen in time.", pieces_for=[on.seen], pieces_against=[])
    settle(by=on.lead, evaluation=one)
    withdraw_piece(by=on.lead, piece=on.groups, why="The notes are lost")
    in_the_way = [each.text for each in obstacles_of(on.team.activity) if each.where.startswith("5.2")]
    assert any("E3" in words for words in in_the_way)
    assert "E3" in page(on.team, on.lead, "evaluation", indicator="5.2")


def test_with_a_panel_it_goes_to_the_panel_first(on: Judging) -> None:
    one = ready(on)
    on_panel(on.team)
    with pytest.raises(JudgementRefused, match="A panel is named for this activity"):
        settle(by=on.lead, evaluation=one)


def test_the_panel_agrees_and_the_lead_settles(on: Judging) -> None:
    one, member = ready(on), on_panel(on.team)
    assert "The panel has it now." in said(step(on, {"give": "yes", "give-why": "Weak or adequate?"}))
    with pytest.raises(JudgementRefused, match="Nobody of the panel has agreed"):
        settle(by=on.lead, evaluation=one)
    answer = sent(on.team, member, "panel_one", {"agree": "yes", "agree-why": ""}, indicator="5.2")
    assert "Your agreement is kept." in said(answer)
    assert state(one) == "panel"
    settle(by=on.lead, evaluation=one)
    assert state(one) == "settled"


def test_nobody_writes_on_what_is_with_the_panel(on: Judging) -> None:
    one = ready(on)
    on_panel(on.team)
    give_to_panel(by=on.lead, evaluation=one)
    with pytest.raises(JudgementRefused, match="is with the panel"):
        evaluated(on, 3, why="A second look")


def test_the_panel_gives_it_back_with_what_it_asks(on: Judging) -> None:
    one, member = ready(on), on_panel(on.team)
    give_to_panel(by=on.lead, evaluation=one)
    form = {"back": "yes", "back-why": "What do the reviews say?"}
    assert "back with its team" in said(sent(on.team, member, "panel_one", form, indicator="5.2"))
    assert state(one) == "draft"
    assert "What do the reviews say?" in page(on.team, on.team.readers[0], "evaluation", indicator="5.2")


def test_giving_back_wants_words(on: Judging) -> None:
    one, member = ready(on), on_panel(on.team)
    give_to_panel(by=on.lead, evaluation=one)
    with pytest.raises(JudgementRefused, match="Say what the panel asks"):
        give_back(by=member, evaluation=one, text=" ")


def test_what_was_agreed_to_does_not_hold_once_it_was_given_back(on: Judging) -> None:
    one, member = ready(on), on_panel(on.team)
    give_to_panel(by=on.lead, evaluation=one)
    agree(by=member, evaluation=one)
    give_back(by=member, evaluation=one, text="On second thoughts, no.")
    give_to_panel(by=on.lead, evaluation=one)
    with pytest.raises(JudgementRefused, match="Nobody of the panel has agreed"):
        settle(by=on.lead, evaluation=one)


def test_the_lead_takes_it_back_with_a_reason(on: Judging) -> None:
    one = ready(on)
    on_panel(on.team)
    give_to_panel(by=on.lead, evaluation=one)
    with pytest.raises(JudgementRefused, match="Say why it is taken back"):
        take_back(by=on.lead, evaluation=one, why="")
    assert "taken back from the panel" in said(step(on, {"take": "yes", "take-why": "New evidence"}))
    assert state(one) == "draft"


def test_nothing_is_given_to_a_panel_on_which_nobody_sits(on: Judging) -> None:
    with pytest.raises(JudgementRefused, match="Nobody sits on the panel yet"):
        give_to_panel(by=on.lead, evaluation=ready(on))


def test_two_versions_at_once_do_not_go_to_the_panel(on: Judging) -> None:
    one = ready(on)
    on_panel(on.team)
    evaluated(on, based_on=None, by=on.team.readers[0])
    with pytest.raises(JudgementRefused, match="Two versions were written at the same time"):
        give_to_panel(by=on.lead, evaluation=one)


@pytest.mark.parametrize("verb", ["give", "back", "take", "agree", "settle", "again"])
@pytest.mark.parametrize("before", list(EVALUATION_WORDS))
def test_only_moves_of_the_table_are_made(on: Judging, before: str, verb: str) -> None:
    one, member = ready(on), on_panel(on.team)
    if before != "draft":
        give_to_panel(by=on.lead, evaluation=one)
    if before == "settled":
        agree(by=member, evaluation=one)
        settle(by=on.lead, evaluation=one)
    acts = {
        "give": ("panel", lambda: give_to_panel(by=on.lead, evaluation=one)),
        "back": ("draft", lambda: give_back(by=member, evaluation=one, text="No.")),
        "take": ("draft", lambda: take_back(by=on.lead, evaluation=one, why="So.")),
        "agree": ("panel", lambda: agree(by=member, evaluation=one)),
        "settle": ("settled", lambda: settle(by=on.lead, evaluation=one)),
        "again": ("draft", lambda: open_again(by=on.lead, evaluation=one, why="So.")),
    }
    fits = {"give": "draft", "back": "panel", "take": "panel", "agree": "panel", "again": "settled"}
    after, act = acts[verb]
    if fits.get(verb) == before:
        act()
        assert state(one) == after
        assert verb == "agree" or (before, after) in EVALUATION_MOVES
    else:
        with pytest.raises(JudgementRefused):
            act()
        assert state(one) == before


def test_nothing_moves_in_an_activity_that_has_ended(on: Judging) -> None:
    one = ready(on)
    stop_activity(by=on.lead, activity=on.team.activity, why="No longer wanted")
    with pytest.raises(ScrutinyRefused, match="has ended"):
        settle(by=on.lead, evaluation=one)


@pytest.mark.parametrize("button", ["settle", "give", "take", "again"])
def test_only_the_lead_moves_it(on: Judging, button: str) -> None:
    ready(on)
    client = signed_in(on.team.readers[0])
    answer = client.post(address(on.team, "evaluation", indicator="5.2"), {button: "yes"})
    assert answer.status_code == 403


def test_a_press_that_comes_too_late_changes_nothing_and_says_so(on: Judging) -> None:
    one = ready(on)
    settle(by=on.lead, evaluation=one)
    answer = step(on, {"settle": "yes"})
    assert "Nothing was changed" in said(answer)
    assert one.moves.count() == 1
