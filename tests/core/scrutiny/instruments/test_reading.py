"""A form is refused with everything that is wrong with it: by sheet, row and column, in plain words."""

from __future__ import annotations

import pytest

from core.scrutiny.instruments.forms import (
    END_GROUP,
    END_REPEAT,
    SIX,
    YES_NO,
    faults_of,
    form,
    group,
    markdown,
    question,
    repeat,
    table,
)
from plumbline.scrutiny.instruments import InstrumentRefused, read_instrument
from plumbline.scrutiny.instruments.columns import REFUSED_SETTINGS, REFUSED_SHEETS, REFUSED_TYPES
from plumbline.scrutiny.instruments.faults import FormFault

ONE = question("text", "a")


def test_all_faults_are_told_at_once_in_the_order_of_the_rows():
    text = markdown(
        question("geopoint", "where"),
        question("text", "why", relevant="now() > 1", appearance="signature"),
        question("select_one missing", "which"),
    )
    assert faults_of(text) == [
        "survey sheet, row 2, column type: The type geopoint is not supported: places on a map are not "
        "asked for.",
        "survey sheet, row 3, column appearance: The appearance “signature” is not supported. Supported are "
        "multiline, numbers, minimal, field-list.",
        "survey sheet, row 3, column relevant: The function now() is not supported: what it gives depends "
        "on the time "
        "of day; today() gives the day.",
        "survey sheet, row 4, column type: There is no list “missing” on the choices sheet.",
    ]


def test_the_message_shows_twenty_faults_and_says_how_many_more():
    refused = InstrumentRefused([FormFault("survey", row, "type", "Wrong.") for row in range(25)])
    assert str(refused).count("\n") == 20
    assert str(refused).endswith("And 5 more faults.")


FAULTS = [
    (markdown(question("text", "", label="A")), "row 2, column name: The row has no name. Give it one."),
    (markdown(question("text", "1st")), "row 2, column name: “1st” cannot be a name. A name begins with a "
     "letter and "
     "has only letters, digits, _, - and ., at most 64."),
    (markdown(ONE, question("text", "a")), "row 3, column name: The name “a” stands in row 2 too. Change "
     "one."),
    (markdown({"type": "", "name": "a", "label": "A"}), "row 2, column type: The row has no type."),
    (markdown(question("dance", "a")), "row 2, column type: The type “dance” is not known. Known are "
     "select_one, "
     "select_multiple, text, integer, decimal, date, note, calculate."),
    (markdown(question("text b", "a")), "row 2, column type: “b” after the type text is not understood. "
     "Take it out."),
    (markdown(question("select_one", "a")), "row 2, column type: No list of choices is named. Write the "
     "list after the "
     "type: select_one yesno."),
    (markdown(question("select_one yesno or_other", "a"), choices=YES_NO), "row 2, column type: or_other "
     "is not "
     "supported: write a choice of your own, and a text question that is relevant with it."),
    (markdown(group("g"), ONE), "row 2, column type: The group “g” does not end. Add a row end_group."),
    (markdown(ONE, END_REPEAT), "row 3, column type: Nothing that end_repeat could end has begun."),
    (markdown(group("g"), ONE, END_REPEAT, END_GROUP), "row 4, column type: Nothing that end_repeat could "
     "end has "
     "begun; the last one begun is in row 2."),
    (markdown(group("g"), END_GROUP, ONE), "row 2, column type: A group asks nothing. Take it out."),
    (markdown(group("g", constraint="1"), ONE, END_GROUP), "row 2, column constraint: A group has no "
     "constraint. Empty "
     "the cell."),
    (markdown(question("text", "a", label="")), "row 2, column label: The question has no label. Say what "
     "is asked."),
    (markdown(question("note", "a", required="yes")), "row 2, column required: A note, which is not "
     "answered, has no "
     "required. Empty the cell."),
    (markdown(question("calculate", "a", calculation="")), "row 2, column calculation: The calculation is "
     "empty."),
    (markdown(question("text", "a", choice_filter="1")), "row 2, column choice_filter: A question without "
     "choices has "
     "no choice_filter. Empty the cell."),
    (markdown(question("integer", "a", default="two")), "row 2, column default: “two” is not a whole "
     "number."),
    (markdown(question("date", "a", default="1/2/2026")), "row 2, column default: “1/2/2026” is not a day. "
     "Write it as "
     "2026-01-31."),
    (markdown(question("date", "a", default="today()")), "row 2, column default: A default is an answer as "
     "it stands; "
     "rules in it are not supported."),
    (markdown(question("select_one yesno", "a", default="maybe"), choices=YES_NO), "row 2, column default: "
     "“maybe” is "
     "not a choice of the list."),
    (markdown(question("integer", "a", appearance="multiline")), "row 2, column appearance: The appearance "
     "“multiline” "
     "is for text."),
    (markdown(question("text", "a", read_only="perhaps")), "row 2, column read_only: Write yes or no, not "
     "“perhaps”."),
    (markdown(question("text", "a", media="x.png")), "row 2, column media: The column media is not "
     "supported: pictures, "
     "sound and films are not shown. Take it out."),
    (markdown(question("text", "a", comment="new")), "row 2, column comment: The column comment is not "
     "supported: what "
     "it says would be left out. Take it out."),
    (markdown(question("text", "a", our_rating="yes")), "row 2, column plumbline::rating: A rating is a "
     "select_one "
     "whose choices are named 1 to 6."),
    (markdown(question("select_one yesno", "a", our_yes="y"), choices=YES_NO), "row 2, column "
     "plumbline::yes: The list "
     "of choices has no “y”."),
    (markdown(question("select_one six", "a", our_words_at_or_below="2"), choices=SIX), "row 2, column "
     "plumbline::words_in: The two columns words_at_or_below and words_in are filled together."),
    (markdown(question("select_one "
     "six", "a", our_words_at_or_below="2", our_words_in="b"), choices=SIX), "row 2, "
     "column plumbline::words_in: There is no text question named “b”."),
    (markdown(question("select_one "
     "six", "a", our_words_at_or_below="low", our_words_in="b"), question("text", "b"),
              choices=SIX), "row 2, column plumbline::words_at_or_below: The list of choices has no “low”."),
    (markdown(question("text", "a", relevant="${b} = 1"), question("text", "b", relevant="${a} = "
     "1")), "row 2, column "
     "relevant: a, b depend on each other in a circle. Take one reference out."),
    (markdown(question("select_one yesno", "a", choice_filter="side = 'n'"), choices=YES_NO), "row 2, column "
     "choice_filter: The choices have no column “side”. Put texts in quotes, and questions as ${name}."),
    (markdown(question("text", "a", label="For ${b}")), "row 2, column label: There is no question or "
     "group named "
     "${b} in the survey sheet."),
    (markdown(question("text", "meta")), "row 2: Other programs for XLSForms refuse this form: On the "
     "'survey' sheet, "
     "the 'name' value 'meta' is invalid. The name 'meta' is reserved for form metadata."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fault"), FAULTS, ids=[fault[:60] for _, fault in FAULTS])
def test_a_fault_is_told(text, fault):
    assert faults_of(text) == [f"survey sheet, {fault}"]


CHOICES = [
    (
        [("l", "a b", "A")],
        "row 2, column name: The name “a b” holds a space, which parts chosen answers. Use _ instead.",
    ),
    (
        [("l", "a", "A"), ("l", "a", "B")],
        "row 3, column name: The name “a” stands twice in the list l. Change one.",
    ),
    ([("l", "a", "")], "row 2, column label: The choice “a” has no label. Say what is shown."),
    ([("", "a", "A")], "row 2, column list_name: The choice is of no list. Name its list."),
    ([("l", "", "A")], "row 2, column name: The choice has no name. Give it one; it is what is kept."),
    (
        [("l", "a", "${a}")],
        "row 2, column label: References are not filled in on the choices sheet. Take ${...} out.",
    ),
]


@pytest.mark.parametrize(("choices", "fault"), CHOICES, ids=[fault[:40] for _, fault in CHOICES])
def test_a_fault_of_a_choice_is_told(choices, fault):
    assert faults_of(markdown(ONE, choices=choices)) == [f"choices sheet, {fault}"]


@pytest.mark.parametrize("kind", sorted(REFUSED_TYPES))
def test_a_type_that_xlsform_has_and_we_have_not_is_refused_by_name(kind):
    written = kind.replace("_", " ") if kind.startswith(("begin_", "end_")) else kind
    assert faults_of(markdown(ONE, question(written, "b"))) == [
        f"survey sheet, row 3, column type: The type {written} is not supported: {REFUSED_TYPES[kind]}."
    ]


@pytest.mark.parametrize("name", sorted(REFUSED_SETTINGS))
def test_a_setting_that_is_not_supported_is_refused_by_name(name):
    text = markdown(ONE) + table("settings", [{name: "x"}])
    assert faults_of(text) == [
        f"settings sheet, row 2, column {name}: The setting {name} is not supported: "
        f"{REFUSED_SETTINGS[name]}. "
        "Take the column out."
    ]


@pytest.mark.parametrize("name", sorted(REFUSED_SHEETS))
def test_a_sheet_that_is_not_supported_is_refused_by_name(name):
    text = markdown(ONE) + table(name, [{"name": "x"}])
    assert faults_of(text) == [f"{name} sheet: The sheet {name} is not supported: {REFUSED_SHEETS[name]}."]


def test_a_rule_on_a_row_that_is_refused_is_no_second_fault():
    text = markdown(question("geopoint", "where"), question("text", "a", relevant="${where} != ''"))
    assert len(faults_of(text)) == 1


def test_a_group_whose_questions_are_refused_is_not_said_to_ask_nothing():
    assert len(faults_of(markdown(group("g"), question("geopoint", "where"), END_GROUP, ONE))) == 1


def test_a_filter_on_a_list_that_is_missing_is_no_second_fault():
    assert len(faults_of(markdown(question("select_one none", "a", choice_filter="side = 1")))) == 1


def test_an_empty_column_that_is_not_known_does_no_harm():
    assert faults_of(markdown(question("text", "a", comment=""))) == []


def test_headings_may_be_written_as_other_programs_write_them():
    instrument = form(
        {"type": "string", "name": "a", "caption": "A"},
        {"type": "select one from yesno", "name": "b", "caption": "B", "Relevance": "${a} != ''",
         "bind::required": "yes", "Constraint Message": "No"},
        choices=YES_NO,
    )  # fmt: skip
    second = list(instrument.questions())[1]
    assert (second.type, second.choice_list, second.relevant, second.required) == (
        "select_one", "yesno", "${a} != ''", "true()"
    )  # fmt: skip
    assert second.constraint_message == {"default": "No"}


def test_a_column_without_a_language_is_in_the_first_language_named():
    text = """
| survey |
| | type | name | label::English (en) | label::Gàidhlig (gd) | hint |
| | text | a    | Why?                | Carson?              | Now  |
"""
    instrument = read_instrument(text, "md")
    assert instrument.languages == ("English (en)", "Gàidhlig (gd)")
    assert next(instrument.questions()).hints == {"English (en)": "Now"}


def test_the_settings_name_the_form_and_its_first_language():
    settings = {"form_title": "Reading", "form_id": "r1", "version": "2", "default_language": "Gàidhlig (gd)"}
    text = """
| survey |
| | type | name | label::English (en) | label::Gàidhlig (gd) |
| | text | a    | Why?                | Carson?              |
""" + table("settings", [settings])
    instrument = read_instrument(text, "md")
    assert (instrument.title, instrument.form_id, instrument.version) == ("Reading", "r1", "2")
    assert instrument.languages == ("Gàidhlig (gd)", "English (en)")


def test_a_default_language_that_no_column_is_in_is_told():
    text = markdown(ONE) + table("settings", [{"default_language": "Gaelic"}])
    text = text.replace("| label |", "| label::English |")
    assert faults_of(text) == [
        "settings sheet, column default_language: No column is in “Gaelic”. Languages are written as in "
        "the headings: "
        "label::English (en)."
    ]


def test_the_columns_of_our_own_are_read():
    instrument = form(
        question("select_one six", "good", our_indicator="5.2", our_rating="yes", our_words_at_or_below="2",
                 our_words_in="why", our_fact="level", our_confirms="review_statutory", our_yes="6"),
        question("text", "why"),
        choices=SIX,
    )  # fmt: skip
    good = next(instrument.questions())
    assert (good.indicator, good.rating, good.words_at_or_below, good.words_in) == ("5.2", True, "2", "why")
    assert (good.fact, good.confirms, good.yes) == ("level", "review_statutory", "6")


def test_groups_and_repeats_make_paths():
    instrument = form(group("a"), repeat("b"), question("text", "c"), END_REPEAT, END_GROUP)
    assert list(instrument.by_path) == ["/a", "/a/b", "/a/b/c"]
