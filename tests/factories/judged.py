"""The SQL judge on rows given as plain dicts: written as a taken extract with its keys, then judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from plumbline.calendars import Calendar, scotland
from plumbline.records.specification import load
from plumbline.standards.form import Standard
from plumbline.standards.judge import judge, prepare
from plumbline.standards.seen import key_columns
from plumbline.standards.steps import Setting

TYPES = {"date": pa.date32(), "number": pa.float64(), "whole": pa.int32(), "yes_no": pa.bool_()}
Records = Mapping[str, Sequence[Mapping[str, Any]]]


def write_with_keys(folder: Path, records: Records) -> None:
    """Write each table as Parquet with its keys: dense numbers in ascending order of the identifiers."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {name: load().tables[name] for name in records}
    named: dict[str, set[str]] = {}
    for name, rows in records.items():
        for column in key_columns(tables[name]).values():
            named.setdefault(column, set()).update(row[column] for row in rows if row.get(column) is not None)
    numbers = {
        column: {text: n for n, text in enumerate(sorted(texts), 1)} for column, texts in named.items()
    }
    for name, rows in records.items():
        arrays = {
            column.name: pa.array([row.get(column.name) for row in rows], TYPES.get(column.type, pa.string()))
            for column in tables[name].columns
        }
        for key, column in key_columns(tables[name]).items():
            found = [numbers[column].get(row.get(column)) for row in rows]
            arrays[key] = pa.array(found, pa.int32())
        arrays["source_row"] = pa.array(range(1, len(rows) + 1), pa.int32())
        pq.write_table(pa.table(arrays), folder / f"{name}.parquet")


def judge_by_sql(
    standards: Iterable[Standard],
    records: Records,
    folder: Path,
    *,
    as_at: date,
    cover: Mapping[str, Mapping[str, date]] | None = None,
    calendar: Calendar | None = None,
    council_calendars: Mapping[str, Calendar] | None = None,
) -> list[dict[str, Any]]:
    """All result rows as dicts, by standard, case and occurrence."""
    write_with_keys(folder, records)
    con = duckdb.connect()
    setting = Setting(
        as_at,
        {table: (said.get("covers_from"), said.get("covers_until")) for table, said in (cover or {}).items()},
    )
    prepare(
        con,
        folder,
        frozenset(records),
        as_at=as_at,
        calendar=calendar or scotland(),
        council_calendars=council_calendars,
    )
    out = folder / "results.parquet"
    judge(con, list(standards), setting, out)
    found = con.execute(f"SELECT * FROM read_parquet('{out}') ORDER BY standard, case_id, occurrence")
    names = [column[0] for column in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    con.close()
    return rows
