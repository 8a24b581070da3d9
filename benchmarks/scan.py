"""A bare scan: DuckDB reads what a run reads and does nothing with it: `python scan.py TAKEN COLUMNS`.

COLUMNS is what columns_read.py wrote. Each column is folded into one number by bit_xor(hash(…)), so that
every value has to be decoded and used. Of the ways that use every value it costs least beside the reading:
max over text compares every value, and a count or a minimum may be answered from the file's own statistics.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb


def scan(taken: Path, columns: dict[str, list[str]]) -> list[tuple[str, int, int]]:
    """Read the columns of each table once. Gives table, rows and columns read."""
    con = duckdb.connect()
    read = []
    for table, names in columns.items():
        folded = ", ".join(f'bit_xor(hash("{name}"))' for name in names)
        file = str(taken / f"{table}.parquet")
        found = con.execute(f"SELECT count(*), {folded} FROM read_parquet(?)", [file]).fetchone()
        read.append((table, found[0], len(names)))
    return read


def main() -> None:
    """Scan, and print what was read."""
    columns = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    for table, rows, count in scan(Path(sys.argv[1]), columns):
        print(f"{table}: {rows:,} rows, {count} columns: {', '.join(columns[table])}")


if __name__ == "__main__":
    main()
