"""The instruments, forms and surveys that are shipped: whole, answerable, and as long as they say."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

import pytest

from plumbline.scrutiny.frameworks import load_frameworks
from plumbline.scrutiny.instruments import (
    Evaluated,
    Instrument,
    Question,
    Repeat,
    Section,
    State,
    evaluate,
    is_answered_by_a_person,
    read_instrument,
)
from plumbline.scrutiny.shipped import (
    can_be_confirmed,
    load_facts,
    load_instrument_texts,
    load_survey_texts,
)

TODAY = date(2026, 3, 31)
TEXTS = {**load_instrument_texts(), **load_survey_texts()}
ALL = sorted(TEXTS)
RECORDS = sorted(load_instrument_texts())
RATED = [code for code in ALL if "plumbline::rating" in TEXTS[code]]
FILLS = 150  # random fillings that between them bring up every question

# How many questions a person can be asked, and how many of them are six-point ratings.
QUESTIONS = {
    "court_report_audit": (25, 3),
    "high_risk_audit": (39, 5),
    "lived_experience_survey": (22, 0),
    "lscmi_quality": (30, 4),
    "position_statement": (15, 0),
    "reading_cpo": (80, 11),
    "reading_cpo_short": (19, 4),
    "reading_licence": (70, 12),
    "reading_prison": (52, 9),
    "self_evaluation": (19, 1),
    "staff_survey": (34, 0),
}
SIX = [
    ("6", "Excellent"),
    ("5", "Very good"),
    ("4", "Good"),
    ("3", "Adequate"),
    ("2", "Weak"),
    ("1", "Unsatisfactory"),
]


@cache
def instrument(code: str) -> Instrument:
    return read_instrument(TEXTS[code], "md")


def questions(code: str) -> list[Question]:
    return [one for one in instrument(code).questions() if is_answered_by_a_person(one)]


def said(code: str) -> list[str]:
    """Every text of an instrument that a person reads."""
    parts = [
        text
        for node in instrument(code).nodes()
        for texts in (node.labels, node.hints, getattr(node, "guidance", {}))
        for text in texts.values()
    ]
    lists = instrument(code).choice_lists.values()
    return parts + [text for choices in lists for choice in choices for text in choice.labels.values()]


Answer = Callable[[Question, State], str]


def filled(code: str, answer: Answer) -> tuple[dict[str, str], Evaluated]:
    """Answers given to every question that comes up, one repeat each, until nothing more comes up."""
    form = instrument(code)
    answers = {node.path: "1" for node in form.nodes() if isinstance(node, Repeat)}
    for _ in range(20):
        found = evaluate(form, answers, today=TODAY)
        new = {
            state.path: answer(state.node, state)
            for state in found.unanswered
            if isinstance(state.node, Question) and state.path not in answers
        }
        if not new:
            return answers, found
        answers |= new
    raise AssertionError(f"{code} never stops asking")


def by_type(node: Question, state: State, pick: Callable[[list[str]], str]) -> str:
    """A valid answer of the question's type; `pick` chooses among the names of its choices."""
    if node.type in ("select_one", "select_multiple"):
        return pick([choice.name for choice in state.choices])
    return {"date": "2026-03-02", "integer": "12", "decimal": "1.5"}.get(node.type, "As the plan says")


def best(node: Question, state: State) -> str:
    return by_type(node, state, lambda names: names[0])


def adequate(node: Question, state: State) -> str:
    return "3" if node.rating else worst(node, state)


def worst(node: Question, state: State) -> str:
    """The lowest rating, no words; else what counts as yes, so that as much as possible comes up."""
    if node.rating:
        return "1"
    if node.type == "text":
        return ""
    return by_type(node, state, lambda names: node.yes if node.yes in names else names[0])


def test_these_instruments_forms_and_surveys_are_shipped() -> None:
    assert list(load_instrument_texts()) == [
        *("court_report_audit", "high_risk_audit", "lscmi_quality"),
        *("reading_cpo", "reading_cpo_short", "reading_licence", "reading_prison"),
    ]
    assert list(load_survey_texts()) == [
        *("lived_experience_survey", "position_statement", "self_evaluation", "staff_survey")
    ]


@pytest.mark.parametrize("code", ALL)
def test_each_is_read_without_a_fault_and_is_called_as_its_file(code: str) -> None:
    assert (instrument(code).form_id, instrument(code).languages) == (code, ("English (en)",))


@pytest.mark.parametrize("code", ALL)
def test_each_asks_as_many_questions_as_it_says(code: str) -> None:
    asked = questions(code)
    assert (len(asked), sum(one.rating for one in asked)) == QUESTIONS[code]


@pytest.mark.parametrize("code", RATED)
def test_every_rating_is_on_the_six_points_and_needs_words_at_adequate_or_below(code: str) -> None:
    form = instrument(code)
    ratings = [one for one in questions(code) if one.rating]
    on_six = [[(each.name, each.labels["English (en)"]) for each in form.choice_lists["six"]]]
    assert on_six == [SIX]
    assert [(one.choice_list, one.words_at_or_below) for one in ratings] == [("six", "3")] * len(ratings)
    words = [form.by_name[one.words_in] for one in ratings]
    assert [isinstance(one, Question) and one.type for one in words] == ["text"] * len(ratings)


@pytest.mark.parametrize("code", ALL)
def test_the_six_points_are_used_for_ratings_only(code: str) -> None:
    assert [one.name for one in questions(code) if (one.choice_list == "six") != one.rating] == []


@pytest.mark.parametrize("code", ALL)
def test_no_two_ratings_share_their_words(code: str) -> None:
    assert [
        name for name, n in Counter(one.words_in for one in questions(code) if one.words_in).items() if n > 1
    ] == []


@pytest.mark.parametrize("edition", ["2019", "2021", "2024"])
@pytest.mark.parametrize("code", ALL)
def test_every_indicator_is_one_of_each_edition(code: str, edition: str) -> None:
    known = {one.code for one in load_frameworks()[f"quality_indicators_{edition}"].indicators}
    assert {one.indicator for one in questions(code) if one.indicator} - known == set()


@pytest.mark.parametrize("code", ALL)
def test_every_fact_is_one_that_can_be_shown(code: str) -> None:
    assert {one.fact for one in questions(code) if one.fact} - set(load_facts()) == set()


@pytest.mark.parametrize("code", ALL)
def test_what_an_answer_confirms_is_a_standard_or_a_field(code: str) -> None:
    named = [one.confirms for one in questions(code) if one.confirms]
    assert [one for one in named if not can_be_confirmed(one)] == []


@pytest.mark.parametrize("code", ALL)
def test_whoever_confirms_the_data_sees_them_beside_the_question(code: str) -> None:
    assert [one.name for one in questions(code) if one.confirms and not one.fact] == []


@pytest.mark.parametrize("code", ALL)
def test_one_question_confirms_one_thing(code: str) -> None:
    counted = Counter(one.confirms for one in questions(code) if one.confirms)
    assert {name for name, n in counted.items() if n > 1} == set()


@pytest.mark.parametrize("code", ALL)
def test_a_standard_is_confirmed_by_in_time_and_a_field_by_yes(code: str) -> None:
    confirming = [one for one in questions(code) if one.confirms]
    wanted = ["yes" if "." in one.confirms else "in_time" for one in confirming]
    assert [one.yes for one in confirming] == wanted


@pytest.mark.parametrize("code", ALL)
def test_what_counts_as_the_yes_is_one_of_the_choices(code: str) -> None:
    lists = instrument(code).choice_lists
    named = [one for one in questions(code) if one.yes != "yes" or one.confirms]
    assert [one.name for one in named if one.yes not in {each.name for each in lists[one.choice_list]}] == []


@pytest.mark.parametrize("code", ALL)
def test_every_list_of_choices_is_used(code: str) -> None:
    assert set(instrument(code).choice_lists) - {one.choice_list for one in questions(code)} == set()


@pytest.mark.parametrize("code", ALL)
def test_names_can_be_read_and_stand_once(code: str) -> None:
    names = [node.name for node in instrument(code).nodes()]
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z_]{2,29}", name)] == []
    assert len(names) == len(set(names))


@pytest.mark.parametrize("code", ALL)
def test_every_question_has_a_label_of_one_breath(code: str) -> None:
    labels = {one.name: one.labels["English (en)"] for one in questions(code)}
    assert [name for name, label in labels.items() if not 4 <= len(label) <= 160] == []


@pytest.mark.parametrize("code", RECORDS)
def test_every_choice_of_a_record_reading_has_guidance(code: str) -> None:
    chosen = [one for one in questions(code) if one.type in ("select_one", "select_multiple")]
    assert [one.name for one in chosen if not one.guidance] == []


@pytest.mark.parametrize("code", RECORDS)
def test_guidance_of_a_rating_tells_neighbouring_answers_apart(code: str) -> None:
    told_apart = ("whole_quality",)  # a judgement of the whole, by one question to ask oneself
    ratings = [one for one in questions(code) if one.rating and one.name not in told_apart]
    guidance = {one.name: " ".join(one.guidance.values()) for one in ratings}
    assert [name for name, text in guidance.items() if not ("Good:" in text and "Adequate:" in text)] == []


@pytest.mark.parametrize("code", ALL)
def test_no_sentence_is_in_the_speech_of_software(code: str) -> None:
    jargon = re.compile(
        r"\b(null|boolean|dropdown|widget|backend|workflow|user|click|submit)\b", re.IGNORECASE
    )
    assert [text for text in said(code) if jargon.search(text)] == []


@pytest.mark.parametrize("code", ALL)
def test_every_question_can_come_up(code: str) -> None:
    draw = random.Random(code)
    never = {one.path for one in questions(code)}

    def at_random(node: Question, state: State) -> str:
        return by_type(node, state, draw.choice)

    for _ in range(FILLS):
        if not never:
            break
        _, found = filled(code, at_random)
        never -= {re.sub(r"\[\d+\]", "", state.path) for state in found.states.values() if state.asked}
    assert never == set()


def hangs_on_an_answer(form: Instrument, one: Question) -> bool:
    """Whether it, or a section around it, comes up only for some answers."""
    around = [node for node in form.nodes() if one.path.startswith(f"{node.path}/")]
    return any(getattr(node, "relevant", "") for node in [one, *around])


@pytest.mark.parametrize("code", ALL)
def test_what_hangs_on_an_answer_stays_away_until_it_is_given(code: str) -> None:
    form = instrument(code)
    repeats = {node.path: "1" for node in form.nodes() if isinstance(node, Repeat)}
    found = evaluate(form, repeats, today=TODAY)
    asked = [
        state.node for state in found.states.values() if state.asked and isinstance(state.node, Question)
    ]
    assert [one.name for one in asked if hangs_on_an_answer(form, one)] == []


@pytest.mark.parametrize("code", ALL)
def test_a_filled_example_has_nothing_wrong_with_it(code: str) -> None:
    _, found = filled(code, best)
    assert [(state.path, state.violation) for state in found.violations] == []


@pytest.mark.parametrize("code", RECORDS)
def test_an_empty_one_is_not_complete(code: str) -> None:
    assert not evaluate(instrument(code), {}, today=TODAY).complete


@pytest.mark.parametrize("low", [adequate, worst])
@pytest.mark.parametrize("code", RATED)
def test_who_gives_a_low_rating_everywhere_is_asked_for_words_each_time(code: str, low: Answer) -> None:
    _, found = filled(code, low)
    asked = [state for state in found.states.values() if state.asked and isinstance(state.node, Question)]
    rated = {state.node.words_in for state in asked if state.node.rating}
    wanting = {state.node.name for state in found.violations}
    assert rated and rated - wanting == set()


@pytest.mark.parametrize("rating", ["4", "5", "6"])
@pytest.mark.parametrize("code", RECORDS)
def test_a_rating_of_good_or_better_asks_for_no_words(code: str, rating: str) -> None:
    words = {one.words_in for one in questions(code) if one.rating}

    def good(node: Question, state: State) -> str:
        return rating if node.rating else worst(node, state)

    _, found = filled(code, good)
    assert [state.path for state in found.states.values() if state.asked and state.node.name in words] == []


def test_without_a_plan_nothing_is_asked_of_its_quality_but_why_there_is_none() -> None:
    said_so = {"/order/requirements": "offender_supervision", "/plan/plan_done": "not_done"}
    found = evaluate(instrument("reading_cpo"), said_so, today=TODAY)
    assert [
        state.path for state in found.states.values() if state.asked and state.path.startswith("/plan/")
    ] == [
        "/plan/plan_done",
        "/plan/why_no_plan",
    ]


def test_an_order_with_unpaid_work_alone_is_asked_nothing_of_supervision() -> None:
    found = evaluate(instrument("reading_cpo"), {"/order/requirements": "unpaid_work"}, today=TODAY)
    sections = {state.path.split("/")[1] for state in found.states.values() if state.asked}
    assert sections.isdisjoint({"assessment", "plan", "reviews", "contact"}) and "unpaid_work" in sections


def test_none_cannot_be_chosen_beside_something_else() -> None:
    answers = {"/services/needs": "housing none"}
    found = evaluate(instrument("reading_cpo"), answers, today=TODAY)
    assert found["/services/needs"].violation is not None


def test_a_full_reading_of_an_order_asks_no_more_than_can_be_answered_in_forty_minutes() -> None:
    """Eighty questions at thirty seconds each; free texts only where a rating is low."""

    def everything_applies(node: Question, state: State) -> str:
        if node.type == "select_multiple":
            return " ".join(choice.name for choice in state.choices if choice.name != "none")
        return by_type(node, state, lambda names: node.yes if node.yes in names else names[0])

    _, found = filled("reading_cpo", everything_applies)
    asked = [state for state in found.states.values() if state.asked]
    assert len(asked) <= 70
    assert [state.path for state in asked if state.node.type == "text"] == ["/outcomes/learning"]


@pytest.mark.parametrize("code", ["staff_survey", "lived_experience_survey"])
def test_a_survey_of_people_can_be_sent_with_everything_left_open(code: str) -> None:
    assert evaluate(instrument(code), {}, today=TODAY).complete


@pytest.mark.parametrize("code", ["staff_survey", "lived_experience_survey"])
def test_a_survey_of_people_asks_for_no_name_and_says_who_will_see_it(code: str) -> None:
    who = instrument(code).by_name["who_sees"]
    assert isinstance(who, Question) and "name" in who.labels["English (en)"]
    assert [one.name for one in questions(code) if "name" in one.labels["English (en)"].lower()] == []


def test_the_survey_of_people_on_orders_is_short_in_its_sentences() -> None:
    sentences = [
        part for text in said("lived_experience_survey") for part in re.split(r"(?<=[.?!:])\s", text)
    ]
    assert [sentence for sentence in sentences if len(sentence.split()) > 22] == []


@pytest.mark.parametrize("code", ALL)
def test_sections_have_headings(code: str) -> None:
    parts = [node for node in instrument(code).nodes() if isinstance(node, Section | Repeat)]
    assert parts and [part.name for part in parts if not part.labels] == []


@pytest.mark.parametrize("code", ALL)
def test_frozen_and_thawed_it_is_the_same(code: str) -> None:
    frozen = instrument(code).as_json()
    assert Instrument.from_json(frozen).as_json() == frozen


def test_the_texts_cannot_be_changed_in_passing() -> None:
    texts: Mapping[str, str] = load_instrument_texts()
    with pytest.raises(TypeError):
        texts["reading_cpo"] = ""  # type: ignore[index]
