"""Cells as text, kept in Parquet while an extract is read: one column c<n> for each wanted column of a
file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from plumbline.engine import sql_text
from plumbline.errors import PlumblineError
from plumbline.records.values import SPACE

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_BATCH = 50_000


class UnreadableFile(PlumblineError):
    """A file cannot be read. kind: of the fault it becomes. row, column: the record and the column (as the
    file calls it) where that was found, where known."""

    def __init__(
        self,
        message: str,
        kind: str = "unreadable_file",
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.row = row
        self.column = column


@dataclass
class RawFile:
    """A file read as text: Parquet with the columns c<n>, n the column's place in the header, and `blank`.

    rows: number of records, blank ones included. blank: how many have every cell empty; first_blank: a few of
    them.
    too_long: records longer than the header, with what stands in their first extra cell.
    """

    path: Path
    columns: list[int]
    rows: int = 0
    blank: int = 0
    first_blank: list[int] = field(default_factory=list)
    too_long: list[tuple[int, str]] = field(default_factory=list)


def first_row(con: duckdb.DuckDBPyConnection, statement: str) -> tuple[Any, ...]:
    """The first row of a query, and its result closed; () where it has none."""
    rows = con.execute(statement).fetchall()
    return rows[0] if rows else ()


def insert_texts(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[str | None, ...]]) -> None:
    """Insert rows of text into a table.

    As lists and not through pyarrow.array, which would import pandas wherever it is installed, for a second.
    """
    if not rows:
        return
    columns = [list(values) for values in zip(*rows, strict=True)]
    lists = ", ".join("unnest(?::VARCHAR[])" for _ in columns)
    con.execute(f"INSERT INTO {table} SELECT {lists}", columns)


def texts(values: list[str | None]) -> pa.Array:
    """Texts as a column."""
    import pyarrow as pa

    builder = pa.lib.StringBuilder()
    builder.append_values(values)
    return builder.finish()


def is_blank(record: list[str]) -> bool:
    """Whether every cell of a record is empty."""
    return not any(cell and cell.strip(SPACE) for cell in record)


def blank_sql(cells: list[str]) -> str:
    """Whether all these cells are empty, as SQL. A glance at the first two decides for nearly all rows."""
    glance = " OR ".join(f"coalesce({cell} >= '!' AND {cell} < '~', false)" for cell in cells[:2])
    whole = " AND ".join(f"coalesce(trim({cell}, {sql_text(SPACE)}) = '', true)" for cell in cells)
    return f"CASE WHEN {glance} THEN false ELSE {whole} END"


def finish_raw(con: duckdb.DuckDBPyConnection, path: Path, columns: list[int]) -> RawFile:
    """Count the records of a raw file that has been written."""
    raw = RawFile(path, columns)
    file = f"read_parquet({sql_text(str(path))}, file_row_number=true)"
    raw.rows, raw.blank = first_row(con, f"SELECT count(*), count(*) FILTER (blank) FROM {file}")
    if raw.blank:
        some = con.execute(
            f"SELECT file_row_number + 1 FROM {file} WHERE blank ORDER BY 1 LIMIT 5"
        ).fetchall()
        raw.first_blank = [number for (number,) in some]
    return raw


class RawWriter:
    """Writes records to a raw file, a batch at a time. Use with `with`."""

    def __init__(self, path: Path, columns: list[int]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._schema = pa.schema([(f"c{n}", pa.string()) for n in columns] + [("blank", pa.bool_())])
        self._writer = pq.ParquetWriter(path, self._schema)
        self._columns = columns
        self._cells: list[list[str | None]] = [[] for _ in columns]
        self._blank: list[bool] = []

    def __enter__(self) -> RawWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._flush()
        finally:
            self._writer.close()

    def add(self, record: list[str], blank: bool) -> bool:
        """Add one record; cells it lacks are empty. Whether a batch was written."""
        width = len(record)
        for cells, place in zip(self._cells, self._columns, strict=True):
            cells.append((record[place] or None) if place < width else None)
        self._blank.append(blank)
        if len(self._blank) < _BATCH:
            return False
        self._flush()
        return True

    def _flush(self) -> None:
        import numpy as np
        import pyarrow as pa

        bits = pa.py_buffer(np.packbits(np.array(self._blank, dtype=bool), bitorder="little"))
        blank = pa.Array.from_buffers(pa.bool_(), len(self._blank), [None, bits])
        arrays = [*(texts(cells) for cells in self._cells), blank]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._cells = [[] for _ in self._columns]
        self._blank = []
