"""What holds for given answers: what is asked, what is worked out, what is wrong."""

from __future__ import annotations

from datetime import date

import pytest

from core.scrutiny.instruments.forms import END_GROUP, SIX, TODAY, YES_NO, form, group, question, worked
from plumbline.scrutiny.instruments import Instrument, evaluate


def kinds(found) -> dict[str, str]:
    """The kind of what is wrong, by path."""
    return {state.path: state.violation.kind for state in found.violations}


def test_a_group_that_is_not_relevant_takes_all_below_it_along():
    instrument = form(
        question("select_one yesno", "plan"),
        group("about", relevant="${plan} = 'yes'"),
        group("inner"),
        question("text", "note", required="yes"),
        END_GROUP,
        END_GROUP,
        choices=YES_NO,
    )
    found = evaluate(instrument, {"/plan": "no", "/about/inner/note": "kept"}, today=TODAY)
    assert [(state.path, state.relevant) for state in found.states.values()] == [
        ("/plan", True),
        ("/about", False),
        ("/about/inner", False),
        ("/about/inner/note", False),
    ]
    assert found.complete


def test_an_answer_that_is_not_relevant_counts_as_blank_in_every_rule():
    instrument = form(
        question("select_one yesno", "seen"),
        question("integer", "times", relevant="${seen} = 'yes'"),
        question("calculate", "said", calculation="if(${times} = '', 'blank', ${times})"),
        question("text", "why", relevant="${times} > 2", required="${times} = ''"),
        question("note", "told"),
        choices=YES_NO,
    )
    found = worked(instrument, seen="no", times="5")
    assert (found["/times"].value, found["/times"].answer) == ("", "5")
    assert (found["/said"].value, found["/why"].relevant) == ("blank", False)


def test_an_answer_counts_again_once_its_question_is_relevant_again():
    instrument = form(
        question("select_one yesno", "seen"),
        question("integer", "times", relevant="${seen} = 'yes'"),
        choices=YES_NO,
    )
    assert worked(instrument, seen="yes", times="5")["/times"].value == "5"


def test_calculations_are_worked_out_in_the_order_they_need_each_other():
    instrument = form(
        question("calculate", "third", calculation="${second} + 1"),
        question("calculate", "second", calculation="${first} + 1"),
        question("integer", "first"),
    )
    assert worked(instrument, first="1")["/third"].value == "3"


def test_a_constraint_holds_only_of_what_is_answered():
    instrument = form(question("integer", "age", constraint=". > 17"))
    assert [kinds(worked(instrument, age=age)) for age in ("", "18", "17")] == [
        {},
        {},
        {"/age": "constraint"},
    ]


def test_what_is_required_may_follow_a_rule():
    instrument = form(
        question("select_one yesno", "late"),
        question("text", "why", required="${late} = 'yes'"),
        choices=YES_NO,
    )
    assert [kinds(worked(instrument, late=late)) for late in ("no", "yes")] == [{}, {"/why": "required"}]


def test_a_required_answer_of_spaces_is_none():
    assert kinds(worked(form(question("text", "why", required="yes")), why="  ")) == {"/why": "required"}


@pytest.mark.parametrize(
    ("kind", "given", "value", "wrong"),
    [
        ("integer", "007", "7", None),
        ("integer", "-3", "-3", None),
        ("integer", "3.0", "", "whole_number"),
        ("integer", "three", "", "whole_number"),
        ("integer", "2147483648", "", "whole_number"),
        ("integer", "٣", "", "whole_number"),
        ("decimal", "2.50", "2.5", None),
        ("decimal", ".5", "0.5", None),
        ("decimal", "1e3", "", "number"),
        ("decimal", "2,5", "", "number"),
        ("date", "2026-01-31", "2026-01-31", None),
        ("date", "31/01/2026", "", "date"),
        ("date", "2026-02-30", "", "date"),
        ("text", "  words ", "  words ", None),
        ("text", "a" * 20_001, "", "too_long"),
    ],
)
def test_an_answer_is_of_its_questions_type(kind, given, value, wrong):
    found = worked(
        form(question(kind, "asked"), question("calculate", "told", calculation="${asked}")), asked=given
    )
    assert (found["/asked"].value, found["/told"].value) == (value, value)
    assert kinds(found) == ({"/asked": wrong} if wrong else {})


def test_only_the_choices_of_a_list_can_be_chosen():
    instrument = form(
        question("select_one yesno", "one"), question("select_multiple yesno", "many"), choices=YES_NO
    )
    found = worked(instrument, one="maybe", many="yes perhaps yes")
    assert (found["/one"].value, found["/many"].value) == ("", "yes")
    assert kinds(found) == {"/one": "choice", "/many": "choice"}


def test_of_a_select_one_only_one_can_be_chosen():
    found = worked(form(question("select_one yesno", "one"), choices=YES_NO), one="yes no")
    assert (found["/one"].value, kinds(found)) == ("", {"/one": "choice"})


def councils() -> Instrument:
    return form(
        question("select_one part", "part"),
        question("select_one place", "place", choice_filter="part = ${part} or name = 'other'"),
        question("calculate", "told", calculation="${place}"),
        choices=[
            ("part", "n", "North", ""),
            ("part", "s", "South", ""),
            ("place", "a", "A", "n"),
            ("place", "b", "B", "s"),
            ("place", "other", "Other", ""),
        ],
        columns="part",
    )


def test_a_filter_leaves_the_choices_that_fit():
    found = worked(councils(), part="s")
    assert [choice.name for choice in found["/place"].choices] == ["b", "other"]


def test_a_choice_that_a_filter_has_closed_since_is_wrong_and_counts_as_blank():
    found = worked(councils(), part="s", place="a")
    assert (found["/place"].value, found["/told"].value, kinds(found)) == ("", "", {"/place": "choice"})


def test_a_default_stands_until_another_answer_is_given():
    instrument = form(question("integer", "hours", default="2"))
    assert [worked(instrument)["/hours"].value, worked(instrument, hours="")["/hours"].value] == ["2", ""]


def test_today_is_the_day_that_is_given():
    instrument = form(question("date", "day", constraint=". <= today()"))
    given = {"/day": "2026-11-22"}
    found = [kinds(evaluate(instrument, given, today=date(2026, 11, day))) for day in (21, 22)]
    assert found == [{"/day": "constraint"}, {}]


def rated() -> Instrument:
    return form(
        question("select_one six", "good", our_rating="yes", our_words_at_or_below="2", our_words_in="why"),
        question("text", "why"),
        choices=[*SIX, ("six", "na", "Not applicable")],
    )


@pytest.mark.parametrize(
    ("rating", "needed"), [("1", True), ("2", True), ("3", False), ("na", False), ("", False)]
)
def test_a_low_rating_needs_words(rating, needed):
    found = worked(rated(), good=rating)
    assert (found["/why"].required, kinds(found)) == (needed, {"/why": "words"} if needed else {})


def test_words_given_for_a_low_rating_are_enough():
    assert worked(rated(), good="1", why="No plan on file").complete


def test_choices_can_be_named_that_need_words():
    instrument = form(
        question("select_one yesno", "seen", our_words_at_or_below="no", our_words_in="why"),
        question("text", "why"),
        choices=YES_NO,
    )
    assert [kinds(worked(instrument, seen=seen)) for seen in ("yes", "no")] == [{}, {"/why": "words"}]


def test_labels_hints_and_messages_say_what_they_refer_to():
    instrument = form(
        question("text", "who"),
        question("text", "role", label="What does ${who} do?", hint="Ask ${who}", guidance_hint="Not "
         "${who} alone",
                 constraint="false()", constraint_message="${who} does not"),
    )  # fmt: skip
    found = worked(instrument, who="Sam", role="x")["/role"]
    assert (found.labels, found.hints) == ({"default": "What does Sam do?"}, {"default": "Ask Sam"})
    assert found.guidance == {"default": "Not Sam alone"}
    assert found.violation is not None
    assert found.violation.message == {"default": "Sam does not"}


def test_a_text_that_is_not_translated_stands_in_the_default_language():
    text = """
| survey |
| | type | name | label::English (en) | label::Gàidhlig (gd) | hint::English (en) |
| | text | a    | Why?                | Carson?              | Briefly            |
"""
    from plumbline.scrutiny.instruments import read_instrument

    found = evaluate(read_instrument(text, "md"), {}, today=TODAY)["/a"]
    assert found.labels == {"English (en)": "Why?", "Gàidhlig (gd)": "Carson?"}
    assert found.hints == {"English (en)": "Briefly", "Gàidhlig (gd)": "Briefly"}


def test_answers_that_have_no_place_are_named():
    instrument = form(
        question("text", "a"), question("note", "b"), question("calculate", "c", calculation="1")
    )
    found = worked(instrument, a="x", b="x", c="x", d="x")
    assert found.left_out == ("/b", "/c", "/d")


def test_what_is_worked_out_in_a_question_that_is_shown_is_not_asked():
    instrument = form(question("integer", "hours", calculation="7.9", read_only="yes"))
    found = worked(instrument, hours="3")
    assert (found["/hours"].value, found["/hours"].asked, found.left_out) == ("7", False, ("/hours",))


def test_unanswered_questions_are_listed_in_the_order_of_the_form():
    instrument = form(
        question("text", "a"), question("note", "b"), question("text", "c"), question("text", "d")
    )
    assert [state.path for state in worked(instrument, c="x").unanswered] == ["/a", "/d"]


def test_the_same_frozen_form_is_made_ready_only_once():
    frozen = form(question("text", "a")).as_json()
    assert Instrument.from_json(frozen) is Instrument.from_json(dict(frozen))
