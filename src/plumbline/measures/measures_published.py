"""The lines of `plumbline measures --publish`: small numbers hidden, and what would give them away.

One table is protected at a time: a standard by one column, or by period. Figures broken down in two ways at
once share sums in more directions than one table has, so they are not printed, and the notes say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from plumbline.measures.frozen import FrozenRun
from plumbline.measures.measures_table import VERDICTS, MeasuresRow, counted, few_staff_in_all, line_measure
from plumbline.measures.periods import Length
from plumbline.measures.protection import (
    FEWEST_STAFF,
    OTHERS,
    protect_line,
    protect_rows_in_time,
    small,
    too_unknown,
)
from plumbline.measures.rates import RATES, Counts, CountsRow
from plumbline.measures.selection import said
from plumbline.measures.written_form import Measure
from plumbline.statistics.disclosure import TooLongToProtect

if TYPE_CHECKING:
    import duckdb

_UNCOUNTED = ("not_applicable", "not_yet_due", "cannot_tell")
_OTHER = "other"
MANY_LINES = 15
"""Tables with more lines than this are long."""


def published_rows(
    con: duckdb.DuckDBPyConnection,
    run: FrozenRun,
    asked: Sequence[Measure],
    by: Sequence[str],
    period: Length | None,
) -> tuple[list[MeasuresRow], list[str]]:
    """The lines that may be printed, and notes on those that may not."""
    rows: list[MeasuresRow] = []
    notes: list[str] = []
    if period in ("month", "quarter") and few_staff_in_all(run):
        notes.append(f"Fewer than {FEWEST_STAFF} staff, so shown by year only.")
        period = "year"
    for measure in asked:
        found, why = _protected(con, run, measure, by, period)
        rows += found
        notes += [f"{run.titles[measure.standard]}: {reason}" for reason in why]
    return rows, notes


def _protected(
    con: duckdb.DuckDBPyConnection,
    run: FrozenRun,
    measure: Measure,
    by: Sequence[str],
    period: Length | None,
) -> tuple[list[MeasuresRow], list[str]]:
    ways = len(by) + (period is not None) + len(measure.where)
    if ways > 1:
        return [], ["not printed. Figures broken down in more than one way cannot be protected; ask for one."]
    if measure.period is not None and measure.period.length != "year":
        return [], ["not printed. Only whole years can be published one at a time; or use --period."]
    # A filter is a line of the table by its column, and shows what that table would show.
    columns = tuple(by) or tuple(column for column, _ in measure.where)
    unfiltered = Measure(measure.standard, measure.rate, (), measure.period)
    lines = counted(con, [unfiltered], columns, period)[unfiltered]
    split = bool(columns) or period is not None
    rows, notes = protected_lines(run, measure, lines, columns, split=split)
    if measure.where and rows:
        rows = [row for row in rows if row.breakdown == dict(measure.where)]
        if not rows:
            return [], ["not printed, since that part of the service counts too few."]
    return rows, notes


def protected_lines(
    run: FrozenRun, measure: Measure, lines: Sequence[CountsRow], columns: Sequence[str], *, split: bool
) -> tuple[list[MeasuresRow], list[str]]:
    """The lines of one table as they may be printed, and notes on what may not.

    measure: whose standard and rate are asked for. columns: what the lines are broken down by. split: whether
    they are parts of a whole that a reader knows too; otherwise there is one line, protected by itself.
    """
    if not lines:
        return [], []
    whole = sum((line.counts for line in lines), Counts())
    groups = _groups(whole)
    if not split:
        cells = protect_line(_line(whole, groups))
        if cells is None:
            return [], ["not printed, since it counts too few."]
        return [_row(run, measure, lines[0], whole, groups, cells, _safe_rates(measure, [whole]))], []
    keys = [_label(line, columns) for line in lines]
    shown = None
    for coarser in _coarser(groups, lines):
        try:
            shown = protect_rows_in_time(
                [(key, _line(line.counts, coarser)) for key, line in zip(keys, lines, strict=True)]
            )
        except TooLongToProtect:
            return [], [
                "not printed, since it takes too long to find out which of its numbers to hide. Ask for "
                "fewer lines, such as by quarter or by year."
            ]
        if shown is not None:
            groups = coarser
            break
    if shown is None:
        return [], ["not printed, since no safe way was found to hide its small numbers."]
    by_key = dict(zip(keys, lines, strict=True))
    joined = [line for key, line in by_key.items() if key not in shown.labels]
    together = sum((line.counts for line in joined), Counts())
    all_counts = [by_key[key].counts if key in by_key else together for key in shown.labels]
    rates = _safe_rates(measure, [whole, *all_counts])
    rows = []
    for key, cells, found in zip(shown.labels, shown.cells, all_counts, strict=True):
        line = by_key.get(key)
        if line is None:
            complete = all(one.complete for one in joined)
            breakdown: dict[str, str | None] = dict.fromkeys(columns, OTHERS)
            several = None if columns else OTHERS  # what is not split by a column is split by period
            line = CountsRow(measure.standard, several, complete, breakdown, together)
        rows.append(_row(run, measure, line, found, groups, cells, rates))
    notes = []
    if shown.joined:
        notes.append(f"{shown.joined} lines are joined as “{OTHERS}”.")
    hidden_rates = [rate for rate in _asked_rates(measure) if rate not in rates]
    if hidden_rates:
        notes.append(f"these rates are not printed, to protect small numbers: {', '.join(hidden_rates)}.")
    return rows, notes


def _groups(whole: Counts) -> tuple[str, ...]:
    """The columns to print. What is not counted in the rate is taken together where one of it is small.

    It depends on the whole service alone, so that every breakdown of it has the same columns.
    """
    uncounted = [getattr(whole, name) for name in _UNCOUNTED]
    if not small(*uncounted):
        return VERDICTS
    return ("met", "not_met") if small(sum(uncounted)) else ("met", "not_met", _OTHER)


def _coarser(groups: tuple[str, ...], lines: Sequence[CountsRow]) -> list[tuple[str, ...]]:
    """Ways to print the columns, finest first. Their sums are printed with the whole service anyway.

    In a long table small numbers outside the rate are taken together at once: hiding each of them would take
    the rates with it, and the search for the fewest cells to hide would take minutes.
    """
    ways = [VERDICTS, ("met", "not_met", _OTHER), ("met", "not_met")]
    scattered = any(small(getattr(line.counts, name)) for line in lines for name in _UNCOUNTED)
    if len(lines) > MANY_LINES and scattered and groups == VERDICTS:
        return ways[1:]
    return ways[ways.index(groups) :]


def _line(counts: Counts, groups: Sequence[str]) -> tuple[int, ...]:
    return tuple(_number(counts, name) for name in groups)


def _number(counts: Counts, name: str) -> int:
    if name == _OTHER:
        return counts.not_applicable + counts.not_yet_due + counts.cannot_tell
    return int(getattr(counts, name))


def _label(line: CountsRow, columns: Sequence[str]) -> str:
    if columns:
        return said(columns[0], line.breakdown[columns[0]])
    return line.period or "no period"


def _asked_rates(measure: Measure) -> tuple[str, ...]:
    return tuple(RATES) if measure.rate is None else (measure.rate,)


def _safe_rates(measure: Measure, lines: Sequence[Counts]) -> tuple[str, ...]:
    """The rates whose parts are not small in any line: only then do they tell nothing the table hides."""
    hides: dict[str, bool] = dict.fromkeys(RATES, False)
    for one in lines:
        excused = small(one.excused, one.not_met - one.excused)
        service = small(one.service_side, one.not_met - one.service_side)
        hides["excused"] |= excused
        # What is neither excused nor the service's can be had from both rates together.
        hides["service"] |= service or small(one.unexplained)
        hides["offered"] |= small(one.offered_late, one.not_met - one.offered_late)
        hides["national"] |= small(
            *(one.added_met, one.met - one.added_met, one.done_late, one.not_met - one.done_late),
            *(one.added_done_late, one.done_late - one.added_done_late),
        )
    return tuple(rate for rate in _asked_rates(measure) if not hides[rate])


def _row(
    run: FrozenRun,
    measure: Measure,
    line: CountsRow,
    counts: Counts,
    groups: Sequence[str],
    cells: Sequence[int | None],
    rates: tuple[str, ...],
) -> MeasuresRow:
    numbers = dict(zip(groups, cells, strict=False))
    verdicts = {verdict: numbers.get(verdict) for verdict in VERDICTS}
    judged = numbers["met"] is not None and numbers["not_met"] is not None
    # Where bounds would have to be printed and would tell a hidden number, no rate is printed at all.
    no_rate = verdicts["cannot_tell"] is None and too_unknown(counts.judged, counts.cannot_tell)
    may = rates if judged and not no_rate else ()
    joined = line.period == OTHERS or OTHERS in line.breakdown.values()
    return MeasuresRow(
        measure=measure if joined else line_measure(measure, line),
        title=run.titles[measure.standard],
        period=line.period,
        complete=line.complete,
        breakdown=line.breakdown,
        verdicts=verdicts,
        counts=counts,
        rates=may,
        other=numbers.get(_OTHER),
        details=False,
    )
