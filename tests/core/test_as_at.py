"""A run as at a day knows nothing later: it equals a run on records cut off by hand after that day.

The cutting here is written apart from both judges, from the contract: table by table, what begins when, which
dates are set ahead, and who names whom.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.cases import random_records
from factories.judged import judge_by_sql
from plumbline.standards.loading import load_standards

Row = dict[str, Any]
Records = dict[str, list[Row]]
STANDARDS = list(load_standards().values())
MIDDLE = date(2026, 3, 31)

# The day a row began: the first of these columns that is filled.
BEGINS = {
    "orders": ("imposed_on",),
    "requirements": ("imposed_on",),
    "extensions": ("granted_on",),
    "contacts": ("happened_on",),
    "work_sessions": ("worked_on",),
    "assessments": ("started_on", "completed_on"),
    "plans": ("completed_on",),
    "reviews": ("held_on",),
    "absences": ("from_on",),
    "enforcement": ("decided_on",),
    "sentences": ("sentenced_on",),
    "licences": ("released_on",),
    "reports": ("requested_on", "submitted_on"),
}
AHEAD = {
    *(("orders", "expected_end_on"), ("requirements", "complete_by"), ("extensions", "complete_by")),
    *(
        ("sentences", "parole_qualifying_on"),
        ("sentences", "earliest_release_on"),
        ("sentences", "expires_on"),
    ),
    *(("licences", "expires_on"), ("reports", "due_on")),
}
# Rows that others name, in an order in which none names a later one.
NAMED = ("people", "sentences", "orders", "licences", "requirements", "enforcement")
IDENTIFIERS = {
    **{"people": "person_id", "sentences": "sentence_id", "orders": "order_id", "licences": "licence_id"},
    **{"requirements": "requirement_id", "enforcement": "enforcement_id"},
}


def cut_off(records: Records, day: date) -> Records:
    """The records as a case system would have given them on `day`."""
    gone: dict[str, set[str]] = {column: set() for column in IDENTIFIERS.values()}
    left: Records = {}
    for table in [*NAMED, *(name for name in records if name not in NAMED)]:
        left[table] = []
        own = IDENTIFIERS.get(table)
        for row in records.get(table, []):
            began = next((row[c] for c in BEGINS.get(table, ()) if row.get(c) is not None), None)
            later = began is not None and began > day
            orphan = any(row.get(column) in lost for column, lost in gone.items() if column != own)
            if later or orphan:
                if own is not None:
                    gone[own].add(row[own])
                continue
            left[table].append(
                {name: None if _not_yet(table, name, value, day) else value for name, value in row.items()}
            )
    return {table: rows for table, rows in left.items() if table in records}


def _not_yet(table: str, column: str, value: Any, day: date) -> bool:
    return isinstance(value, date) and (table, column) not in AHEAD and value > day


def explained(records: Records, rng: Random) -> Records:
    """The records with delays and absences in them, some recorded or begun after the middle."""
    delays, absences = [], []
    for number, order in enumerate(records["orders"]):
        near = date.fromordinal(order["imposed_on"].toordinal() + rng.choice((-2, 0, 1, 7, 30, 90, 200)))
        standard = rng.choice([one.code for one in STANDARDS if one.code.startswith("cpo")])
        reason = rng.choice(("ill", "weather", "other_agency", "transferred_in", "staff_not_available"))
        delays.append(
            {
                "delay_id": f"D{number}",
                "order_id": order["order_id"],
                "standard": standard,
                "reason": reason,
                "recorded_on": rng.choice((None, near)),
            }
        )
        until = rng.choice((None, date.fromordinal(near.toordinal() + rng.choice((0, 5, 60)))))
        kind = rng.choice(("custody", "hospital", "abroad", "other"))
        absences.append(
            {
                "absence_id": f"A{number}",
                "person_id": order["person_id"],
                "kind": kind,
                "from_on": near,
                "until_on": until,
            }
        )
    return {**records, "delays": delays, "absences": absences}


def both(folder: Path, seed: int, people: int, days: int) -> tuple[list[Row], list[Row]]:
    """The result rows of the whole records as at a day, and of those cut off after it."""
    rng = Random(seed)
    records = explained(random_records(rng, people, MIDDLE), rng)
    day = date.fromordinal(MIDDLE.toordinal() + days)
    whole = judge_by_sql(STANDARDS, records, folder / "whole", as_at=day)
    cut = judge_by_sql(STANDARDS, cut_off(records, day), folder / "cut", as_at=day)
    return whole, cut


@pytest.mark.parametrize(("seed", "days"), [(1, 0), (2, -30), (3, -200), (4, -900), (5, 20)])
def test_what_lies_after_the_day_changes_nothing(tmp_path: Path, seed: int, days: int) -> None:
    whole, cut = both(tmp_path, seed, 200, days)
    differing = [(one, other) for one, other in zip(whole, cut, strict=True) if one != other]
    assert (len(whole) > 200 or days < -500, differing) == (True, [])


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), people=st.integers(1, 3), days=st.integers(-60, 10))
def test_what_lies_after_any_day_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, seed: int, people: int, days: int
) -> None:
    whole, cut = both(tmp_path_factory.mktemp("as-at"), seed, people, days)
    assert whole == cut


def test_the_cutting_leaves_something_out(tmp_path: Path) -> None:
    records = random_records(Random(1), 50, MIDDLE)
    kept = cut_off(records, date(2025, 9, 30))
    assert 0 < len(kept["orders"]) < len(records["orders"])
    assert 0 < len(kept["contacts"]) < len(records["contacts"])
