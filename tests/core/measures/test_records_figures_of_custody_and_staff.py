from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from factories.seen import COUNCIL, all_figures, order, person, pick, rows, values

Row = dict[str, Any]


def day(month: int, of_month: int = 1, year: int = 2025) -> date:
    return date(year, month, of_month)


def sentence(number: int, **columns: Any) -> Row:
    return {
        "sentence_id": f"T{number}",
        "person_id": f"P{number}",
        "authority": COUNCIL,
        "kind": "long_term",
        "sentenced_on": day(1, year=2024),
        **columns,
    }


def test_a_sentence_returned_to_custody_is_being_served(tmp_path: Path) -> None:
    records = {
        "sentences": [
            sentence(1, prison="Kestrelwood"),
            sentence(2, released_on=day(6)),
            sentence(3, released_on=day(6), returned_to_custody_on=day(8), kind="life"),
        ]
    }
    figures = all_figures(tmp_path, records)
    assert values(figures, "sentences_in_custody", "kind") == {"life": 1, "long_term": 1}
    assert pick(figures, "sentences_returned_to_custody").value == 0.5
    prison = pick(figures, "sentences_in_custody_by_prison", prison="Kestrelwood")
    assert (prison.value, prison.left_out) == (1.0, {"prison not recorded": 1})
    assert pick(figures, "sentences_begun", "2023-24").value == 3


def test_how_licences_ended(tmp_path: Path) -> None:
    licence = {
        "sentence_id": "T1",
        "person_id": "P1",
        "authority": COUNCIL,
        "kind": "parole",
        "released_on": day(6),
    }
    records = {
        "licences": rows(
            "N",
            "licence_id",
            {**licence, "ended_on": day(8), "end_reason": "recalled", "record_transferred_on": day(6)},
            {**licence, "ended_on": day(8)},
            licence,
        )
    }
    figures = all_figures(tmp_path, records)
    found = pick(figures, "licences_end_reasons", end_reason="recalled")
    assert (found.value, found.left_out) == (1.0, {"no reason recorded": 1})
    assert pick(figures, "licences_record_transferred").value == 1 / 3


def test_conferences_attended_by_each_worker(tmp_path: Path) -> None:
    conference = {"sentence_id": "T1", "kind": "icm_annual", "held_on": day(6)}
    records = {
        "sentences": [sentence(1)],
        "conferences": rows(
            "K",
            "conference_id",
            {**conference, "community_worker_attended": True, "prison_worker_attended": True},
            {**conference, "community_worker_attended": False},
        ),
    }
    figures = all_figures(tmp_path, records)
    assert pick(figures, "conferences_community_worker").value == 0.5
    prison = pick(figures, "conferences_prison_worker")
    assert (prison.value, prison.denominator, prison.left_out) == (1.0, 1, {"not recorded": 1})
    assert pick(figures, "conferences_held", "2025-26").value == 2


def test_reports_submitted_and_outstanding(tmp_path: Path) -> None:
    report = {
        "person_id": "P1",
        "authority": COUNCIL,
        "kind": "court",
        "requested_on": day(6),
        "due_on": day(7),
    }
    records = {
        "people": [person(1)],
        "reports": rows(
            "J",
            "report_id",
            {**report, "submitted_on": day(7)},
            report,
            {**report, "kind": "parole", "due_on": day(4, 20, 2026)},
        ),
    }
    figures = all_figures(tmp_path, records)
    assert values(figures, "reports_submitted", "kind") == {"court": 1}
    assert pick(figures, "reports_outstanding").value == 2
    assert pick(figures, "reports_outstanding_past_due").value == 0.5


def test_hours_at_hearings_leave_out_those_to_come(tmp_path: Path) -> None:
    hearing = {"person_id": "P1", "kind": "parole_oral", "notified_on": day(6), "held_on": day(8)}
    records = {
        "people": [person(1)],
        "hearings": rows(
            "H",
            "hearing_id",
            {**hearing, "hours": 3.5, "worker_attended": True},
            {**hearing, "hours": 1.0, "worker_attended": False},
            hearing,
            {**hearing, "held_on": day(5, year=2026), "hours": 9.0},
        ),
    }
    figures = all_figures(tmp_path, records)
    hours = pick(figures, "hearings_hours")
    assert (hours.value, hours.denominator, hours.left_out) == (4.5, 2, {"hours not recorded": 1})
    assert pick(figures, "hearings_attended").value == 0.5
    held = pick(figures, "hearings_held")
    assert (held.value, held.left_out) == (3, {"still to be held": 1})


def test_waits_for_a_referral_to_start(tmp_path: Path) -> None:
    referral = {"order_id": "O1", "need": "drugs", "identified_on": day(6)}
    records = {
        "orders": [order(1)],
        "referrals": rows(
            "F",
            "referral_id",
            {**referral, "referred_on": day(6, 3), "started_on": day(6, 11), "outcome": "completed"},
            {**referral, "referred_on": day(6, 2), "started_on": day(6, 5)},
            {**referral, "referred_on": day(6, 2), "started_on": day(7, 1)},
            referral,
            {**referral, "outcome": "refused"},
            {**referral, "started_on": day(5), "outcome": "waiting"},
        ),
    }
    figures = all_figures(tmp_path, records)
    identified, referred = (
        pick(figures, f"referral_wait_from_{since}") for since in ("identified", "referred")
    )
    assert (identified.value, identified.denominator) == (10.0, 3)
    assert identified.left_out == {"not started": 2, "started, with no such day or one after the start": 1}
    assert (referred.value, referred.denominator) == (8.0, 3)
    assert pick(figures, "referrals_waiting").value == 1
    assert values(figures, "referral_outcomes", "outcome") == {"completed": 0.5, "refused": 0.5}
    assert pick(figures, "referrals", need="drugs").value == 6


BEFORE = (3, 4, 2, 5, 3, 6, 4, 2, 5, 3, 4, 3, 2, 5, 4, 6, 3, 4, 2, 5)
AFTER = (5, 4, 4, 6, 3, 6, 5, 4, 4, 5, 6, 4, 2, 7, 4, 6, 5, 3, 4, 6)


def test_pairs_of_scores_as_worked_in_the_statistics(tmp_path: Path) -> None:
    def score(of: int, value: int, on: date) -> Row:
        base = {"order_id": f"O{of}", "domain": "drugs", "scale_max": 10}
        return {**base, "score": value, "scored_on": on}

    scores = [score(of, value, day(6)) for of, value in enumerate(BEFORE, 1)]
    scores += [score(of, 1, day(7)) for of in range(1, 6)]  # neither first nor last
    scores += [score(of, value, day(9)) for of, value in enumerate(AFTER, 1)]
    scores += [score(of, 10, day(9)) for of in range(21, 30)]
    records = {
        "orders": [order(number) for number in range(1, 30)],
        "outcomes": rows("U", "outcome_id", *scores),
    }
    figures = all_figures(tmp_path, records)
    counted = {way: pick(figures, f"outcomes_{way}").numerator for way in ("better", "same", "worse")}
    assert counted == {"better": 12, "same": 6, "worse": 2}
    net = pick(figures, "outcomes_net", domain="drugs")
    assert (net.value, net.denominator, net.left_out) == (0.5, 20, {"no second score": 9})
    assert net.interval == (pytest.approx(0.1458608, abs=1e-7), pytest.approx(0.73130262, abs=1e-7))
    assert pick(figures, "outcomes_at_top").numerator == 0


def test_exit_questionnaires_over_orders_ended(tmp_path: Path) -> None:
    form = {"kind": "exit_questionnaire", "offered_on": day(9)}
    records = {
        "people": [person(number) for number in range(1, 5)],
        "orders": [*(order(number, ended_on=day(10)) for number in (1, 2, 3)), order(4)],
        "feedback": rows(
            "Q",
            "feedback_id",
            {**form, "order_id": "O1", "completed_on": day(9, 20)},
            {**form, "person_id": "P2"},
            {**form, "order_id": "O3", "kind": "review_views"},
            {**form, "person_id": "P3", "offered_on": day(12)},
            {**form, "order_id": "O4"},
        ),
    }
    figures = all_figures(tmp_path, records)
    offered, completed = (pick(figures, f"exit_questionnaires_{what}") for what in ("offered", "completed"))
    assert (offered.numerator, offered.denominator) == (2, 3)
    assert (completed.numerator, completed.denominator) == (1, 3)
    assert values(figures, "feedback_completed", "kind") == {"exit_questionnaire": 0.25, "review_views": 0.0}
    assert values(figures, "feedback_by_kind", "kind") == {"exit_questionnaire": 4, "review_views": 1}


def test_cases_with_more_than_one_worker_and_with_none(tmp_path: Path) -> None:
    held = {"order_id": "O1", "worker_id": "W1", "from_on": day(5)}
    records = {
        "orders": [order(1), order(2, worker_id="W9"), order(3), order(4), order(5, ended_on=day(6))],
        "allocations": rows(
            "G",
            "allocation_id",
            {**held, "until_on": day(7)},
            {**held, "worker_id": "W2", "from_on": day(7)},
            {**held, "order_id": "O3", "until_on": day(7)},
        ),
    }
    figures = all_figures(tmp_path, records)
    assert pick(figures, "cases_with_several_workers").value == 0.25
    without = pick(figures, "cases_without_worker")
    assert (without.numerator, without.denominator) == (2, 4)


def test_training_in_date_is_a_share_of_workers_in_post(tmp_path: Path) -> None:
    course = {"course": "lscmi", "completed_on": day(6, year=2023)}
    records = {
        "workers": [
            {"worker_id": "W1", "role": "social_worker", "wte": 1.0},
            {"worker_id": "W2", "role": "social_worker", "wte": 0.6},
            {"worker_id": "W3", "role": "team_manager"},
            {"worker_id": "W4", "role": "team_manager", "ended_on": day(6)},
        ],
        "training": rows(
            "Y",
            "training_id",
            {**course, "worker_id": "W1", "expires_on": day(6, year=2026)},
            {**course, "worker_id": "W1"},
            {**course, "worker_id": "W2", "expires_on": day(6)},
            {**course, "worker_id": "W4"},
        ),
    }
    figures = all_figures(tmp_path, records)
    found = pick(figures, "training_in_date", course="lscmi")
    assert (found.numerator, found.denominator) == (1, 3)
    wte = pick(figures, "workers_wte")
    assert (wte.value, wte.unit, wte.left_out) == (1.6, "count", {"whole-time equivalent not recorded": 1})
    assert values(figures, "workers_in_post", "role") == {"social_worker": 2, "team_manager": 1}
    assert pick(figures, "training_completed", "2023-24").value == 4


def test_activity_counts_are_a_series_by_month_for_each_task(tmp_path: Path) -> None:
    def counted(month: str, task: str, count: int, hours: float | None = None) -> Row:
        return {
            "month": month,
            "authority": COUNCIL,
            "place": "Court",
            "task": task,
            "count": count,
            "hours": hours,
        }

    records = {
        "activity_counts": [
            counted("2025-05", "Duty", 4, 8.0),
            counted("2025-05", "Duty", 3),
            counted("2025-06", "Duty", 2, 3.5),
            counted("2025-06", "Letters", 11),
            counted("2026-04", "Duty", 99),
        ]
    }
    figures = all_figures(tmp_path, records)
    assert pick(figures, "activity_counted", "2025-05", task="Duty").value == 7
    assert values(figures, "activity_counted", "task") == {"Duty": 9, "Letters": 11}
    hours = pick(figures, "activity_hours", task="Duty")
    assert (hours.value, hours.left_out) == (11.5, {"hours not recorded": 1})
