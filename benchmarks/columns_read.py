"""Which columns of a taken extract a run reads: `python columns_read.py TAKEN AS_AT OUT`.

The engine itself is asked. Every statement of a run on this extract is explained before it is executed, with
each Parquet file replaced by a table of the same rows. The columns are those that the plans take from these
tables, to show or to filter. So the scan that a run is compared with reads what the run reads.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from plumbline import runs
from plumbline.engine import locked_connection, sql_text
from plumbline.records.manifest import open_taken

EXPLAINED = re.compile(
    r"\s*(SELECT|WITH|FROM|INSERT|COPY|CREATE\s+(OR\s+REPLACE\s+)?(TEMP\s+|TEMPORARY\s+)?TABLE)\b", re.I
)
QUOTED = re.compile(r"'(?:[^']|'')*'")


class Explaining:
    """A connection that explains each statement first and notes what its plan reads."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, columns: dict[str, list[str]], noted: dict[str, set[str]]
    ):
        self._con, self._columns, self._noted = con, columns, noted

    def __getattr__(self, name: str) -> Any:
        return getattr(self._con, name)

    def cursor(self) -> Explaining:
        """A second connection to the same database, explaining too."""
        return Explaining(self._con.cursor(), self._columns, self._noted)

    def __enter__(self) -> Explaining:
        return self

    def __exit__(self, *reason: object) -> None:
        self._con.close()

    def execute(self, sql: str, *rest: Any) -> Any:
        """Explain the statement where it can read anything, then execute it."""
        for table in self._columns:
            sql = re.sub(rf"read_parquet\('[^']*[/\\]{table}\.parquet'\)", f"source_{table}", sql)
        if EXPLAINED.match(sql):
            plan = self._con.execute(f"EXPLAIN (FORMAT json) {sql}", *rest).fetchall()[0][1]
            for node in json.loads(plan):
                self._note(node)
        return self._con.execute(sql, *rest)

    def _note(self, node: dict[str, Any]) -> None:
        said = node.get("extra_info", {})
        table = str(said.get("Table", "")).rpartition("source_")[2]
        if table in self._columns and "source_" in str(said.get("Table", "")):
            # A filter is text such as (kind = 'supervision'): its columns are the names outside quotes.
            words = {*_listed(said.get("Projections", []))}
            for condition in _listed(said.get("Filters", [])):
                words |= set(re.findall(r"\w+", QUOTED.sub("", condition)))
            self._noted[table] |= words & set(self._columns[table])
        for child in node.get("children", []):
            self._note(child)


def _listed(said: str | list[str]) -> Iterator[str]:
    yield from [said] if isinstance(said, str) else said


def columns_read(taken: Path, as_at: date) -> dict[str, list[str]]:
    """The columns of each table that a run of all standards reads, in the order of the file."""
    sent = open_taken(taken).manifest.tables
    columns: dict[str, list[str]] = {}
    noted: dict[str, set[str]] = {name: set() for name in sent}

    def connection(*wanted: Any, **settings: Any) -> Explaining:
        con = locked_connection(*wanted, **settings)
        for name in sent:
            file = sql_text(str(taken / f"{name}.parquet"))
            con.execute(f"CREATE TABLE source_{name} AS FROM read_parquet({file})")
            columns[name] = [row[0] for row in con.execute(f"DESCRIBE source_{name}").fetchall()]
        return Explaining(con, columns, noted)

    runs.locked_connection = connection  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as folder:
        runs.run(taken, Path(folder) / "run", as_at=as_at)
    return {name: [one for one in columns[name] if one in noted[name]] for name in sent if noted[name]}


if __name__ == "__main__":
    found = columns_read(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
    Path(sys.argv[3]).write_text(json.dumps(found, indent=2) + "\n", "utf-8")
