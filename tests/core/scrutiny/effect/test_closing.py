from __future__ import annotations

import json
import re

import pytest

from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect import (
    WAY_WORDS,
    Accepted,
    AllCases,
    Closing,
    SecondReading,
    ShiftedAndHeld,
    closing_as_json,
    closing_from_json,
)
from plumbline.scrutiny.effect.closing import WAYS

EVERY: list[Closing] = [
    ShiftedAndHeld("cpo_first_contact strict", "increase"),
    SecondReading("plan_quality", "increase"),
    AllCases("overdue reviews", "decrease", 1, "six orders a year"),
    Accepted("a policy was to be written; nothing is counted"),
]


@pytest.mark.parametrize("closing", EVERY, ids=lambda one: type(one).__name__)
def test_each_way_comes_back_from_json_as_it_went(closing: Closing) -> None:
    assert closing_from_json(json.loads(json.dumps(closing_as_json(closing)))) == closing


def test_there_are_four_ways_each_with_its_words() -> None:
    assert [closing_as_json(one)["by"] for one in EVERY] == list(WAYS) == list(WAY_WORDS)


def test_the_written_form_names_the_way_and_its_parts() -> None:
    assert closing_as_json(EVERY[2]) == {
        "by": "all_cases",
        "measure": "overdue reviews",
        "better": "decrease",
        "sides": 1,
        "why": "six orders a year",
    }


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({}, "by is None"),
        ({"by": "manager_says_so"}, "by is 'manager_says_so', and an area is judged in one of these ways"),
        ({"by": ["accepted"]}, "by is ['accepted']"),
        ({"by": "accepted"}, "why is missing"),
        ({"by": "accepted", "why": " "}, "why is no text"),
        ({"by": "accepted", "why": 3}, "why is no text"),
        ({"by": "accepted", "why": "x" * 1001}, "why has 1,001 characters"),
        ({"by": "accepted", "why": "none", "until": "2026"}, "'until' is not part of it"),
        ({"by": "second_reading", "question": "q", "better": "up"}, "better is 'up'; it may be increase or"),
        ({"by": "all_cases", "measure": "m", "better": "increase", "sides": 3, "why": "w"}, "sides is 3"),
        (
            {"by": "all_cases", "measure": "m", "better": "increase", "sides": True, "why": "w"},
            "sides is True",
        ),
    ],
)
def test_what_is_no_closing_is_refused_with_the_fault(data: dict[str, object], fault: str) -> None:
    with pytest.raises(PlumblineError, match=re.escape(fault)):
        closing_from_json(data)


def test_all_faults_are_said_at_once() -> None:
    with pytest.raises(PlumblineError, match=r"'x' is not part of it.*measure is missing.*better is missing"):
        closing_from_json({"by": "shifted_and_held", "x": 1})


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(PlumblineError, match="by is None"):
        closing_from_json([])  # type: ignore[arg-type]
