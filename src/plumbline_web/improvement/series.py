"""A measure's months and quarters from an organisation's runs: counts of a month, never a case.

A newer run is believed for every month that it holds. Older runs add only the months before its first, so
that the limits of before the first action stand when an extract no longer reaches so far back.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import astuple, dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path

from plumbline.errors import PlumblineError, UsageError
from plumbline.measures import FrozenRun, connect, counts, open_run, parse_measure
from plumbline.measures.figures_shown import figures_of_run
from plumbline.measures.periods import label_of, parse_label, spoken
from plumbline.measures.rates import Counts, CountsRow, rate, rate_parts
from plumbline.measures.trends import complete_months, thin_start
from plumbline.publishing.report import write_whole
from plumbline.publishing.wording import day
from plumbline.scrutiny.effect import CompletePeriod
from plumbline_web.records.models import Run


@dataclass(frozen=True)
class Month:
    """One complete month of a measure: x of n. unknown: how many of which it cannot be told.

    told: False where more than a tenth of it cannot be told, so that no point is made of it.
    """

    label: str
    x: int
    n: int
    unknown: int
    told: bool


@dataclass(frozen=True)
class Measured:
    """A measure's complete months, oldest first, and what must be said with them.

    sources: the runs they come from, in words. left_out: months that make no point, each with why.
    """

    months: tuple[Month, ...] = ()
    sources: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def periods(self, quarters: bool = False) -> tuple[tuple[str, CompletePeriod], ...]:
        """Each period's own label and the period, by month or by whole quarter; a thin start is left out."""
        told = [one for one in self.months if one.told]
        if quarters:
            found = []
            gathered: dict[str, list[Month]] = {}
            for one in told:
                gathered.setdefault(label_of(one.label, "quarter"), []).append(one)
            for label, those in gathered.items():
                if len(those) == 3:
                    found.append((label, sum(one.x for one in those), sum(one.n for one in those)))
        else:
            found = [(one.label, one.x, one.n) for one in told]
        found = found[thin_start([n for _, _, n in found]) :]
        return tuple((label, _period(label, x, n)) for label, x, n in found)

    def complete_until(self, quarters: bool = False) -> date | None:
        """The last day of the newest complete period where it makes no point; None where it makes one."""
        if quarters:
            gathered: dict[str, list[bool]] = {}
            for one in self.months:
                gathered.setdefault(label_of(one.label, "quarter"), []).append(one.told)
            whole = [(label, all(told)) for label, told in gathered.items() if len(told) == 3]
        else:
            whole = [(one.label, one.told) for one in self.months]
        return parse_label(whole[-1][0]).last_day if whole and not whole[-1][1] else None


def _period(label: str, x: int, n: int) -> CompletePeriod:
    when = parse_label(label)
    return CompletePeriod(spoken(label), when.first_day, when.last_day, x, n)


def measured(runs: Sequence[Run], measure: str) -> Measured:
    """A measure's months out of runs, the newest run first."""
    found: list[Month] = []
    sources: list[str] = []
    left_out: list[str] = []
    for run in runs:
        months = months_in(run.folder / "run", run.state == "removed", measure)
        earlier = [one for one in months if not found or one.label < found[0].label]
        if earlier:
            whence = f"the run as at {day(run.as_at)}"
            if lost := _rows_left_out(run.folder / "run"):
                whence += f", which left out {lost:,} faulty rows"
            sources.append(whence)
        found = [*earlier, *found]
    for one in found:
        if not one.told:
            left_out.append(f"{spoken(one.label)}: more than a tenth of it cannot be told")
    return Measured(tuple(found), tuple(sources), tuple(left_out))


@lru_cache(maxsize=1024)
def months_in(folder: Path, rows_gone: bool, measure: str) -> tuple[Month, ...]:
    """A measure's complete months in one run, none where it knows nothing of it.

    A frozen run never changes, so it is counted once and kept beside the run: the limits of before the first
    action must stand when its case rows are long gone. rows_gone: they are, and nothing was kept before; then
    its measures.csv still knows the strict rate. Raises PlumblineError for a run that does not open.
    """
    name = hashlib.sha256(measure.encode()).hexdigest()[:24]
    kept = folder.parent / "measured" / f"{name}.json"
    if kept.is_file():
        return tuple(Month(*one) for one in json.loads(kept.read_text("utf-8")))
    wanted = parse_measure(measure)
    run = open_run(folder, rows=not rows_gone)
    if wanted.standard not in run.standards:
        return ()
    if rows_gone:
        rows = _kept_counts(folder, wanted.standard) if measure_kept(measure) else []
    else:
        with closing(connect(run)) as con:
            rows = counts(con, standards=[wanted.standard], period="month", where=dict(wanted.where))
    months, _ = complete_months(rows, run.as_at)
    found = tuple(_month(label, row, wanted.chosen_rate) for label, row in months)
    if not rows_gone:
        write_whole(kept, json.dumps([astuple(one) for one in found]).encode())
    return found


def measure_kept(measure: str) -> bool:
    """Whether a run still knows the measure when its case rows are gone."""
    wanted = parse_measure(measure)
    return wanted.chosen_rate == "strict" and not wanted.where


def _month(label: str, row: CountsRow | None, name: str) -> Month:
    if row is None:
        return Month(label, 0, 0, 0, True)
    x, n = rate_parts(row.counts, name)
    return Month(label, x, n, row.counts.cannot_tell, rate(row.counts, name).bounds is None)


def _kept_counts(folder: Path, standard: str) -> list[CountsRow]:
    """The counts of a standard by month as measures.csv keeps them; all councils of the run together."""
    try:
        with (folder / "measures.csv").open(encoding="utf-8", newline="") as file:
            rows = [one for one in csv.DictReader(file) if one["standard"] == standard and one["period"]]
        held: dict[str, tuple[bool, dict[str, int]]] = {}
        names = ("met", "not_met", "not_applicable", "not_yet_due", "cannot_tell")
        for one in rows:
            complete, numbers = held.get(one["period"], (True, dict.fromkeys(names, 0)))
            held[one["period"]] = (
                complete and one["complete"] == "yes",
                {name: numbers[name] + int(one[name]) for name in names},
            )
    except (OSError, KeyError, ValueError, csv.Error):
        return []
    none = {one.name: 0 for one in fields(Counts)}
    return [
        CountsRow(standard, label, complete, {}, Counts(**{**none, **numbers}), parse_label(label))
        for label, (complete, numbers) in sorted(held.items())
    ]


PARTS = ("team", "level", "court")
"""What a service may be looked at by where one part of it is to improve."""


@lru_cache(maxsize=64)
def parts_in(folder: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The teams, levels and courts that a run holds, each column with its values; none without case rows."""
    try:
        run = open_run(folder)
    except PlumblineError:
        return ()
    with closing(connect(run)) as con:
        found = [
            (column, tuple(one for (one,) in con.execute(_DISTINCT.format(column)).fetchall()))
            for column in PARTS
        ]
    return tuple((column, values) for column, values in found if values)


_DISTINCT = "SELECT DISTINCT {0} FROM results WHERE {0} IS NOT NULL ORDER BY 1"


@lru_cache(maxsize=256)
def open_manifest(folder: Path) -> FrozenRun | None:
    """The run, whether its case rows are there or not; None for a folder that holds none that opens."""
    try:
        return open_run(folder, rows=False)
    except PlumblineError:
        return None


def _rows_left_out(folder: Path) -> int:
    run = open_manifest(folder)
    return sum(run.rows_left_out.values()) if run is not None and run.accept_partial else 0


@lru_cache(maxsize=256)
def orders_begun(folder: Path) -> dict[str, int]:
    """Orders begun by month and quarter in a run, by the period's label; empty where it counts none."""
    run = open_manifest(folder)
    if run is None:
        return {}
    try:
        found = figures_of_run(run, ["orders_begun"], periods=True).figures
    except UsageError:
        return {}
    return {one.period: int(one.value) for one in found if one.period and one.value is not None}
