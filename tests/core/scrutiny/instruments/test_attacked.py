"""Whatever a form or an answer holds, it is taken or refused; nothing else comes of it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.scrutiny.instruments.forms import END_REPEAT, TODAY, form, markdown, question, repeat
from plumbline.scrutiny.instruments import InstrumentRefused, evaluate, read_instrument

PIECES = st.sampled_from(
    [
        *[
            "${a}",
            "${b}",
            "${r}",
            "${q}",
            "'${a}'",
            "'x'",
            '"',
            "'",
            "1",
            "2.5",
            "1e400",
            "+",
            "-",
            "*",
            "/",
            "//",
            "(",
            ")",
            "()",
            "[",
            "]",
            ",",
            ".",
            "..",
            "|",
            "@",
            "$",
            "{",
            "}",
            "#",
            "::",
            "é",
            "‘",
        ],
        *[
            "div",
            "mod",
            "and",
            "or",
            "=",
            "!=",
            "<",
            ">=",
            "div(",
            "if(",
            "sum(",
            "count(",
            "position(",
            "concat(",
            "regex(",
            "'^a+$'",
            "date(",
        ],
        *["format-date(", "indexed-repeat(", "jr:choice-name(", "selected-at(", "substr(", "round(", "pow("],
        *["today()", "true()", "last()", "text()", "child::a", "*[1]", "\ue000"],
        "9" * 400,
    ]
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(PIECES, max_size=9).map(" ".join),
    st.sampled_from(["", "1", "-3", "2026-01-31", "x y", "9" * 500]),
)
def test_any_rule_is_worked_out_or_refused(rule, answer):
    rows = [question("text", "a"), question("select_one yesno", "b"), repeat("r"), question("text", "q")]
    text = markdown(
        *rows, question("calculate", "c", calculation=rule), END_REPEAT, question("text", "d", relevant=rule),
        choices=[("yesno", "yes", "Yes")],
    )  # fmt: skip
    try:
        instrument = read_instrument(text, "md")
    except InstrumentRefused as refused:
        assert all(fault.row is not None for fault in refused.faults)
        return
    evaluate(instrument, {"/a": answer, "/r[2]/q": answer}, today=TODAY)


HEADINGS = st.sampled_from(["type", "name", "label", "required", "default", "x", "Label::y"])
TYPES = ["text", "begin_group", "end_group", "a"]
CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.dictionaries(HEADINGS, st.one_of(CELLS, st.sampled_from(TYPES))), min_size=1, max_size=5),
)
def test_any_cells_are_taken_or_refused(rows):
    try:
        read_instrument(markdown(*rows), "md")
    except InstrumentRefused as refused:
        assert refused.faults


PATHS = st.sampled_from(
    [
        "",
        "//",
        "/a",
        "/n",
        "/r",
        "/a[1]",
        "/r[1]",
        *(f"/r[{n}]/q" for n in ("", "0", "01", "1", "2", "100", "9999")),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(PATHS, st.one_of(CELLS, st.sampled_from(["3", "-1", "99999999999", "１２"]))))
def test_any_answers_are_worked_out(answers):
    instrument = form(
        question("integer", "a"), repeat("r"), question("date", "q"), END_REPEAT, question("decimal", "n"),
        question("calculate", "c", calculation="concat(${a}, count(${r}), ${n} * 2)"),
    )  # fmt: skip
    found = evaluate(instrument, answers, today=TODAY)
    assert set(found.left_out) <= answers.keys()
    assert {path for path in answers if path not in found.states} <= set(found.left_out)
