from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from factories.seen import all_figures, order, person, pick, rows, values

Row = dict[str, Any]


def day(month: int, of_month: int = 1, year: int = 2025) -> date:
    return date(year, month, of_month)


def assessed(*these: Row) -> dict[str, list[Row]]:
    base = {"person_id": "P1", "order_id": "O1", "tool": "lscmi", "started_on": day(5)}
    return {
        "orders": [order(1)],
        "assessments": rows("A", "assessment_id", *({**base, **row} for row in these)),
    }


def test_an_assessment_never_finished_counts_as_not_completed(tmp_path: Path) -> None:
    figures = all_figures(tmp_path, assessed({"completed_on": day(6)}, {}, {"tool": "sara"}))
    found = pick(figures, "lscmi_completed")
    assert (found.numerator, found.denominator) == (1, 2)
    assert values(figures, "assessments_by_tool", "tool") == {"lscmi": 2, "sara": 1}


def test_a_level_agrees_with_its_score_where_both_are_there_and_none_was_overridden(tmp_path: Path) -> None:
    done = {"completed_on": day(6)}
    records = assessed(
        {**done, "score": 20, "level": "high"},
        {**done, "score": 19, "level": "high"},
        {**done, "score": 30, "level": "low", "level_overridden": True},
        {**done, "score": 12},
        {**done, "level": "low"},
        {**done, "level": "low", "score": 50},
    )
    figures = all_figures(tmp_path, records)
    found = pick(figures, "lscmi_level_agrees")
    assert (found.numerator, found.denominator) == (1, 2)
    assert found.left_out == {"level overridden": 1, "no level": 1, "no score": 1, "score outside 0 to 43": 1}
    assert pick(figures, "lscmi_without_level").numerator == 1


def test_plans_seen_by_a_manager(tmp_path: Path) -> None:
    plan = {"order_id": "O1", "kind": "case_management", "completed_on": day(6)}
    records = {
        "orders": [order(1)],
        "plans": rows(
            "L",
            "plan_id",
            {**plan, "manager_reviewed_on": day(7), "intensity": "high"},
            plan,
            {**plan, "completed_on": None},
        ),
    }
    figures = all_figures(tmp_path, records)
    found = pick(figures, "plans_manager_reviewed")
    assert (found.numerator, found.denominator, found.left_out) == (1, 2, {"no day of completion": 1})
    assert pick(figures, "plans_completed").value == 2
    assert pick(figures, "plans_by_intensity", intensity="high").left_out == {"intensity not recorded": 1}


def review(order_id: str, held_on: date, **columns: Any) -> Row:
    return {"order_id": order_id, "kind": "statutory", "held_on": held_on, **columns}


def test_reviews_attended_and_chaired_leave_out_what_is_not_recorded(tmp_path: Path) -> None:
    records = {
        "orders": [order(1)],
        "reviews": rows(
            "V",
            "review_id",
            review("O1", day(8), person_attended=True, chaired_by_manager=False),
            review("O1", day(9), person_attended=False),
            review("O1", day(10), kind="court_progress"),
        ),
    }
    figures = all_figures(tmp_path, records)
    attended = pick(figures, "reviews_person_attended")
    assert (attended.numerator, attended.denominator, attended.left_out) == (1, 2, {"not recorded": 1})
    assert pick(figures, "reviews_chaired_by_manager").value == 0.0
    assert values(figures, "reviews_held", "kind") == {"court_progress": 1, "statutory": 2}


def test_the_longest_gap_runs_between_reviews_and_from_the_last_to_the_end(tmp_path: Path) -> None:
    records = {
        "orders": [
            order(1, ended_on=day(12)),
            order(2),
            order(3, expected_end_on=day(1, 1, 2026)),
            order(4),
        ],
        "reviews": rows(
            "V",
            "review_id",
            review("O1", day(8)),
            review("O1", day(11, 20)),  # 111 days after the first; 11 to the end
            review("O2", day(3, 1, 2026)),  # 30 days to the as-at date
            review("O3", day(12, 1)),  # 31 days to the expected end
            review("O4", day(8), kind="mappa"),
        ),
    }
    figures = all_figures(tmp_path, records)
    median, longest = pick(figures, "review_gap_median"), pick(figures, "review_gap_longest")
    assert (median.value, median.denominator, median.unit) == (31, 3, "days")
    assert longest.value == 111


def test_delays_by_reason_and_side(tmp_path: Path) -> None:
    delay = {"order_id": "O1", "standard": "cpo_first_contact", "reason": "ill"}
    records = {
        "orders": [order(1)],
        "delays": rows(
            "D",
            "delay_id",
            {**delay, "recorded_on": day(6)},
            {**delay, "reason": "in_custody"},
            {**delay, "reason": "staff_not_available"},
            {**delay, "reason": "other_agency"},
        ),
    }
    figures = all_figures(tmp_path, records)
    assert values(figures, "delays_by_side", "side") == {
        "another_agency": 0.25,
        "client": 0.5,
        "service": 0.25,
    }
    assert values(figures, "delays_by_reason", "reason")["ill"] == 0.25
    assert pick(figures, "delays_with_day_of_entry").value == 0.25


def test_breach_outcomes_leave_out_what_is_pending(tmp_path: Path) -> None:
    breach = {"order_id": "O1", "kind": "breach_application", "decided_on": day(6)}
    records = {
        "orders": [order(1)],
        "enforcement": rows(
            "E",
            "enforcement_id",
            {**breach, "outcome": "continued", "recommendation": "revoke", "manager_agreed_on": day(6)},
            {**breach, "outcome": "pending"},
            breach,
            {**breach, "kind": "first_warning"},
        ),
    }
    figures = all_figures(tmp_path, records)
    found = pick(figures, "breach_outcomes", outcome="continued")
    assert (found.numerator, found.denominator) == (1, 1)
    assert found.left_out == {"outcome pending": 1, "outcome not known": 1}
    assert pick(figures, "breach_recommendations", recommendation="revoke").left_out == {
        "no recommendation recorded": 2
    }
    assert pick(figures, "breach_manager_agreed").value == 1 / 3
    assert values(figures, "enforcement_by_kind", "kind") == {"breach_application": 3, "first_warning": 1}


def test_breach_applications_and_warnings_for_each_100_orders_ended(tmp_path: Path) -> None:
    ended = [order(number, ended_on=day(10)) for number in (1, 2, 3, 4)]
    steps = [
        ("O1", "breach_application"),
        ("O1", "breach_application"),
        ("O2", "final_warning"),
        ("O5", "first_warning"),
    ]
    records = {
        "orders": [*ended, order(5), order(6, kind="dtto", ended_on=day(10))],
        "enforcement": rows(
            "E",
            "enforcement_id",
            *({"order_id": of, "kind": kind, "decided_on": day(6)} for of, kind in steps),
        ),
    }
    figures = all_figures(tmp_path, records)
    found = pick(figures, "breach_applications_per_100_ended")
    assert (found.numerator, found.denominator, found.value) == (2, 4, 50.0)
    assert pick(figures, "warnings_per_100_ended", "2025-26").value == 25.0
    assert pick(figures, "orders_breached").value == 0.25


def test_the_running_year_says_that_it_is_not_over(tmp_path: Path) -> None:
    records = {"orders": [order(1, ended_on=day(10))], "enforcement": []}
    found = pick(all_figures(tmp_path, records, date(2026, 1, 15)), "orders_breached", "2025-26")
    assert found.note == "2025-26 is not over: counted up to 15 January 2026."


def test_people_are_placed_by_their_orders(tmp_path: Path) -> None:
    records = {
        "people": [person(1), person(2)],
        "orders": [order(1), order(2, authority="X12000002")],
        "absences": rows("B", "absence_id", {"person_id": "P2", "kind": "custody", "from_on": day(6)}),
    }
    figures = all_figures(tmp_path, records)
    assert pick(figures, "people_absent", authority="X12000002").value == 1
