"""The records as they were known on a day, kept by owner so that one case's rows are found at once.

The rule (how a standard is judged, version 1): what lies after the as-at date is not known yet. A later
date in a row reads as empty, save in columns set ahead; a row that begins later is not seen, nor any that
names it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plumbline.records.specification import Table
from plumbline.records.specification import load as load_specification

Record = dict[str, Any]  # column -> value; dates as date, yes/no as bool; a missing column reads as empty

# A row that fills none of these, and names a person, speaks for the person.
NARROWER_OWNERS = ("order_id", "licence_id", "sentence_id")


@dataclass(frozen=True)
class Known:
    """What was known on the as-at date: the seen rows of each table, with later dates emptied."""

    as_at: date
    tables: dict[str, list[Record]]
    _indexes: dict[tuple[str, str], dict[str, list[Record]]] = field(default_factory=dict, repr=False)

    def rows(self, table: str, column: str, value: str | None) -> list[Record]:
        """The seen rows of `table` whose `column` is `value`; none where `value` is empty."""
        if value is None:
            return []
        index = self._indexes.get((table, column))
        if index is None:
            index = defaultdict(list)
            for row in self.tables.get(table, []):
                if row.get(column) is not None:
                    index[row[column]].append(row)
            self._indexes[table, column] = index
        return index.get(value, [])

    def one(self, table: str, column: str, value: str | None) -> Record | None:
        """The one seen row of `table` whose identifier `column` is `value`, or None."""
        found = self.rows(table, column, value)
        return found[0] if found else None

    def of_person_alone(self, table: str, person_id: str | None) -> list[Record]:
        """The seen rows of `table` that speak for the person, naming no order, licence or sentence."""
        if person_id is None:
            return []
        key = (table, "person alone")
        if key not in self._indexes:
            index = defaultdict(list)
            for row in self.tables.get(table, []):
                alone = all(row.get(name) is None for name in NARROWER_OWNERS)
                if alone and row.get("person_id") is not None:
                    index[row["person_id"]].append(row)
            self._indexes[key] = index
        return self._indexes[key].get(person_id, [])


def known_at(records: dict[str, list[Record]], as_at: date) -> Known:
    """The records as known on `as_at`: unseen rows left out, later dates emptied. `records` is not changed.

    Raises KeyError for a table that is not in the specification.
    """
    unseen: dict[str, set[str]] = {}
    seen: dict[str, list[Record]] = {}
    specification = load_specification()

    def take(name: str) -> None:
        table = specification.tables[name]
        names = {column.name: column.references for column in table.columns if column.references}
        for other in names.values():
            if other not in seen:
                take(other)
        unseen[name], seen[name] = set(), []
        own = table.identifier.name if table.identifier else None
        dates = [column.name for column in table.columns if column.type == "date" and not column.ahead]
        for row in records.get(name, []):
            names_unseen = any(row.get(column) in unseen[other] for column, other in names.items())
            if names_unseen or _begins_after(table, row, as_at):
                if own is not None and row.get(own) is not None:
                    unseen[name].add(row[own])
                continue
            later = [column for column in dates if (day := row.get(column)) is not None and day > as_at]
            seen[name].append({**row, **dict.fromkeys(later)} if later else row)

    for name in records:
        if name not in seen:
            take(name)
    return Known(as_at, seen)


def _begins_after(table: Table, row: Record, as_at: date) -> bool:
    """Whether the row began after the as-at date, by the first of its begins columns that is filled."""
    for column in table.begins:
        if row.get(column) is not None:
            return bool(row[column] > as_at)
    return False
