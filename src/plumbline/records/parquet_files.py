"""Parquet files that a service sends: their cells as text, to be read like those of any other file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from plumbline.engine import sql_text
from plumbline.records.raw import RawFile, UnreadableFile, blank_sql, finish_raw, first_row

if TYPE_CHECKING:
    import duckdb

_DAMAGED = "The file is not a whole Parquet file: it may be damaged or cut short. Export it again."


def parquet_header(path: Path, limits: dict[str, int]) -> list[str]:
    """The names of a Parquet file's columns. Raises UnreadableFile where it is none, or passes a limit."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            names = list(file.schema_arrow.names)
            unpacked = sum(
                file.metadata.row_group(n).total_byte_size for n in range(file.metadata.num_row_groups)
            )
            cells = file.metadata.num_rows * len(names)
    except (pa.ArrowException, OSError, ValueError):
        raise UnreadableFile(_DAMAGED) from None
    if len(names) > limits["columns"]:
        raise UnreadableFile(
            f"The file has {len(names):,} columns, and the limit is {limits['columns']:,}. Remove what is "
            "not needed.",
            "limit",
        )
    # Runs of one value take next to no room in Parquet, so the cells are counted too.
    if max(unpacked, cells) > limits["unpacked_bytes"]:
        raise UnreadableFile(
            f"The file unpacks to more than {limits['unpacked_bytes'] / 1e9:g} GB, the limit. Send it in "
            "parts.",
            "limit",
        )
    return names


def read_parquet(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    header: list[str],
    wanted: list[int],
    out: Path,
    limits: dict[str, int],
    most: int | None = None,
) -> RawFile:
    """Write the wanted columns of a Parquet file as a raw file. most: so many rows and no more.

    Raises UnreadableFile where one of them holds no single value a row, or bytes that are no text.
    """
    import duckdb

    names = ", ".join(f"c{n}" for n in range(len(header)))
    some = "" if most is None else f" LIMIT {int(most)}"
    source = f"(SELECT * FROM read_parquet({sql_text(str(path))}){some}) t({names})"
    try:
        types = {name: kind for name, kind, *_ in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
        for n in wanted:
            if why := _no_values(con, source, f"c{n}", types[f"c{n}"]):
                raise UnreadableFile(f"The column {header[n]} {why}", column=header[n])
        cells = [f"nullif({_as_text(f'c{n}', types[f'c{n}'])}, '') AS c{n}" for n in wanted]
        order = [*wanted, *(n for n in range(len(header)) if n not in wanted)]
        blank = blank_sql([f"c{n}::VARCHAR" for n in order])
        con.execute(
            f"COPY (SELECT {''.join(cell + ', ' for cell in cells)}{blank} AS blank FROM {source}) "
            f"TO {sql_text(str(out))} (FORMAT parquet)"
        )
        if wanted:
            longest = ", ".join(f"max(strlen(c{n}))" for n in wanted)
            (found,) = first_row(con, f"SELECT greatest({longest}) FROM read_parquet({sql_text(str(out))})")
            if (found or 0) > limits["field_bytes"]:
                raise UnreadableFile("A field is longer than 1 MB, which is the limit. Empty it.", "limit")
    except duckdb.Error:
        raise UnreadableFile(_DAMAGED) from None
    return finish_raw(con, out, wanted)


def _no_values(con: duckdb.DuckDBPyConnection, source: str, column: str, kind: str) -> str | None:
    """Why a column cannot be read as one text a row, or None."""
    if kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION", "VARIANT")):
        return "holds lists or records, not one value a row. Export it as plain values."
    if kind == "BLOB":
        (no_text,) = first_row(
            con,
            f"SELECT count(*) FROM {source} WHERE {column} IS NOT NULL "
            f"AND coalesce(contains(TRY(decode({column})), chr(0)), true)",
        )
        if no_text:
            return "holds bytes that are no text. Export it as text."
    return None


def _as_text(column: str, kind: str) -> str:
    if kind in ("DOUBLE", "FLOAT"):  # 42.0 in a column of identifiers was 42
        whole = f"{column} = trunc({column}) AND abs({column}) < 1e15"
        return f"CASE WHEN {whole} THEN {column}::BIGINT::VARCHAR ELSE {column}::VARCHAR END"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"{column}::TIMESTAMP::VARCHAR"
    if kind == "BLOB":  # text, from a program that does not say so
        return f"decode({column})"
    return f"{column}::VARCHAR"
