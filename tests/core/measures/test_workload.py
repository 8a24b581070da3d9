from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from factories.seen import AS_AT, order, person, pick, rows, seen, values
from plumbline.measures.figure import Figure
from plumbline.measures.workload import workload, workload_left_out
from plumbline.measures.workload_described import DESCRIBED
from plumbline.records.specification import load

Row = dict[str, Any]
OTHER = "X12000002"
ALL = frozenset(load().tables)


def day(month: int, of_month: int = 1, year: int = 2025) -> date:
    return date(year, month, of_month)


def counted(
    folder: Path, records: Mapping[str, Sequence[Row]], as_at: date = AS_AT, **options: Any
) -> list[Figure]:
    with seen(folder, records, as_at) as con:
        return workload(con, as_at=as_at, **options)


ENDS = {"ended_on": day(9), "end_reason": "completed"}


@pytest.fixture(scope="module")
def three_years(tmp_path_factory: pytest.TempPathFactory) -> list[Figure]:
    """CPOs, a DTTO and a fiscal work order begun and ended in three years, as at 15 January 2026."""
    orders = [
        order(1, imposed_on=day(5, year=2023), ended_on=day(3, 31, 2024), end_reason="completed"),
        order(2, imposed_on=day(6, year=2023), ended_on=day(6, year=2024), end_reason="early_discharge"),
        order(3, imposed_on=day(3, 31, 2024), ended_on=day(7, year=2024), end_reason="revoked_breach"),
        order(4, imposed_on=day(4, 1, 2024), person_id="P1", kind="cpo_fine_default"),
        order(5, imposed_on=day(5, year=2024), person_id="P1", ended_on=day(5, year=2025), team="North"),
        order(6, imposed_on=day(8), kind="dtto", team="North"),
        order(7, imposed_on=day(12), kind="fiscal_work_order", team="South"),
        order(8, imposed_on=day(2, year=2026)),
    ]
    return counted(tmp_path_factory.mktemp("taken"), {"orders": orders}, date(2026, 1, 15))


def test_what_ended_on_31_march_is_no_longer_in_force_at_the_end_of_that_day(
    three_years: list[Figure],
) -> None:
    found = pick(three_years, "orders_in_force", "2023-24")
    assert (found.value, found.note) == (2, "At the end of 31 March 2024.")


def test_in_force_on_the_as_at_date_leaves_out_what_begins_later(three_years: list[Figure]) -> None:
    assert pick(three_years, "orders_in_force").value == 3


@pytest.mark.parametrize("heading", ["orders", "cpos", "dttos"])
def test_in_force_is_the_year_before_with_what_began_less_what_ended(
    three_years: list[Figure], heading: str
) -> None:
    found = {
        what: {f.period: f.value for f in three_years if f.code == f"{heading}_{what}" and not f.breakdown}
        for what in ("in_force", "begun", "ended")
    }
    before = found["in_force"]["2023-24"]
    change = found["begun"].get("2024-25", 0) - found["ended"].get("2024-25", 0)
    assert found["in_force"]["2024-25"] == before + change


def test_begun_by_year_quarter_and_month(three_years: list[Figure]) -> None:
    begun = {f.period: f.value for f in three_years if f.code == "cpos_begun" and not f.breakdown}
    assert begun[None] == 5
    assert (begun["2023-24"], begun["2024-25"]) == (3, 2)
    assert (begun["2024-25 Q1"], begun["2024-04"], begun["2024-05"]) == (2, 1, 1)
    assert list(begun)[:3] == [None, "2023-24", "2024-25"]


def test_months_and_quarters_go_back_three_years(tmp_path: Path) -> None:
    orders = [order(1, imposed_on=day(3, year=2023)), order(2, imposed_on=day(4, year=2023))]
    found = counted(tmp_path, {"orders": orders})
    periods = [f.period for f in found if f.code == "orders_begun" and not f.breakdown]
    assert periods == [None, "2022-23", "2023-24", "2023-24 Q1", "2023-04"]


def test_the_running_year_quarter_and_month_say_so(three_years: list[Figure]) -> None:
    said = "is not over: counted up to 15 January 2026."
    assert pick(three_years, "orders_begun", "2025-26").note == f"2025-26 {said}"
    assert pick(three_years, "orders_begun", "2024-25").note is None


def test_orders_of_each_kind_by_year(three_years: list[Figure]) -> None:
    assert pick(three_years, "orders_begun", "2025-26", kind="fiscal_work_order").value == 1
    assert values(three_years, "orders_in_force", "kind") == {
        "cpo_fine_default": 1,
        "dtto": 1,
        "fiscal_work_order": 1,
    }


def test_people_are_fewer_than_orders(three_years: list[Figure]) -> None:
    assert pick(three_years, "cpos_begun", "2024-25").value == 2
    assert pick(three_years, "people_with_cpos_begun", "2024-25").value == 1
    assert pick(three_years, "people_with_orders_in_force").value == 3


def test_completion_is_counted_both_ways_over_all_that_ended(three_years: list[Figure]) -> None:
    only, both = (pick(three_years, f"cpos_{how}") for how in ("completed", "completed_or_discharged"))
    assert (only.numerator, only.denominator, only.value) == (1, 4, 0.25)
    assert (both.numerator, both.denominator) == (2, 4)
    assert both.note == "With no reason recorded: 1, counted as ended and not as completed."
    assert pick(three_years, "cpos_completed", "2023-24").value == 1.0
    assert pick(three_years, "cpos_completed_or_discharged", "2024-25").value == 0.5


def test_by_team_in_one_council_names_the_team_alone(three_years: list[Figure]) -> None:
    assert values(three_years, "orders_in_force", "team") == {"North": 1, "South": 1, "not recorded": 1}
    assert pick(three_years, "cpos_completed", team="North").denominator == 1


def test_an_order_that_ended_before_it_was_imposed_never_was_in_force(tmp_path: Path) -> None:
    orders = [order(1, ended_on=day(3)), order(2)]
    found = counted(tmp_path, {"orders": orders})
    assert [pick(found, f"orders_{what}", "2025-26").value for what in ("begun", "ended", "in_force")] == [
        2,
        1,
        1,
    ]
    assert pick(found, "orders_ended").note == (
        "1 order ended before it was imposed; it counts as ended on the day it was imposed."
    )


def test_by_council_where_there_are_several(tmp_path: Path) -> None:
    orders = [
        order(1, person_id="P1", team="North"),
        order(2, person_id="P1", authority=OTHER, team="North", **ENDS),
        order(3, authority=OTHER),
    ]
    found = counted(tmp_path, {"orders": orders})
    assert pick(found, "orders_in_force", authority=OTHER).value == 1
    assert pick(found, "orders_in_force", authority=OTHER, team="not recorded").value == 1
    assert pick(found, "orders_begun", "2025-05", authority=OTHER).value == 2
    assert pick(found, "people_with_orders_begun", "2025-26").value == 2
    assert pick(found, "people_with_orders_begun", "2025-26", authority=OTHER).value == 2
    assert pick(found, "cpos_completed", authority=OTHER).value == 1.0


def test_orders_for_each_10000_people_in_whole_years_only(tmp_path: Path) -> None:
    orders = [order(1), order(2), order(3, kind="dtto"), order(4, imposed_on=day(5, year=2024))]
    population = {("X12000001", "2024-25"): 40_000, ("X12000001", "2025-26"): 50_000}
    found = counted(tmp_path, {"orders": orders}, date(2026, 3, 30), population=population)
    rates = [(f.period, f.numerator, f.value) for f in found if f.code == "cpos_per_10000"]
    assert rates == [("2024-25", 1, 0.25)]


def test_a_rate_for_all_councils_needs_the_population_of_each(tmp_path: Path) -> None:
    orders = [order(1), order(2, authority=OTHER)]
    population = {("X12000001", "2025-26"): 50_000}
    found = counted(tmp_path, {"orders": orders}, population=population)
    assert [(f.breakdown, f.value) for f in found if f.code == "cpos_per_10000"] == [
        ({"authority": "X12000001"}, 0.2)
    ]


def test_without_a_population_the_rate_is_left_out_with_the_reason(tmp_path: Path) -> None:
    assert ("cpos_per_10000", "No population file was given.") in workload_left_out(ALL, None)
    assert not [f for f in counted(tmp_path, {"orders": [order(1)]}) if f.code == "cpos_per_10000"]


def test_what_needs_a_table_that_was_not_sent_is_left_out_with_the_reason(tmp_path: Path) -> None:
    sent = frozenset({"orders"})
    why = dict(workload_left_out(sent, None))
    assert why["licences_in_force"] == "Not sent: licences."
    assert why["unpaid_work_hours_outstanding"] == "Not sent: requirements, work_sessions."
    found = counted(tmp_path, {"orders": [order(1)]}, sent=sent)
    assert {f.code for f in found} == set(DESCRIBED) - set(why)


def test_licences_are_counted_apart_from_orders(tmp_path: Path) -> None:
    licence = {"person_id": "P1", "authority": "X12000001", "sentence_id": "T1", "kind": "parole"}
    licences = rows(
        "N",
        "licence_id",
        {**licence, "released_on": day(5)},
        {**licence, "released_on": day(6), "ended_on": day(8)},
    )
    found = counted(tmp_path, {"orders": [order(1)], "licences": licences})
    assert [pick(found, f"licences_{what}").value for what in ("in_force", "begun", "ended")] == [1, 2, 1]
    assert pick(found, "orders_begun").value == 1
    assert pick(found, "people_with_licences_begun", "2025-26").value == 1
    assert not {"licences_completed"} & {figure.code for figure in found}


# Unpaid work hours


def unpaid(of: int, hours: float | None, **columns: Any) -> Row:
    return {
        "order_id": f"O{of}",
        "kind": "unpaid_work",
        "imposed_on": day(5),
        "hours_imposed": hours,
        **columns,
    }


def worked(of: int, hours: float | None, on: date) -> Row:
    base = {"order_id": f"O{of}", "activity": "unpaid_work", "outcome": "worked"}
    return {**base, "hours_credited": hours, "worked_on": on}


def hours_of(
    folder: Path, requirements: list[Row], sessions: list[Row], steps: Sequence[Row] = (), **of: Any
) -> list[Figure]:
    orders = [order(number, **of.get(f"o{number}", {})) for number in range(1, 5)]
    records = {
        "orders": orders,
        "requirements": rows("R", "requirement_id", *requirements),
        "work_sessions": rows("S", "session_id", *sessions),
        "enforcement": rows("E", "enforcement_id", *steps),
    }
    return counted(folder, records)


def test_hours_outstanding_are_those_imposed_less_those_credited(tmp_path: Path) -> None:
    found = hours_of(
        tmp_path,
        [unpaid(1, 100), unpaid(2, 50.5)],
        [
            worked(1, 7.5, day(6)),
            worked(1, 3, day(7)),
            worked(1, 8, day(4, year=2026)),
            worked(1, None, day(8)),
        ],
    )
    whole = pick(found, "unpaid_work_hours_outstanding")
    assert (whole.value, whole.denominator, whole.unit, whole.left_out) == (140.0, 2, "hours", {})


def test_hours_above_those_imposed_leave_nothing_outstanding_and_are_said(tmp_path: Path) -> None:
    found = hours_of(tmp_path, [unpaid(1, 20), unpaid(2, 30)], [worked(1, 26, day(6))])
    whole = pick(found, "unpaid_work_hours_outstanding")
    assert whole.value == 30
    assert whole.note == "Not taken off: 6 hours credited beyond those imposed (requirements: 1)."


def test_completed_and_ended_requirements_have_nothing_outstanding(tmp_path: Path) -> None:
    requirements = [unpaid(1, 100, completed_on=day(9)), unpaid(2, 40, ended_on=day(9)), unpaid(3, 10)]
    whole = pick(hours_of(tmp_path, requirements, []), "unpaid_work_hours_outstanding")
    assert (whole.value, whole.denominator) == (10, 1)


def test_hours_go_first_to_the_requirement_already_completed(tmp_path: Path) -> None:
    requirements = [unpaid(1, 100, completed_on=day(9)), unpaid(1, 80, imposed_on=day(8))]
    sessions = [worked(1, 95, day(7)), worked(1, 15, day(10))]
    assert pick(hours_of(tmp_path, requirements, sessions), "unpaid_work_hours_outstanding").value == 70


def test_hours_worked_before_the_first_requirement_still_counted_do_not_count(tmp_path: Path) -> None:
    requirements = [unpaid(1, 100, ended_on=day(7)), unpaid(1, 80, imposed_on=day(8))]
    sessions = [worked(1, 40, day(6)), worked(1, 10, day(10))]
    assert pick(hours_of(tmp_path, requirements, sessions), "unpaid_work_hours_outstanding").value == 70


def test_orders_in_breach_and_without_hours_and_of_other_kinds_are_left_out(tmp_path: Path) -> None:
    breach = {"order_id": "O1", "kind": "breach_application", "decided_on": day(8)}
    found = hours_of(
        tmp_path,
        [unpaid(1, 100), unpaid(2, None), unpaid(3, 30), unpaid(4, 50)],
        [],
        [breach, {**breach, "order_id": "O4", "outcome": "continued", "outcome_on": day(9)}],
        o3={"kind": "fiscal_work_order"},
    )
    whole = pick(found, "unpaid_work_hours_outstanding")
    assert (whole.value, whole.denominator) == (50, 1)
    assert whole.left_out == {
        "open breach application": 1,
        "hours imposed not recorded": 1,
        "not on a community payback order": 1,
    }
    assert pick(found, "unpaid_work_hours_in_breach").value == 100


def test_an_outcome_after_the_as_at_date_leaves_the_breach_open_only_while_none_is_written(
    tmp_path: Path,
) -> None:
    breach = {"order_id": "O1", "kind": "breach_application", "decided_on": day(8), "outcome": "pending"}
    found = hours_of(tmp_path, [unpaid(1, 100)], [], [{**breach, "outcome_on": day(5, year=2026)}])
    assert pick(found, "unpaid_work_hours_in_breach").value == 100


def test_hours_by_team(tmp_path: Path) -> None:
    teams = {"o1": {"team": "North"}, "o2": {"team": "South"}}
    found = hours_of(tmp_path, [unpaid(1, 100), unpaid(2, 40)], [], **teams)
    assert values(found, "unpaid_work_hours_outstanding", "team") == {"North": 100, "South": 40}


# By worker


def held(of: int, worker: str, from_on: date, until_on: date | None = None) -> Row:
    return {"order_id": f"O{of}", "worker_id": worker, "from_on": from_on, "until_on": until_on}


@pytest.fixture(scope="module")
def by_worker(tmp_path_factory: pytest.TempPathFactory) -> list[Figure]:
    orders = [
        order(1, worker_id="W1"),
        order(2, worker_id="W1"),
        order(3),
        order(4, worker_id="W1", ended_on=day(9)),
        order(5, worker_id="W1", imposed_on=day(3, year=2024), ended_on=day(3, 30)),
    ]
    records = {
        "people": [person(number) for number in range(1, 6)],
        "orders": orders,
        "requirements": rows("R", "requirement_id", unpaid(1, 60), unpaid(2, 40)),
        "allocations": rows(
            "G",
            "allocation_id",
            held(2, "W1", day(5), day(7)),
            held(2, "W2", day(7)),
            held(4, "W3", day(5), day(9)),
        ),
    }
    return counted(tmp_path_factory.mktemp("taken"), records)


def test_a_case_counts_for_the_worker_it_was_allocated_to_last(by_worker: list[Figure]) -> None:
    assert values(by_worker, "orders_in_force", "worker_id") == {"W1": 1, "W2": 1, "not recorded": 1}
    assert values(by_worker, "unpaid_work_hours_outstanding", "worker_id") == {"W1": 60, "W2": 40}


def test_what_began_and_ended_counts_for_the_worker_of_that_day(by_worker: list[Figure]) -> None:
    assert values(by_worker, "orders_ended_12_months", "worker_id") == {"W3": 1}
    assert pick(by_worker, "orders_begun_12_months").value == 4


def test_by_worker_there_are_plain_counts_only(by_worker: list[Figure]) -> None:
    found = [figure for figure in by_worker if "worker_id" in figure.breakdown]
    assert {figure.code for figure in found} <= {
        "orders_in_force",
        "licences_in_force",
        "orders_begun_12_months",
        "orders_ended_12_months",
        "unpaid_work_hours_outstanding",
    }
    assert {figure.unit for figure in found} == {"count", "hours"}


def test_an_empty_extract_gives_noughts(tmp_path: Path) -> None:
    found = counted(tmp_path, {"orders": []})
    assert pick(found, "orders_in_force").value == 0
    assert pick(found, "cpos_completed").value is None
