"""What must hold of the plain judge's rows whatever the records are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from factories.cases import random_setting, settings, smallest
from plumbline.standards.as_at import known_at
from plumbline.standards.form import REASONS, VERDICTS
from plumbline.standards.loading import load_standards
from plumbline.standards.plain import judge_known, judge_plainly

STANDARDS = load_standards()
QUICK = how(max_examples=40, deadline=None)


@QUICK
@given(settings())
def test_a_row_shows_the_dates_that_its_verdict_has(setting):
    records, as_at, cover = setting
    known = known_at(records, as_at)
    for standard in STANDARDS.values():
        rows = judge_known(standard, known, cover=cover)
        assert len({(row.case_id, row.occurrence) for row in rows}) == len(rows)
        for row in rows:
            assert row.verdict in VERDICTS and row.reason in REASONS
            assert (row.done_on is not None) == (row.reason in ("done_in_time", "done_late"))
            assert (row.evidence is not None) == (row.done_on is not None)
            assert (row.days_taken is not None) == (row.done_on is not None and standard.clock is not None)
            if row.reason == "done_in_time":
                assert row.done_on <= row.due_on and (
                    row.clock_start is None or row.clock_start <= row.done_on
                )
            if row.reason == "done_late":
                assert row.due_on < row.done_on <= as_at
            if row.verdict == "not_yet_due":
                assert as_at <= row.due_on


@QUICK
@given(settings(), st.randoms(use_true_random=False))
def test_the_order_of_rows_in_the_files_decides_nothing(setting, shuffler):
    records, as_at, cover = setting
    shuffled = {table: shuffler.sample(rows, len(rows)) for table, rows in records.items()}
    for standard in STANDARDS.values():
        rows = judge_plainly(standard, records, as_at=as_at, cover=cover)
        assert judge_plainly(standard, shuffled, as_at=as_at, cover=cover) == rows


@QUICK
@given(settings())
def test_what_is_not_known_yet_decides_nothing(setting):
    """Judged on what was known at the as-at date alone, the rows are the same."""
    records, as_at, cover = setting
    known = known_at(records, as_at).tables
    for standard in STANDARDS.values():
        rows = judge_plainly(standard, records, as_at=as_at, cover=cover)
        assert judge_plainly(standard, known, as_at=as_at, cover=cover) == rows


@QUICK
@given(settings(), settings())
def test_one_persons_records_decide_nothing_for_another(one, other):
    records, as_at, cover = one
    others = {
        table: [{c: f"~{v}" if c.endswith("_id") else v for c, v in row.items()} for row in rows]
        for table, rows in other[0].items()
    }
    both = {table: records.get(table, []) + others.get(table, []) for table in records}
    for standard in STANDARDS.values():
        alone = judge_plainly(standard, records, as_at=as_at, cover=cover)
        together = judge_plainly(standard, both, as_at=as_at, cover=cover)
        assert [row for row in together if not row.case_id.startswith("~")] == alone


@QUICK
@given(settings())
def test_cover_takes_away_certainty_and_nothing_else(setting):
    records, as_at, cover = setting
    for standard in STANDARDS.values():
        without = judge_plainly(standard, records, as_at=as_at)
        within = judge_plainly(standard, records, as_at=as_at, cover=cover)
        for row, less in zip(without, within, strict=True):
            if less != row:
                assert less.reason == "not_covered" and row.verdict != "met"
                shown = {"done_on": None, "days_taken": None, "evidence": None}
                assert replace(row, verdict="cannot_tell", reason="not_covered", **shown) == less


def test_a_failure_is_made_small_enough_to_read() -> None:
    records, as_at, _ = random_setting(Random(5), 30)
    standard = STANDARDS["cpo_first_contact"]

    def done_late(some: dict[str, list[dict[str, object]]]) -> bool:
        try:
            return any(row.reason == "done_late" for row in judge_plainly(standard, some, as_at=as_at))
        except KeyError:
            return False

    small = smallest(records, done_late)
    assert {table: len(rows) for table, rows in small.items()} == {"orders": 1, "contacts": 1}
    assert done_late(small)


@pytest.mark.parametrize("n_people", [0, 1, 7])
def test_the_same_seed_makes_the_same_records(n_people: int) -> None:
    first = random_setting(Random(3), n_people)
    assert random_setting(Random(3), n_people) == first
    assert len(first[0].get("people", [])) == n_people
    assert isinstance(first[1], date)
