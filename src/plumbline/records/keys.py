"""Identifiers to dense numbers: a key is the rank of an identifier, by code point, among all of its kind.

The kinds that other tables refer to (people, orders, licences …) get a dictionary, ids_<table>. Each table's
own rows get own_<table> where the key cannot be had more simply: rid, key, repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbline.engine import sql_text
from plumbline.records.parsing import Typed
from plumbline.records.raw import first_row
from plumbline.records.reading import Gathered
from plumbline.records.specification import Column, Specification

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Key:
    """How a key is had: its column's name, an SQL expression, and a join that it needs."""

    name: str
    expression: str
    join: str = ""


def key_name(column: str) -> str:
    """The name of the key that stands for an identifier column: order_id -> order_key."""
    return column.removesuffix("_id") + "_key"


def referred_to(table: str, specification: Specification) -> bool:
    """Whether some column of the specification refers to this table."""
    return any(
        column.references == table for other in specification.tables.values() for column in other.columns
    )


def make_identifiers(con: duckdb.DuckDBPyConnection, gathered: Gathered, typed: dict[str, Typed]) -> Typed:
    """Make an identifier for each row from what the row says; rows that are alike are numbered.

    The same row gets the same identifier in the next extract, whatever its place in the file.
    """
    said = ", ".join(
        f"coalesce(({typed[column.name].expression})::VARCHAR, '')" if column.name in typed else "''"
        for column in gathered.table.columns
        if not column.identifies
    )
    joins = " ".join(column.join for column in typed.values())
    table = f"made_{gathered.table.name}"
    con.execute(
        f"CREATE TABLE {table} AS SELECT rid, 'made-' || digest || CASE WHEN place = 1 THEN '' ELSE '-' || "
        "place END "
        "AS id FROM (SELECT rid, digest, row_number() OVER (PARTITION BY digest ORDER BY rid) AS place FROM "
        f"(SELECT r.rid, left(md5(concat_ws(chr(31), {said})), 16) AS digest FROM {gathered.view} r {joins}))"
    )
    return Typed("m.id", f"JOIN {table} m ON m.rid = r.rid")


def require_identifiers(
    con: duckdb.DuckDBPyConnection, gathered: Gathered, column: Column, value: Typed
) -> None:
    """An error for each row without the identifier that the other rows have."""
    message = (
        f"{column.name} is empty here and filled in other rows. Fill it in, or leave the whole column out "
        "and identifiers "
        "are made."
    )
    con.execute(
        f"INSERT INTO row_faults SELECT {sql_text(gathered.table.name)}, r.rid, {sql_text(column.name)}, "
        "NULL, "
        f"'required_missing', 'error', {sql_text(message)} FROM {gathered.view} r {value.join} "
        f"WHERE {value.expression} IS NULL"
    )


def make_dictionaries(
    con: duckdb.DuckDBPyConnection,
    tables: dict[str, Gathered],
    typed: dict[str, dict[str, Typed]],
    specification: Specification,
) -> None:
    """For each kind of identifier that others refer to, make the table ids_<table>: id, key, present.

    present: some row sent has this identifier as its own.
    """
    for target in specification.tables.values():
        if not referred_to(target.name, specification):
            continue
        sources = []
        for name, gathered in tables.items():
            for column in gathered.table.columns:
                own = name == target.name and column.identifies
                if (own or column.references == target.name) and column.name in typed[name]:
                    value = typed[name][column.name]
                    sources.append(
                        f"SELECT DISTINCT {value.expression} AS id, {own} AS own FROM {gathered.view} r "
                        f"{value.join}"
                    )
        union = " UNION ALL ".join(sources) or "SELECT NULL::VARCHAR AS id, false AS own"
        con.execute(
            f"CREATE TABLE ids_{target.name} AS SELECT id, (row_number() OVER (ORDER BY id))::INTEGER AS "
            "key, "
            f"present FROM (SELECT id, bool_or(own) AS present FROM ({union}) WHERE id IS NOT NULL GROUP BY "
            "id)"
        )


def own_key(
    con: duckdb.DuckDBPyConnection,
    gathered: Gathered,
    column: Column,
    value: Typed,
    specification: Specification,
) -> tuple[Key, bool]:
    """The key of a table's own identifier, and whether some identifier is there twice.

    Makes the table own_<table> (rid, key, repeated) unless the file is in the order of its identifiers
    already.
    """
    name = key_name(column.name)
    rows = f"(SELECT r.rid, {value.expression} AS id FROM {gathered.view} r {value.join})"
    if _ascending(con, rows, gathered, value):
        if referred_to(gathered.table.name, specification):
            join = f"LEFT JOIN ids_{gathered.table.name} k_own ON k_own.id = {value.expression}"
            return Key(name, "k_own.key", join), False
        return Key(name, "r.rid::INTEGER"), False
    own = f"own_{gathered.table.name}"
    con.execute(
        f"CREATE TABLE {own} AS SELECT rid, id IS NOT NULL AND coalesce(id = former, false) AS repeated, "
        "place FROM "
        "(SELECT rid, id, lag(id) OVER w AS former, row_number() OVER w AS place FROM "
        f"{rows} WHERE id IS NOT NULL WINDOW w AS (ORDER BY id, rid))"
    )
    repeated = first_row(con, f"SELECT count(*) FROM {own} WHERE repeated")[0] > 0
    if referred_to(gathered.table.name, specification):
        join = f"LEFT JOIN ids_{gathered.table.name} k_own ON k_own.id = {value.expression}"
        return Key(name, "k_own.key", join), repeated
    if repeated:
        con.execute(
            f"CREATE OR REPLACE TABLE {own} AS SELECT rid, repeated, "
            f"place - count(*) FILTER (repeated) OVER (ORDER BY place) AS place FROM {own}"
        )
    return Key(name, "k_own.place::INTEGER", f"LEFT JOIN {own} k_own ON k_own.rid = r.rid"), repeated


def _ascending(con: duckdb.DuckDBPyConnection, rows: str, gathered: Gathered, value: Typed) -> bool:
    """Whether the rows are numbered 1, 2, 3 … and their identifiers strictly ascend with them."""
    if len(gathered.parts) > 1 or gathered.parts[0].condition or value.join:
        return False
    found = first_row(
        con,
        "SELECT bool_and(id IS NOT NULL AND coalesce(id > former AND rid = former_rid + 1, rid = 1)) FROM "
        f"(SELECT rid, id, lag(id) OVER () AS former, lag(rid) OVER () AS former_rid FROM {rows})",
    )
    return bool(found[0])


def reference_key(column: Column, value: Typed) -> Key:
    """The key of a column that names a row of another table."""
    alias = f"k_{column.name}"
    return Key(
        key_name(column.name),
        f"{alias}.key",
        f"LEFT JOIN ids_{column.references} {alias} ON {alias}.id = {value.expression}",
    )
