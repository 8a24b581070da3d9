"""What `plumbline measures` shows: the counts and rates of a run, with all that is needed to check them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from plumbline.errors import UsageError
from plumbline.measures.frozen import FrozenRun, connect
from plumbline.measures.periods import LENGTHS, Length, Period, period_of
from plumbline.measures.protection import FEWEST_STAFF, NOT_FOR_PUBLICATION, PUBLISHED
from plumbline.measures.rates import RATES, Counts, CountsRow, counts, if_left_out_were_missed, rate_parts
from plumbline.measures.selection import check_breakdowns
from plumbline.measures.text_tables import share_text
from plumbline.measures.written_form import Measure, parse_measure

if TYPE_CHECKING:
    import duckdb

VERDICTS = ("met", "not_met", "not_applicable", "not_yet_due", "cannot_tell")


@dataclass(frozen=True)
class MeasuresRow:
    """One line: a standard, for a period and one value of each breakdown column.

    measure: the line's own written form, without a rate. verdicts: how many, None where hidden. other: not
    applicable, not yet due and cannot tell together, where they are only shown so. counts: everything that
    may be shown of the line, or None; rates: the names of the rates that may be. details: whether the parts
    of a miss (asserted, unexplained, done before) may be shown.
    """

    measure: Measure
    title: str
    period: str | None
    complete: bool
    breakdown: dict[str, str | None]
    verdicts: dict[str, int | None]
    counts: Counts
    rates: tuple[str, ...]
    other: int | None = None
    details: bool = True

    def parts(self, rate: str) -> tuple[int, int] | None:
        """Numerator and denominator of a rate, or None where it must not be shown."""
        return rate_parts(self.counts, rate) if rate in self.rates else None


@dataclass(frozen=True)
class MeasuresTable:
    """The lines, the columns they are broken down by, and what must be said with them.

    by: the breakdown columns; period: month, quarter, year or None. rates: those asked for, in order.
    """

    run: FrozenRun
    by: tuple[str, ...]
    period: Length | None
    rates: tuple[str, ...]
    rows: tuple[MeasuresRow, ...]
    notes: tuple[str, ...]
    published: bool
    if_missed: dict[str, str] = field(default_factory=dict)


def measures_rows(
    run: FrozenRun,
    by: Sequence[str] = (),
    standards: Sequence[str] = (),
    period: Length | None = None,
    publish: bool = False,
) -> MeasuresTable:
    """The figures of a run.

    by: columns to break down by. standards: codes, or measures in their written form; all standards of the
    run where empty. period: month, quarter or year, or None for all periods together. publish: protect small
    numbers. Raises UsageError for what cannot be asked, a rate by worker among it.
    """
    by = check_breakdowns(by)
    if period is not None and period not in LENGTHS:
        raise UsageError(f"there is no period called {period!r}. There are: {', '.join(LENGTHS)}.")
    asked = [_asked(run, text) for text in standards] or [Measure(code) for code in run.standards]
    asked = list(dict.fromkeys(asked))
    rates = tuple(name for name in RATES if any(one.rate in (None, name) for one in asked))
    notes = [PUBLISHED if publish else NOT_FOR_PUBLICATION]
    with closing(connect(run)) as con:
        if publish:
            from plumbline.measures.measures_published import published_rows  # it builds on this module

            rows, said = published_rows(con, run, asked, by, period)
        else:
            rows, said = _rows(con, run, asked, by, period)
        if_missed = {} if publish else _had_they_been_missed(con, run, asked)
    notes += said
    notes += _notes(run, rows, by)
    notes += if_missed.values()
    return MeasuresTable(run, by, period, rates, tuple(rows), tuple(notes), publish, if_missed)


def _asked(run: FrozenRun, text: str) -> Measure:
    measure = parse_measure(text)
    if measure.standard in run.standards:
        return measure
    for one in run.left_out:
        if one.code == measure.standard:
            raise UsageError(f"{text!r}: {one.title} was left out of this run, since {one.why}.")
    return parse_measure(text, standards=list(run.standards))


def counted(
    con: duckdb.DuckDBPyConnection,
    asked: Iterable[Measure],
    by: Sequence[str],
    period: Length | None,
) -> dict[Measure, list[CountsRow]]:
    """The counts behind each measure; those that need no filter are counted together in one statement."""
    found: dict[Measure, list[CountsRow]] = {one: [] for one in asked}
    plain: dict[Period | None, list[Measure]] = {}
    for one in found:
        if one.where:
            found[one] = counts(
                con,
                standards=[one.standard],
                by=by,
                period=period,
                within=one.period,
                where=dict(one.where),
            )
        else:
            plain.setdefault(one.period, []).append(one)
    for within, those in plain.items():
        codes = list(dict.fromkeys(one.standard for one in those))
        rows = counts(con, standards=codes, by=by, period=period, within=within)
        for one in those:
            found[one] = [row for row in rows if row.standard == one.standard]
    return found


def _rows(
    con: duckdb.DuckDBPyConnection,
    run: FrozenRun,
    asked: Sequence[Measure],
    by: Sequence[str],
    period: Length | None,
) -> tuple[list[MeasuresRow], list[str]]:
    rows: list[MeasuresRow] = []
    by_year: set[str] = set()
    for measure, found in counted(con, asked, by, period).items():
        for row in _small_places_by_year(run, measure, found, period, by_year):
            rows.append(_plain_row(run, measure, row))
    notes = []
    if by_year:
        places = ", ".join(sorted(by_year))
        notes.append(f"Fewer than {FEWEST_STAFF} staff, so shown by year only: {places}.")
    return rows, notes


def _plain_row(run: FrozenRun, measure: Measure, row: CountsRow) -> MeasuresRow:
    return MeasuresRow(
        measure=line_measure(measure, row),
        title=run.titles[row.standard],
        period=row.period,
        complete=row.complete,
        breakdown=row.breakdown,
        verdicts={verdict: getattr(row.counts, verdict) for verdict in VERDICTS},
        counts=row.counts,
        rates=tuple(RATES) if measure.rate is None else (measure.rate,),
    )


def line_measure(measure: Measure, row: CountsRow) -> Measure:
    """The measure of one line: what was asked, narrowed to the line's breakdown values and period."""
    where = dict(measure.where) | row.breakdown
    return replace(measure, where=tuple(sorted(where.items())), period=row.months or measure.period)


def few_staff_in_all(run: FrozenRun) -> bool:
    """Whether the whole service has so few staff that it is shown by year only."""
    return bool(run.staff) and sum(run.staff.values()) < FEWEST_STAFF and len(run.authorities) <= 1


def _small_places_by_year(
    run: FrozenRun, measure: Measure, rows: list[CountsRow], period: Length | None, named: set[str]
) -> list[CountsRow]:
    """The rows, with the months and quarters of places that have few staff gathered into years."""
    if period not in ("month", "quarter") or not run.staff:
        return rows
    few = {place for place, staff in run.staff.items() if staff < FEWEST_STAFF}
    everyone = few_staff_in_all(run)
    kept: list[CountsRow] = []
    gathered: dict[tuple[object, ...], CountsRow] = {}
    for row in rows:
        place = row.breakdown.get("team", dict(measure.where).get("team"))
        if row.months is None or not (everyone or place in few):
            kept.append(row)
            continue
        named.add(place or "the whole service")
        year = period_of(row.months.first, "year")
        key = (row.standard, year, *row.breakdown.values())
        before = gathered.get(key)
        gathered[key] = replace(
            row,
            period=year.label,
            months=year,
            complete=row.complete and (before is None or before.complete),
            counts=row.counts + before.counts if before else row.counts,
        )
    return kept + list(gathered.values())


def _had_they_been_missed(
    con: duckdb.DuckDBPyConnection, run: FrozenRun, asked: Sequence[Measure]
) -> dict[str, str]:
    """For each standard whose population lost rows to faults: its strict rate had they all been missed."""
    if not run.accept_partial or not run.rows_left_out:
        return {}
    lost = {code: run.rows_left_out.get(run.population_table(code) or "", 0) for code in run.standards}
    codes = [code for code in dict.fromkeys(one.standard for one in asked) if lost[code]]
    said: dict[str, str] = {}
    for row in counts(con, standards=codes) if codes else ():
        cases = con.execute(
            "SELECT count(DISTINCT case_id) FROM results WHERE standard = ?", [row.standard]
        ).fetchone()
        # A row left out owes as many duties as a row taken does, rounded up.
        owed = -(-lost[row.standard] * row.counts.total // max(1, cases[0] if cases else 1))
        if if_left_out_were_missed(row.counts, owed) is None:
            continue
        now = share_text(row.counts.met, row.counts.judged)
        then = share_text(row.counts.met, row.counts.judged + owed)
        said[row.standard] = (
            f"{run.titles[row.standard]}: {lost[row.standard]:,} faulty rows of "
            f"{run.population_table(row.standard)} were left out. The strict rate is {now}; had all they owe "
            f"been missed it would be {then}."
        )
    return said


def _notes(run: FrozenRun, rows: Sequence[MeasuresRow], by: Sequence[str]) -> list[str]:
    notes = [
        f"As at {run.as_at}. Working days by: {run.calendar_name}. Plumbline {run.library_version}. "
        f"Extract {run.extract_hash[:12]}.",
    ]
    if any(not row.complete and row.period for row in rows):
        notes.append("Incomplete: some duties of that period are not yet due, so its rate can still move.")
    late = {row.measure.standard for row in rows if row.counts.done_late}
    never_late = dict.fromkeys(
        row.title for row in rows if _never_late(row) and row.measure.standard not in late
    )
    if never_late:
        notes.append(
            f"Nothing was done late, so the national rate is 100% and says nothing: {', '.join(never_late)}."
        )
    if run.accept_partial and run.rows_left_out:
        lost = ", ".join(f"{n:,} of {table}" for table, n in run.rows_left_out.items())
        notes.append(f"Faulty rows were left out of the extract: {lost}.")
    if "team" in by and "authority" not in by and len(run.authorities) > 1:
        notes.append("Teams of one name in different authorities are counted together; add --by authority.")
    unsure = [
        f"{one.title} ({one.how_sure.replace('_', ' ')})"
        for one in run.standards.values()
        if one.how_sure not in ("official", "local") and any(row.measure.standard == one.code for row in rows)
    ]
    if unsure:
        notes.append(f"Not stated in full by an official source: {', '.join(unsure)}.")
    local = [
        f"{one.title} ({one.council})"
        for one in run.standards.values()
        if one.local and any(row.measure.standard == one.code for row in rows)
    ]
    if local:
        notes.append(f"A council’s own rule: {', '.join(local)}.")
    notes += [f"{one.title}: left out, since {one.why}." for one in run.left_out]
    shown = {row.measure.standard for row in rows}
    for warning in run.warnings:
        code, colon, said = warning.partition(": ")
        if not colon:
            notes.append(f"{warning[0].upper()}{warning[1:]}.")
        elif code in shown:
            notes.append(f"{run.titles.get(code, code)}: {said}.")
    return notes


def _never_late(row: MeasuresRow) -> bool:
    found = row.counts
    return "national" in row.rates and found.not_met > 0 and found.done_late == 0 and found.national_done > 0
