"""What a check found, kept beside the extract: every fault, grouped by kind, and the drift since last time.

Faults hold values of case rows. This is one of the few modules that touch them; it logs none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from plumbline.engine import locked_connection, sql_text
from plumbline.records import FaultList, TakenExtract
from plumbline.records.comparing import compare
from plumbline.records.faults import COLUMNS, KINDS, SEVERITIES

SENT = "sent"
"""The folder in which the files of an extract lie as they came."""
FAULTS, DRIFT = "faults.parquet", "drift.json"
FILTERS = ("severity", "kind", "table", "file", "column")
PAGE = 50


@dataclass(frozen=True)
class FaultKind:
    """All faults of one kind and severity. where: in which columns. mend: what the first one says."""

    kind: str
    title: str
    severity: str
    count: int
    where: str
    mend: str


@dataclass(frozen=True)
class FaultPage:
    """One page of single faults, as dicts with the columns of a Fault. total: how many there are in all."""

    rows: tuple[dict[str, Any], ...]
    total: int
    number: int
    pages: int


def keep_faults(faults: FaultList, folder: Path) -> None:
    """Keep all faults in the folder: for the pages as Parquet, to hand on as CSV and JSON.

    What is wrong with the extract as a whole bears the name of the folder that it was put in here, which
    nobody has seen: it is called the extract.
    """
    held = faults.to_arrow()
    at = held.schema.get_field_index("file")
    named = pc.if_else(pc.equal(held["file"], SENT), "the extract", held["file"])
    faults = FaultList(held.set_column(at, "file", named))
    pq.write_table(faults.to_arrow(), folder / FAULTS)
    faults.write_csv(folder / "faults.csv")
    faults.write_json(folder / "faults.json")


def fault_kinds(folder: Path) -> list[FaultKind]:
    """The faults grouped by kind: errors first, then warnings and notices, most frequent first."""
    if not (folder / FAULTS).is_file():
        return []
    with closing(locked_connection([folder])) as con:
        rows = con.execute(
            f"""SELECT kind, severity, count(*) AS n, first(message ORDER BY "row"),
                list_sort(list(DISTINCT coalesce("table", file, 'the extract') ||
                    CASE WHEN "column" IS NULL THEN '' ELSE '.' || "column" END))
            FROM read_parquet({sql_text(str((folder / FAULTS).resolve()))}) GROUP BY ALL"""
        ).fetchall()
    found = [
        FaultKind(kind, KINDS.get(kind, kind.replace("_", " ")), severity, n, _listed(where), message)
        for kind, severity, n, message, where in rows
    ]
    return sorted(found, key=lambda one: (SEVERITIES.index(one.severity), -one.count, one.kind))


def faults(folder: Path, asked: dict[str, str], page: int) -> FaultPage:
    """A page of single faults, narrowed by FILTERS: errors first, each kind as it was found."""
    where, values = ["true"], []
    for name in FILTERS:
        if asked.get(name):
            where.append(f'"{name}" = ?')
            values.append(asked[name])
    source = f"read_parquet({sql_text(str((folder / FAULTS).resolve()))}, file_row_number=true)"
    with closing(locked_connection([folder])) as con:
        narrowed = f"FROM {source} WHERE {' AND '.join(where)}"
        total = con.execute(f"SELECT count(*) {narrowed}", values).fetchall()[0][0]
        pages = max(1, -(-total // PAGE))
        number = min(max(page, 1), pages)
        names = ", ".join(f'"{name}"' for name in COLUMNS)
        rows = con.execute(
            f"SELECT {names} {narrowed} ORDER BY list_position(?, severity), file_row_number "
            f"LIMIT {PAGE} OFFSET {(number - 1) * PAGE}",
            [*values, list(SEVERITIES)],
        ).fetchall()
    return FaultPage(tuple(dict(zip(COLUMNS, row, strict=True)) for row in rows), total, number, pages)


def choices(folder: Path, name: str) -> list[str]:
    """The values that faults can be narrowed by under one of FILTERS, in order."""
    with closing(locked_connection([folder])) as con:
        rows = con.execute(
            f"""SELECT DISTINCT "{name}" FROM read_parquet({sql_text(str((folder / FAULTS).resolve()))})
            WHERE "{name}" IS NOT NULL ORDER BY 1"""
        ).fetchall()
    return [row[0] for row in rows]


def tables_not_taken(folder: Path, taken: Iterable[str]) -> list[str]:
    """The tables that were sent and of which not one row was taken, as where a required column is missing.

    taken: the tables of which rows were. Going on without the rows at fault leaves such a table out whole.
    """
    if not (folder / FAULTS).is_file():
        return []
    with closing(locked_connection([folder])) as con:
        rows = con.execute(
            f"""SELECT DISTINCT "table" FROM read_parquet({sql_text(str((folder / FAULTS).resolve()))})
            WHERE severity = 'error' AND "table" IS NOT NULL ORDER BY 1"""
        ).fetchall()
    return [row[0] for row in rows if row[0] not in set(taken)]


def keep_drift(before: Path, after: TakenExtract, folder: Path) -> None:
    """Compare with the extract taken before and keep what changed."""
    found = compare(before, after).as_json()
    found["before"] = found["after"] = ""  # where they lie is nobody's business
    (folder / DRIFT).write_text(json.dumps(found, ensure_ascii=False), "utf-8")


def drift(folder: Path) -> dict[str, Any] | None:
    """What changed since the extract before, as `records.comparing.Comparison.as_json`; None without one."""
    path = folder / DRIFT
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def file_parts(path: Path) -> Iterator[bytes]:
    """A file in parts, for sending."""
    with path.open("rb") as file:
        while part := file.read(1 << 16):
            yield part


def _listed(where: list[str]) -> str:
    return ", ".join(where[:6]) + (f" and {len(where) - 6:,} more" if len(where) > 6 else "")
