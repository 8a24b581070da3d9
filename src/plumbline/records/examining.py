"""An extract examined from end to end: gathered, typed, checked; what stays out; all that was found."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plumbline.engine import locked_connection, sql_text
from plumbline.progress import Progress
from plumbline.records import checking, keys, parsing, reading, rules
from plumbline.records.cover import NOTHING_STATED, Stated, cover_from_toml, gaps
from plumbline.records.faults import COLUMNS, Fault, FaultList
from plumbline.records.gathering import Gatherer, assign
from plumbline.records.manifest import Cover, SentFile, TableCount
from plumbline.records.mapping import MappingFile, read_mapping
from plumbline.records.raw import first_row
from plumbline.records.sources import Opened, open_extract
from plumbline.records.specification import Specification, load
from plumbline.records.values import Words

if TYPE_CHECKING:
    import duckdb

_READING, _TYPING, _KEYS, _WRITING = 0.45, 0.6, 0.65, 0.95  # shares of the work when each is done


@dataclass(frozen=True)
class Checked:
    """What checking an extract found.

    faults: all of them. tables: rows by table, as they would be taken without the faulty ones.
    refused: it cannot be taken even without its faulty rows.
    """

    extract: Path
    faults: FaultList
    tables: dict[str, TableCount]
    files: tuple[SentFile, ...]
    extracted_on: datetime.date | None
    cover: dict[str, Cover]
    refused: bool

    @property
    def ok(self) -> bool:
        """Whether there are no errors."""
        return self.faults.count("error") == 0


@dataclass(frozen=True)
class Examined:
    """An extract examined, and the means to write it: valid while the work goes on."""

    con: duckdb.DuckDBPyConnection
    checked: Checked
    sent: dict[str, checking.TypedTable]
    left_out: dict[str, tuple[int, int]]


@contextmanager
def examined(
    extract: Path,
    work: Path,
    folder: Path,
    *,
    mapping: Path | None,
    standard_codes: Collection[str],
    progress: Progress | None,
) -> Iterator[Examined]:
    """Examine an extract. Its typed tables are written to `folder`, all else to `work`."""
    specification = load()
    tell = progress or (lambda what, share: None)
    said = read_mapping(mapping, specification) if mapping else MappingFile()
    tell("opening the extract", 0.0)
    opened = open_extract(extract, work / "unpacked", specification)
    stated = _stated(opened, said, specification)
    spill = work / "spill"
    spill.mkdir()
    con = locked_connection([*opened.folders, work, folder], spill=spill)
    try:
        con.execute(parsing.FAULTS_TABLE)
        with ThreadPoolExecutor(1) as beside:
            gatherer, hashes = _gather(con, opened, said, work, specification, tell, beside)
            tables = gatherer.tables()
            faults = [*opened.faults, *gatherer.faults]
            words = Words(specification, said.two_digit_years_from, standards=frozenset(standard_codes))
            typed, rows_read, notices = _type_columns(con, tables, words, said, tell)
            tell("numbering identifiers", _TYPING)
            keys.make_dictionaries(con, tables, typed, specification)
            sent = _write_tables(con, tables, typed, rows_read, folder, specification, tell)
            tell("checking rows against each other", _WRITING)
            notices += _check(con, sent, stated, specification)
            left_out = checking.leave_out(con, sent)
            files = _files(gatherer, hashes, specification)
        counts = {
            name: TableCount(
                rows_read[name] - sum(left_out[name]),
                rows_read[name],
                *left_out[name],
                tuple(gathered.columns_sent),
            )
            for name, gathered in tables.items()
        }
        if not tables:
            faults.append(_nothing(specification))
        whole = [fault if fault.file else replace(fault, file=extract.name) for fault in [*faults, *notices]]
        listed = _fault_list(con, whole, tables)
        cover = {name: stated.tables[name] for name in tables if name in stated.tables}
        checked = Checked(extract, listed, counts, files, stated.extracted_on, cover, bool(listed.refusing()))
        tell("done", 1.0)
        yield Examined(con, checked, sent, left_out)
    finally:
        con.close()


def _stated(opened: Opened, said: MappingFile, specification: Specification) -> Stated:
    """What extract.toml and the mapping state of cover; the mapping goes before."""
    stated = NOTHING_STATED
    if opened.cover_text is not None:
        stated, wrong = cover_from_toml(opened.cover_text, specification)
        for line in wrong:
            opened.refuse(
                opened.cover_file,
                "extract_toml",
                f"{opened.cover_file}: {line}. Correct it: figures rest on it.",
            )
    return stated.under(said.cover) if said.cover else stated


def _gather(
    con: duckdb.DuckDBPyConnection,
    opened: Opened,
    said: MappingFile,
    work: Path,
    specification: Specification,
    tell: Progress,
    beside: ThreadPoolExecutor,
) -> tuple[Gatherer, dict[str, Future[str]]]:
    gatherer = Gatherer(con, work, said, specification)
    assigned, faults = assign(opened, said, specification)
    gatherer.faults += faults
    hashes: dict[str, Future[str]] = {}
    sizes = [source.path.stat().st_size for source, _ in assigned]
    total, before = sum(sizes) or 1, 0
    for (source, feeds), size in zip(assigned, sizes, strict=True):
        if source.file not in hashes:
            hashes[source.file] = beside.submit(_sha256, source.path)
        advance = partial(_advance, tell, f"reading {source.label}", before / total, size / total)
        advance(0.0)
        gatherer.read(source, feeds, advance)
        before += size
    return gatherer, hashes


def _advance(tell: Progress, what: str, start: float, span: float, share: float) -> None:
    tell(what, _READING * (start + span * share))


def _type_columns(
    con: duckdb.DuckDBPyConnection,
    tables: dict[str, reading.Gathered],
    words: Words,
    said: MappingFile,
    tell: Progress,
) -> tuple[dict[str, dict[str, parsing.Typed]], dict[str, int], list[Fault]]:
    typed: dict[str, dict[str, parsing.Typed]] = {}
    rows_read: dict[str, int] = {}
    notices: list[Fault] = []
    for number, (name, gathered) in enumerate(tables.items()):
        tell(f"reading the values of {name}", _READING + (_TYPING - _READING) * number / len(tables))
        rows_read[name] = reading.make_view(con, gathered)
        reading.note_long_rows(con, gathered)
        typed[name] = {}
        for column in gathered.table.columns:
            if column.name not in gathered.columns_sent:
                continue
            value, noticed = parsing.type_column(
                con, gathered, column, words, said.codes.get((name, column.name))
            )
            typed[name][column.name] = value
            notices += [_notice(gathered, one) for one in noticed]
        identifier = gathered.table.identifier
        if (
            identifier
            and not identifier.required
            and _never_filled(con, gathered, typed[name].get(identifier.name))
        ):
            typed[name].pop(identifier.name, None)
            typed[name][identifier.name] = keys.make_identifiers(con, gathered, typed[name])
            if rows_read[name]:
                notices.append(_made(gathered, identifier.name, rows_read[name]))
        elif identifier and not identifier.required:
            if parts := reading.without_identifiers(gathered):
                notices.append(_made(gathered, identifier.name, len(parts), "row of a column of wide dates"))
            keys.require_identifiers(con, gathered, identifier, typed[name][identifier.name])
    return typed, rows_read, notices


def _never_filled(
    con: duckdb.DuckDBPyConnection, gathered: reading.Gathered, value: parsing.Typed | None
) -> bool:
    if value is None:
        return True
    filled = first_row(con, f"SELECT count({value.expression}) FROM {gathered.view} r {value.join}")
    return bool(filled[0] == 0)


def _write_tables(
    con: duckdb.DuckDBPyConnection,
    tables: dict[str, reading.Gathered],
    typed: dict[str, dict[str, parsing.Typed]],
    rows_read: dict[str, int],
    folder: Path,
    specification: Specification,
    tell: Progress,
) -> dict[str, checking.TypedTable]:
    sent: dict[str, checking.TypedTable] = {}
    total, before = sum(rows_read.values()) or 1, 0
    for name, gathered in tables.items():
        tell(f"typing {name}", _KEYS + (_WRITING - _KEYS) * before / total)
        sent[name] = checking.type_table(con, gathered, typed[name], folder, specification, rows_read[name])
        before += rows_read[name]
    return sent


def _check(
    con: duckdb.DuckDBPyConnection,
    sent: dict[str, checking.TypedTable],
    stated: Stated,
    specification: Specification,
) -> list[Fault]:
    for table in sent.values():
        checking.check_rows(con, table, sent)
    views = {name: table.view for name, table in sent.items()}
    tables = {name: table.gathered.table for name, table in sent.items()}
    for rule in rules.rules(tables, views, stated.tables, specification):
        rules.warn(con, rule)
    return [
        Fault(_files_of(sent[name].gathered), name, None, None, None, "cover_gap", "warning", message)
        for name, message in gaps(con, views, {name: table.begins for name, table in tables.items()}, stated)
    ]


def _files(
    gatherer: Gatherer, hashes: dict[str, Future[str]], specification: Specification
) -> tuple[SentFile, ...]:
    order = list(specification.tables)
    files = sorted(
        gatherer.fed.items(), key=lambda fed: (min(order.index(table) for table in fed[1]), fed[0])
    )
    return tuple(
        SentFile(
            file,
            hashes[file].result(),
            gatherer.paths[file].stat().st_size,
            ", ".join(sorted(tables, key=order.index)),
        )
        for file, tables in files
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files_of(gathered: reading.Gathered) -> str:
    return ", ".join(dict.fromkeys(part.label for part in gathered.parts))


def _notice(gathered: reading.Gathered, noticed: parsing.Noticed) -> Fault:
    cells = "1 cell" if noticed.cells == 1 else f"{noticed.cells:,} cells"
    verb = "is" if noticed.cells == 1 else "are"
    said = {
        "empty_word": f"{cells} with “{noticed.example}” or the like {verb} read as empty.",
        "authority_retired": f"{cells} with a retired council code, such as “{noticed.example}”, {verb} "
        "read as its "
        "successor. Send the code in force.",
    }[noticed.kind]
    return Fault(
        _files_of(gathered),
        gathered.table.name,
        None,
        noticed.column,
        noticed.example,
        noticed.kind,
        "notice",
        said,
    )


def _made(gathered: reading.Gathered, column: str, number: int, of: str = "row") -> Fault:
    return Fault(
        _files_of(gathered),
        gathered.table.name,
        None,
        column,
        None,
        "identifier_made",
        "notice",
        f"No {column} was sent, so one was made for each {of} ({number:,}) from what it says. Rows that are "
        "alike are numbered, and all are kept.",
    )


def _nothing(specification: Specification) -> Fault:
    names = ", ".join(specification.tables)
    return Fault(
        None, None, None, None, None, "no_tables", "error",
        f"No table of the specification can be used. Files or sheets are named after their tables: {names}. "
        "A mapping can give other names.",
    )  # fmt: skip


def _fault_list(
    con: duckdb.DuckDBPyConnection, faults: list[Fault], tables: dict[str, reading.Gathered]
) -> FaultList:
    """Faults of files and columns first, then those of rows, by table, row and column."""
    import duckdb  # noqa: F401  gives a connection its relations
    import pyarrow as pa

    whole = [FaultList.of(faults).to_arrow()]
    for name, gathered in tables.items():
        count = len(gathered.parts)
        files = "[" + ", ".join(sql_text(part.label) for part in gathered.parts) + "]"
        places = "[" + ", ".join(sql_text(column.name) for column in gathered.table.columns) + "]"
        row = "rid" if count == 1 else f"rid // {count}"
        found: Any = con.sql(
            f'SELECT {files}[1 + rid % {count}] AS file, table_name AS "table", {row} AS "row", column_name '
            "AS "
            f'"column", value, kind, severity, message FROM row_faults WHERE table_name = {sql_text(name)} '
            f"ORDER BY rid, coalesce(list_position({places}, column_name), 0), kind, message"
        ).to_arrow_table()
        whole.append(found.select(list(COLUMNS)).cast(whole[0].schema))
    return FaultList(pa.concat_tables(whole))
