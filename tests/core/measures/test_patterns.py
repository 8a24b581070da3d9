from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from factories.seen import AS_AT, order, rows, seen
from plumbline.measures.patterns import (
    DESCRIBED,
    OF_ORDERS,
    Pattern,
    orders_with_patterns,
    patterns_of_records,
    patterns_of_results,
)

Row = dict[str, Any]


def day(month: int, of_month: int = 1, year: int = 2025) -> date:
    return date(year, month, of_month)


def found(folder: Path, records: dict[str, list[Row]], code: str) -> list[Pattern]:
    with seen(folder, records) as con:
        return [pattern for pattern in patterns_of_records(con, as_at=AS_AT) if pattern.code == code]


def results(con: duckdb.DuckDBPyConnection, these: list[tuple[str, str | None, bool | None]]) -> None:
    con.execute(
        "CREATE TABLE results (authority VARCHAR, team VARCHAR, verdict VARCHAR, delay_reason VARCHAR, "
        "delay_evidenced BOOLEAN)"
    )
    con.executemany(
        "INSERT INTO results VALUES ('X12000001', 'North', ?, ?, ?)", [list(row) for row in these]
    )


def test_reasons_entered_after_the_due_date_are_asked_about(tmp_path: Path) -> None:
    late, in_time = ("not_met", "ill", False), ("not_met", "ill", True)
    with seen(tmp_path, {"orders": [order(1)]}) as con:
        results(con, [late] * 12 + [in_time] * 8 + [("not_met", None, None)] * 5 + [("met", "ill", False)])
        (one,) = patterns_of_results(con)
    assert (one.count, one.base, one.where) == (12, 20, {"authority": "X12000001", "team": "North"})
    assert one.question.startswith(
        "In the team “North”, 12 of 20 reasons for a missed duty were entered after"
    )


def test_a_few_late_reasons_or_less_than_half_are_not_asked_about(tmp_path: Path) -> None:
    with seen(tmp_path, {"orders": [order(1)]}) as con:
        results(con, [("not_met", "ill", False)] * 10 + [("not_met", "ill", True)] * 11)
        assert patterns_of_results(con) == []


def session(of: int, hours: float | None, on: date, outcome: str = "worked") -> Row:
    return {
        "order_id": f"O{of}",
        "activity": "unpaid_work",
        "outcome": outcome,
        "worked_on": on,
        "hours_credited": hours,
    }


def test_unpaid_work_completed_with_hours_short(tmp_path: Path) -> None:
    done = {"kind": "unpaid_work", "imposed_on": day(5), "completed_on": day(9), "hours_imposed": 40.0}
    records = {
        "orders": [order(number, team="North") for number in range(1, 6)],
        "requirements": rows(
            "R",
            "requirement_id",
            {**done, "order_id": "O1"},
            {**done, "order_id": "O2"},
            {**done, "order_id": "O3", "completed_on": None},
            {**done, "order_id": "O4", "hours_imposed": None},
            {**done, "order_id": "O5"},
        ),
        "work_sessions": rows(
            "S",
            "session_id",
            *(session(of, hours, day(6)) for of, hours in ((1, 36.5), (2, 40), (3, 1), (4, 1))),
        ),
    }
    (one,) = found(tmp_path, records, "completed_hours_short")
    assert (one.count, one.base, one.where["team"]) == (1, 2, "North")
    assert "by 3.5 hours in all" in one.question


def first_sessions(hours: dict[int, tuple[float, ...]]) -> dict[str, list[Row]]:
    """An order for each number of hours, first worked in that month; one missed before, an hour after."""
    first = [(month, credited) for month, found in hours.items() for credited in found]
    sessions: list[Row] = []
    for of, (month, credited) in enumerate(first, 1):
        sessions += [session(of, credited, day(month, of)), session(of, 1.0, day(12))]
        sessions.append(session(of, None, day(6), "missed_unacceptable"))
    return {
        "orders": [order(number, team="North") for number in range(1, len(first) + 1)],
        "work_sessions": rows("S", "session_id", *sessions),
    }


def test_first_sessions_of_an_hour_or_less(tmp_path: Path) -> None:
    (one,) = found(tmp_path, first_sessions({10: (1.0, 0.5, 1.0, 7.0)}), "one_hour_first_sessions")
    assert (one.count, one.base, one.where["month"]) == (3, 4, "2025-10")


def test_months_of_one_hour_sessions_make_one_question(tmp_path: Path) -> None:
    sessions = {8: (1.0, 1.0, 1.0), 9: (7.0, 1.0), 10: (1.0, 1.0, 1.0, 1.0, 7.0)}
    (one,) = found(tmp_path, first_sessions(sessions), "one_hour_first_sessions")
    assert (one.count, one.base, one.where["month"]) == (7, 8, "2025-08 to 2025-10")
    assert "7 of 8 people who began unpaid work in 2 months from 2025-08 to 2025-10" in one.question


def test_single_orders_that_show_a_pattern_are_named_with_what_they_show(tmp_path: Path) -> None:
    done = {"kind": "unpaid_work", "imposed_on": day(5), "completed_on": day(12), "hours_imposed": 40.0}
    records = first_sessions({10: (1.0, 39.0, 1.0)})
    records["requirements"] = rows(
        "R", "requirement_id", *({**done, "order_id": f"O{number}"} for number in (1, 2))
    )
    with seen(tmp_path, records) as con:
        shown = orders_with_patterns(con, as_at=AS_AT)
    assert shown == {
        "O1": ("completed_hours_short", "one_hour_first_sessions"),
        "O3": ("one_hour_first_sessions",),
    }


def test_the_patterns_of_orders_are_among_those_described() -> None:
    assert set(OF_ORDERS) <= set(DESCRIBED)


def plan(of: int, on: date) -> Row:
    return {"order_id": f"O{of}", "kind": "case_management", "completed_on": on}


def usual_days(per_day: int) -> list[Row]:
    return [plan(1, day(6) + timedelta(days=number)) for number in range(20) for _ in range(per_day)]


def test_a_day_with_far_more_plans_than_usual(tmp_path: Path) -> None:
    plans = [*usual_days(2), *[plan(1, day(11, 20))] * 12, plan(1, day(11, 3)), *[plan(2, day(11, 20))] * 9]
    records = {
        "orders": [order(1, team="North"), order(2, team="South")],
        "plans": rows("L", "plan_id", *plans),
    }
    (one,) = found(tmp_path, records, "plans_on_one_day")
    assert (one.count, one.base) == (12, 13)
    assert one.where == {
        "authority": "X12000001",
        "team": "North",
        "month": "2025-11",
        "day": "2025-11-20",
    }
    assert "12 plans are dated 20 November 2025; on a usual day with any it is 2." in one.question


def test_a_team_that_always_completes_many_is_not_asked_about(tmp_path: Path) -> None:
    records = {
        "orders": [order(1, team="North")],
        "plans": rows("L", "plan_id", *usual_days(6), *[plan(1, day(11, 20))] * 24),
    }
    assert found(tmp_path, records, "plans_on_one_day") == []


def test_old_contacts_entered_together(tmp_path: Path) -> None:
    contact = {"order_id": "O1", "kind": "supervision", "attendance": "attended", "happened_on": day(6)}
    entered = [{**contact, "recorded_on": day(9, 9)}] * 31 + [{**contact, "recorded_on": day(6, 29)}] * 40
    records = {
        "orders": [order(1)],
        "contacts": rows(
            "C", "contact_id", *entered, *({**contact, "recorded_on": day(8, n)} for n in (1, 2, 3))
        ),
    }
    (one,) = found(tmp_path, records, "contacts_entered_in_bulk")
    assert (one.count, one.where["day"], one.where["team"]) == (31, "2025-09-09", "not recorded")
    assert one.question.startswith("In the cases with no team recorded, 31 contacts more than 28 days old")


def test_patterns_are_questions_and_name_no_person_or_worker(tmp_path: Path) -> None:
    records = {
        "orders": [order(1, team="North", worker_id="W1")],
        "plans": rows("L", "plan_id", *usual_days(1), *[plan(1, day(11, 20))] * 12),
    }
    (one,) = found(tmp_path, records, "plans_on_one_day")
    assert one.question.endswith("?")
    assert not {"P1", "W1", "O1"} & set(one.question.split())
    assert one.how == DESCRIBED[one.code].how
    assert one.as_json()["where"]["team"] == "North"
