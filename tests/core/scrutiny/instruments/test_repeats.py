"""Repeats: which instance a rule speaks of, how many there are, and taking one out."""

from __future__ import annotations

import pytest

from core.scrutiny.instruments.forms import (
    END_GROUP,
    END_REPEAT,
    TODAY,
    faults_of,
    form,
    group,
    markdown,
    question,
    repeat,
    worked,
)
from plumbline.scrutiny.instruments import Instrument, evaluate, without_instance


def people() -> Instrument:
    return form(
        repeat("person"),
        question("text", "who"),
        question("integer", "age", relevant="${who} != ''"),
        group("more"),
        question("calculate", "place", calculation="position(../..)"),
        END_GROUP,
        question("note", "told", label="${who} is number ${place}"),
        END_REPEAT,
        question("calculate", "many", calculation="count(${person})"),
        question("calculate", "named", calculation="count-non-empty(${who})"),
        question("calculate", "years", calculation="sum(${age})"),
        question("calculate", "all", calculation="join(', ', ${who})"),
        question("calculate", "second", calculation="indexed-repeat(${who}, ${person}, 2)"),
    )


GIVEN = {
    "/person[1]/who": "Ann",
    "/person[1]/age": "30",
    "/person[2]/who": "Bo",
    "/person[2]/age": "20",
}


def test_a_reference_inside_a_repeat_means_the_same_instance():
    found = evaluate(people(), GIVEN | {"/person[3]/age": "9"}, today=TODAY)
    assert [found[f"/person[{n}]/age"].relevant for n in (1, 2, 3)] == [True, True, False]
    assert found["/person[2]/told"].labels == {"default": "Bo is number 2"}


def test_a_reference_from_outside_means_all_instances():
    found = evaluate(people(), GIVEN, today=TODAY)
    values = [found[f"/{name}"].value for name in ("many", "named", "years", "all", "second")]
    assert values == ["2", "2", "50", "Ann, Bo", "Bo"]


def test_there_is_one_instance_until_more_are_answered_or_told():
    assert evaluate(people(), {}, today=TODAY)["/many"].value == "1"


def test_how_many_there_are_can_be_told():
    found = evaluate(people(), {"/person": "3"} | GIVEN, today=TODAY)
    assert (found["/person"].count, found["/many"].value, found["/years"].value) == (3, "3", "")


def test_an_answered_instance_is_there_whatever_number_was_told():
    assert evaluate(people(), {"/person": "1"} | GIVEN, today=TODAY)["/person"].count == 2


def test_none_can_be_told():
    found = evaluate(people(), {"/person": "0"}, today=TODAY)
    assert (found["/many"].value, found["/years"].value) == ("0", "0")


def test_the_states_stand_in_the_order_of_the_form():
    found = evaluate(people(), GIVEN, today=TODAY)
    assert list(found.states)[:9] == [
        "/person",
        "/person[1]",
        "/person[1]/who",
        "/person[1]/age",
        "/person[1]/more",
        "/person[1]/more/place",
        "/person[1]/told",
        "/person[2]",
        "/person[2]/who",
    ]


def counted() -> Instrument:
    return form(
        question("integer", "many"),
        repeat("visit", repeat_count="${many}"),
        question("date", "day"),
        END_REPEAT,
    )


@pytest.mark.parametrize(("many", "there"), [("", 0), ("0", 0), ("-2", 0), ("3", 3)])
def test_a_rule_says_how_many_there_are(many, there):
    assert worked(counted(), many=many)["/visit"].count == there


def test_answers_of_instances_past_the_number_are_named_and_kept_out():
    found = evaluate(counted(), {"/many": "1", "/visit[2]/day": "2026-01-01"}, today=TODAY)
    assert found.left_out == ("/visit[2]/day",)


def test_there_are_never_more_than_a_hundred():
    found = worked(counted(), many="1000000")
    assert found["/visit"].count == 100
    assert [(state.path, state.violation.kind) for state in found.violations] == [("/visit", "too_many")]


def test_repeats_inside_each_other_stay_within_a_bound():
    rows = [question("text", f"t{number}") for number in range(20)]
    instrument = form(
        repeat("a", repeat_count="100"), repeat("b", repeat_count="100"), repeat("c", repeat_count="100"),
        *rows, END_REPEAT, END_REPEAT, END_REPEAT,
    )  # fmt: skip
    found = evaluate(instrument, {}, today=TODAY)
    assert len(found.states) < 25_000
    assert not found.complete


def test_a_repeat_that_is_not_relevant_has_no_instances():
    instrument = form(
        question("integer", "many"),
        repeat("visit", relevant="${many} > 0"),
        question("date", "day", required="yes"),
        END_REPEAT,
        question("calculate", "there", calculation="count(${visit})"),
    )
    found = worked(instrument, many="0")
    assert (found["/there"].value, found.complete) == ("0", True)


def nested() -> Instrument:
    return form(
        repeat("plan"),
        repeat("step"),
        question("integer", "hours"),
        question("calculate", "at", calculation="concat(${title}, position(..))"),
        END_REPEAT,
        question("text", "title"),
        question("calculate", "sum_here", calculation="sum(${hours})"),
        END_REPEAT,
        question("calculate", "sum_all", calculation="sum(${hours})"),
        question("calculate", "steps", calculation="count(${step})"),
        question("calculate", "one", calculation="indexed-repeat(${hours}, ${plan}, 2, ${step}, 1)"),
    )


def test_rules_of_repeats_inside_each_other_know_their_place():
    given = {"/plan[1]/title": "A", "/plan[2]/title": "B", "/plan[1]/step[1]/hours": "1",
             "/plan[1]/step[2]/hours": "2", "/plan[2]/step[1]/hours": "10"}  # fmt: skip
    found = evaluate(nested(), given, today=TODAY)
    assert [found[f"/plan[{n}]/sum_here"].value for n in (1, 2)] == ["3", "10"]
    assert [found[f"/{name}"].value for name in ("sum_all", "steps", "one")] == ["13", "3", "10"]
    assert found["/plan[1]/step[2]/at"].value == "A2"


def test_one_answer_asked_from_outside_a_repeat_is_refused():
    text = markdown(
        repeat("person"), question("text", "who"), END_REPEAT, question("text", "b", relevant="${who} = 'x'")
    )
    assert faults_of(text) == [
        "survey sheet, row 5, column relevant: It names a question of a repeat from outside it, so there "
        "may be many "
        "answers. Say which is meant with indexed-repeat(), or join them with count(), sum(), min(), max() "
        "or join()."
    ]


def test_the_number_of_instances_cannot_follow_from_the_instances():
    text = markdown(repeat("visit", repeat_count="count(${day})"), question("date", "day"), END_REPEAT)
    assert faults_of(text) == [
        "survey sheet, row 2, column repeat_count: visit depends on itself. Take one reference out."
    ]


def test_an_instance_taken_out_leaves_no_gap():
    answers = {
        "/a": "x",
        "/p": "3",
        "/p[1]/n": "1",
        "/p[2]/n": "2",
        "/p[3]/n": "3",
        "/p[3]/q[2]/r": "4",
        "/pp[2]/n": "5",
    }
    assert without_instance(answers, "/p[2]") == {
        "/a": "x", "/p": "2", "/p[1]/n": "1", "/p[2]/n": "3", "/p[2]/q[2]/r": "4", "/pp[2]/n": "5"
    }  # fmt: skip


def test_only_an_instance_can_be_taken_out():
    with pytest.raises(ValueError, match="/p/n is not the path of an instance of a repeat"):
        without_instance({}, "/p/n")
