"""Small taken extracts for tests: rows as plain dicts, written as the folder that taking would write."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from plumbline.records.specification import load

_TYPES = {"date": pa.date32(), "number": pa.float64(), "whole": pa.int32(), "yes_no": pa.bool_()}


def write_taken(
    folder: Path,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    extracted_on: datetime.date | None = None,
    cover: Mapping[str, tuple[datetime.date | None, datetime.date | None]] | None = None,
    sent: Mapping[str, Sequence[str]] | None = None,
    left_out: Mapping[str, tuple[int, int]] | None = None,
) -> Path:
    """Write the rows as a taken extract; return its folder.

    The columns sent are those that some row has, unless `sent` says otherwise. The integer keys are left out:
    nothing that compares extracts may use them. left_out: rows left out as faulty and as hanging, by table.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = {}
    for name, these in rows.items():
        table = load().tables[name]
        columns = {
            column.name: pa.array(
                [row.get(column.name) for row in these], _TYPES.get(column.type, pa.string())
            )
            for column in table.columns
        }
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
        found = [column.name for column in table.columns if any(column.name in row for row in these)]
        faulty, hanging = (left_out or {}).get(name, (0, 0))
        tables[name] = {
            "rows": len(these),
            "rows_read": len(these) + faulty + hanging,
            "left_out_faulty": faulty,
            "left_out_hanging": hanging,
            "columns_sent": list((sent or {}).get(name, found)),
        }
    manifest = {
        "kind": "plumbline taken extract",
        "format": 1,
        "library_version": "0.1.0",
        "specification": "1",
        "extracted_on": _text(extracted_on),
        "cover": {
            name: {"covers_from": _text(first), "covers_until": _text(last)}
            for name, (first, last) in (cover or {}).items()
        },
        "files": [],
        "extract_hash": "",
        "accept_partial": bool(left_out),
        "faults": {"errors": 0, "warnings": 0, "notices": 0, "by_kind": {}},
        "tables": tables,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder


def _text(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()
