"""SQL for the rows of a taken extract, as the comparison of two extracts needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plumbline.engine import sql_text
from plumbline.records.manifest import Cover, TakenExtract
from plumbline.records.specification import Table

if TYPE_CHECKING:
    import duckdb


def scan(taken: TakenExtract, table: Table) -> str:
    """SQL that stands for the table's rows after FROM."""
    return f"read_parquet({sql_text(str(taken.parquet(table.name).resolve()))})"


def columns_sent(taken: TakenExtract, table: Table) -> list[str]:
    """The columns of the table that the service sent, in the order of the specification."""
    sent = set(taken.manifest.tables[table.name].columns_sent)
    return [column.name for column in table.columns if column.name in sent]


def cover_of(taken: TakenExtract, table: Table) -> Cover:
    """The cover stated for the table; empty where nothing is said."""
    return taken.manifest.cover.get(table.name, Cover())


def day_it_began(table: Table) -> str | None:
    """SQL for the day a row began (a month: its first day), or None where its rows have none."""
    if table.begins:
        return f"coalesce({', '.join(table.begins)})"
    month = next((column.name for column in table.columns if column.type == "month"), None)
    return f"CAST({month} || '-01' AS DATE)" if month else None


def outside(day: str, cover: Cover) -> str | None:
    """SQL for whether a day lies outside the cover, or None where the cover has no bounds."""
    parts = [f"{day} < DATE '{cover.covers_from}'"] if cover.covers_from else []
    parts += [f"{day} > DATE '{cover.covers_until}'"] if cover.covers_until else []
    return f"({' OR '.join(parts)})" if parts else None


def fingerprint(columns: list[str]) -> str:
    """SQL for a 64-bit number made from what the row says in these columns, NULL included."""
    return f"hash({', '.join(columns)})" if columns else "0"


def one_row(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    """The only row that the SQL gives."""
    (row,) = con.execute(sql).fetchall()
    return tuple(row)
