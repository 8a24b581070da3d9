"""An evaluation: written, kept in every version, disagreed with, and two people at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from factories.evidence import sent as sent_piece
from factories.judgements import GROUPS, PLANS, SEEN, Judging, evaluated, found, piece, ready
from factories.site import ELSEWHERE, council
from plumbline_web.audit.models import Event
from plumbline_web.evidence.actions import withdraw_piece
from plumbline_web.judgement.actions import (
    JudgementRefused,
    choose_evaluation,
    dissent,
    settle,
    write_evaluation,
)
from plumbline_web.judgement.models import EvaluationVersion
from plumbline_web.judgement.queries import evaluations_of, obstacles_of
from plumbline_web.scrutiny.actions import ScrutinyRefused, stop_activity
from plumbline_web.scrutiny.models import Subject
from web.judgement.asking import page, said, sent

pytestmark = pytest.mark.django_db
TEXT = "There was a plan in {e1:count}. Staff said so {e3}."


def given(on: Judging, version: EvaluationVersion | None = None, **more: Any) -> dict[str, Any]:
    """The form of an evaluation as the page sends it."""
    return {
        "write": "yes",
        "based_on": version.key if version else "",
        "grade": "2",
        "rationale": TEXT,
        "would_move": "Plans in place.",
        "pieces": [on.plans.key],
        "why": "Something new" if version else "",
        **more,
    }


def keep(on: Judging, account: Any = None, **more: Any) -> Any:
    return sent(on.team, account or on.lead, "evaluation", given(on, **more), indicator="5.2")


def test_what_is_written_on_the_page_is_kept(on: Judging) -> None:
    answer = keep(on)
    assert "The evaluation is kept." in said(answer)
    (made,) = evaluations_of(on.team.activity)
    assert (made.grade, made.rationale, made.by) == (2, TEXT, on.lead)
    assert [one.number for one in made.pieces.all()] == [1, 3]


def test_the_page_prints_the_figures_and_not_their_braces(on: Judging) -> None:
    evaluated(on)
    shown = page(on.team, on.team.readers[0], "evaluation", indicator="5.2")
    assert "There was a plan in 37 of 99 records. Staff said so in 4 of 5 groups." in shown


def test_every_version_stays_with_what_it_changed(on: Judging) -> None:
    first = evaluated(on)
    keep(on, version=first, rationale=TEXT.replace("There was a plan", "We saw plans"), grade="3")
    shown = page(on.team, on.lead, "evaluation", indicator="5.2")
    assert "<del>There was a plan</del><ins>We saw plans</ins>" in shown
    assert "Adequate, before it Weak" in shown
    assert [one.grade for one in first.evaluation.versions.all()] == [2, 3]


def test_a_change_wants_its_reason(on: Judging) -> None:
    first = evaluated(on)
    answer = keep(on, version=first, why="")
    assert (answer.status_code, "Say why it changes." in said(answer)) == (422, True)
    with pytest.raises(JudgementRefused, match="Say why the evaluation changes"):
        evaluated(on)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"grade": 7}, "Choose a grade of this activity’s scale"),
        ({"rationale": " \n"}, "Write the rationale"),
        ({"indicator": "9.9"}, "does not evaluate that"),
    ],
)
def test_what_is_none_of_the_activity_s_is_refused(on: Judging, more: dict[str, Any], why: str) -> None:
    with pytest.raises(JudgementRefused, match=why):
        evaluated(on, **more)
    assert evaluations_of(on.team.activity) == []


def test_a_grade_may_wait(on: Judging) -> None:
    keep(on, grade="")
    assert evaluations_of(on.team.activity)[0].grade is None


def test_a_piece_that_was_withdrawn_is_not_cited(on: Judging) -> None:
    withdraw_piece(by=on.lead, piece=on.plans, why="Counted wrong")
    on.plans.refresh_from_db()
    with pytest.raises(JudgementRefused, match="E1 has been withdrawn"):
        evaluated(on, pieces=[on.plans])


def test_a_piece_that_speaks_of_another_service_is_not_cited(on: Judging) -> None:
    there = council("Brackenmoor", ELSEWHERE)
    other = Subject.objects.create(activity=on.team.activity, organisation=there)
    theirs = piece(on.team, "document", subject=other)
    with pytest.raises(JudgementRefused, match="E4 speaks of Brackenmoor alone"):
        evaluated(on, pieces=[theirs])


def test_nothing_is_written_in_an_activity_that_has_ended(on: Judging) -> None:
    stop_activity(by=on.lead, activity=on.team.activity, why="No longer wanted")
    with pytest.raises(ScrutinyRefused, match="has ended"):
        evaluated(on)


def test_seeing_how_it_prints_keeps_nothing(on: Judging) -> None:
    more = given(on, rationale="[Most]{e1} had a plan.")
    del more["write"]
    answer = sent(on.team, on.lead, "evaluation", {**more, "check": "yes"}, indicator="5.2")
    assert answer.status_code == 200
    assert "The evidence says less than half: 37%, 37 of 99." in said(answer)
    assert evaluations_of(on.team.activity) == []


def test_who_wrote_from_an_older_page_is_told_and_both_are_kept(on: Judging) -> None:
    first = evaluated(on)
    keep(on, version=first, rationale="What the lead wrote {e1}.")
    answer = keep(on, on.team.readers[0], version=first, rationale="What the reader wrote {e1}.")
    assert "had written a version meanwhile" in said(answer)
    (counts,) = evaluations_of(on.team.activity)
    assert counts.rationale == "What the lead wrote {e1}."
    beside = first.evaluation.versions.get(chosen=False)
    assert (beside.rationale, beside.beside) == ("What the reader wrote {e1}.", counts)


def test_two_who_both_write_the_first_version_lose_nothing(on: Judging) -> None:
    keep(on, rationale="What the lead wrote {e1}.")
    answer = keep(on, on.team.readers[0], rationale="What the reader wrote {e1}.")
    assert "Written at the same time as the version that counts" in said(answer)
    texts = EvaluationVersion.objects.values_list("rationale", "chosen")
    assert set(texts) == {("What the lead wrote {e1}.", True), ("What the reader wrote {e1}.", False)}


def test_a_version_written_at_once_is_in_the_way_until_somebody_chooses(on: Judging) -> None:
    one = ready(on)
    beside = evaluated(on, based_on=None, by=on.team.readers[0], why="", rationale="Another. {e1:count} {e3}")
    with pytest.raises(JudgementRefused, match="wrote a version at the same time"):
        settle(by=on.lead, evaluation=one)
    answer = sent(
        on.team,
        on.lead,
        "evaluation",
        {"choose": beside.key, "choose-why": "It says more"},
        indicator="5.2",
    )
    assert "This version counts now." in said(answer)
    (counts,) = evaluations_of(on.team.activity)
    assert (counts.rationale, counts.pk != beside.pk) == ("Another. {e1:count} {e3}", True)
    assert [one.code for one in obstacles_of(on.team.activity) if one.code == "two_versions"] == []


def test_a_version_that_takes_in_both_ends_it_too(on: Judging) -> None:
    first = evaluated(on)
    evaluated(on, based_on=None, by=on.team.readers[0])
    evaluated(on, why="Both of them", based_on=first)
    assert "two_versions" not in {one.code for one in obstacles_of(on.team.activity)}


def test_choosing_wants_its_reason(on: Judging) -> None:
    first = evaluated(on)
    evaluated(on, based_on=None, by=on.team.readers[0])
    with pytest.raises(JudgementRefused, match="Say why this version counts"):
        choose_evaluation(by=on.lead, version=first, why=" ")


def test_dissent_is_kept_with_its_version_and_the_grade_that_would_be_given(on: Judging) -> None:
    version = evaluated(on)
    form = {"dissent": version.key, "dissent-text": "It is better than that.", "dissent-grade": "4"}
    answer = sent(on.team, on.team.readers[0], "evaluation", form, indicator="5.2")
    assert "on version 1: would give “Good”. It is better than that." in said(answer)
    evaluated(on, 3, why="A second look")
    shown = page(on.team, on.lead, "evaluation", indicator="5.2")
    assert "on version 1: would give “Good”. It is better than that." in shown


@pytest.mark.parametrize(
    ("text", "grade", "why"),
    [("", None, "Say what you do not agree with"), ("No.", 9, "Choose a grade")],
)
def test_dissent_that_says_nothing_or_no_grade_of_the_scale_is_refused(
    on: Judging, text: str, grade: int | None, why: str
) -> None:
    version = evaluated(on)
    with pytest.raises(JudgementRefused, match=why):
        dissent(by=on.team.readers[0], version=version, text=text, grade=grade)


def test_nobody_dissents_from_their_own_version(on: Judging) -> None:
    with pytest.raises(JudgementRefused, match="You wrote this version yourself"):
        dissent(by=on.lead, version=evaluated(on), text="No.")


def test_dissent_sent_twice_is_kept_once(on: Judging) -> None:
    version = evaluated(on)
    for text in ("No.", "No.", "It is weaker."):
        dissent(by=on.team.readers[0], version=version, text=text)
    assert version.dissents.count() == 2


def test_dissent_is_from_the_version_that_counts(on: Judging) -> None:
    first = evaluated(on)
    evaluated(on, 3, why="A second look")
    with pytest.raises(JudgementRefused, match="Another version counts by now"):
        dissent(by=on.team.readers[0], version=first, text="No.")


def test_the_trail_tells_who_wrote_and_never_which_grade(on: Judging) -> None:
    found(on)
    evaluated(on)
    events = {one.act: one.details for one in Event.objects.filter(act__startswith="wrote")}
    assert set(events) == {"wrote finding", "wrote evaluation"}
    assert set(events["wrote evaluation"]) == {"evaluation", "indicator", "clash"}


def test_evaluations_come_in_the_order_in_which_the_activity_judges(on: Judging) -> None:
    for code in ("5.3", "5.2"):
        write_evaluation(
            by=on.lead, subject=on.subject, indicator=code, grade=2, rationale="So.", pieces=[on.plans]
        )
    assert [one.evaluation.indicator for one in evaluations_of(on.team.activity)] == ["5.2", "5.3"]
    assert evaluations_of(on.team.activity, "service") == []
    assert len(evaluations_of(on.team.activity, subject=on.subject)) == 2


def test_a_later_version_of_a_piece_is_followed(on: Judging) -> None:
    one = ready(on)
    piece(on.team, "group", figure=GROUPS, title="What staff said, again", in_place_of=on.groups)
    shown = page(on.team, on.lead, "evaluation", indicator="5.2")
    assert "E3 What staff said, again" in shown
    settle(by=on.lead, evaluation=one)


def test_what_is_cited_stays_ticked_when_it_has_a_later_version(on: Judging) -> None:
    version = evaluated(on, pieces=[on.groups])
    later = piece(on.team, "group", figure=GROUPS, title="What staff said, again", in_place_of=on.groups)
    shown = page(on.team, on.lead, "evaluation", indicator="5.2")
    assert f'value="{later.key}" id="piece-{later.key}" checked' in shown
    keep(on, version=version, pieces=[later.key])
    assert [one.title for one in evaluations_of(on.team.activity)[0].pieces.all()] == [
        "A plan was there",
        "What staff said, again",
    ]


def test_a_figure_that_changes_after_an_evaluation_was_settled_is_said_on_its_page(on: Judging) -> None:
    settle(by=on.lead, evaluation=ready(on))
    assert "has changed since it was written" not in page(on.team, on.lead, "evaluation", indicator="5.2")
    more = replace(PLANS, x=43)
    piece(on.team, "reading", figure=more, title="A plan was there", in_place_of=on.plans)
    shown = page(on.team, on.lead, "evaluation", indicator="5.2")
    assert "E1 was “less than half, 37 of 99 records (between 29% and 47%)” then, and is “" in shown
    assert "There was a plan in 43 of 99 records." in shown


def test_every_version_shows_what_it_named_with_its_figures_of_then(on: Judging) -> None:
    version = evaluated(on)
    more = replace(PLANS, x=43)
    later = piece(on.team, "reading", figure=more, title="A plan was there", in_place_of=on.plans)
    keep(on, version=version, pieces=[later.key, on.groups.key])
    shown = page(on.team, on.lead, "evaluation", indicator="5.2")
    history = shown[shown.index('id="history"') :]
    newest, oldest = (f"E1 A plan was there{one}" for one in (", version 2", ": less than half, 37"))
    assert history.index(newest) < history.index(oldest)


def test_a_version_can_be_chosen_although_what_it_names_is_gone_by_then(on: Judging) -> None:
    evaluated(on)
    beside = evaluated(on, based_on=None, by=on.team.readers[0], pieces=[on.seen])
    withdraw_piece(by=on.lead, piece=on.seen, why="Counted wrong")
    made = choose_evaluation(by=on.lead, version=beside, why="It says more")
    assert [one.number for one in made.pieces.all()] == [1, 2, 3]
    assert "It names E2, which was withdrawn or has a later version." in {
        one.sentence for one in obstacles_of(on.team.activity)
    }


def test_a_piece_that_was_sent_and_not_taken_in_is_not_cited(on: Judging) -> None:
    waiting = sent_piece(on.team)
    with pytest.raises(JudgementRefused, match="is not taken in yet"):
        evaluated(on, pieces=[waiting])
    assert waiting.title not in page(on.team, on.lead, "evaluation", indicator="5.2")


def test_seeing_how_it_prints_holds_words_to_what_speaks_of_this_service(on: Judging) -> None:
    other = Subject.objects.create(activity=on.team.activity, organisation=council("Brackenmoor", ELSEWHERE))
    piece(on.team, "document", figure=SEEN, subject=other)
    form = {"check": "yes", "based_on": "", "rationale": "[Most]{e4} were seen."}
    answer = sent(on.team, on.lead, "evaluation", form, f"?service={on.subject.key}", indicator="5.2")
    assert "There is no evidence called e4." in said(answer)
