"""Our engine against the reference engine, whose answers on made-up forms are recorded (`make oracle`)."""

from __future__ import annotations

import json
import lzma
from datetime import date
from functools import cache
from typing import Any

import pytest

from oracle.generated import ANSWERS, FORMS, RECORDED, TODAY, answers_of, form_of, sum_of
from plumbline.scrutiny.instruments import Evaluated, Question, evaluate, read_instrument

UNSAID = (
    "choice"  # of several choices one is not open: whether the others break a constraint is not said by us
)
AT_ONCE = 25  # forms in one test


@cache
def recorded() -> dict[str, Any]:
    return json.loads(lzma.decompress(RECORDED.read_bytes()))


def ours(found: Evaluated) -> dict[str, tuple[bool, bool, str, str | None, str]]:
    """What holds for each node, in the words of the record."""
    rows = {}
    for path, state in found.states.items():
        if state.count is not None:
            continue  # a repeat as a whole is no node of the reference engine
        kind = state.violation.kind if state.violation else None
        # An answer that is not among the open choices is wrong for us. The reference engine leaves it out
        # without a word, and then asks whether what is left may stand.
        if kind == "choice":
            kind = UNSAID if state.value else "required" if state.required else None
        note = isinstance(state.node, Question) and state.node.type == "note"
        label = state.labels["default"] if note else ""
        rows[path] = (state.relevant, state.required, state.value, kind, label)
    return rows


def theirs(rows: list[list[Any]]) -> dict[str, tuple[bool, bool, str, str | None, str]]:
    """The same as recorded; of what is not relevant only that, since the form does not show it."""
    return {
        path: (True, required, value, violation, label) if relevant else (False, False, "", None, "")
        for path, relevant, required, value, violation, label in rows
        if not path.endswith("_count")  # made by pyxform for a repeat_count that is a rule
    }


def compared(number: int) -> list[str]:
    """The differences on one form, each as a line."""
    form = form_of(number)
    answers = list(answers_of(number, form))
    same = recorded()["sums"][number] == sum_of(form.markdown, answers)
    assert same, "The form is made otherwise than when it was recorded. Record again with make oracle."
    instrument = read_instrument(form.markdown, "md")
    notes = {question.path for question in instrument.questions() if question.type == "note"}
    differences = []
    for turn, (given, rows) in enumerate(zip(answers, recorded()["results"][number], strict=True)):
        found = evaluate(instrument, dict(given), today=date.fromisoformat(TODAY))
        mine, reference = ours(found), theirs(rows)
        for path in sorted(mine.keys() | reference.keys()):
            # Inside a repeat that is not relevant there is nothing for us, and nodes that are not for them.
            one = mine.get(path, (False, False, "", None, ""))
            one = one if one[0] else (False, False, "", None, "")
            other = reference.get(path)
            if one[3] == UNSAID and other is not None:
                other = (*other[:3], UNSAID, other[4])
            if found.states.get(path) is None or found[path].node.path not in notes:
                other = (*other[:4], "") if other is not None else None
            if one != other:
                differences.append(f"form {number}, answers {turn}, {path}: {one} / {other}")
    return differences


@pytest.mark.parametrize("first", range(0, FORMS, AT_ONCE))
def test_the_reference_engine_says_the_same(first):
    differences = [line for number in range(first, first + AT_ONCE) for line in compared(number)]
    assert differences == []


def test_500_forms_with_20_sets_of_answers_each_are_recorded():
    assert (FORMS, ANSWERS) == (500, 20)
    assert [len(results) for results in recorded()["results"]] == [ANSWERS] * FORMS


def test_the_forms_hold_what_an_instrument_may_hold():
    text = "\n".join(form_of(number).markdown for number in range(FORMS))
    wanted = ["select_one", "select_multiple", "text", "integer", "decimal", "date", "note", "calculate",
              "begin_group", "begin_repeat", "sum(", "count(", "position(..)", "position(../..)",
              "indexed-repeat(", "jr:choice-name(", "today()", "format-date(", "regex("]  # fmt: skip
    assert [word for word in wanted if word not in text] == []
