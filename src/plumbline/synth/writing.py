"""Writing the tables: CSV or Parquet, a council at a time, and the extract's own description."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Literal, TypeAlias

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from plumbline.records.specification import load
from plumbline.synth.days import day_of
from plumbline.synth.faults import FaultyRow, PlantedFault

FileFormat: TypeAlias = Literal["csv", "parquet"]
ROWS_AT_ONCE = 16_384


class TableFiles:
    """The files of one extract, one for each table, written a piece at a time.

    A class, because the files stay open from the first council to the last. Use it as a context.
    """

    def __init__(self, out: Path, file_format: FileFormat, as_text: Sequence[str] = ()) -> None:
        """`as_text`: tables written as text throughout, because a faulty row has no other form (Parquet)."""
        self.out, self.file_format, self.as_text = out, file_format, frozenset(as_text)
        self.counts = dict.fromkeys(load().tables, 0)
        self._files: dict[str, BinaryIO] = {}
        self._parquet: dict[str, Any] = {}

    def __enter__(self) -> TableFiles:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._parquet.values():
            writer.close()
        for file in self._files.values():
            file.close()

    def file_name(self, table: str) -> str:
        """The name of a table's file."""
        return f"{table}.{self.file_format}"

    def add(self, name: str, rows: Any) -> None:
        """Write more rows of a table: an Arrow table with every column of the specification, in its order."""
        self.counts[name] += len(rows)
        if self.file_format == "parquet":
            self._add_parquet(name, rows)
            return
        if name not in self._files:
            self._files[name] = (self.out / self.file_name(name)).open("wb")
            self._files[name].write((",".join(rows.column_names) + "\n").encode())
        quoting = "needed" if _must_quote(name, rows) else "none"
        options = pa.csv.WriteOptions(include_header=False, batch_size=ROWS_AT_ONCE, quoting_style=quoting)
        pa.csv.write_csv(rows, self._files[name], options)

    def _add_parquet(self, name: str, rows: Any) -> None:
        if name in self.as_text:
            text = pa.schema([(column, pa.string()) for column in rows.column_names])
            rows = rows.cast(text)
        if name not in self._parquet:
            path = self.out / self.file_name(name)
            self._parquet[name] = pa.parquet.ParquetWriter(path, rows.schema, compression="zstd")
        self._parquet[name].write_table(rows)

    def add_faulty(self, row: FaultyRow) -> PlantedFault:
        """Write one faulty row, and say where it stands."""
        name = row.table
        if self.file_format == "csv":
            line = io.StringIO()
            csv.writer(line, lineterminator="\n").writerow(row.cells)
            self._files[name].write(line.getvalue().encode())
        else:
            names = [column.name for column in load().tables[name].columns]
            cells = [pa.array([cell or None], type=pa.string()) for cell in row.cells]
            self._parquet[name].write_table(pa.Table.from_arrays(cells, names=names))
        self.counts[name] += 1
        return PlantedFault(self.file_name(name), self.counts[name], row.column, row.value, row.kind)


def _must_quote(name: str, rows: Any) -> bool:
    """Whether some text holds a comma, a quotation mark or a line break. Arrow quotes all texts or none."""
    texts = [column.name for column in load().tables[name].columns if column.type == "text"]
    found = (
        pa.compute.any(pa.compute.match_substring_regex(rows[text], '[",\r\n]')).as_py() for text in texts
    )
    return any(found)


def write_cover(out: Path, start: int, as_at: int, earliest: dict[str, int]) -> None:
    """Write `extract.toml`: extracted on the as-at date, and for each table from when to when it holds all.

    `earliest`: the day of a table's earliest row, where that lies before the extract's start (sentences).
    """
    lines = [f"extracted_on = {day_of(as_at).isoformat()}"]
    for name, table in load().tables.items():
        if table.begins:
            first = min(start, earliest.get(name, start))
            lines += ["", f"[{name}]", f"covers_from = {day_of(first).isoformat()}"]
            lines.append(f"covers_until = {day_of(as_at).isoformat()}")
    (out / "extract.toml").write_text("\n".join(lines) + "\n", "utf-8")


def earliest_day(rows: Any, name: str) -> int | None:
    """The earliest day on which a row of the table begins, as a day number; None where it has none."""
    days = [rows[column].combine_chunks() for column in load().tables[name].begins]
    found = [pa.compute.min(column).as_py() for column in days]
    known = [day for day in found if day is not None]
    return (min(known) - day_of(0)).days if known else None
