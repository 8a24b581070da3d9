"""From the files of an extract to raw tables: which column of which file feeds which column of which
table."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from plumbline.engine import sql_text
from plumbline.records.faults import Fault
from plumbline.records.raw import first_row, insert_texts
from plumbline.records.specification import Table

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Part:
    """What one file gives to one table.

    label: the file's name in messages. raw: the file's cells as Parquet, columns c<n>.
    columns: for each column of the table that is given, an SQL expression over `raw` that gives text.
    headers: what the file calls those columns, where it has them. condition: which records count, or None for
    all.
    too_long: the records longer than the header, with what stands in their first extra cell.
    """

    label: str
    raw: Path
    columns: dict[str, str]
    headers: dict[str, str] = field(default_factory=dict)
    condition: str | None = None
    too_long: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Gathered:
    """A table as sent: its parts. Every row has a number `rid` = record number times the number of parts,
    plus the place of the part, so that file and record follow from it."""

    table: Table
    parts: tuple[Part, ...]

    @property
    def columns_sent(self) -> list[str]:
        """The columns that some part gives, in the order of the specification."""
        given = {name for part in self.parts for name in part.columns}
        return [column.name for column in self.table.columns if column.name in given]

    @property
    def view(self) -> str:
        """The name of the view that holds its raw rows: rid, then the columns sent, as text."""
        return f"raw_{self.table.name}"

    def header(self, column: str) -> str | None:
        """What the first file that has this column calls it."""
        return next((part.headers[column] for part in self.parts if column in part.headers), None)


_SMALL = 150_000  # rows: so few are held in memory, where a look at them costs next to nothing


def make_view(con: duckdb.DuckDBPyConnection, gathered: Gathered) -> int:
    """Create the view `gathered.view` over the raw files, or a table of few rows. Gives the number of
    rows."""
    count = len(gathered.parts)
    selects = []
    for place, part in enumerate(gathered.parts):
        rid = "file_row_number + 1" if count == 1 else f"(file_row_number + 1) * {count} + {place}"
        given = {**_made_identifier(gathered, part, place), **part.columns}
        columns = [f'{given.get(name, "NULL::VARCHAR")} AS "{name}"' for name in gathered.columns_sent]
        where = f" WHERE {part.condition}" if part.condition else ""
        selects.append(
            f"SELECT ({rid})::BIGINT AS rid, {', '.join(columns)} "
            f"FROM read_parquet({sql_text(str(part.raw))}, file_row_number=true){where}"
        )
    return hold(con, gathered.view, " UNION ALL ".join(selects))


def without_identifiers(gathered: Gathered) -> list[Part]:
    """The parts that give no identifiers while others do: wide rows beside a file of the table."""
    identifier = gathered.table.identifier
    if identifier is None or identifier.required or identifier.name not in gathered.columns_sent:
        return []
    return [part for part in gathered.parts if identifier.name not in part.columns]


def _made_identifier(gathered: Gathered, part: Part, place: int) -> dict[str, str]:
    """An identifier for each row of such a part, from what the row says; rows that are alike are numbered."""
    if part not in without_identifiers(gathered) or gathered.table.identifier is None:
        return {}
    said = ", ".join(f"coalesce({part.columns[name]}, '')" for name in sorted(part.columns))
    digest = f"left(md5(concat_ws(chr(31), '{place}', {said})), 16)"
    number = f"row_number() OVER (PARTITION BY {digest} ORDER BY file_row_number)"
    alike = f"CASE WHEN {number} = 1 THEN '' ELSE '-' || {number} END"
    return {gathered.table.identifier.name: f"'made-' || {digest} || {alike}"}


def hold(con: duckdb.DuckDBPyConnection, name: str, select: str) -> int:
    """Create the view `name` of a query, or a table where it has few rows. Gives the number of rows."""
    number: int = first_row(con, f"SELECT count(*) FROM ({select})")[0]
    con.execute(f"CREATE {'TABLE' if number <= _SMALL else 'VIEW'} {name} AS {select}")
    return number


def note_long_rows(con: duckdb.DuckDBPyConnection, gathered: Gathered) -> None:
    """An error for each record that is longer than its file's header, in the table row_faults."""
    count = len(gathered.parts)
    found: list[tuple[str | None, ...]] = [
        (str(number if count == 1 else number * count + place), extra[:200])
        for place, part in enumerate(gathered.parts)
        for number, extra in part.too_long
    ]
    if not found:
        return
    con.execute("CREATE OR REPLACE TABLE long_rows (rid VARCHAR, value VARCHAR)")
    insert_texts(con, "long_rows", found)
    message = (
        "The row has more cells than the header, so its values may stand under the wrong names. A comma may "
        "be missing "
        "its quotation marks: correct the row."
    )
    con.execute(
        f"INSERT INTO row_faults SELECT {sql_text(gathered.table.name)}, rid::BIGINT, NULL, value, "
        "'row_too_long', "
        "'error', "
        f"{sql_text(message)} FROM long_rows WHERE rid::BIGINT IN (SELECT rid FROM {gathered.view})"
    )


def missing_columns(gathered: Gathered) -> list[Fault]:
    """An error for each required column that no file gives."""
    given = set(gathered.columns_sent)
    files = ", ".join(dict.fromkeys(part.label for part in gathered.parts))
    return [
        Fault(
            files, gathered.table.name, None, column.name, None, "column_missing", "error",
            f"The column {column.name} is required in {gathered.table.name} and is not there. Add it, or "
            "say in the "
            "mapping which column it is, or its one value for all rows.",
        )
        for column in gathered.table.columns
        if column.required and column.name not in given
    ]  # fmt: skip
