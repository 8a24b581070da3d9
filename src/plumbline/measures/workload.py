"""Workload: what is in force, what began and ended, hours outstanding, and how orders ended.

By worker there are plain counts only: never a rate, never lateness.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from plumbline.measures import workload_counts as counting
from plumbline.measures.figure import Figure
from plumbline.measures.population import read_population
from plumbline.measures.selection import NOT_RECORDED
from plumbline.measures.workload_cells import (
    At,
    Breakdown,
    Run,
    by_council,
    by_team,
    figure_of,
    in_order,
    unfinished_periods,
)
from plumbline.measures.workload_described import DESCRIBED
from plumbline.measures.workload_orders import flows, individuals, stock
from plumbline.records.specification import load

if TYPE_CHECKING:
    import duckdb

__all__ = ["read_population", "workload", "workload_left_out"]


def workload(
    con: duckdb.DuckDBPyConnection,
    *,
    as_at: date,
    population: Mapping[tuple[str, str], int] | None = None,
    sent: frozenset[str] | None = None,
) -> list[Figure]:
    """The workload figures, in the order of `workload_described.DESCRIBED`.

    con: a connection prepared by `plumbline.standards.seen.prepare_seen`. as_at: the as-at date.
    population: what `read_population` gives; without it there are no figures by population. sent: names of
    the tables sent (all, where it is not given); figures that need others are left out, see
    `workload_left_out`.

    Breakdowns: by council (`authority`) where there are several; by `team`; by `kind`; by `worker_id` for
    plain counts only. Whoever shows figures to more than the service's own managers leaves those by worker
    out.
    """
    sent = frozenset(load().tables) if sent is None else sent
    absent = {code for code, _ in workload_left_out(sent, population)}
    turned = counting.prepare_cases(con)
    run = Run(con, as_at, _several(con), turned, unfinished_periods(as_at))
    counting.prepare_hours(con)
    figures: dict[str, list[Figure]] = {code: [] for code in DESCRIBED}
    for part in (
        stock(run),
        flows(run, population or {}),
        individuals(run),
        _hours(run, sent),
        _by_worker(run),
    ):
        for figure in part:
            figures[figure.code].append(figure)
    return [figure for code, found in figures.items() if code not in absent for figure in found]


def workload_left_out(
    sent: frozenset[str], population: Mapping[tuple[str, str], int] | None
) -> list[tuple[str, str]]:
    """The workload figures that cannot be counted from the tables sent: code, and why."""
    left_out = []
    for code, described in DESCRIBED.items():
        missing = [table for table in described.source if table not in sent]
        if missing:
            left_out.append((code, f"Not sent: {', '.join(missing)}."))
        elif described.unit == "per_10000" and not population:
            left_out.append((code, "No population file was given."))
    return left_out


def _several(con: duckdb.DuckDBPyConnection) -> bool:
    found = con.execute("SELECT min(authority) <> max(authority) FROM workload_cases").fetchall()
    return bool(found[0][0])


def _hours(run: Run, sent: frozenset[str]) -> Iterator[Figure]:
    """Hours outstanding: the whole, by council and by team."""
    cells: dict[Breakdown, list[list[float]]] = {(): [[0.0] * 7, [0.0] * 7]}
    for payback, authority, team, *numbers in counting.hours(run.con):
        for place in dict.fromkeys(((), by_council(run, authority), by_team(run, authority, team))):
            sums = cells.setdefault(place, [[0.0] * 7, [0.0] * 7])[not payback]
            for position, number in enumerate(numbers):
                sums[position] += number
    for (_, breakdown), (payback, others) in in_order({(None, place): sums for place, sums in cells.items()}):
        hours, open_ones, breach_hours, in_breach, unknown, beyond, above = (round(one, 6) for one in payback)
        left_out = {
            "open breach application": int(in_breach),
            "hours imposed not recorded": int(unknown),
            "not on a community payback order": int(others[1] + others[3] + others[4]),
        }
        notes = []
        if beyond:
            notes.append(
                f"Not taken off: {beyond:g} hours credited beyond those imposed (requirements: {above:g})."
            )
        if "enforcement" not in sent:
            notes.append("Enforcement was not sent: none is known to be in breach.")
        whole = figure_of(
            "unpaid_work_hours_outstanding", (None, breakdown), hours, " ".join(notes) or None, open_ones
        )
        yield replace(whole, left_out={reason: number for reason, number in left_out.items() if number})
        yield figure_of("unpaid_work_hours_in_breach", (None, breakdown), breach_hours, None, in_breach)


def _by_worker(run: Run) -> Iterator[Figure]:
    """Plain counts by worker; what began and ended in twelve months as a whole too."""
    found = counting.workers(run.con, run.as_at)
    for what in ("begun", "ended"):
        number = sum(row[3] for row in found if row[0] == what and not row[1])
        yield figure_of(f"orders_{what}_12_months", (None, ()), number)
    for what, licence, worker, cases, hours, requirements in sorted(
        found, key=lambda row: (row[2] is None, row[2])
    ):
        at: At = (None, (("worker_id", worker or NOT_RECORDED),))
        if what != "in force":
            if not licence:
                yield figure_of(f"orders_{what}_12_months", at, cases)
            continue
        yield figure_of("licences_in_force" if licence else "orders_in_force", at, cases)
        if requirements:
            yield figure_of("unpaid_work_hours_outstanding", at, round(hours, 6), None, requirements)
