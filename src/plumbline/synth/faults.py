"""Known faults, planted on rows of their own at the end of the tables, and listed.

Each faulty row is a copy of a good one with a new identifier and one thing wrong; nothing else in the
extract refers to it. The kinds are those of `plumbline.records.faults.KINDS`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow.compute as pc

from plumbline.records.specification import load
from plumbline.synth.draw import stream
from plumbline.synth.tables import identifier

BEYOND = 899_999  # a row number that no made-up table reaches within a council


@dataclass(frozen=True)
class PlantedFault:
    """One planted fault. row: the record's number after the header, 1 for the first. column: empty where the
    whole row is at fault. value: the text in the cell. kind: as `plumbline check` names it."""

    file: str
    row: int
    column: str
    value: str
    kind: str


@dataclass(frozen=True)
class Place:
    """Where a fault may be put: its kind, table and column, and the text written there.

    In `value`, {year} and {yy} stand for the year of the as-at date. None: worked out from the row.
    """

    kind: str
    table: str
    column: str
    value: str | None = None


# In turn: the first of each line, then the second of each line, and so on.
LINES: tuple[tuple[Place, ...], ...] = (
    (
        Place("required_missing", "contacts", "kind", ""),
        Place("required_missing", "orders", "imposed_on", ""),
        Place("required_missing", "reviews", "held_on", ""),
        Place("required_missing", "training", "course", ""),
    ),
    (
        Place("date_unreadable", "orders", "imposed_on", "03/25/{year}"),
        Place("date_unreadable", "work_sessions", "worked_on", "01/13/{year}"),
        Place("date_unreadable", "assessments", "completed_on", "12/31/{year}"),
        Place("date_unreadable", "hearings", "notified_on", "02/28/{year}"),
    ),
    (
        Place("code_unknown", "contacts", "attendance", "late"),
        Place("code_unknown", "requirements", "kind", "curfew"),
        Place("code_unknown", "enforcement", "kind", "letter"),
        Place("code_unknown", "referrals", "need", "gambling"),
    ),
    (
        Place("identifier_repeated", "people", "person_id"),
        Place("identifier_repeated", "orders", "order_id"),
        Place("identifier_repeated", "contacts", "contact_id"),
        Place("identifier_repeated", "workers", "worker_id"),
    ),
    (
        Place("reference_missing", "requirements", "order_id"),
        Place("reference_missing", "work_sessions", "order_id"),
        Place("reference_missing", "extensions", "requirement_id"),
        Place("reference_missing", "orders", "person_id"),
    ),
    (
        Place("two_digit_year", "contacts", "happened_on", "01/03/{yy}"),
        Place("two_digit_year", "plans", "completed_on", "14-02-{yy}"),
        Place("two_digit_year", "reports", "due_on", "7.4.{yy}"),
        Place("two_digit_year", "sentences", "sentenced_on", "30/01/{yy}"),
    ),
    (
        Place("owner_missing", "contacts", "order_id", ""),
        Place("owner_missing", "reviews", "order_id", ""),
        Place("owner_missing", "referrals", "order_id", ""),
        Place("owner_missing", "allocations", "order_id", ""),
    ),
    (
        Place("number_unreadable", "work_sessions", "hours_credited", "seven"),
        Place("number_unreadable", "requirements", "hours_imposed", "one hundred"),
        Place("number_unreadable", "outcomes", "score", "better"),
        Place("number_unreadable", "activity_counts", "count", "a few"),
    ),
    (
        Place("date_unreadable", "reviews", "held_on", "31/02/{year}"),
        Place("date_unreadable", "contacts", "happened_on", "next Tuesday"),
        Place("date_unreadable", "absences", "from_on", "spring {year}"),
        Place("date_unreadable", "conferences", "held_on", "45000"),
    ),
    (
        Place("owner_several", "plans", "person_id"),
        Place("owner_several", "contacts", "person_id"),
        Place("owner_several", "outcomes", "person_id"),
        Place("owner_several", "feedback", "person_id"),
    ),
    (
        Place("direct_identifier_value", "activity_counts", "task", "ask duty.desk@example.org"),
        Place("direct_identifier_value", "orders", "team", "intake@example.org"),
        Place("direct_identifier_value", "reports", "recommendation", "see note to court@example.org"),
        Place("direct_identifier_value", "outcomes", "tool", "wheel@example.org"),
    ),
    (
        Place("row_too_long", "delays", "", "left over"),
        Place("row_too_long", "contacts", "", "left over"),
        Place("row_too_long", "people", "", "left over"),
        Place("row_too_long", "licences", "", "left over"),
    ),
)


@dataclass(frozen=True)
class FaultyRow:
    """A row to be written after the good ones of its table, and the fault it carries."""

    table: str
    cells: tuple[str, ...]
    column: str
    value: str
    kind: str


def faulty_rows(
    tables: dict[str, Any], *, council: int, count: int, seed: int, as_at: date, long_rows: bool
) -> list[FaultyRow]:
    """Exactly `count` faulty rows, made from the tables of one council.

    `long_rows`: rows longer than the header may be among them (Parquet cannot hold any).
    """
    rng = stream(seed, council, "faults")
    lines = [line for line in LINES if long_rows or line[0].kind != "row_too_long"]
    places = [line[turn] for turn in range(max(map(len, lines))) for line in lines if turn < len(line)]
    places = [place for place in places if len(_candidates(tables, place))]
    added: dict[str, int] = {}
    found: list[FaultyRow] = []
    for number in range(count):
        place = places[number % len(places)]
        rows = _candidates(tables, place)
        cells = as_text(tables[place.table], int(rows[int(rng.integers(len(rows)))]))
        added[place.table] = added.get(place.table, 0) + 1
        new = len(tables[place.table]) + added[place.table] - 1
        found.append(_spoil(place, cells, council, new, number, as_at))
    return found


def _candidates(tables: dict[str, Any], place: Place) -> Any:
    """The rows from which a faulty one may be made: those that an order owns, where they have an owner."""
    table = tables[place.table]
    owner = load().tables[place.table].owner
    if not owner:
        return np.arange(len(table))
    return np.flatnonzero(pc.is_valid(table["order_id"]).to_numpy(zero_copy_only=False))


def as_text(table: Any, row: int) -> dict[str, str]:
    """One row of an Arrow table as the texts that a CSV file would hold."""
    values = {name: table[name][row].as_py() for name in table.column_names}
    return {name: _text(value) for name, value in values.items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _spoil(
    place: Place, cells: dict[str, str], council: int, new: int, number: int, as_at: date
) -> FaultyRow:
    table = load().tables[place.table]
    own = table.identifier
    if own and place.kind != "identifier_repeated":
        cells[own.name] = identifier(council, place.table, new)
    value = place.value
    if value is not None:
        value = value.format(year=as_at.year, yy=f"{as_at.year % 100:02d}")
    elif place.kind == "identifier_repeated":
        value = cells[place.column]
    elif place.kind == "reference_missing":
        value = identifier(council, table.column(place.column).references or "", BEYOND + number)
    else:
        value = identifier(council, "people", 0)
    if place.kind == "row_too_long":
        return FaultyRow(table.name, (*cells.values(), value), "", value, place.kind)
    cells[place.column] = value
    if place.kind == "owner_missing":
        cells |= dict.fromkeys(table.owner, "")
    return FaultyRow(table.name, tuple(cells.values()), place.column, value, place.kind)


def faults_csv(faults: Sequence[PlantedFault]) -> str:
    """The planted faults as the text of a CSV file: file, row, column, value, kind."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["file", "row", "column", "value", "kind"])
    for fault in faults:
        writer.writerow([fault.file, fault.row, fault.column, fault.value, fault.kind])
    return out.getvalue()
