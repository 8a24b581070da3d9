"""The records as they were known on the as-at date: one view a table, named seen_<table>.

What lies after the as-at date is not known yet: a later date reads as empty, save in columns known ahead,
and a row that begins later is not seen, nor any row that names it. Tables that were not sent are empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from plumbline.engine import database, sql_text
from plumbline.errors import PlumblineError
from plumbline.records.specification import Column, Specification, Table, load

if TYPE_CHECKING:
    import duckdb

SQL_TYPES = {"date": "DATE", "number": "DOUBLE", "whole": "INTEGER", "yes_no": "BOOLEAN"}


def key_columns(table: Table) -> dict[str, str]:
    """The integer keys of a taken table: key column -> the identifier column it stands for."""
    return {
        column.name.removesuffix("_id") + "_key": column.name
        for column in table.columns
        if column.identifies or column.references
    }


def named_tables(specification: Specification) -> list[str]:
    """The tables that other tables name, in an order in which each comes after those it names itself."""
    named = {column.references for table in specification.tables.values() for column in table.columns} - {
        None
    }
    ordered: list[str] = []
    while len(ordered) < len(named):
        for name in specification.tables:
            if name not in named or name in ordered:
                continue
            needs = {column.references for column in specification.tables[name].columns if column.references}
            if needs - {name} <= set(ordered):
                ordered.append(name)
    return ordered


def prepare_seen(con: duckdb.DuckDBPyConnection, taken: Path, sent: frozenset[str], as_at: date) -> None:
    """Make the views seen_<table> for every table of the specification.

    con: a connection that may read `taken`. taken: folder of a taken extract. sent: names of its tables.
    as_at: the day as at which the records are read.
    """
    specification = load()
    day = f"DATE '{as_at.isoformat()}'"
    files = {name: taken / f"{name}.parquet" for name in sorted(sent)}
    none_later = _none_later(con, files, day)
    # Tables with rows that are not seen. Where all are seen, nobody need look for rows naming a hidden one.
    hidden: set[str] = set()
    for name in named_tables(specification):
        if name in sent and (condition := _hidden(specification.tables[name], day, hidden, none_later)):
            key = _key(specification.tables[name])
            rows = f"SELECT {key} FROM {_rows(specification.tables[name], files)}"
            _execute(con, f"CREATE TABLE unseen_{name} AS {rows} WHERE {condition}", files.get(name))
            if con.execute(f"SELECT count(*) FROM unseen_{name}").fetchall()[0][0]:
                hidden.add(name)
    for table in specification.tables.values():
        _execute(con, _seen(table, files, day, hidden, none_later), files.get(table.name))


def _none_later(
    con: duckdb.DuckDBPyConnection, files: Mapping[str, Path], day: str
) -> frozenset[tuple[str, str]]:
    """The date columns, as (table, column), that hold no day after the as-at date.

    The files' own statistics say so, without their rows being read. A column of which they do not say it for
    every part of the file is left out: its days are then compared one by one.
    """
    if not files:
        return frozenset()
    listed = ", ".join(sql_text(str(file)) for file in files.values())
    try:
        found = con.execute(
            f"SELECT file_name, path_in_schema FROM parquet_metadata([{listed}]) GROUP BY ALL\n"
            "HAVING bool_and(coalesce(stats_null_count = num_values, false)\n"
            f"  OR coalesce(try_cast(stats_max_value AS DATE) <= {day}, false))"
        ).fetchall()
    except database().Error:  # a file is damaged; which one is said when its rows are first asked for
        return frozenset()
    dates = {
        (table.name, column.name)
        for table in load().tables.values()
        for column in table.columns
        if column.type == "date"
    }
    return frozenset((Path(file).stem, column) for file, column in found) & dates


def _execute(con: duckdb.DuckDBPyConnection, statement: str, file: Path | None) -> None:
    duckdb = database()
    try:
        con.execute(statement)
    except (duckdb.InvalidInputException, duckdb.BinderException, duckdb.IOException) as fault:
        raise PlumblineError(f"{file}: is damaged. Take the extract again.") from fault


def _rows(table: Table, files: Mapping[str, Path]) -> str:
    """Where the table's rows stand: its file, or nowhere."""
    if table.name in files:
        return f"read_parquet({sql_text(str(files[table.name]))})"
    columns = [f"NULL::{SQL_TYPES.get(column.type, 'VARCHAR')} AS {column.name}" for column in table.columns]
    columns += [f"NULL::INTEGER AS {key}" for key in key_columns(table)]
    return f"(SELECT {', '.join(columns)} WHERE false)"


def _begins(table: Table) -> str:
    return f"coalesce({', '.join(table.begins)})" if len(table.begins) > 1 else "".join(table.begins)


def _key(table: Table) -> str:
    identifier = table.identifier
    assert identifier is not None
    return identifier.name.removesuffix("_id") + "_key"


def _names_hidden(table: Table, hidden: set[str]) -> list[str]:
    """For each table with hidden rows that this one names: the condition that the row names one of them."""
    return [
        f"coalesce({column.name.removesuffix('_id')}_key IN (FROM unseen_{column.references}), false)"
        for column in table.columns
        if column.references in hidden
    ]


def _hidden(table: Table, day: str, hidden: set[str], none_later: frozenset[tuple[str, str]]) -> str:
    """The condition under which a row is not seen; empty where none can be."""
    later = any((table.name, column) not in none_later for column in table.begins)
    begins = [f"coalesce({_begins(table)} > {day}, false)"] if later else []
    return " OR ".join(begins + _names_hidden(table, hidden))


def _seen(
    table: Table,
    files: Mapping[str, Path],
    day: str,
    hidden: set[str],
    none_later: frozenset[tuple[str, str]],
) -> str:
    columns = [
        column.name if (table.name, column.name) in none_later else _known(column, day)
        for column in table.columns
    ] + list(key_columns(table))
    condition = _hidden(table, day, hidden, none_later)
    conditions = [f"NOT ({condition})"] if condition else []
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    rows = f"SELECT {', '.join(columns)} FROM {_rows(table, files)}"
    return f"CREATE VIEW seen_{table.name} AS {rows}{where}"


def _known(column: Column, day: str) -> str:
    if column.type != "date" or column.ahead:
        return column.name
    return f"CASE WHEN {column.name} <= {day} THEN {column.name} END AS {column.name}"
