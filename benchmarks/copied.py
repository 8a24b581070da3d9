"""A taken extract copied several times over under new identifiers: `python copied.py TAKEN OUT`.

Every identifier gets the number of its copy in front, and every key is moved on by as many identifiers as
there are, so that keys stay dense and in the order of the identifiers. Councils, teams and dates stay as they
are: it is as if each of the same 32 councils had ten times the cases. It is no better made up than that.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import duckdb

from made import COPIES
from plumbline.engine import sql_text
from plumbline.records.specification import load
from plumbline.standards.seen import key_columns


def copy_taken(taken: Path, out: Path, copies: int) -> None:
    """Write `copies` copies of a taken extract, up to ten, as one taken extract."""
    manifest = json.loads((taken / "manifest.json").read_text("utf-8"))
    con = duckdb.connect(config={"memory_limit": "2GB"})
    out.mkdir(parents=True)
    con.execute(f"SET temp_directory = {sql_text(str(out / '.spill'))}")
    sent = [load().tables[name] for name in manifest["tables"]]
    counts: dict[str, int] = {}
    for table in sent:
        for key in key_columns(table):
            found = con.execute(f"SELECT max({key}), min({key}) FROM {_rows(taken, table.name)}").fetchone()
            if found[0] is not None:
                counts[key] = max(counts.get(key, 0), found[0] + 1)
    for table in sent:
        keys = key_columns(table)
        rows = manifest["tables"][table.name]["rows"]
        parts = []
        for number in range(copies):
            changed = [f"{key} + {number * counts.get(key, 0)} AS {key}" for key in keys]
            changed += [f"'{number}' || {name} AS {name}" for name in {*keys.values(), *_workers(table)}]
            changed.append(f"(source_row + {number * rows})::INTEGER AS source_row")
            parts.append(f"SELECT * REPLACE ({', '.join(changed)}) FROM {_rows(taken, table.name)}")
        target = sql_text(str(out / f"{table.name}.parquet"))
        con.execute(f"COPY ({' UNION ALL '.join(parts)}) TO {target} (FORMAT parquet)")
        for count in ("rows", "rows_read", "left_out_faulty", "left_out_hanging"):
            manifest["tables"][table.name][count] *= copies
    hashed = hashlib.sha256(f"{copies} copies of {manifest['extract_hash']}".encode())
    manifest |= {"files": [], "extract_hash": hashed.hexdigest()}
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def _workers(table) -> list[str]:
    """The worker of a row, who has an identifier and mostly no key."""
    return [column.name for column in table.columns if column.name == "worker_id"]


def _rows(taken: Path, table: str) -> str:
    return f"read_parquet({sql_text(str(taken / (table + '.parquet')))})"


if __name__ == "__main__":
    copy_taken(Path(sys.argv[1]), Path(sys.argv[2]), COPIES)
