"""What a plan fills into a paper: its tables, its first words, and what of it the public is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from factories.plans import frozen_run
from factories.sent_papers import AS_AT, begun
from plumbline_web.board_papers.conditions import PaperRefused
from plumbline_web.board_papers.filling import NOT_PUBLISHED, filled, first_words, for_the_public, small_in
from plumbline_web.board_papers.queries import last_said, newest
from plumbline_web.improvement.models import Plan
from plumbline_web.improvement.telling_facts import plan_facts
from plumbline_web.people.models import Account, Organisation

pytestmark = pytest.mark.django_db


def words_of(plan: Plan, section: str) -> list[str]:
    facts = plan_facts(plan, AS_AT)
    return [one["text"] for one in first_words(facts, for_decision=True)[section]]


def test_what_is_done_without_effect_is_said_first_and_loudly(plan: Plan) -> None:
    assert words_of(plan, "main_issues")[0] == (
        "**Done, and nothing has shifted.** 1 action is done, and the evidence shows no improvement."
    )


def test_the_summary_counts_areas_and_actions(plan: Plan) -> None:
    assert words_of(plan, "summary")[1] == (
        "As at 30 September 2025 the plan has 3 areas for improvement and 3 actions. Improvement is shown "
        "and has held in 0. 1 action is done, no action is overdue and no action is at risk."
    )


def test_the_board_is_asked_to_agree_a_plan_that_is_for_decision(plan: Plan) -> None:
    assert words_of(plan, "recommendations") == [
        "note where each area for improvement stood on 30 September 2025;",
        "note that actions are done without any shift in what they were for;",
        "agree the plan “After the inspection” as it stands in the appendix.",
    ]


def test_an_action_past_its_day_stands_in_the_table_of_what_is_overdue(plan: Plan) -> None:
    table = filled(plan_facts(plan, date(2025, 10, 2)))["tables"]["overdue"]["full"]
    assert table["rows"] == (("2. Train the teams", "Not said", "30 September 2025", "2 days"),)


def test_a_table_without_rows_is_none(plan: Plan) -> None:
    assert filled(plan_facts(plan, AS_AT))["tables"]["at_risk"] == {"full": None, "public": None}


def test_the_newest_figure_of_a_measure_stands_with_its_count(plan: Plan) -> None:
    row = filled(plan_facts(plan, AS_AT))["tables"]["figures"]["full"]["rows"][0]
    assert (row[0], row[2], row[3]) == (
        "A1. First contact is made in time",
        "September 2025",
        "65.0% (26 of 40)",
    )


def test_a_small_number_of_a_measure_is_not_told_to_the_public(
    here: Organisation, manager: Account, plan: Plan
) -> None:
    frozen_run(here, manager, date(2024, 4, 1), (*[25] * 18, 38))
    tables = filled(plan_facts(plan, date(2025, 10, 31)))["tables"]["figures"]
    assert [tables[one]["rows"][0][3] for one in ("full", "public")] == [
        "95.0% (38 of 40)",
        "more than 35 of 40",
    ]


def test_a_verdict_that_tells_a_small_number_is_given_without_its_reason(plan: Plan) -> None:
    facts = plan_facts(plan, AS_AT)
    told = replace(facts.areas[0], reason="It was 3 of 40 before.")
    public = for_the_public(replace(facts, areas=(told, *facts.areas[1:])))
    assert public.areas[0].reason == NOT_PUBLISHED


def test_a_verdict_that_tells_none_is_given_with_its_reason(plan: Plan) -> None:
    facts = plan_facts(plan, AS_AT)
    assert for_the_public(facts).areas[0].reason == facts.areas[0].reason


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4 of 40 were late", ["4 of 40"]),
        ("38 of the 40 were in time", ["38 of the 40"]),
        ("1 out of 1,200", ["1 out of 1,200"]),
        ("20 of 40 were late", []),
        ("0 of 40 were late", []),
        ("40 of 40 were late", []),
        ("2 of 3", ["2 of 3"]),
        ("the 4 October 2025", []),
    ],
)
def test_small_numbers_are_found_in_what_people_write(text: str, found: list[str]) -> None:
    assert small_in(text) == found


def test_figures_are_not_those_of_a_day_to_come(manager: Account, plan: Plan) -> None:
    with pytest.raises(PaperRefused, match="lies ahead"):
        begun(manager, plan, as_at=date(2099, 1, 1))


def test_what_became_of_an_action_later_is_not_printed_as_of_an_earlier_day(
    manager: Account, plan: Plan
) -> None:
    with pytest.raises(PaperRefused, match="Give 1 May 2025, the day of the last of it, or a later one"):
        begun(manager, plan, as_at=date(2025, 4, 30))


def test_the_day_of_the_last_that_was_said_is_known_of_several_plans(plan: Plan) -> None:
    assert last_said([plan]) == date(2025, 5, 1)
    assert last_said([]) is None


def test_no_implication_is_answered_by_itself(manager: Account, plan: Plan) -> None:
    answers = newest(begun(manager, plan)).content["implications"]
    assert {one["answer"] for one in answers.values()} == {""}


def test_a_narrow_measure_beside_a_wide_one_does_not_tell_what_is_left(plan: Plan) -> None:
    facts = plan_facts(plan, AS_AT)
    wide = facts.areas[0]
    assert wide.figure is not None
    last = replace(wide.figure.periods[-1], x=25, n=38)
    figure = replace(wide.figure, measure="cpo_first_contact/strict[level=1;team=North]", periods=(last,))
    narrow = replace(facts.areas[1], figure=figure)
    facts = replace(facts, areas=(wide, narrow, facts.areas[2]))
    tables = filled(facts)["tables"]["figures"]
    assert [row[3] for row in tables["full"]["rows"]] == ["65.0% (26 of 40)", "65.8% (25 of 38)"]
    shown = [row[3] for row in tables["public"]["rows"]]
    assert shown[1] != "65.8% (25 of 38)" and "38" not in shown[1] and "25" not in shown[1]
    assert [one.reason for one in for_the_public(facts).areas][1] == NOT_PUBLISHED
