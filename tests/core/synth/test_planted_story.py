"""The story is there, recomputed from the files in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from plumbline.calendars import add_months, nth_working_day_after, scotland
from plumbline.synth import Planted, SynthSummary, make

AS_AT = date(2026, 8, 31)
Tables = dict[str, list[dict[str, str]]]


def part(summary: SynthSummary, key: str) -> Planted:
    return next(told for told in summary.stories if told.key == key)


def started_in_time(tables: Tables) -> dict[str, float]:
    """By month of the requirement: the share of unpaid work begun within 7 working days, of all due."""
    first: dict[str, str] = {}
    for row in tables["work_sessions"]:
        if row["outcome"] == "worked":
            first[row["order_id"]] = min(first.get(row["order_id"], "9999"), row["worked_on"])
    usual = {
        row["order_id"] for row in tables["orders"] if row["kind"] == "cpo" and not row["transferred_in_on"]
    }
    found: dict[str, list[bool]] = defaultdict(list)
    for row in tables["requirements"]:
        if row["kind"] == "unpaid_work" and row["order_id"] in usual:
            due = nth_working_day_after(scotland(), date.fromisoformat(row["imposed_on"]), 7)
            if due < AS_AT:
                in_time = first.get(row["order_id"], "9999") <= due.isoformat()
                found[row["imposed_on"][:7]].append(in_time)
    return {month: sum(times) / len(times) for month, times in found.items()}


def average(rates: dict[str, float], months: list[str]) -> float:
    return sum(rates[month] for month in months) / len(months)


def test_unpaid_work_starts_later_and_later_and_then_recovers(tables: Tables) -> None:
    rates = started_in_time(tables)
    before = average(rates, [f"2024-{month:02d}" for month in range(2, 13)])
    early = average(rates, ["2025-03", "2025-04", "2025-05"])
    late = average(rates, ["2025-07", "2025-08", "2025-09"])
    worst = average(rates, ["2025-11", "2025-12", "2026-01"])
    after = average(rates, ["2026-04", "2026-05", "2026-06", "2026-07"])
    assert before > early > late > worst
    assert worst < 0.25 < 0.45 < before < 0.65
    assert after > before


def test_the_reasons_for_late_starts_then_lie_with_the_service(tables: Tables) -> None:
    service = {"work_not_available", "staff_not_available", "other_service"}
    imposed = {row["requirement_id"]: row["imposed_on"] for row in tables["requirements"]}
    shares = {}
    for name, first, last in (("before", "2024-01-01", "2025-01-01"), ("worst", "2025-10-01", "2026-01-31")):
        reasons = [
            row["reason"] in service
            for row in tables["delays"]
            if row["standard"] == "cpo_placement_start" and first <= imposed[row["requirement_id"]] < last
        ]
        shares[name] = sum(reasons) / len(reasons)
    assert shares["before"] < 0.4 < 0.6 < shares["worst"]


def test_assessments_are_missing_in_one_team(tables: Tables, summary: SynthSummary) -> None:
    lscmi = [row for row in tables["assessments"] if row["tool"] == "lscmi" and row["completed_on"]]
    assessed = {row["order_id"] for row in lscmi}
    by_person = {row["person_id"] for row in lscmi if not row["order_id"]}
    supervised = {row["order_id"] for row in tables["requirements"] if row["kind"] == "offender_supervision"}
    done: dict[str, list[bool]] = defaultdict(list)
    for row in tables["orders"]:
        if row["order_id"] in supervised and row["imposed_on"] < "2026-06-01":
            done[row["team"]].append(row["order_id"] in assessed or row["person_id"] in by_person)
    rates = {team: sum(times) / len(times) for team, times in done.items()}
    place = part(summary, "assessments_missing").place
    assert rates.pop(place) < 0.4
    assert min(rates.values()) > 0.7


def test_recording_is_weeks_late_in_one_team_from_a_month_on(tables: Tables, summary: SynthSummary) -> None:
    told = part(summary, "recording_late")
    team = {row["order_id"]: row["team"] for row in tables["orders"]}
    lags: dict[tuple[bool, bool], list[int]] = defaultdict(list)
    for row in tables["contacts"]:
        if row["order_id"]:
            days = (date.fromisoformat(row["recorded_on"]) - date.fromisoformat(row["happened_on"])).days
            here = team[row["order_id"]] == told.place
            lags[here, row["happened_on"] >= told.since.isoformat()].append(days)
    means = {key: sum(days) / len(days) for key, days in lags.items()}
    assert means.pop((True, True)) > 20
    assert max(means.values()) < 4


def test_reviews_are_forgotten_after_the_first_from_a_month_on(tables: Tables, summary: SynthSummary) -> None:
    told = part(summary, "reviews_forgotten")
    held: dict[str, list[date]] = defaultdict(list)
    for row in tables["reviews"]:
        if row["kind"] == "statutory" and row["order_id"]:
            held[row["order_id"]].append(date.fromisoformat(row["held_on"]))
    orders = {row["order_id"]: row for row in tables["orders"]}
    found: dict[tuple[int, bool], list[bool]] = defaultdict(list)
    for row in tables["requirements"]:
        order = orders[row["order_id"]]
        if row["kind"] != "offender_supervision" or order["transferred_in_on"]:
            continue
        start = date.fromisoformat(row["imposed_on"])
        last = min(AS_AT, date.fromisoformat(order["ended_on"] or "9999-12-31"))
        for before, months in ((0, 3), (3, 6)):
            due = add_months(start, months)
            if due < last:
                after = add_months(start, before)
                in_time = any(after < day <= due for day in held[row["order_id"]])
                found[months, due >= told.since].append(in_time)
    rates = {key: sum(times) / len(times) for key, times in found.items()}
    assert rates[6, True] < 0.3
    assert min(rates[3, False], rates[3, True], rates[6, False]) > 0.65


def test_a_batch_of_plans_is_completed_on_one_day(tables: Tables, summary: SynthSummary) -> None:
    told = part(summary, "plans_on_one_day")
    days = Counter(row["completed_on"] for row in tables["plans"] if row["kind"] == "case_management")
    (first, most), (_, second) = days.most_common(2)
    assert date.fromisoformat(first) == told.since
    assert most >= told.count == 40
    assert second < 15


def test_some_orders_were_never_closed_and_nothing_is_recorded_since(
    tables: Tables, summary: SynthSummary
) -> None:
    latest: dict[str, str] = {}
    for name in ("contacts", "work_sessions", "reviews", "plans", "assessments", "enforcement", "referrals"):
        begins = {"contacts": "happened_on", "work_sessions": "worked_on", "reviews": "held_on"}.get(name)
        columns = (
            [begins] if begins else ["completed_on", "decided_on", "ended_on", "started_on", "referred_on"]
        )
        for row in tables[name]:
            days = [row[column] for column in columns if row.get(column)]
            latest[row["order_id"]] = max([*days, latest.get(row["order_id"], "")])
    silent = [
        row
        for row in tables["orders"]
        if not row["ended_on"]
        and row["expected_end_on"]
        and row["expected_end_on"] < "2026-04-03"
        and latest[row["order_id"]] <= row["expected_end_on"]
    ]
    assert len(silent) >= part(summary, "never_closed").count == 36
    assert len(silent) <= 45


def test_many_first_sessions_last_one_hour_in_the_planted_months_only(
    tables: Tables, summary: SynthSummary
) -> None:
    told = part(summary, "one_hour_first_sessions")
    assert told.until is not None
    first: dict[str, dict[str, str]] = {}
    for row in tables["work_sessions"]:
        if row["outcome"] == "worked":
            first.setdefault(row["order_id"], row)
    inside = [
        row["hours_credited"]
        for row in first.values()
        if told.since.isoformat() <= row["worked_on"] < told.until.isoformat()
    ]
    before = [row["hours_credited"] for row in first.values() if row["worked_on"] < told.since.isoformat()]
    assert inside.count("1") == told.count
    assert 0.25 < inside.count("1") / len(inside) < 0.45
    assert before.count("1") / len(before) < 0.02


def test_every_part_of_the_story_is_told_in_the_page(folder: Path, summary: SynthSummary) -> None:
    page = (folder / "STORY.md").read_text("utf-8")
    assert len(summary.sentences) == 8
    assert [sentence for sentence in summary.sentences if f"- {sentence}\n" not in page] == []


def test_the_story_is_told_in_the_first_council_alone(tmp_path: Path) -> None:
    asked = ["X12000005", "X12000001", "X12000006"]
    summary = make(tmp_path / "out", authorities=asked, years=1, as_at=AS_AT, orders_per_year=60)
    assert {told.authority for told in summary.stories} == {"X12000001"}


def test_a_council_asked_for_alone_carries_the_story(tmp_path: Path) -> None:
    summary = make(tmp_path / "out", authorities=["X12000006"], years=1, as_at=AS_AT)
    assert {told.authority for told in summary.stories} == {"X12000006"}


@pytest.mark.parametrize("as_at", [date(2026, 2, 28), date(2024, 2, 29), date(2020, 6, 1)])
def test_a_short_extract_at_any_day_can_be_made(tmp_path: Path, as_at: date) -> None:
    summary = make(tmp_path / "out", authorities=["X12000022"], years=1, as_at=as_at)
    assert summary.counts["orders"] == 75
    assert all(told.since <= as_at for told in summary.stories)
