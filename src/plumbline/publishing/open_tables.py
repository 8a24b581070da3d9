"""The tables of a pack of open data, each protected; what they would give away together is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from plumbline.measures.bands import NOT_DONE, NOT_DONE_LABEL, NOT_KNOWN_LABEL, band_counts
from plumbline.measures.frozen import FrozenRun, connect
from plumbline.measures.measures_published import protected_lines
from plumbline.measures.measures_table import MeasuresRow
from plumbline.measures.measures_text import rate_cells
from plumbline.measures.periods import LENGTHS, Period
from plumbline.measures.protection import FEWEST_STAFF, small
from plumbline.measures.rates import RATES, CountsRow, counts, rate_parts
from plumbline.measures.reasons import SIDES, reasons
from plumbline.measures.selection import said
from plumbline.measures.tables import NationalTable, national_tables
from plumbline.measures.written_form import Measure
from plumbline.publishing.gathering import authorities_of
from plumbline.publishing.joint_audit import Duty, Published, kinds_of, told_too_closely
from plumbline.publishing.named_period import refuse_unfinished
from plumbline.standards.loading import load_standards
from plumbline.statistics.disclosure import SYMBOL

if TYPE_CHECKING:
    import duckdb

    from plumbline.standards.form import Standard

VERDICTS = ("met", "not_met", "not_applicable", "cannot_tell")
"""The verdicts that a complete period can have; none of its duties is still to fall due."""

RATE_PARTS = ("numerator", "denominator", "rate", "low", "high", "lowest", "highest")
PLACES = ("authority", "team")

Row = tuple[object, ...]
Printed = list[tuple[Callable[[Duty], bool], int]]
TOGETHER = "printed beside the other tables it would give small numbers away"


@dataclass
class OpenTables:
    """The rows of each table, and what is not printed: table, standard, period and why."""

    period: Period
    place: str
    standards: list[Row] = field(default_factory=list)
    by_period: list[Row] = field(default_factory=list)
    by_place: list[Row] = field(default_factory=list)
    national: list[Row] = field(default_factory=list)
    bands: list[Row] = field(default_factory=list)
    reasons: list[Row] = field(default_factory=list)
    left_out: list[Row] = field(default_factory=list)

    def leave_out(self, table: str, standard: str, period: str, why: str) -> None:
        """Note what is not printed, so that nothing is hidden in silence."""
        self.left_out.append((table, standard, period, why))


def open_tables(run: FrozenRun, period: Period) -> OpenTables:
    """Everything of a run that may be given to anyone, for one complete month, quarter or year.

    By authority where the run holds several, by team where it holds one. Raises UsageError where no standard
    has whole figures of the period.
    """
    assert period.length is not None
    with closing(connect(run)) as con:
        every = {length: counts(con, period=length) for length in LENGTHS}
        refuse_unfinished(run, period, every)
        place = "authority" if len(authorities_of(con)) > 1 else "team"
        found = OpenTables(period, place)
        national = _national(run, found)
        known = load_standards()
        for code, judged in run.standards.items():
            found.standards.append(_standard(run, code, known.get(code) if not judged.local else None))
            mine = [row for row in every[period.length] if row.standard == code]
            line = _series(run, found, mine)
            if line is None:
                continue
            _by_place(run, con, found, code)
            standard = known.get(code) if not judged.local else None
            _parts(con, found, line, standard, national.get(code))
    for one in run.left_out:
        found.leave_out("measures_by_period", one.code, period.label, f"not judged: {one.why}")
    return found


def _standard(run: FrozenRun, code: str, standard: Standard | None) -> Row:
    judged = run.standards[code]
    whose = "national" if not judged.local else judged.council or "local"
    address = (standard.url if standard else None) or ""
    return (
        *(code, judged.title, judged.source, judged.edition, judged.how_sure, whose),
        *("yes" if judged.headline else "no", judged.note or "", address),
    )


def _series(run: FrozenRun, found: OpenTables, rows: Sequence[CountsRow]) -> MeasuresRow | None:
    """The complete periods up to the one asked for, each a line of its own; that one's line, if printed.

    Each is protected by itself: no total over them is in the pack, so no line tells anything of another.
    """
    last = None
    for row in rows:
        if row.months is None or row.months.last > found.period.last:
            continue
        shown: list[MeasuresRow] = []
        why = "some of its duties are not yet due"
        if row.complete:
            shown, notes = protected_lines(run, Measure(row.standard), [row], (), split=False)
            why = "; ".join(note.rstrip(".") for note in notes)
        if not shown:
            found.leave_out("measures_by_period", row.standard, row.months.label, why)
            continue
        cells = _cells(shown[0])
        found.by_period.append(
            (row.standard, row.months.label, row.months.first_day, row.months.last_day, *cells)
        )
        if row.months == found.period:
            last = shown[0]
    return last


def _by_place(run: FrozenRun, con: duckdb.DuckDBPyConnection, found: OpenTables, code: str) -> None:
    """The period by authority or by team, with small places joined."""
    table = f"measures_by_{found.place}"
    if found.period.length != "year" and any(staff < FEWEST_STAFF for staff in run.staff.values()):
        why = f"places with fewer than {FEWEST_STAFF} staff are shown by year only"
        found.leave_out(table, code, found.period.label, why)
        return
    rows = counts(con, standards=[code], by=[found.place], within=found.period)
    if len(rows) < 2:
        return
    shown, notes = protected_lines(run, Measure(code), rows, (found.place,), split=True)
    for row in shown:
        name = said(found.place, row.breakdown[found.place])
        found.by_place.append((code, found.period.label, name, *_cells(row)))
    for note in notes:
        found.leave_out(table, code, found.period.label, note.rstrip("."))


def _cells(row: MeasuresRow) -> Row:
    verdicts = [SYMBOL if row.verdicts[name] is None else row.verdicts[name] for name in VERDICTS]
    if row.other is not None:  # taken together, so that each of them alone is simply not given
        verdicts[2:] = ["", ""]
    other = "" if row.other is None else row.other
    return (*verdicts, other, *(cell for name in RATES for cell in rate_cells(row, name)))


def _national(run: FrozenRun, found: OpenTables) -> dict[str, NationalTable]:
    """The national table of each standard, of a year alone; `_parts` prints none that has small numbers."""
    if found.period.length != "year":
        return {}
    made = national_tables(run, f"{found.period.first[:4]}-{found.period.last[:4]}", publish=False)
    return {table.code: table for table in made.tables}


def _parts(
    con: duckdb.DuckDBPyConnection,
    found: OpenTables,
    line: MeasuresRow,
    standard: Standard | None,
    national: NationalTable | None,
) -> None:
    """The national table, the bands and the reasons of a standard, as many as can stand beside each other."""
    code = line.measure.standard
    told = _known_of(kinds_of(con, code, found.period), line)
    before = told_too_closely(told)
    is_open = None not in (line.verdicts["met"], line.verdicts["not_met"])
    ways = {
        "national_tables": (found.national, [_national_rows(found, national)]),
        "bands": (found.bands, [_band_rows(con, found, standard)]),
        "reasons": (found.reasons, [_reason_rows(con, found, code, split) for split in (True, False)]),
    }
    for table, (rows, made) in ways.items():
        why = ""
        for new, printed in made:
            if not new:
                continue
            if not is_open or small(*(number for _, number in printed)):
                why = "its numbers are too small to publish"
                continue
            more = told.with_numbers(printed)
            if told_too_closely(more) - before:
                why = TOGETHER
                continue
            told = more
            rows += new
            why = f"by side alone, since {why}" if why else ""
            break
        if why:
            found.leave_out(table, code, found.period.label, why)


def _known_of(kinds: Published, line: MeasuresRow) -> Published:
    """What the standard's own line tells: verdicts, their sum, and the two numbers of each rate printed."""

    def is_verdict(name: str) -> Callable[[Duty], bool]:
        return lambda duty: duty["verdict"] == name

    def has(name: str) -> Callable[[Duty], bool]:
        return lambda duty: bool(duty[name])

    outside = ("not_applicable", "not_yet_due", "cannot_tell")
    printed: Printed = [(lambda duty: True, sum(kinds.numbers))]
    hidden = []
    for name, number in line.verdicts.items():
        if number is not None:
            printed.append((is_verdict(name), number))
        elif line.other is None and getattr(line.counts, name):
            hidden.append(kinds.places(is_verdict(name)))
    if line.other is not None:
        printed.append((lambda duty: duty["verdict"] in outside, line.other))
    excused = ("client", "another_agency", "neither")
    parts: dict[str, Printed] = {
        "excused": [(lambda duty: duty["side"] in excused, line.counts.excused)],
        "service": [(lambda duty: duty["side"] == "service", line.counts.service_side)],
        "offered": [(has("offered"), line.counts.offered_late)],
        "national": [
            (
                lambda duty: duty["verdict"] == "met" and not duty["added"],
                rate_parts(line.counts, "national")[0],
            ),
            (
                lambda duty: (duty["verdict"] == "met" or bool(duty["done"])) and not duty["added"],
                rate_parts(line.counts, "national")[1],
            ),
        ],
    }
    for name in line.rates:
        printed += parts.get(name, [])
    return replace(kinds.with_numbers(printed), least=hidden)


def _national_rows(found: OpenTables, table: NationalTable | None) -> tuple[list[Row], Printed]:
    if table is None:
        return [], []
    area = table.areas[0]
    assert area.commenced is not None and area.not_known is not None
    start = (table.code, table.title, found.period.label)
    rows: list[Row] = [(*start, table.commenced_label, area.commenced, "")]
    for label, number, percentage in zip(table.band_labels, area.bands, area.percentages(), strict=True):
        rows.append((*start, label, number, percentage))
    rows.append((*start, NOT_KNOWN_LABEL, area.not_known, ""))
    bands = [band.code for band in load_standards()[table.code].bands]
    printed: Printed = [
        (_in_band(code, not_added=True), number)
        for code, number in zip(bands, area.bands, strict=True)
        if number is not None
    ]
    printed.append((lambda duty: not duty["added"], area.commenced))
    return rows, printed


def _in_band(code: str, *, not_added: bool = False) -> Callable[[Duty], bool]:
    return lambda duty: duty["band"] == code and not (not_added and duty["added"])


def _band_rows(
    con: duckdb.DuckDBPyConnection, found: OpenTables, standard: Standard | None
) -> tuple[list[Row], Printed]:
    if standard is None or not standard.bands:
        return [], []
    rows: list[Row] = []
    printed: Printed = []
    known = {band.code: band.label for band in standard.bands}
    for one in band_counts(con, standard.code, standard.bands, within=found.period):
        numbers: Mapping[str, int] = {**one.bands, NOT_DONE: one.not_done}
        for code, number in numbers.items():
            label = known.get(code, NOT_DONE_LABEL)
            rows.append((standard.code, found.period.label, label, number))
            printed.append((_in_band(code), number))
        rows.append((standard.code, found.period.label, NOT_KNOWN_LABEL, one.not_known))
        printed.append((lambda duty: duty["band"] not in (*known, NOT_DONE), one.not_known))
    return rows, printed


def _reason_rows(
    con: duckdb.DuckDBPyConnection, found: OpenTables, code: str, split: bool
) -> tuple[list[Row], Printed]:
    """Misses by side and reason, with how many were evidenced; without `split` by side alone."""
    numbers: dict[tuple[str | None, str], tuple[int, int]] = {}
    for one in reasons(con, standards=[code], within=found.period):
        key = (one.side, (one.reason or "") if split else "")
        misses, evidenced = numbers.get(key, (0, 0))
        numbers[key] = (misses + one.misses, evidenced + one.evidenced)
    rows: list[Row] = []
    printed: Printed = []
    for (side, reason), (misses, evidenced) in numbers.items():
        is_reason = _misses_of(side, reason if split else None)
        row = (code, found.period.label, SIDES[side], reason.replace("_", " "), misses)
        printed.append((is_reason, misses))
        if not split or side is None:
            rows.append((*row, "", ""))
            continue
        rows.append((*row, evidenced, misses - evidenced))
        printed.append((_misses_of(side, reason, evidenced=True), evidenced))
        printed.append((_misses_of(side, reason, evidenced=False), misses - evidenced))
    return rows, printed


def _misses_of(
    side: str | None, reason: str | None, *, evidenced: bool | None = None
) -> Callable[[Duty], bool]:
    """Whether a duty was missed on this side, for this reason and evidenced or not where these are given."""

    def is_one(duty: Duty) -> bool:
        if duty["side"] != (side or ""):
            return False
        if side is not None and reason is not None and duty["reason"] != reason:
            return False
        return evidenced is None or duty["evidenced"] == evidenced

    return is_one
