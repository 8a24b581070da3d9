"""A judge for one standard, in SQL, as at 31 March 2026 where nothing else is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from factories.judged import judge_by_sql
from factories.owed_rows import AS_AT, Judge, Row
from plumbline.standards.loading import load_standards

STANDARDS = load_standards()


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    """Judges the records given, by table, by the standard of the code."""

    def judge(code: str, as_at: date = AS_AT, **records: list[Row]) -> list[Row]:
        return judge_by_sql([STANDARDS[code]], records, tmp_path / "taken", as_at=as_at)

    return judge
