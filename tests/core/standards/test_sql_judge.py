"""The SQL judge against the worked examples, and against the plain judge."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from factories.judged import judge_by_sql
from plumbline.standards.examples import EXPECTED, expected_of, records_of
from plumbline.standards.form import Example, Standard, Stop
from plumbline.standards.loading import load_standards

EXAMPLES = [
    pytest.param(standard, example, id=f"{standard.code}: {example.title}")
    for standard in load_standards().values()
    for example in standard.examples
]


@pytest.mark.parametrize(("standard", "example"), EXAMPLES)
def test_each_worked_example_comes_out_as_written(
    standard: Standard, example: Example, tmp_path: Path
) -> None:
    rows = judge_by_sql([standard], records_of(example), tmp_path, as_at=example.as_at, cover=example.cover)
    assert [{name: row[name] for name in EXPECTED} for row in rows] == expected_of(example)


def test_rules_that_read_the_codes_of_a_breakdown_are_judged_together(tmp_path: Path) -> None:
    first_contact = load_standards()["cpo_first_contact"]
    stop = Stop("requirements", "completed_on", ("order",), where={"level": ("1",)})
    rules = [replace(first_contact, code=f"local_{n}", stops=(stop,), how_sure="local") for n in (1, 2)]
    records = records_of(first_contact.examples[0])
    rows = judge_by_sql(rules, records, tmp_path, as_at=first_contact.examples[0].as_at)
    assert {row["standard"] for row in rows} == {"local_1", "local_2"}
