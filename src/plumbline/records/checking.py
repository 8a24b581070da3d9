"""Typed tables, and the errors that keep a row out: repeated identifiers, owners, references; then what hangs
on them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plumbline.engine import sql_text
from plumbline.records.keys import Key, key_name, own_key, reference_key
from plumbline.records.parsing import Typed
from plumbline.records.raw import first_row
from plumbline.records.reading import Gathered, hold
from plumbline.records.specification import Specification, Table
from plumbline.records.values import sql_type

if TYPE_CHECKING:
    import duckdb


_SORTED = 1_000_000  # rows: more are stored as they come, which is mostly in order already


@dataclass(frozen=True)
class TypedTable:
    """A table, typed, in a Parquet file. view: the SQL view of its rows, with `rid` beside the columns
    taken."""

    gathered: Gathered
    file: Path
    view: str
    repeated: bool

    @property
    def has_rid(self) -> bool:
        """Whether the file has the column `rid`, which must not be taken."""
        return len(self.gathered.parts) > 1


def type_table(
    con: duckdb.DuckDBPyConnection,
    gathered: Gathered,
    typed: dict[str, Typed],
    folder: Path,
    specification: Specification,
    rows: int,
) -> TypedTable:
    """Write a table's rows, typed and with their keys, to folder/<table>.parquet.

    Rows that name an order are stored order by order, unless they are too many for that to be cheap.
    """
    table = gathered.table
    keys: list[Key] = []
    repeated = False
    for column in table.columns:
        if column.identifies:
            key, repeated = own_key(con, gathered, column, typed[column.name], specification)
            keys.append(key)
        elif column.references:
            value = typed.get(column.name)
            keys.append(
                reference_key(column, value) if value else Key(key_name(column.name), "NULL::INTEGER")
            )
    columns = [
        f"{typed[column.name].expression if column.name in typed else f'NULL::{sql_type(column)}'} AS "
        f'"{column.name}"'
        for column in table.columns
    ]
    columns += [f"{key.expression} AS {key.name}" for key in keys]
    parts = len(gathered.parts)
    columns.append(f"{'r.rid' if parts == 1 else f'r.rid // {parts}'}::INTEGER AS source_row")
    if parts > 1:
        columns.append("r.rid AS rid")
    joins = " ".join(filter(None, [value.join for value in typed.values()] + [key.join for key in keys]))
    order = ""
    if rows <= _SORTED and any(key.name == "order_key" for key in keys):
        begins = [f'"{column}"' for column in table.begins]
        order = f" ORDER BY {', '.join(['order_key', *begins, 'source_row'])}"
    file = folder / f"{table.name}.parquet"
    con.execute(
        f"COPY (SELECT {', '.join(columns)} FROM {gathered.view} r {joins}{order}) TO {sql_text(str(file))} "
        "(FORMAT parquet)"
    )
    view = f"typed_{table.name}"
    rid = "" if parts > 1 else ", source_row::BIGINT AS rid"
    hold(con, view, f"SELECT *{rid} FROM read_parquet({sql_text(str(file))})")
    return TypedTable(gathered, file, view, repeated)


def check_rows(con: duckdb.DuckDBPyConnection, typed: TypedTable, sent: dict[str, TypedTable]) -> None:
    """Find the errors of a typed table's rows: identifiers, owners, references. They go to row_faults."""
    table = typed.gathered.table
    if typed.repeated and table.identifier:
        _insert(
            con, table, table.identifier.name, f'"{table.identifier.name}"', "identifier_repeated",
            f"{table.identifier.name} is that of an earlier row. Give each row its own, or take one of the "
            "two out.",
            f"{typed.view} WHERE rid IN (SELECT rid FROM own_{table.name} WHERE repeated)",
        )  # fmt: skip
    if table.owner:
        filled = " + ".join(f'("{name}" IS NOT NULL)::INTEGER' for name in table.owner)
        _insert(
            con, table, table.owner[0], "NULL", "owner_missing",
            f"The row belongs to nothing. Fill one of {', '.join(table.owner)}.", f"{typed.view} WHERE "
            f"{filled} = 0",
        )  # fmt: skip
    only_one = table.owner or table.at_most_one
    if only_one:
        filled = " + ".join(f'("{name}" IS NOT NULL)::INTEGER' for name in only_one)
        shown = ", ".join(f"'{name} ' || \"{name}\"" for name in only_one)
        _insert(
            con, table, only_one[0], f"concat_ws(', ', {shown})", "owner_several",
            f"More than one of {', '.join(only_one)} is filled. Keep the one that the row belongs to.",
            f"{typed.view} WHERE {filled} > 1",
        )  # fmt: skip
    for column in table.columns:
        if column.references and column.references in sent and column.name in typed.gathered.columns_sent:
            _insert(
                con, table, column.name, f'"{column.name}"', "reference_missing",
                f"No row of {column.references} has this identifier. Send that row, or correct the "
                "reference.",
                f"{typed.view} WHERE {key_name(column.name)} IN "
                f"(SELECT key FROM ids_{column.references} WHERE NOT present)",
            )  # fmt: skip


def _insert(
    con: duckdb.DuckDBPyConnection, table: Table, column: str, value: str, kind: str, message: str, rows: str,
    severity: str = "error",
) -> None:  # fmt: skip
    con.execute(
        f"INSERT INTO row_faults SELECT {sql_text(table.name)}, rid, {sql_text(column)}, {value}, "
        f"{sql_text(kind)}, "
        f"{sql_text(severity)}, {sql_text(message)} FROM {rows}"
    )


def leave_out(con: duckdb.DuckDBPyConnection, sent: dict[str, TypedTable]) -> dict[str, tuple[int, int]]:
    """Which rows stay out: those with an error, and those that hang on a row kept out, however far.

    Makes the table out_<table> (rid) for each table with rows to leave out. Gives for each table the number
    of faulty and of hanging rows.
    """
    counts: dict[str, tuple[int, int]] = {}
    lost: set[str] = set()
    for name in _in_order(sent):
        typed = sent[name]
        con.execute(
            f"CREATE TABLE out_{name} AS SELECT DISTINCT rid FROM row_faults "
            f"WHERE table_name = {sql_text(name)} AND severity = 'error'"
        )
        faulty = _count(con, f"out_{name}")
        hangs = [
            f"{key_name(column.name)} IN (SELECT key FROM lost_{column.references})"
            for column in typed.gathered.table.columns
            if column.references in lost
        ]
        if hangs:
            con.execute(
                f"INSERT INTO out_{name} SELECT rid FROM {typed.view} WHERE ({' OR '.join(hangs)}) "
                f"AND rid NOT IN (SELECT rid FROM out_{name})"
            )
        total = _count(con, f"out_{name}")
        counts[name] = (faulty, total - faulty)
        identifier = typed.gathered.table.identifier
        if total and identifier:
            key = key_name(identifier.name)
            out = f"(SELECT rid FROM out_{name})"
            con.execute(
                f"CREATE TABLE lost_{name} AS SELECT {key} AS key FROM {typed.view} WHERE rid IN {out} AND "
                f"{key} IS NOT "
                f"NULL EXCEPT SELECT {key} FROM {typed.view} WHERE rid NOT IN {out}"
            )
            lost.add(name)
    return counts


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(first_row(con, f"SELECT count(*) FROM {table}")[0])


def _in_order(sent: dict[str, TypedTable]) -> list[str]:
    """The tables, each after those that it refers to."""
    done: list[str] = []

    def visit(name: str) -> None:
        if name in done:
            return
        for column in sent[name].gathered.table.columns:
            if column.references in sent and column.references != name:
                visit(column.references)
        done.append(name)

    for name in sent:
        visit(name)
    return done


def keep_only(con: duckdb.DuckDBPyConnection, typed: TypedTable) -> None:
    """Rewrite a table's file without the rows left out, and without rid."""
    name = typed.gathered.table.name
    without = "EXCLUDE (rid)"
    part = typed.file.with_suffix(".part")
    con.execute(
        f"COPY (SELECT * {without} FROM {typed.view} WHERE rid NOT IN (SELECT rid FROM out_{name})) "
        f"TO {sql_text(str(part))} (FORMAT parquet)"
    )
    part.replace(typed.file)
