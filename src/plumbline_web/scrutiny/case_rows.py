"""Records of a run as a frame is made from them: who is in scope, and what the extract says of each.

This is one of the few modules that touch case rows. Nothing it reads is logged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plumbline.engine import locked_connection, sql_text
from plumbline.measures.patterns import OF_ORDERS, orders_with_patterns
from plumbline.scrutiny.shipped import Fact, fact_words, load_facts
from plumbline.scrutiny.strata import REST
from plumbline.standards.seen import prepare_seen
from plumbline_web.records.models import Run
from plumbline_web.scrutiny.populations import NOT_RECORDED, Population

if TYPE_CHECKING:
    import duckdb

MEMORY = "400MB"
Row = dict[str, Any]


def rows_of(run: Run, population: Population) -> list[Row]:
    """The records of a population, one a row: its identifier, the columns of a scope, team and worker.

    Also `work` for orders (what their requirements are), `calls`, what the data call the first duty of each
    standard, and `patterns`, the odd patterns that the order shows. A column that was not sent is empty in
    every row.
    """
    with _records(run) as (con, tables):
        if population.table not in tables:
            return []
        wanted = [population.record_id, "kind", population.began, population.ended, "risk_level", "prison"]
        wanted += ["team", "worker_id"]
        there = _columns(con, population.table)
        chosen = ", ".join(
            f"{name} AS {name}" if name in there else f"NULL AS {name}" for name in dict.fromkeys(wanted)
        )
        found = _dicts(con, f"SELECT {chosen} FROM {population.table} ORDER BY {population.record_id}")
        if population.table == "orders" and "requirements" in tables:
            kinds = dict(
                con.execute(
                    "SELECT order_id, list_sort(list(DISTINCT kind)) FROM requirements GROUP BY order_id"
                ).fetchall()
            )
            for row in found:
                row["work"] = _work(kinds.get(row["order_id"], []))
    calls = calls_of(run, population)
    patterns = _patterns_of(run) if population.table == "orders" else {}
    for row in found:
        row["calls"] = calls.get(row[population.record_id], {})
        row["patterns"] = patterns.get(row[population.record_id], ())
    return found


def calls_of(run: Run, population: Population) -> dict[str, dict[str, str]]:
    """What the data call the first duty of each standard: record -> standard -> verdict.

    Where a record owes a duty more than once at the same turn, as for two requirements, a miss of one is a
    miss. Records of which nothing is owed are missing.
    """
    results = run.folder / "run" / "results.parquet"
    if not results.exists():
        return {}
    with locked_connection([results.parent], memory=MEMORY, threads=1) as con:
        found = con.execute(
            f"""
            WITH of_record AS (
                SELECT {population.in_results} AS record, standard, verdict, occurrence
                FROM read_parquet({sql_text(str(results.resolve()))})
                WHERE {population.in_results} IS NOT NULL
            ), first AS (
                SELECT record, standard, verdict FROM of_record
                QUALIFY occurrence = min(occurrence) OVER (PARTITION BY record, standard)
            )
            SELECT record, standard, CASE WHEN bool_or(verdict = 'not_met') THEN 'not_met'
                WHEN bool_or(verdict = 'cannot_tell') THEN 'cannot_tell'
                WHEN bool_or(verdict = 'met') THEN 'met' ELSE min(verdict) END
            FROM first GROUP BY ALL ORDER BY ALL
            """
        ).fetchall()
    calls: dict[str, dict[str, str]] = {}
    for record, standard, verdict in found:
        calls.setdefault(record, {})[standard] = verdict
    return calls


def facts_of(run: Run, population: Population, records: Collection[str]) -> dict[str, dict[str, str]]:
    """What the extract says of these records, for the reader to confirm: record -> fact -> sentence.

    Only facts of tables that hang on this kind of record. Empty where the case rows are gone.
    """
    found: dict[str, dict[str, str]] = {record: {} for record in records}
    due = _due_of(run, population, records)
    with _records(run) as (con, tables):
        for fact in load_facts().values():
            table = _table_of(fact, population)
            if table is None:
                continue
            rows: dict[str, list[Row]] | None = None
            if table in tables:
                there = _columns(con, table)
                if population.record_id not in there:
                    continue
                rows = _rows_by_record(con, table, population.record_id, fact, there, records)
            for record in records:
                own = None if rows is None else rows.get(record, [])
                found[record][fact.code] = fact_words(fact, own, due.get((record, fact.due)))
    return found


def stratum_of(row: Mapping[str, Any], by: str, aims: Sequence[str] = ()) -> str:
    """The stratum of a record by a column; by "missed", the first of the aims that the data say of it.

    An aim is a standard that was missed, or an odd pattern that is shown.
    """
    if by == "missed":
        said = [standard for standard, verdict in row["calls"].items() if verdict == "not_met"]
        said += row["patterns"]
        aim = next((one for one in aims if one in said), None)
        return REST if aim is None else f"shows {aim}" if aim in OF_ORDERS else f"missed {aim}"
    return str(row.get(by) or NOT_RECORDED).replace("|", "/")


def _patterns_of(run: Run) -> dict[str, tuple[str, ...]]:
    """The orders of a run that show an odd pattern, with the codes of those they show."""
    folder: Path = run.extract.folder / "taken"
    sent = frozenset(file.stem for file in folder.glob("*.parquet")) if folder.is_dir() else frozenset()
    if not {"orders", "work_sessions", "requirements"} <= sent:
        return {}
    with locked_connection([folder], memory=MEMORY, threads=1) as con:
        prepare_seen(con, folder, sent, run.as_at)
        return orders_with_patterns(con, as_at=run.as_at)


def _work(kinds: Sequence[str]) -> str:
    supervised, unpaid = "offender_supervision" in kinds, "unpaid_work" in kinds
    if supervised and unpaid:
        return "supervision and unpaid work"
    return "supervision" if supervised else "unpaid work" if unpaid else "neither"


def _table_of(fact: Fact, population: Population) -> str | None:
    """The table where the rows of a fact lie for this kind of record; None where it is about another kind."""
    whole = {"orders", "licences", "sentences", "reports"}
    if len(fact.tables) > 1:
        return population.table if population.table in fact.tables else None
    table = fact.tables[0]
    return None if table in whole and table != population.table else table


def _rows_by_record(
    con: duckdb.DuckDBPyConnection,
    table: str,
    record_id: str,
    fact: Fact,
    there: Collection[str],
    records: Collection[str],
) -> dict[str, list[Row]]:
    columns = [name for name in fact.columns if name in there and name != record_id]
    chosen = ", ".join([f"{record_id} AS of_record", *columns])
    statement = f"SELECT {chosen} FROM {table} WHERE {record_id} IN (SELECT unnest(?))"
    found: dict[str, list[Row]] = {}
    for row in _dicts(con, statement, [list(records)]):
        row[record_id] = row["of_record"]
        found.setdefault(row.pop("of_record"), []).append(row)
    return found


def _due_of(run: Run, population: Population, records: Collection[str]) -> dict[tuple[str, str], date]:
    """When the first duty of each standard fell due: (record, standard) -> day."""
    results = run.folder / "run" / "results.parquet"
    if not results.exists():
        return {}
    with locked_connection([results.parent], memory=MEMORY, threads=1) as con:
        found = con.execute(
            f"SELECT {population.in_results}, standard, min(due_on) "
            f"FROM read_parquet({sql_text(str(results.resolve()))}) "
            f"WHERE {population.in_results} IN (SELECT unnest(?)) AND due_on IS NOT NULL GROUP BY ALL",
            [list(records)],
        ).fetchall()
    return {(record, standard): due for record, standard, due in found}


@contextmanager
def _records(run: Run) -> Iterator[tuple[duckdb.DuckDBPyConnection, frozenset[str]]]:
    """A connection with a view for each table of the taken extract, and their names."""
    folder: Path = run.extract.folder / "taken"
    files = sorted(folder.glob("*.parquet")) if folder.is_dir() else []
    with locked_connection([folder], memory=MEMORY, threads=1) as con:
        for file in files:
            con.execute(f'CREATE VIEW "{file.stem}" AS FROM read_parquet({sql_text(str(file.resolve()))})')
        yield con, frozenset(file.stem for file in files)


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> frozenset[str]:
    return frozenset(row[0] for row in con.execute(f'DESCRIBE "{table}"').fetchall())


def _dicts(con: duckdb.DuckDBPyConnection, statement: str, values: list[Any] | None = None) -> list[Row]:
    found = con.execute(statement, values) if values is not None else con.execute(statement)
    names = [one[0] for one in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
