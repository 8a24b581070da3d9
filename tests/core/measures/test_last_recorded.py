"""The last day anything was recorded, for the cases that the work list can name."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from factories.seen import COUNCIL, order, person, rows, seen
from plumbline.measures.last_recorded import write_last_recorded

Row = dict[str, Any]
WAITING = {"verdict": "not_yet_due", "done_on": None, "ended_on": None}
LATE = {"verdict": "not_met", "done_on": None, "ended_on": None}


def day(month: int, of_month: int = 1) -> date:
    return date(2025, month, of_month)


def last(folder: Path, records: dict[str, list[Row]], *duties: Row) -> dict[str, date | None]:
    """Reference -> last day recorded, of what is written where these duties were judged."""
    with seen(folder, records) as con:
        con.execute(
            "CREATE TABLE results (verdict VARCHAR, done_on DATE, ended_on DATE, order_id VARCHAR, "
            "licence_id VARCHAR, sentence_id VARCHAR)"
        )
        for one in duties:
            con.execute(
                "INSERT INTO results VALUES (?, ?, ?, ?, ?, ?)",
                [
                    *(one[name] for name in WAITING),
                    *(one.get(name) for name in ("order_id", "licence_id", "sentence_id")),
                ],
            )
        file = folder / "last_recorded.parquet"
        write_last_recorded(con, file)
        written = con.execute(
            f"SELECT coalesce(order_id, licence_id, sentence_id), last_recorded FROM read_parquet('{file}')"
        ).fetchall()
    assert len(written) == len(dict(written))
    return dict(written)


def contact(happened_on: date, recorded_on: date | None = None, **of: str) -> Row:
    return {"happened_on": happened_on, "recorded_on": recorded_on, "kind": "supervision", **of}


@pytest.mark.parametrize("duty", [WAITING, LATE])
def test_a_case_with_a_duty_still_to_be_done_is_there(tmp_path: Path, duty: Row) -> None:
    records = {"orders": [order(1)], "contacts": rows("C", "contact_id", contact(day(6), order_id="O1"))}
    assert last(tmp_path, records, {**duty, "order_id": "O1"}) == {"O1": day(6)}


@pytest.mark.parametrize(
    "duty",
    [
        {**LATE, "done_on": day(6)},
        {**LATE, "ended_on": day(6)},
        {**LATE, "verdict": "met"},
        {**LATE, "verdict": "cannot_tell"},
    ],
)
def test_a_case_with_nothing_still_to_be_done_is_not_there(tmp_path: Path, duty: Row) -> None:
    assert last(tmp_path, {"orders": [order(1)]}, {**duty, "order_id": "O1"}) == {}


def test_a_case_with_nothing_recorded_has_no_day(tmp_path: Path) -> None:
    assert last(tmp_path, {"orders": [order(1)]}, {**LATE, "order_id": "O1"}) == {"O1": None}


def test_the_day_of_entry_counts_where_it_is_later(tmp_path: Path) -> None:
    contacts = rows("C", "contact_id", contact(day(6), day(8), order_id="O1"), contact(day(7), order_id="O1"))
    records = {"orders": [order(1)], "contacts": contacts}
    assert last(tmp_path, records, {**LATE, "order_id": "O1"}) == {"O1": day(8)}


def test_a_row_that_names_only_the_person_speaks_for_each_of_their_cases(tmp_path: Path) -> None:
    records = {
        "people": [person(1), person(2)],
        "orders": [order(1), order(2, person_id="P1"), order(3, person_id="P2")],
        "contacts": rows(
            "C",
            "contact_id",
            contact(day(9), person_id="P1"),
            contact(day(7), order_id="O2"),
            contact(day(6)),
        ),
    }
    duties = [{**LATE, "order_id": f"O{number}"} for number in (1, 2, 3)]
    assert last(tmp_path, records, *duties) == {"O1": day(9), "O2": day(9), "O3": None}


def test_a_duty_hangs_on_the_order_then_the_licence_then_the_sentence(tmp_path: Path) -> None:
    owner = {"person_id": "P1", "authority": COUNCIL}
    records = {
        "people": [person(1)],
        "orders": [order(1)],
        "sentences": rows(
            "S", "sentence_id", {**owner, "sentenced_on": day(1)}, {**owner, "sentenced_on": day(1)}
        ),
        "licences": rows(
            "L",
            "licence_id",
            {**owner, "sentence_id": "S1", "released_on": day(2)},
            {**owner, "sentence_id": "S2", "released_on": day(2)},
        ),
        "reviews": rows(
            "R",
            "review_id",
            {"held_on": day(3), "licence_id": "L1"},
            {"held_on": day(4), "sentence_id": "S2"},
            {"held_on": day(5), "licence_id": "L2"},
        ),
    }
    duties = [
        {**LATE, "licence_id": "L1", "sentence_id": "S1"},
        {**WAITING, "sentence_id": "S2"},
        {**WAITING, "order_id": "O1", "licence_id": "L2"},
    ]
    assert last(tmp_path, records, *duties) == {"L1": day(3), "S2": day(4), "O1": None}


def test_any_kind_of_work_on_the_case_counts(tmp_path: Path) -> None:
    records = {
        "orders": [order(number) for number in range(1, 8)],
        "work_sessions": rows("W", "session_id", {"worked_on": day(6), "order_id": "O1"}),
        "assessments": rows("A", "assessment_id", {"completed_on": day(6), "order_id": "O2"}),
        "plans": rows("P", "plan_id", {"completed_on": day(6), "order_id": "O3"}),
        "reviews": rows("R", "review_id", {"held_on": day(6), "order_id": "O4"}),
        "enforcement": rows("E", "enforcement_id", {"decided_on": day(6), "order_id": "O5"}),
        "referrals": rows("F", "referral_id", {"identified_on": day(6), "order_id": "O6"}),
        "outcomes": rows("U", "outcome_id", {"scored_on": day(6), "order_id": "O7"}),
    }
    found = last(tmp_path, records, *({**LATE, "order_id": f"O{number}"} for number in range(1, 8)))
    assert found == {f"O{number}": day(6) for number in range(1, 8)}
