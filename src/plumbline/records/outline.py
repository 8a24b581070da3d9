"""What an export looks like before it is mapped: its files and sheets, their headings, the words in a column.

It is read as `gathering` reads it and refused where that refuses it, but only the first rows of it. Words are
read only of the columns asked for, and never of one that looks like a direct identifier by its name; a word
that itself looks like one, or is too long to be a code, is counted and not given.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from plumbline.engine import locked_connection, sql_text
from plumbline.folders import work_folder
from plumbline.records.columns import match_columns
from plumbline.records.delimited import open_text, read_exactly
from plumbline.records.gathering import assign
from plumbline.records.identifiers import column_is_direct, value_is_direct
from plumbline.records.mapping import Feed, MappingFile
from plumbline.records.parquet_files import parquet_header, read_parquet
from plumbline.records.raw import RawFile, UnreadableFile
from plumbline.records.sources import Opened, Source, open_extract, table_named
from plumbline.records.specification import Column, Specification, bare_name, load
from plumbline.records.values import Words, code_key, is_empty_word, read_value, tidy
from plumbline.records.workbooks import open_sheet, read_sheet

if TYPE_CHECKING:
    import duckdb

ROWS = 20_000
"""So many rows of a file are looked at; words that stand further down alone are not met."""
WORDS = 60
"""So many words of a column are given; a column with more holds free text, not codes."""
LONGEST = 100
"""Letters in the longest word that may be a code."""

Place = tuple[str, str | None]
"""A file's name in the extract, and the sheet where it is a workbook."""


@dataclass(frozen=True)
class WordsSent:
    """The words of a column. words: each with its number of rows, most frequent first; spellings that are
    matched alike count as one, in the most frequent of them. more: how many further ones there are.
    withheld: how many look like a direct identifier, or are too long."""

    words: tuple[tuple[str, int], ...] = ()
    more: int = 0
    withheld: int = 0


@dataclass(frozen=True)
class DatesSent:
    """How a column reads as dates, in rows. forms: of those that cannot be read, with each digit as 9 and
    each letter as a, so that no value shows."""

    read: int = 0
    two_digit_years: int = 0
    unreadable: int = 0
    forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class SentTable:
    """One file or sheet of an export, or why it is refused.

    label: its name in messages. names: under which it may be a table. headings: as written, "" where one is
    missing. words, dates: of the headings asked for.
    """

    label: str
    file: str
    sheet: str | None = None
    names: tuple[str, ...] = ()
    header_row: int = 1
    headings: tuple[str, ...] = ()
    refused: str = ""
    words: dict[str, WordsSent] = field(default_factory=dict)
    dates: dict[str, DatesSent] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.file, self.sheet

    @property
    def repeated(self) -> tuple[str, ...]:
        """Headings that stand more than once, so that none of them can be read."""
        counted = Counter(bare_name(name) for name in self.headings if bare_name(name))
        return tuple(name for name in self.headings if counted[bare_name(name)] > 1)

    def by_own_name(self, specification: Specification) -> str | None:
        """The table that its own name stands for, or None."""
        return table_named(self.names, specification)


def outline(
    extract: Path,
    *,
    header_rows: Mapping[Place, int] | None = None,
    words: Mapping[Place, Collection[str]] | None = None,
    dates: Mapping[Place, Collection[str]] | None = None,
    only: Collection[Place] | None = None,
) -> list[SentTable]:
    """The files and sheets of an export, in order, with their headings; refused ones last.

    header_rows: which line holds the headings, 1 where nothing is said. words, dates: the headings of columns
    whose words, or whose form of dates, are looked at in the first `ROWS` rows. only: leave the others alone.
    Raises UsageError where there is no such extract, PlumblineError where it cannot be opened.
    """
    specification = load()
    found: list[SentTable] = []
    refused: list[SentTable] = []
    with work_folder() as work:
        opened = open_extract(Path(extract), work / "unpacked", specification)
        con = locked_connection([*opened.folders, work])
        try:
            for source in opened.sources:
                place = (source.file, source.sheet)
                if only is not None and place not in only:
                    continue
                row = (header_rows or {}).get(place, 1)
                try:
                    found.append(
                        _look(
                            con, source, row, work, specification,
                            (words or {}).get(place, ()), (dates or {}).get(place, ()),
                        )
                    )  # fmt: skip
                except UnreadableFile as why:
                    refused.append(_sent(source, row, refused=str(why)))
        finally:
            con.close()
    for fault in opened.faults:
        if fault.severity == "error":
            name = fault.file or Path(extract).name
            refused.append(SentTable(name, name, refused=fault.message))
    return [*found, *refused]


def feeds_of(
    sent: Collection[SentTable], mapping: MappingFile, specification: Specification
) -> tuple[dict[Place, list[Feed]], list[str]]:
    """Which table each file or sheet feeds under a mapping, as gathering has it, and what stands against it:
    what the mapping names and is not there, and tables sent twice."""
    sources = [
        Source(one.label, one.file, Path(one.file), "text", one.names, one.sheet)
        for one in sent
        if not one.refused
    ]
    assigned, faults = assign(Opened(sources=sources), mapping, specification)
    feeds = {(source.file, source.sheet): fed for source, fed in assigned}
    return feeds, [fault.message for fault in faults if fault.severity == "error"]


def columns_read(
    sent: SentTable, feed: Feed, left_out: Collection[str], specification: Specification
) -> dict[str, str]:
    """Our columns that a feed reads from a file, each with the heading it stands under.

    left_out: headings that are never read, of this file's feeds and of the whole mapping. Constants and the
    dates of wide rows are not among them.
    """
    out = {bare_name(name) for name in left_out}
    seen = ["" if bare_name(name) in out else name for name in sent.headings]
    table = specification.tables[feed.table]
    places = match_columns(seen, table, feed.columns, by_name=not feed.wide)
    return {name: seen[place] for name, place in places.items() if name not in feed.constants}


def may_be_read(heading: str, specification: Specification) -> bool:
    """Whether a column of this heading may be read at all: it has a name, and not that of a direct
    identifier."""
    return bool(bare_name(heading)) and column_is_direct(heading, specification) is None


def likely_code(word: str, codes: Collection[str]) -> str | None:
    """The code that a supplier's word most likely stands for, to be looked at by a person, or None.

    The same word; its first letters ("Community Payback Order": cpo); the one code that begins with it, or
    that it begins with or ends in; else the one much like it.
    """
    key = code_key(word)
    if key in codes:
        return key
    parts = [part for part in re.split(r"[^a-z0-9]+", key) if part]
    letters = {
        "".join(part[0] for part in parts),
        "".join(part[0] for part in parts if part not in ("and", "or", "of", "the", "for", "to")),
    }
    plain = "_".join(parts)
    tests = (
        lambda code: len(code) > 1 and code in letters,
        lambda code: len(plain) > 0 and code.startswith(plain),
        lambda code: plain.startswith(f"{code}_") or plain.endswith(f"_{code}"),
        lambda code: difflib.SequenceMatcher(None, plain, code).ratio() >= 0.8,
    )
    for test in tests:
        fitting = [code for code in codes if test(code)]
        if len(fitting) == 1:
            return fitting[0]
    return None


def _sent(source: Source, row: int, headings: tuple[str, ...] = (), refused: str = "") -> SentTable:
    return SentTable(source.label, source.file, source.sheet, source.names, row, headings, refused)


def _look(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    row: int,
    work: Path,
    specification: Specification,
    words: Collection[str],
    dates: Collection[str],
) -> SentTable:
    """One file or sheet. Raises UnreadableFile."""
    asked = {bare_name(name) for name in (*words, *dates) if may_be_read(name, specification)}
    raw, header = _read(con, source, row, work, specification, asked)
    one = _sent(source, row, tuple(header))
    bare = [bare_name(name) for name in header]
    places = {
        name: bare.index(bare_name(name)) for name in (*words, *dates) if bare_name(name) in asked & set(bare)
    }
    for name, place in places.items():
        cells = _cells(con, raw, place) if raw else []
        if name in words:
            one.words[name] = _words(cells, specification)
        if name in dates:
            one.dates[name] = _dates(cells, specification)
    if raw:
        raw.path.unlink()
    return one


def _read(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    row: int,
    work: Path,
    specification: Specification,
    asked: set[str],
) -> tuple[RawFile | None, list[str]]:
    """The header, and the first rows of the columns asked for (None where none is)."""
    limits, out, copy = specification.limits, work / "looked-at.parquet", work / "looked-at.csv"

    def wanted(header: list[str]) -> list[int]:
        return [place for place, name in enumerate(header) if bare_name(name) in asked]

    if source.form == "sheet":
        header, records = open_sheet(source.path, source.sheet or "", row, limits)
        some = (record for _, record in zip(range(ROWS), records, strict=False))
        return (read_sheet(con, header, some, wanted(header), out) if wanted(header) else None), header
    if source.form == "parquet":
        header = parquet_header(source.path, limits)
        if not wanted(header):
            return None, header
        return read_parquet(con, source.path, header, wanted(header), out, limits, ROWS), header
    known = asked | {bare_name(one.name) for table in specification.tables.values() for one in table.columns}
    try:
        text = open_text(
            source.path,
            copy,
            lambda header: sum(bare_name(name) in known for name in header),
            header_row=row,
            limits=limits,
        )
        places = wanted(text.header)
        raw = read_exactly(con, text, places, out, limits=limits, most=ROWS) if places else None
    finally:
        copy.unlink(missing_ok=True)
    return raw, text.header


def _cells(con: duckdb.DuckDBPyConnection, raw: RawFile, place: int) -> list[tuple[str, int]]:
    """The distinct filled cells of a column with their rows, most frequent first."""
    rows = con.execute(
        f"SELECT c{place}, count(*) FROM read_parquet({sql_text(str(raw.path))}) "
        f"WHERE c{place} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    return [(tidy(cell), count) for cell, count in rows if tidy(cell)]


def _words(cells: list[tuple[str, int]], specification: Specification) -> WordsSent:
    spelt: dict[str, str] = {}
    counted: Counter[str] = Counter()
    withheld: set[str] = set()
    for cell, count in cells:
        key = code_key(cell)
        if is_empty_word(cell, specification):
            continue
        if len(cell) > LONGEST or value_is_direct(cell, identifier=False):
            withheld.add(key)
            continue
        spelt.setdefault(key, cell)
        counted[key] += count
    ranked = sorted(counted, key=lambda key: (-counted[key], key))
    shown = tuple((spelt[key], counted[key]) for key in ranked[:WORDS])
    return WordsSent(shown, max(0, len(ranked) - WORDS), len(withheld))


def _dates(cells: list[tuple[str, int]], specification: Specification) -> DatesSent:
    column, words = Column("date", "date", ""), Words(specification)
    counted: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    for cell, count in cells:
        kind = read_value(column, cell, words).kind
        counted[kind or "read"] += count
        if kind not in (None, "two_digit_year"):
            forms[re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", cell))[:30]] += count
    unreadable = sum(count for kind, count in counted.items() if kind not in ("read", "two_digit_year"))
    most = tuple(form for form, _ in forms.most_common(3))
    return DatesSent(counted["read"], counted["two_digit_year"], unreadable, most)
