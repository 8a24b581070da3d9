"""The records as known on a day, from rows given as plain dicts: a connection with the views seen_<table>."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from factories.judged import write_with_keys
from plumbline.measures.figure import Figure
from plumbline.measures.records_figures import records_figures
from plumbline.standards.seen import prepare_seen

AS_AT = date(2026, 3, 31)
COUNCIL = "X12000001"
Records = Mapping[str, Sequence[Mapping[str, Any]]]


def seen(folder: Path, records: Records, as_at: date = AS_AT) -> duckdb.DuckDBPyConnection:
    """A connection on which the records are seen as at a day. folder: where they are written as Parquet."""
    write_with_keys(folder, records)
    con = duckdb.connect()
    prepare_seen(con, folder, frozenset(records), as_at)
    return con


def order(number: int, **columns: Any) -> dict[str, Any]:
    """An order: O1 of person P1, imposed on 1 May 2025, unless the columns say otherwise."""
    return {
        "order_id": f"O{number}",
        "person_id": f"P{number}",
        "authority": COUNCIL,
        "kind": "cpo",
        "imposed_on": date(2025, 5, 1),
        **columns,
    }


def person(number: int, **columns: Any) -> dict[str, Any]:
    """A person: P1, with nothing known but the number, unless the columns say otherwise."""
    return {"person_id": f"P{number}", **columns}


def rows(prefix: str, table_id: str, *these: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows with identifiers of their own: rows("C", "contact_id", {...}) gives C1, C2 and so on."""
    return [{table_id: f"{prefix}{number}", **row} for number, row in enumerate(these, 1)]


def all_figures(folder: Path, records: Records, as_at: date = AS_AT) -> list[Figure]:
    """Every figure counted from the records."""
    with seen(folder, records, as_at) as con:
        return records_figures(con, sent=frozenset(records), as_at=as_at)[0]


def pick(figures: Sequence[Figure], code: str, period: str | None = None, **breakdown: str) -> Figure:
    """The one figure of this code, period and breakdown."""
    (found,) = [f for f in figures if (f.code, f.period, f.breakdown) == (code, period, breakdown)]
    return found


def values(figures: Sequence[Figure], code: str, by: str) -> dict[str, float | None]:
    """The values of a figure's own breakdown, without those by council."""
    found = [f for f in figures if f.code == code and list(f.breakdown) == [by] and f.period is None]
    return {figure.breakdown[by]: figure.value for figure in found}
