"""What is said to the service: written, nested, owned, moved, withdrawn."""

from __future__ import annotations

from typing import Any

import pytest

from factories.judgements import Judging, area
from factories.site import ELSEWHERE, council
from plumbline_web.evidence.actions import withdraw_piece
from plumbline_web.judgement.actions import (
    JudgementRefused,
    choose_statement,
    move_statement,
    say,
    withdraw_statement,
)
from plumbline_web.judgement.models import Statement, StatementVersion
from plumbline_web.judgement.queries import obstacles_of, statements_of
from web.judgement.asking import page, said, sent

pytestmark = pytest.mark.django_db


def message(on: Judging, text: str = "People are treated with respect.", **more: Any) -> StatementVersion:
    return say(by=on.lead, activity=on.team.activity, kind="key_message", text=text, **more)


def names(on: Judging, kind: str) -> list[int]:
    return [one.number for one, _ in statements_of(on.team.activity, kind)]


def codes(on: Judging, where: str) -> set[str]:
    return {one.code for one in obstacles_of(on.team.activity) if one.where == where}


def test_an_area_is_written_with_its_owners_inside_the_site_and_outside(on: Judging) -> None:
    form = {
        "write": "yes",
        "text": "Plans should be in place.",
        "indicators": ["5.3", "5.2"],
        "owners": [on.team.council.slug],
        "others": "Scottish Prison Service\nScottish Government",
        "pieces": [on.plans.key],
    }
    answer = sent(on.team, on.lead, "write_statement", form, "?kind=area")
    assert "The area for improvement is kept." in said(answer)
    assert "For Ashmarrow, Scottish Prison Service, Scottish Government." in said(answer)
    ((_, version),) = statements_of(on.team.activity, "area")
    assert version.indicators == ["5.2", "5.3"]
    assert (list(version.owners.all()), list(version.pieces.all())) == ([on.team.council], [on.plans])


@pytest.mark.parametrize("kind", ["key_message", "capacity", "good_practice", "limit"])
def test_what_is_no_area_asks_for_no_owner(on: Judging, kind: str) -> None:
    shown = page(on.team, on.lead, "write_statement", f"?kind={kind}")
    assert "that own it" not in shown
    sent(on.team, on.lead, "write_statement", {"write": "yes", "text": "So it is."}, f"?kind={kind}")
    assert names(on, kind) == [1]


def test_there_is_no_other_kind(on: Judging) -> None:
    with pytest.raises(JudgementRefused, match="Choose one of"):
        say(by=on.lead, activity=on.team.activity, kind="wish", text="So it is.")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"text": " "}, "Write what it says"),
        ({"indicators": ["9.9"]}, "does not look at 9.9"),
        ({"others": ["A partner"]}, "Only an area for improvement is owned"),
    ],
)
def test_what_does_not_fit_is_refused(on: Judging, more: dict[str, Any], why: str) -> None:
    with pytest.raises(JudgementRefused, match=why):
        message(on, **more)


def test_a_service_that_is_not_looked_at_is_named_among_the_other_bodies(on: Judging) -> None:
    with pytest.raises(JudgementRefused, match="Brackenmoor is not looked at by this activity"):
        area(on, owners=[council("Brackenmoor", ELSEWHERE)])


def test_parts_stand_under_their_area_whenever_they_were_written(on: Judging) -> None:
    whole, other = area(on, "The whole").statement, area(on, "Another").statement
    area(on, "Its part", within=whole)
    area(on, "Its second part", within=whole)
    area(on, "A part of the other", within=other)
    assert names(on, "area") == [1, 3, 4, 2, 5]


def test_a_part_has_no_parts(on: Judging) -> None:
    whole = area(on).statement
    part = area(on, within=whole).statement
    with pytest.raises(JudgementRefused, match="part of another itself"):
        area(on, within=part)


def test_only_an_area_is_part_of_another(on: Judging) -> None:
    with pytest.raises(JudgementRefused, match="Only an area for improvement is part of another"):
        message(on, within=area(on).statement)


def test_an_area_that_nobody_owns_is_in_the_way(on: Judging) -> None:
    area(on, owners=[])
    assert codes(on, "A1") == {"area_without_owner"}


def test_a_part_is_owned_by_who_owns_the_whole(on: Judging) -> None:
    whole = area(on).statement
    area(on, owners=[], within=whole)
    assert codes(on, "A2") == set()


def test_words_of_quantity_that_do_not_hold_are_in_the_way(on: Judging) -> None:
    message(on, "Most plans were missing.")
    message(on, "[Less than half]{e1} ({e1:range}) had a plan.")
    assert (codes(on, "KM1"), codes(on, "KM2")) == ({"words_do_not_hold"}, set())


def test_a_statement_that_rests_on_what_was_withdrawn_is_in_the_way(on: Judging) -> None:
    message(on, pieces=[on.plans])
    assert codes(on, "KM1") == set()
    withdraw_piece(by=on.lead, piece=on.plans, why="Counted wrong")
    assert codes(on, "KM1") == {"evidence_gone"}


def test_it_is_moved_up_and_down_among_its_own(on: Judging) -> None:
    for text in ("One", "Two", "Three"):
        message(on, text)
    last = Statement.objects.get(number=3)
    answer = sent(on.team, on.lead, "statements", {"up": last.key})
    assert said(answer).index("Three") < said(answer).index("Two")
    assert names(on, "key_message") == [1, 3, 2]
    move_statement(by=on.lead, statement=last, way="up")
    move_statement(by=on.lead, statement=Statement.objects.get(number=1), way="down")
    assert names(on, "key_message") == [3, 2, 1]


def test_a_part_is_moved_among_the_parts_of_its_area_alone(on: Judging) -> None:
    whole, other = area(on).statement, area(on).statement
    first, second = (area(on, within=whole).statement for _ in range(2))
    area(on, within=other)
    move_statement(by=on.lead, statement=second, way="up")
    assert names(on, "area") == [1, 4, 3, 2, 5]
    with pytest.raises(JudgementRefused, match="cannot be moved further"):
        move_statement(by=on.lead, statement=first, way="down")


def test_moved_past_the_end_it_stays_and_the_page_says_so(on: Judging) -> None:
    one = message(on).statement
    assert "cannot be moved further that way" in said(sent(on.team, on.lead, "statements", {"up": one.key}))


def test_a_withdrawn_one_between_two_does_not_hinder_moving(on: Judging) -> None:
    for text in ("One", "Two", "Three"):
        message(on, text)
    withdraw_statement(by=on.lead, statement=Statement.objects.get(number=2), why="Wrong")
    move_statement(by=on.lead, statement=Statement.objects.get(number=3), way="up")
    assert names(on, "key_message") == [3, 1]


def test_it_is_changed_as_a_new_version(on: Judging) -> None:
    version = message(on)
    form = {"write": "yes", "based_on": version.key, "text": "People are heard.", "why": "Clearer"}
    answer = sent(on.team, on.lead, "statement", form, key=version.statement.key)
    assert "KM1 is kept." in said(answer)
    assert [one.text for one in version.statement.versions.all()] == [
        "People are treated with respect.",
        "People are heard.",
    ]
    assert [one.text for _, one in statements_of(on.team.activity, "key_message")] == ["People are heard."]


def test_who_changed_it_from_an_older_page_is_told_and_both_are_kept(on: Judging) -> None:
    first = message(on)
    message(on, "What the lead wrote.", statement=first.statement)
    form = {"write": "yes", "based_on": first.key, "text": "What the reader wrote.", "why": "So"}
    answer = sent(on.team, on.team.readers[0], "statement", form, key=first.statement.key)
    assert "had written a version meanwhile" in said(answer)
    assert codes(on, "KM1") == {"two_versions"}
    beside = first.statement.versions.get(chosen=False)
    assert beside.text == "What the reader wrote."
    choose_statement(by=on.lead, version=beside, why="It says more")
    assert [one.text for _, one in statements_of(on.team.activity, "key_message")] == [beside.text]
    assert codes(on, "KM1") == set()


def test_it_is_withdrawn_with_a_reason_and_its_number_is_not_given_again(on: Judging) -> None:
    one = message(on).statement
    form = {"withdraw": "yes", "withdraw-why": "It was said twice"}
    answer = sent(on.team, on.lead, "statement", form, key=one.key)
    assert "It was said twice" in said(answer)
    assert names(on, "key_message") == []
    assert message(on).statement.number == 2
    with pytest.raises(JudgementRefused, match="withdrawn already"):
        withdraw_statement(by=on.lead, statement=one, why="Again")
    with pytest.raises(JudgementRefused, match="Say it anew"):
        message(on, statement=one)


def test_an_area_with_parts_is_not_withdrawn_before_them(on: Judging) -> None:
    whole = area(on).statement
    part = area(on, within=whole).statement
    with pytest.raises(JudgementRefused, match="Parts of it still stand"):
        withdraw_statement(by=on.lead, statement=whole, why="Wrong")
    withdraw_statement(by=on.lead, statement=part, why="Wrong")
    withdraw_statement(by=on.lead, statement=whole, why="Wrong")
    assert names(on, "area") == []


def test_what_it_is_does_not_change(on: Judging) -> None:
    with pytest.raises(JudgementRefused, match="What it is cannot change"):
        say(
            by=on.lead,
            activity=on.team.activity,
            kind="limit",
            text="So.",
            statement=message(on).statement,
        )
