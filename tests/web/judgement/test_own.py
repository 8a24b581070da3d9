"""A service evaluates itself: the team sees it, and the service sees nothing of the team's."""

from __future__ import annotations

from typing import Any

import pytest

from factories.activities import inspection
from factories.judgements import Judging, area, evaluated, found, ready
from factories.site import ELSEWHERE, council, person
from factories.voices import sent_form
from plumbline_web.judgement.actions import JudgementRefused, give_to_panel, settle, write_evaluation
from plumbline_web.judgement.models import EvaluationVersion
from plumbline_web.judgement.queries import evaluations_of, obstacles_of
from plumbline_web.scrutiny.models import Subject
from web.judgement.asking import address, page, said, sent, signed_in

pytestmark = pytest.mark.django_db
WORDS = "Assessments are on time, we think."


def form(**more: Any) -> dict[str, Any]:
    return {"based_on": "", "grade": "4", "rationale": WORDS, **more}


def write(on: Judging, **more: Any) -> Any:
    team = on.team
    return sent(team, team.manager, "own_evaluation", form(**more), place=team.council, indicator="5.2")


def test_a_service_writes_its_own_and_the_team_sees_it_beside(on: Judging) -> None:
    assert "The team sees it." in said(write(on))
    (own,) = evaluations_of(on.team.activity, "service")
    assert (own.grade, own.rationale, own.by) == (4, WORDS, on.team.manager)
    evaluated(on)
    shown = page(on.team, on.lead, "evaluation", indicator="5.2")
    assert WORDS in shown
    assert "Good <span" in page(on.team, on.lead, "judgements")


@pytest.mark.parametrize(
    ("more", "why"),
    [({"grade": ""}, "Choose how you evaluate yourselves."), ({"rationale": ""}, "Say why.")],
)
def test_a_grade_and_reasons_are_wanted(on: Judging, more: dict[str, str], why: str) -> None:
    answer = write(on, **more)
    assert (answer.status_code, why in said(answer)) == (422, True)


def test_a_change_is_a_new_version(on: Judging) -> None:
    write(on)
    (first,) = evaluations_of(on.team.activity, "service")
    write(on, based_on=first.key, grade="3", why="We looked again")
    assert list(EvaluationVersion.objects.values_list("grade", flat=True)) == [4, 3]
    shown = page(on.team, on.team.manager, "own_evaluation", place=on.team.council, indicator="5.2")
    assert "Adequate, before it Good" in shown


def test_two_of_the_service_who_write_at_once_lose_nothing(on: Judging) -> None:
    write(on)
    answer = write(on, rationale="What a colleague wrote.")
    assert "had written a version meanwhile" in said(answer)
    assert "What a colleague wrote." in said(answer)
    assert [one.rationale for one in evaluations_of(on.team.activity, "service")] == [WORDS]


def test_the_service_chooses_which_of_two_versions_counts(on: Judging) -> None:
    write(on)
    write(on, grade="2", rationale="Not on time, we think.")
    other = EvaluationVersion.objects.get(grade=2)
    team, chosen = on.team, {"choose": other.key, "choose-why": "We looked together."}
    own = {"place": on.team.council, "indicator": "5.2"}
    assert "Let the one of" in page(team, team.manager, "own_evaluation", **own)
    missing = sent(team, team.manager, "own_evaluation", {**chosen, "choose-why": ""}, **own)
    assert (missing.status_code, "Say why this version counts." in said(missing)) == (422, True)
    assert "This version counts now." in said(sent(team, team.manager, "own_evaluation", chosen, **own))
    assert [one.grade for one in evaluations_of(team.activity, "service")] == [2]
    late = sent(team, team.manager, "own_evaluation", chosen, **own)
    assert "somebody has chosen" in said(late)
    assert EvaluationVersion.objects.count() == 3


def test_the_service_sees_nothing_of_what_the_team_judged(on: Judging) -> None:
    ready(on)
    area(on, "Plans should be in place, SECRET.")
    found(on, text="SECRET")
    settle(by=on.lead, evaluation=evaluated(on, why="SECRET", rationale="SECRET {e1:count} {e3}").evaluation)
    client = signed_in(on.team.manager)
    for name, parts in (("own", {}), ("own_evaluation", {"indicator": "5.2"})):
        shown = client.get(address(on.team, name, place=on.team.council, **parts)).content.decode()
        assert "SECRET" not in shown
        assert "37 of 99" not in shown
    for name, parts in (
        ("judgements", {}),
        ("evaluation", {"indicator": "5.2"}),
        ("write_finding", {"indicator": "5.2"}),
        ("finding", {"key": on.team.activity.findings.first().key}),
        ("statements", {}),
        ("write_statement", {}),
        ("statement", {"key": on.team.activity.statements.first().key}),
    ):
        assert client.get(address(on.team, name, place=on.team.council, **parts)).status_code == 403


def test_braces_that_a_service_writes_print_no_figure_of_the_team(on: Judging) -> None:
    write(on, rationale="It is {e1}.")
    shown = page(on.team, on.team.manager, "own_evaluation", place=on.team.council, indicator="5.2")
    assert "It is {e1}." in shown
    assert "37 of 99" not in shown
    (own,) = evaluations_of(on.team.activity, "service")
    assert list(own.pieces.all()) == []


def test_one_service_does_not_see_another_s(on: Judging) -> None:
    there = council("Brackenmoor", ELSEWHERE)
    Subject.objects.create(activity=on.team.activity, organisation=there)
    write(on)
    other = person(there, "service_manager")
    assert WORDS not in page(on.team, other, "own", place=there)
    assert WORDS not in page(on.team, other, "own_evaluation", place=there, indicator="5.2")


def test_what_a_service_writes_of_itself_is_never_in_the_way(on: Judging) -> None:
    before = obstacles_of(on.team.activity)
    write(on, rationale="Most are on time.")
    assert obstacles_of(on.team.activity) == before


def test_nobody_settles_it_or_gives_it_to_a_panel(on: Judging) -> None:
    write(on)
    (own,) = evaluations_of(on.team.activity, "service")
    for act in (settle, give_to_panel):
        with pytest.raises(JudgementRefused, match="nobody settles it"):
            act(by=on.lead, evaluation=own.evaluation)


def test_it_begins_with_what_the_self_evaluation_said() -> None:
    team = inspection(readers=0)
    sent_form(team)
    shown = page(team, team.manager, "own_evaluation", place=team.council, indicator="5.2")
    assert "Filled in from the self-evaluation that you submitted" in shown
    assert "Strengths outweigh what should be better. Assessments are on time. Reviews are late." in shown
    assert not evaluations_of(team.activity, "service")


def test_the_list_says_how_many_are_written(on: Judging) -> None:
    assert "0 of 2 written" in page(on.team, on.team.manager, "own", place=on.team.council)
    write(on)
    assert "1 of 2 written" in page(on.team, on.team.manager, "own", place=on.team.council)


def test_the_team_s_is_written_apart_from_the_service_s(on: Judging) -> None:
    evaluated(on)
    write_evaluation(
        by=on.team.manager,
        subject=on.subject,
        indicator="5.2",
        grade=6,
        rationale=WORDS,
        pieces=(),
        whose="service",
    )
    assert [one.grade for one in evaluations_of(on.team.activity)] == [2]
