from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from factories.runs import duties, duty, write_run
from plumbline.errors import UsageError
from plumbline.measures.frozen import connect, open_run
from plumbline.measures.periods import parse_year
from plumbline.measures.rates import (
    RATES,
    Counts,
    asserted_share,
    counts,
    if_left_out_were_missed,
    rate,
    rate_parts,
    write_measures_csv,
)

Rows = list[dict[str, Any]]
Seen = Callable[[Rows], duckdb.DuckDBPyConnection]

LATE = {"verdict": "not_met", "reason": "done_late", "done_on": date(2025, 6, 9), "days_taken": 5}
CLIENT = {"delay_reason": "ill", "delay_side": "client"}


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[Seen]:
    """A connection on a run with these rows."""
    opened: list[duckdb.DuckDBPyConnection] = []

    def make(rows: Rows) -> duckdb.DuckDBPyConnection:
        con = connect(open_run(write_run(tmp_path / f"run{len(opened)}", rows)))
        opened.append(con)
        return con

    yield make
    for con in opened:
        con.close()


def whole(con: duckdb.DuckDBPyConnection) -> Counts:
    (row,) = counts(con)
    return row.counts


def test_each_verdict_is_counted_once(seen: Seen) -> None:
    rows = duties(5) + duties(4, verdict="not_met") + duties(3, verdict="not_applicable")
    rows += duties(2, verdict="not_yet_due") + duties(1, verdict="cannot_tell")
    found = whole(seen(rows))
    assert (found.met, found.not_met, found.not_applicable, found.not_yet_due, found.cannot_tell) == (
        5,
        4,
        3,
        2,
        1,
    )
    assert found.total == 15


def test_the_strict_rate_is_met_over_met_and_not_met(seen: Seen) -> None:
    found = rate(
        whole(seen(duties(43) + duties(26, verdict="not_met") + duties(4, verdict="not_applicable")))
    )
    assert (found.numerator, found.denominator, found.value) == (43, 69, 43 / 69)


@pytest.mark.parametrize("side", ["client", "another_agency", "neither"])
def test_a_miss_not_on_the_services_side_leaves_the_excused_denominator(seen: Seen, side: str) -> None:
    rows = duties(6) + duties(3, verdict="not_met") + duties(1, verdict="not_met", delay_side=side)
    assert rate_parts(whole(seen(rows)), "excused") == (6, 9)


def test_a_miss_on_the_services_side_stays_in_the_excused_denominator(seen: Seen) -> None:
    rows = duties(6) + duties(4, verdict="not_met", delay_side="service")
    assert rate_parts(whole(seen(rows)), "excused") == (6, 10)


def test_a_delay_on_a_duty_that_was_met_excuses_nothing(seen: Seen) -> None:
    assert rate_parts(whole(seen(duties(6, **CLIENT) + duties(4, verdict="not_met"))), "excused") == (6, 10)


def test_excuses_are_told_apart_by_whether_they_were_evidenced(seen: Seen) -> None:
    rows = duties(2, verdict="not_met", delay_evidenced=True, **CLIENT)
    rows += duties(3, verdict="not_met", delay_evidenced=False, **CLIENT)
    rows += duties(1, verdict="not_met", delay_evidenced=None, **CLIENT)
    found = whole(seen(rows))
    assert (found.excused_evidenced, found.excused_asserted) == (2, 4)
    assert asserted_share(found) == 4 / 6


def test_there_is_no_asserted_share_where_nothing_was_excused() -> None:
    assert asserted_share(Counts(met=3, not_met=1, unexplained=1)) is None


def test_the_service_rate_counts_misses_on_the_services_side(seen: Seen) -> None:
    rows = duties(6) + duties(3, verdict="not_met", delay_side="service") + duties(1, verdict="not_met")
    found = whole(seen(rows))
    assert rate_parts(found, "service") == (3, 10)
    assert found.unexplained == 1


def test_offered_on_the_due_date_counts_as_offered_in_time(seen: Seen) -> None:
    rows = duties(5) + duties(2, verdict="not_met", offered_on=date(2025, 6, 3))
    rows += duties(1, verdict="not_met", offered_on=date(2025, 6, 4)) + duties(2, verdict="not_met")
    assert rate_parts(whole(seen(rows)), "offered") == (7, 10)


def test_the_national_rate_leaves_out_what_was_never_done_and_what_was_added(seen: Seen) -> None:
    rows = duties(7) + duties(2, **LATE) + duties(4, verdict="not_met")
    rows += duties(3, added=True) + duties(5, added=True, **LATE)
    found = whole(seen(rows))
    assert rate_parts(found, "national") == (7, 9)
    assert rate_parts(found, "strict") == (10, 21)


def test_done_before_the_order_is_counted_apart(seen: Seen) -> None:
    rows = duties(2, verdict="cannot_tell", reason="done_before_start") + duties(1, verdict="cannot_tell")
    assert whole(seen(rows)).done_before_start == 2


def test_a_rate_over_nothing_has_no_value() -> None:
    found = rate(Counts(not_applicable=4))
    assert (found.value, found.interval, found.bounds) == (None, None, None)


def test_up_to_a_tenth_that_cannot_be_told_leaves_one_rate() -> None:
    assert rate(Counts(met=80, not_met=10, cannot_tell=10)).bounds is None


def test_more_than_a_tenth_that_cannot_be_told_gives_two_bounds() -> None:
    found = rate(Counts(met=60, not_met=20, cannot_tell=20))
    assert found.bounds == (0.6, 0.8)


def test_bounds_of_the_excused_rate_leave_the_excused_out() -> None:
    found = rate(Counts(met=60, not_met=20, excused_asserted=10, unexplained=10, cannot_tell=30), "excused")
    assert found.bounds == (0.6, 0.9)


def test_where_nothing_can_be_told_the_bounds_are_nought_and_one() -> None:
    found = rate(Counts(cannot_tell=3))
    assert (found.value, found.bounds) == (None, (0.0, 1.0))


def test_the_national_rate_has_no_bounds() -> None:
    assert rate(Counts(met=6, not_met=2, cannot_tell=9), "national").bounds is None


def test_the_interval_is_wilsons() -> None:
    found = rate(Counts(met=81, not_met=182)).interval
    assert found is not None
    assert (round(found[0], 4), round(found[1], 4)) == (0.2553, 0.3662)  # Newcombe 1998


def test_left_out_rows_all_missed_lower_the_rate() -> None:
    assert if_left_out_were_missed(Counts(met=6, not_met=2), 2) == 0.6


def test_an_unknown_rate_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no rate called 'raw'"):
        rate(Counts(met=1), "raw")


def test_a_rate_by_worker_is_refused(seen: Seen) -> None:
    with pytest.raises(UsageError, match=r"never shown by worker.*workload"):
        counts(seen([duty()]), by=["worker_id"])


@pytest.mark.parametrize("column", ["person_id", "case_id", "order_id", "reason", "team; drop view results"])
def test_only_breakdown_columns_are_taken(seen: Seen, column: str) -> None:
    with pytest.raises(UsageError, match="a rate cannot be shown by"):
        counts(seen([duty()]), by=[column])


def test_only_breakdown_columns_can_be_filtered(seen: Seen) -> None:
    with pytest.raises(UsageError, match="a rate cannot be shown by 'person_id'"):
        counts(seen([duty()]), where={"person_id": "P1"})


def test_counts_by_team_put_the_unrecorded_last(seen: Seen) -> None:
    con = seen([duty(team=None), duty(team="South"), duty(team="North"), duty(team="South")])
    found = [(row.breakdown["team"], row.counts.met) for row in counts(con, by=["team"])]
    assert found == [("North", 1), ("South", 2), (None, 1)]


def test_added_is_broken_down_as_yes_and_no(seen: Seen) -> None:
    con = seen([duty(added=True), duty(), duty(added=None)])
    assert [row.breakdown["added"] for row in counts(con, by=["added"])] == ["no", "yes", None]


def test_a_filter_keeps_the_rows_of_one_value(seen: Seen) -> None:
    con = seen(duties(2, team="North") + duties(3, team="South") + duties(4, team=None))
    assert counts(con, where={"team": "South"})[0].counts.met == 3
    assert counts(con, where={"team": None})[0].counts.met == 4
    assert counts(con, where={"added": "no"})[0].counts.met == 9


def test_years_and_quarters_gather_their_months(seen: Seen) -> None:
    months = ["2025-03", "2025-04", "2025-06", "2025-07", "2026-03"]
    con = seen([duty(period=month) for month in months])
    assert [(row.period, row.counts.met) for row in counts(con, period="year")] == [
        ("2024-25", 1),
        ("2025-26", 4),
    ]
    assert [(row.period, row.counts.met) for row in counts(con, period="quarter")] == [
        ("2024-25 Q4", 1),
        ("2025-26 Q1", 2),
        ("2025-26 Q2", 1),
        ("2025-26 Q4", 1),
    ]


def test_counts_within_a_year_leave_other_years_out(seen: Seen) -> None:
    con = seen(
        [duty(period="2025-03"), duty(period="2025-04"), duty(period="2026-03"), duty(period="2026-04")]
    )
    assert counts(con, within=parse_year("2025-26"))[0].counts.met == 2


def test_duties_without_a_period_are_kept_and_come_last(seen: Seen) -> None:
    con = seen([duty(clock_start=None), duty()])
    assert [row.period for row in counts(con, period="month")] == ["2025-06", None]


def test_a_month_with_a_duty_not_yet_due_is_incomplete(seen: Seen) -> None:
    con = seen(
        [duty(period="2025-05"), duty(period="2025-06"), duty(period="2025-06", verdict="not_yet_due")]
    )
    assert [(row.period, row.complete) for row in counts(con, period="month")] == [
        ("2025-05", True),
        ("2025-06", False),
    ]


def test_a_teams_month_is_incomplete_where_another_team_is_waiting(seen: Seen) -> None:
    con = seen([duty(team="North"), duty(team="South", verdict="not_yet_due")])
    assert [row.complete for row in counts(con, by=["team"], period="month")] == [False, False]
    assert [row.complete for row in counts(con, where={"team": "North"}, period="month")] == [False]


def test_an_authoritys_month_is_complete_where_another_authority_is_waiting(seen: Seen) -> None:
    con = seen([duty(authority="X12000001"), duty(authority="X12000002", verdict="not_yet_due")])
    assert [row.complete for row in counts(con, by=["authority"], period="month")] == [True, False]
    assert [row.complete for row in counts(con, where={"authority": "X12000001"})] == [True]


def test_only_the_standards_asked_for_are_counted(seen: Seen) -> None:
    con = seen([duty(), duty(standard="cpo_review"), duty(standard="cpo_lscmi")])
    assert [row.standard for row in counts(con, standards=["cpo_review", "cpo_lscmi"])] == [
        "cpo_lscmi",
        "cpo_review",
    ]


def test_measures_csv_holds_a_row_for_each_standard_month_and_authority(seen: Seen, tmp_path: Path) -> None:
    rows = duties(2) + duties(1, **LATE, **CLIENT) + duties(1, authority="X12000002", verdict="not_yet_due")
    write_measures_csv(seen(rows), tmp_path / "measures.csv")
    assert (tmp_path / "measures.csv").read_text("utf-8").splitlines() == [
        "standard,period,complete,authority,met,not_met,not_applicable,not_yet_due,cannot_tell,"
        "rate_strict,rate_excused,rate_service,rate_national,rate_offered",
        "cpo_first_contact,2025-06,yes,X12000001,2,1,0,0,0,"
        "0.6666666666666666,1.0,0.0,0.6666666666666666,0.6666666666666666",
        "cpo_first_contact,2025-06,no,X12000002,0,0,0,1,0,,,,,",
    ]


def test_measures_csv_leaves_the_period_empty_where_there_is_none(seen: Seen, tmp_path: Path) -> None:
    write_measures_csv(seen([duty(clock_start=None)]), tmp_path / "measures.csv")
    (row,) = csv.DictReader((tmp_path / "measures.csv").read_text("utf-8").splitlines())
    assert (row["period"], row["met"]) == ("", "1")


def test_rates_in_measures_csv_are_those_of_the_counts_to_the_last_digit(seen: Seen, tmp_path: Path) -> None:
    rows = []
    for n in range(1, 40):
        month = f"20{10 + n // 12}-{1 + n % 12:02d}"
        rows += duties(n, period=month, added=n % 3 == 0) + duties(41 - n, period=month, verdict="not_met")
        rows += duties(n % 7, period=month, verdict="not_met", offered_on=date(2025, 6, 3), **CLIENT)
        rows += duties(n % 5, period=month, added=n % 2 == 0, delay_side="service", **LATE)
    con = seen(rows)
    write_measures_csv(con, tmp_path / "measures.csv")
    written = csv.DictReader((tmp_path / "measures.csv").read_text("utf-8").splitlines())
    expected = [
        {
            f"rate_{name}": repr(rate(row.counts, name).value or 0.0)
            if rate_parts(row.counts, name)[1]
            else ""
            for name in RATES
        }
        for row in counts(con, period="month", by=["authority"])
    ]
    assert [{name: line[name] for name in expected[0]} for line in written] == expected


def test_the_rows_of_measures_csv_add_up_to_the_whole(seen: Seen, tmp_path: Path) -> None:
    rows = [duty(period=f"2025-{4 + n % 6:02d}", authority=f"X1200000{1 + n % 3}") for n in range(60)]
    con = seen(rows)
    write_measures_csv(con, tmp_path / "measures.csv")
    written = list(csv.DictReader((tmp_path / "measures.csv").read_text("utf-8").splitlines()))
    assert len(written) == 6
    assert sum(int(row["met"]) for row in written) == whole(con).met == 60
