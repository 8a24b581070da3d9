"""The two judges, written apart from one another, must agree on every row of generated cases."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from factories.cases import random_setting, settings
from factories.judged import judge_by_sql
from factories.reasons import possible_reasons
from plumbline.calendars import Calendar, scotland
from plumbline.standards.as_at import known_at
from plumbline.standards.examples import EXPECTED
from plumbline.standards.form import Standard
from plumbline.standards.loading import load_standards, read_standard
from plumbline.standards.plain import judge_known

LOCAL = sorted((Path(__file__).parents[2] / "src/plumbline/library/standards/local").glob("*.toml"))
STANDARDS = [*load_standards().values(), *(read_standard(path) for path in LOCAL)]
CASES_WANTED = 100_000
Rows = dict[tuple[str, str, int], tuple[Any, ...]]


def _plainly(setting: tuple[Any, Any, Any], calendar: Any) -> Rows:
    records, as_at, cover = setting
    known = known_at(records, as_at)
    return {
        (row.standard, row.case_id, row.occurrence): tuple(asdict(row)[name] for name in EXPECTED)
        for standard in STANDARDS
        for row in judge_known(standard, known, cover=cover, calendar=calendar)
    }


def _by_sql(setting: tuple[Any, Any, Any], folder: Path, councils: dict[str, Calendar] | None = None) -> Rows:
    records, as_at, cover = setting
    rows = judge_by_sql(STANDARDS, records, folder, as_at=as_at, cover=cover, council_calendars=councils)
    return {
        (row["standard"], row["case_id"], row["occurrence"]): tuple(row[name] for name in EXPECTED)
        for row in rows
    }


def _differing(one: Rows, other: Rows) -> list[tuple[Any, ...]]:
    keys = sorted(set(one) | set(other))
    return [(key, one.get(key), other.get(key)) for key in keys if one.get(key) != other.get(key)]


@pytest.fixture(scope="module")
def compared(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[int, list[tuple[Any, ...]], dict[str, set[str]]]:
    """Cases compared, the rows that differ, and the reasons that came up for each standard."""
    cases, differing, reasons, seed = 0, [], dict[str, set[str]](), 0
    while cases < CASES_WANTED:
        setting = random_setting(Random(seed), 300)
        plain = _plainly(setting, scotland())
        differing += _differing(plain, _by_sql(setting, tmp_path_factory.mktemp("extract")))
        cases += len({(standard, case) for standard, case, _ in plain})
        for (standard, _, _), row in plain.items():
            reasons.setdefault(standard, set()).add(row[EXPECTED.index("reason")])
        seed += 1
    return cases, differing, reasons


def test_the_judges_agree_on_a_hundred_thousand_cases(
    compared: tuple[int, list[tuple[Any, ...]], dict[str, set[str]]],
) -> None:
    assert compared[1] == []


@pytest.mark.parametrize("standard", STANDARDS, ids=lambda standard: standard.code)
def test_every_reason_a_standard_can_give_came_up(
    standard: Standard, compared: tuple[int, list[tuple[Any, ...]], dict[str, set[str]]]
) -> None:
    assert compared[2][standard.code] == possible_reasons(standard)


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(setting=settings())
def test_the_judges_agree_on_small_cases_that_hypothesis_finds(
    setting: tuple[Any, Any, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert (
        _differing(_plainly(setting, scotland()), _by_sql(setting, tmp_path_factory.mktemp("extract"))) == []
    )


def test_the_judges_agree_where_a_council_keeps_its_own_days(tmp_path: Path) -> None:
    setting = random_setting(Random(2026), 300)
    days = [day for day in sorted(scotland().holidays) if day.year >= 2020][::2]
    own = Calendar(name="A council's own", holidays=scotland().holidays, working_exceptions=frozenset(days))
    authorities = sorted({row["authority"] for row in setting[0]["orders"]})
    councils = {authorities[0]: own}
    calendars = {authority: councils.get(authority, scotland()) for authority in authorities}
    assert _differing(_plainly(setting, calendars), _by_sql(setting, tmp_path, councils)) == []
