"""A raw column to a typed one: each distinct value is read once, then brought back to its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plumbline.engine import sql_text
from plumbline.records.identifiers import CANDIDATE, is_own_numbering, shortened, value_is_direct
from plumbline.records.raw import first_row, insert_texts
from plumbline.records.reading import Gathered
from plumbline.records.specification import Column
from plumbline.records.values import SPACE, TIME, Words, read_value, sql_type

if TYPE_CHECKING:
    import duckdb

_BATCH = 100_000
_PLAIN = "[!-~]([ -~]*[!-~])?"  # visible letters of ASCII, with no space at either end
_EMPTY = " = ''"
_WORDS = 4  # no word for nothing is longer
_CANDIDATE = f"^\\s*{CANDIDATE}\\s*$"
_SHOWN = 200  # characters of a value that a fault shows

FAULTS_TABLE = """
CREATE TABLE row_faults (
    table_name VARCHAR, rid BIGINT, column_name VARCHAR, value VARCHAR, kind VARCHAR, severity VARCHAR,
    message VARCHAR
)"""


@dataclass(frozen=True)
class Typed:
    """How a column's typed value is had from its raw view, called r: an SQL expression, and a join that it
    needs."""

    expression: str
    join: str = ""


@dataclass(frozen=True)
class Noticed:
    """A notice about values of a column: its kind, how many cells, and the first of them."""

    column: str
    kind: str
    cells: int
    example: str


def type_column(
    con: duckdb.DuckDBPyConnection,
    gathered: Gathered,
    column: Column,
    words: Words,
    codes: dict[str, str] | None = None,
) -> tuple[Typed, list[Noticed]]:
    """Read a raw column. Faults of its rows go to the table row_faults; gives its typed form and the notices.

    codes: the mapping's words for this column, keyed as `code_key` has them.
    """
    words = replace(words, codes=codes)
    if column.type == "identifier":
        return _type_identifier(con, gathered, column, words)
    name = gathered.table.name
    cell = _cell(column)
    dictionary = f"words_{name}_{column.name}"
    found = con.cursor().execute(
        f"SELECT {cell} AS raw, count(*) FROM {gathered.view} r GROUP BY raw ORDER BY raw"
    )
    notices: dict[str, Noticed] = {}
    faulty = odd = False
    while batch := found.fetchmany(_BATCH):
        entries: list[tuple[str | None, ...]] = []
        for raw, cells in batch:
            reading = read_value(column, raw, words)
            kind, message = reading.kind, reading.message
            if reading.value is None and kind is None and column.required:
                kind, message = "required_missing", f"{column.name} is empty and must be filled. Fill it in."
            if reading.notice and reading.kind is None:
                earlier = notices.get(reading.notice)
                total = cells + (earlier.cells if earlier else 0)
                notices[reading.notice] = Noticed(
                    column.name, reading.notice, total, earlier.example if earlier else raw
                )
            if kind is None and (raw is None or reading.value == raw):
                continue
            direct = kind in ("direct_identifier_value", "date_of_birth")
            severity = _severity(column, kind)
            shown = None if raw is None else shortened(raw) if direct else raw[:_SHOWN]
            entries.append((raw or "", reading.value, shown, kind, severity, message))
            faulty = faulty or kind is not None
        if entries and not odd:
            con.execute(
                f"CREATE TABLE {dictionary} (raw VARCHAR, value VARCHAR, shown VARCHAR, kind VARCHAR, "
                "severity VARCHAR, message VARCHAR)"
            )
            odd = True
        insert_texts(con, dictionary, entries)
    if faulty:
        con.execute(
            f"INSERT INTO row_faults SELECT {sql_text(name)}, rid, {sql_text(column.name)}, d.shown, d.kind, "
            f"d.severity, d.message FROM {gathered.view} r JOIN {dictionary} d ON d.raw = coalesce({cell}, "
            "'') "
            "WHERE d.kind IS NOT NULL"
        )
    kind_of_value = sql_type(column)
    if not odd:
        return Typed(f"CAST({cell} AS {kind_of_value})"), list(notices.values())
    alias = f"d_{column.name}"
    value = f"CASE WHEN {alias}.raw IS NULL THEN {cell} ELSE {alias}.value END"
    join = f"LEFT JOIN {dictionary} {alias} ON {alias}.raw = {cell}"
    return Typed(f"CAST({value} AS {kind_of_value})", join), list(notices.values())


def _cell(column: Column) -> str:
    """The cell as it is looked up. Times are dropped here, so that few distinct values are left."""
    quoted = f'r."{column.name}"'
    if column.type in ("date", "month"):
        dropped = f"regexp_replace({quoted}, {sql_text(TIME)}, '')"
        return f"CASE WHEN strlen({quoted}) > 11 THEN {dropped} ELSE {quoted} END"
    return quoted


def _severity(column: Column, kind: str | None) -> str | None:
    if kind is None:
        return None
    if kind == "direct_identifier_value":
        return "error"
    return "warning" if column.descriptive or kind == "standard_unknown" else "error"


def _type_identifier(
    con: duckdb.DuckDBPyConnection, gathered: Gathered, column: Column, words: Words
) -> tuple[Typed, list[Noticed]]:
    """Identifiers are too many to read one by one: DuckDB looks at all, Python at those that look odd."""
    name, view = gathered.table.name, gathered.view
    cell = f'r."{column.name}"'
    trimmed, is_word = _trimmed(cell), _is_word(cell, words)
    # Each distinct value once, except a row's own identifier, of which hardly any two are alike.
    found = f"SELECT {cell} AS v, count(*) AS n FROM {view} r GROUP BY v"
    if column.identifies:
        found = f"SELECT {cell} AS v, 1 AS n FROM {view} r"
    # A glance first: nearly all are plain, and a closer look at each would cost the most of all checks.
    plain = f"regexp_full_match(v, {sql_text(_PLAIN)}) AND strlen(v) > {_WORDS}"
    odd = f"v IS NOT NULL AND CASE WHEN {plain} THEN false ELSE true END"
    nulls, looked_at, candidates = first_row(
        con,
        f"SELECT coalesce(sum(n) FILTER (v IS NULL), 0), count(*) FILTER ({odd}), "
        f"count(*) FILTER (regexp_matches(v, {sql_text(_CANDIDATE)})) FROM ({found})",
    )
    spaces = untidy = empty_words = 0
    example = ""
    if looked_at:
        trimmed_value, word = _trimmed("v"), _is_word("v", words)
        spaces, untidy, empty_words, example = first_row(
            con,
            f"SELECT {_rows(trimmed_value + _EMPTY)}, {_rows(trimmed_value + ' <> v')}, {_rows(word)}, "
            f"min(v) FILTER ({word}) FROM ({found}) WHERE {odd}",
        )
    value = cell if not untidy else trimmed
    if empty_words:
        value = f"CASE WHEN {is_word} THEN NULL ELSE {value} END"
    if spaces:
        value = f"nullif({value}, '')"
    if column.required and (nulls or spaces or empty_words):
        message = f"{column.name} is empty and must be filled. Fill it in."
        con.execute(
            f"INSERT INTO row_faults SELECT {sql_text(name)}, rid, {sql_text(column.name)}, {cell}, "
            f"'required_missing', 'error', {sql_text(message)} FROM {view} r WHERE {value} IS NULL"
        )
    if candidates:
        _refuse_direct(con, gathered, column, value)
    notices = [Noticed(column.name, "empty_word", empty_words, example)] if empty_words else []
    return Typed(value), notices


def _trimmed(cell: str) -> str:
    return f"trim({cell}, {sql_text(SPACE)})"


def _is_word(cell: str, words: Words) -> str:
    """Whether a cell holds a word for nothing, as SQL."""
    empties = ", ".join(sql_text(word.casefold()) for word in words.specification.empty_words)
    return f"strlen({cell}) < 20 AND lower({_trimmed(cell)}) IN ({empties})"


def _rows(condition: str) -> str:
    """Of how many rows a condition on their distinct values holds, as SQL."""
    return f"coalesce(sum(n) FILTER ({condition}), 0)::BIGINT"


def _refuse_direct(con: duckdb.DuckDBPyConnection, gathered: Gathered, column: Column, value: str) -> None:
    ten_digits = "regexp_full_match(v, '[0-9]{10}')"
    rows = f"(SELECT {value} AS v FROM {gathered.view} r)"
    sample = con.execute(
        f"SELECT DISTINCT v FROM {rows} WHERE {ten_digits} ORDER BY hash(v), v LIMIT 20000"
    ).fetchall()
    own = is_own_numbering(text for (text,) in sample)
    found = con.cursor().execute(
        f"SELECT DISTINCT v FROM {rows} WHERE regexp_full_match(v, {sql_text(CANDIDATE)})"
    )
    table = f"direct_{gathered.table.name}_{column.name}"
    con.execute(f"CREATE TABLE {table} (raw VARCHAR, shown VARCHAR, message VARCHAR)")
    any_direct = False
    while batch := found.fetchmany(_BATCH):
        entries: list[tuple[str | None, ...]] = []
        for (text,) in batch:
            looks = value_is_direct(text, identifier=True, own_numbering=own)
            if looks is not None:
                message = (
                    f"The identifier looks like {looks}. Use the service’s own reference: Plumbline needs no "
                    "direct identifier, and keeps none."
                )
                entries.append((text, shortened(text), message))
        any_direct = any_direct or bool(entries)
        insert_texts(con, table, entries)
    if any_direct:
        con.execute(
            f"INSERT INTO row_faults SELECT {sql_text(gathered.table.name)}, rid, {sql_text(column.name)}, "
            "d.shown, "
            f"'direct_identifier_value', 'error', d.message "
            f"FROM {gathered.view} r JOIN {table} d ON d.raw = {value}"
        )
