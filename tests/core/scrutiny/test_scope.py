"""Who is in scope: the rule as a sentence and as a selection, which can never differ."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from plumbline.errors import PlumblineError
from plumbline.scrutiny.scope import (
    ColumnWords,
    Condition,
    Scope,
    read_scope,
    scope_as_json,
    scope_sentence,
    select,
)

INSPECTION = Scope(
    "Community payback orders",
    (
        Condition("imposed_on", "from_to", ("2016-10-01", "2018-10-31")),
        Condition("ended_on", "any"),
        Condition("team", "any"),
    ),
    things_are=(Condition("kind", "is", ("cpo",)),),
)


def row(**cells: Any) -> dict[str, Any]:
    return {"kind": "cpo", "imposed_on": date(2017, 5, 1), "ended_on": None, "team": "North", **cells}


def test_the_rule_of_the_inspection_is_said_as_a_sentence() -> None:
    assert scope_sentence(INSPECTION) == (
        "Community payback orders imposed from 1 October 2016 to 31 October 2018, open or ended, "
        "in all teams."
    )


def test_rows_are_in_scope_where_every_condition_holds() -> None:
    rows = [
        row(),
        row(imposed_on=date(2016, 10, 1)),
        row(imposed_on=date(2018, 10, 31)),
        row(imposed_on=date(2016, 9, 30)),
        row(imposed_on=date(2018, 11, 1)),
        row(kind="dtto"),
        row(ended_on=date(2018, 1, 1), team=None),
    ]
    found = select(INSPECTION, rows)
    assert [rows.index(one) for one in found.rows] == [0, 1, 2, 6]
    assert (found.left_out, found.cannot_tell) == (3, 0)


def test_a_row_whose_column_is_empty_is_counted_and_never_in_scope() -> None:
    found = select(INSPECTION, [row(imposed_on=None), row(imposed_on="", kind=None), row()])
    assert (len(found.rows), found.left_out, found.cannot_tell) == (1, 0, 2)
    assert found.unknown == {"imposed_on": 2, "kind": 1}


def test_a_row_that_fails_elsewhere_is_left_out_whatever_is_empty() -> None:
    assert select(INSPECTION, [row(imposed_on=None, kind="dtto")]).left_out == 1


@pytest.mark.parametrize(
    ("condition", "said", "inside", "outside"),
    [
        (Condition("imposed_on", "from_to", ("2020-01-02", "2020-01-02")),
         "imposed from 2 January 2020 to 2 January 2020", ["2020-01-02"], ["2020-01-01", "2020-01-03"]),
        (Condition("imposed_on", "on_or_after", ("2020-01-02",)), "imposed on or after 2 January 2020",
         ["2020-01-02", "2021-01-01"], ["2020-01-01"]),
        (Condition("imposed_on", "on_or_before", ("2020-01-02",)), "imposed on or before 2 January 2020",
         ["2020-01-02", "2019-12-31"], ["2020-01-03"]),
        (Condition("imposed_on", "after", ("2020-01-02",)), "imposed after 2 January 2020",
         ["2020-01-03"], ["2020-01-02"]),
        (Condition("imposed_on", "before", ("2020-01-02",)), "imposed before 2 January 2020",
         ["2020-01-01"], ["2020-01-02"]),
        (Condition("imposed_on", "is", ("2020-01-02", "2020-01-04")),
         "imposed on 2 January 2020 or 4 January 2020", ["2020-01-04"], ["2020-01-03"]),
        (Condition("imposed_on", "is_not", ("2020-01-02",)), "not imposed on 2 January 2020",
         ["2020-01-04"], ["2020-01-02"]),
        (Condition("ended_on", "is_empty"), "open", [None, " "], ["2020-01-01"]),
        (Condition("ended_on", "is_filled"), "ended", ["2020-01-01"], [None]),
        (Condition("imposed_on", "is_empty"), "not imposed", [None], ["2020-01-01"]),
        (Condition("team", "is", ("North",)), "in the team North", ["North"], ["South"]),
        (Condition("team", "is", ("North", "South", "East")), "in the teams North, South or East",
         ["East"], ["West"]),
        (Condition("team", "is_not", ("North", "South")), "not in the teams North or South",
         ["East"], ["South"]),
        (Condition("team", "is_empty"), "with no team recorded", [None], ["North"]),
        (Condition("team", "is_filled"), "with a team recorded", ["North"], [None]),
        (Condition("offence_group", "is", ("theft",)), "with the offence group theft", ["theft"], ["fraud"]),
        (Condition("risk_level", "is", ("high", "very_high")), "with the risk levels high or very high",
         ["very_high"], ["low"]),
        (Condition("seen_on", "before", ("2020-01-02",)), "with seen on before 2 January 2020",
         ["2020-01-01"], ["2020-01-02"]),
    ],
)  # fmt: skip
def test_each_test_says_what_it_does(
    condition: Condition, said: str, inside: list[Any], outside: list[Any]
) -> None:
    scope = Scope("Orders", (condition,))
    assert scope_sentence(scope) == f"Orders {said}."
    assert select(scope, [{condition.column: value} for value in inside]).left_out == 0
    assert len(select(scope, [{condition.column: value} for value in inside]).rows) == len(inside)
    assert select(scope, [{condition.column: value} for value in outside]).left_out == len(outside)


def test_a_rule_without_conditions_takes_everything() -> None:
    scope = Scope("All licences", ())
    assert scope_sentence(scope) == "All licences."
    assert len(select(scope, [{}, {}]).rows) == 2


def test_a_moment_counts_by_its_day() -> None:
    scope = Scope("Orders", (Condition("imposed_on", "on_or_before", ("2020-01-02",)),))
    assert len(select(scope, [{"imposed_on": datetime(2020, 1, 2, 23, 59)}]).rows) == 1


def test_words_of_ones_own_are_said() -> None:
    scope = Scope("Reports", (Condition("court_name", "is", ("Xport",)),))
    words = {"court_name": ColumnWords(noun="court", plural="courts", link="for")}
    assert scope_sentence(scope, words) == "Reports for the court Xport."


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(PlumblineError, match="no column “team”"):
        select(Scope("Orders", (Condition("team", "any"),)), [{"kind": "cpo"}])


def test_what_is_no_date_is_refused_where_a_day_is_asked() -> None:
    with pytest.raises(PlumblineError, match="holds what is no date"):
        select(
            Scope("Orders", (Condition("imposed_on", "after", ("2020-01-02",)),)),
            [{"imposed_on": "01/02/2020"}],
        )


def test_a_rule_comes_back_from_json_as_it_went() -> None:
    assert read_scope(json.loads(json.dumps(scope_as_json(INSPECTION)))) == INSPECTION


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({}, "name the column"),
        ({"column": "team", "test": "like", "values": ["N%"]}, "There are: is, is_not, from_to"),
        ({"column": "team", "test": "is", "values": []}, "“is” takes at least one value, and has 0"),
        ({"column": "team", "test": "any", "values": ["x"]}, "“any” takes 0 values, and has 1"),
        (
            {"column": "d", "test": "after", "values": ["2020-01-01", "2020-01-02"]},
            "takes 1 value, and has 2",
        ),
        ({"column": "d", "test": "after", "values": ["1/2/2020"]}, "write days as 2026-03-31"),
        ({"column": "d", "test": "after", "values": ["2020-02-30"]}, "write days as 2026-03-31"),
        ({"column": "d", "test": "from_to", "values": ["2020-02-02", "2020-02-01"]}, "after the last"),
        ({"column": "team", "test": "is", "values": "North"}, "values must be a list"),
        ({"column": "team", "test": "is", "values": [3]}, "values must be text"),
        ("team", "name the column"),
    ],
)
def test_a_condition_that_cannot_be_used_is_refused(condition: Any, said: str) -> None:
    with pytest.raises(PlumblineError) as refused:
        read_scope({"things": "Orders", "conditions": [condition]})
    assert "conditions 1: " in str(refused.value) and said in str(refused.value)


def test_everything_that_is_wrong_with_a_rule_is_said_at_once() -> None:
    with pytest.raises(PlumblineError) as refused:
        read_scope({"things": " ", "conditions": [{}, {}], "things_are": "cpo", "sql": "1=1"})
    assert len(str(refused.value).splitlines()) == 6
