"""The figures counted from the records, written down: every table of the specification has one at least."""

from __future__ import annotations

from plumbline.measures.registry import contact, custody, people_and_orders, progress, staff, supervision
from plumbline.measures.registry.form import Entry, Rows

_PARTS = (people_and_orders, contact, supervision, custody, progress, staff)

ROWS: dict[str, Rows] = {rows.name: rows for part in _PARTS for rows in part.ROWS}
ENTRIES: tuple[Entry, ...] = tuple(entry for part in _PARTS for entry in part.ENTRIES)


def tables_of(entry: Entry) -> tuple[str, ...]:
    """The tables that the entry is counted from, those first without which it cannot be counted."""
    rows = ROWS[entry.rows]
    return tuple(dict.fromkeys((*rows.needs, *entry.needs, *rows.uses)))


def needed_by(entry: Entry) -> tuple[str, ...]:
    """The tables without which the entry is no figure."""
    return tuple(dict.fromkeys((*ROWS[entry.rows].needs, *entry.needs)))
