"""The SQL judge against the worked examples, and against the plain judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from factories.judged import judge_by_sql
from plumbline.standards.examples import EXPECTED, expected_of, records_of
from plumbline.standards.form import Example, Standard
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
