"""Files for scrutiny that are damaged in any way are refused in words; what is taken reads back equal."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import PlumblineError
from plumbline.scrutiny import activities, frameworks
from plumbline.scrutiny.survey_file import read_survey_results, template_csv

TEMPLATES = [activities.template_text(one) for one in activities.load_templates().values()]
FRAMEWORKS = [
    frameworks.framework_text(frameworks.own_copy(one, "own", "Own"))
    for one in frameworks.load_frameworks().values()
]
VALUES = (
    *("1", "-1", "0.0", "true", '""', '"x"', "[]", '["x"]', "[1]", "{}", "{ a = 1 }", "1.5", "nan", "inf"),
    *("2026-01-01", "07:00:00", "9" * 20, "[[1]]", '"\\u0000"'),
)
SIGNS = "\x00\t\"'=[]{}\\,.\u202e\x7f"
SEEDS = st.integers(0, 2**32)


def damaged(text: str, dice: random.Random) -> str:
    """The text with one to four of its lines given another value, left out, doubled or miswritten."""
    lines = text.split("\n")
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(lines))
        line = lines[place]
        what = dice.choice(["value", "out", "again", "sign", "table"])
        if what == "value" and " = " in line:
            lines[place] = f"{line.split(' = ')[0]} = {dice.choice(VALUES)}"
        elif what == "out" and len(lines) > 1:
            del lines[place]
        elif what == "again":
            lines.insert(place, dice.choice(lines))
        elif what == "sign" and line:
            cut = dice.randrange(len(line))
            lines[place] = line[:cut] + dice.choice(SIGNS) + line[cut + 1 :]
        elif what == "table" and line.startswith("["):
            lines[place] = line[1:-1] if line.startswith("[[") else f"[{line}]"
    return "\n".join(lines)


@given(SEEDS)
def test_a_damaged_template_is_refused_or_reads_back_equal(seed: int) -> None:
    dice = random.Random(seed)
    try:
        template = activities.read_template(damaged(dice.choice(TEMPLATES), dice))
    except PlumblineError:
        return
    assert activities.read_template(activities.template_text(template)) == template


@given(SEEDS)
def test_a_damaged_framework_is_refused_or_reads_back_equal(seed: int) -> None:
    dice = random.Random(seed)
    try:
        framework = frameworks.read_framework(damaged(dice.choice(FRAMEWORKS), dice))
    except PlumblineError:
        return
    assert frameworks.read_framework(frameworks.framework_text(framework)) == framework


@given(SEEDS)
def test_damaged_survey_results_are_refused_or_have_no_more_answers_than_people(seed: int) -> None:
    dice = random.Random(seed)
    signs = list(template_csv())
    for _ in range(dice.randint(1, 5)):
        signs[dice.randrange(len(signs))] = dice.choice(',"\n\r\x009é-; ')
    try:
        survey = read_survey_results("".join(signs))
    except PlumblineError:
        return
    assert [one for one in survey.questions if one.answered + one.outside > survey.returned] == []


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value within a copy."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(way for key, one in inside for way in places(one, (*path, key)))]


@pytest.mark.parametrize(
    ("copies", "opened"),
    [
        ([activities.as_json(one) for one in activities.load_templates().values()], activities.from_json),
        ([frameworks.as_json(one) for one in frameworks.load_frameworks().values()], frameworks.from_json),
    ],
    ids=["templates", "frameworks"],
)
@given(seed=SEEDS)
def test_a_damaged_copy_opens_or_is_refused_in_words(copies: Any, opened: Any, seed: int) -> None:
    dice = random.Random(seed)
    copy = json.loads(json.dumps(dice.choice(copies)))
    *way, last = dice.choice(places(copy)[1:])
    here = copy
    for key in way:
        here = here[key]
    here[last] = dice.choice([None, 1, 1.5, True, "x", [], {}, ["x"], [None], {"a": 1}])
    try:
        again = opened(copy)
    except PlumblineError:
        return
    assert type(again).__name__ in ("ActivityTemplate", "Framework")
