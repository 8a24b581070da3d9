"""Steps that several standards read: made once, and of no account for what comes out."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from factories.cases import random_setting
from factories.judged import judge_by_sql, write_with_keys
from plumbline.calendars import scotland
from plumbline.standards import shared
from plumbline.standards.judge import judge, prepare, standard_steps
from plumbline.standards.loading import load_standards
from plumbline.standards.steps import Setting

STANDARDS = list(load_standards().values())


@pytest.mark.parametrize("most", [4, 7])
def test_in_however_many_groups_the_standards_are_judged_the_rows_are_the_same(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records, as_at, cover = random_setting(Random(3), 60)
    together = judge_by_sql(STANDARDS, records, tmp_path / "together", as_at=as_at, cover=cover)
    monkeypatch.setattr(shared, "MOST_BITS", most)
    assert len(shared.in_groups(STANDARDS)) > 2
    apart = judge_by_sql(STANDARDS, records, tmp_path / "apart", as_at=as_at, cover=cover)
    assert apart == together


def test_each_standard_judged_alone_gives_the_rows_that_it_gives_among_all(tmp_path: Path) -> None:
    records, as_at, cover = random_setting(Random(4), 60)
    together = judge_by_sql(STANDARDS, records, tmp_path / "together", as_at=as_at, cover=cover)
    for standard in STANDARDS:
        alone = judge_by_sql([standard], records, tmp_path / standard.code, as_at=as_at, cover=cover)
        assert alone == [row for row in together if row["standard"] == standard.code]


@pytest.mark.parametrize("standard", STANDARDS, ids=lambda standard: standard.code)
def test_the_steps_shown_of_a_standard_are_those_run(standard: Any, tmp_path: Path) -> None:
    class Listening:
        def __init__(self, con: Any):
            self.con = con

        def __getattr__(self, name: str) -> Any:
            return getattr(self.con, name)

        def cursor(self) -> Listening:
            return Listening(self.con.cursor())

        def __enter__(self) -> Listening:
            return self

        def __exit__(self, *_: object) -> None:
            self.con.close()

        def execute(self, sql: str) -> Any:
            run.append(sql)
            return self.con.execute(sql)

    run: list[str] = []
    records, as_at, _ = random_setting(Random(5), 5)
    write_with_keys(tmp_path, records)
    setting = Setting(as_at, {})
    with duckdb.connect() as con:
        prepare(con, tmp_path, frozenset(records), as_at=as_at, calendar=scotland())
        judge(Listening(con), [standard], setting, tmp_path / "results.parquet")  # type: ignore[arg-type]
    shown = standard_steps(standard, setting)
    assert [step.name for step in shown if not any(step.sql in one for one in run)] == []


@pytest.mark.parametrize("standard", STANDARDS, ids=lambda standard: standard.code)
def test_no_step_is_longer_than_a_screen(standard: Any) -> None:
    for step in standard_steps(standard, Setting(random_setting(Random(1), 1)[1], {})):
        assert len(step.sql.splitlines()) <= 50, step.name
