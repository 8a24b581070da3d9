"""Which file feeds which table, by name or by mapping; each file read once; what cannot be read is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from plumbline.engine import sql_text
from plumbline.records.columns import header_faults, match_columns
from plumbline.records.delimited import TextFile, open_text, read_text
from plumbline.records.faults import Fault
from plumbline.records.mapping import Feed, MappingFile, same_name
from plumbline.records.parquet_files import parquet_header, read_parquet
from plumbline.records.raw import RawFile, UnreadableFile
from plumbline.records.reading import Gathered, Part, missing_columns
from plumbline.records.sources import Opened, Source, table_named
from plumbline.records.specification import Specification, bare_name
from plumbline.records.values import SPACE
from plumbline.records.workbooks import open_sheet, read_sheet

if TYPE_CHECKING:
    import duckdb

Advance = Callable[[float], None]


def assign(
    opened: Opened, mapping: MappingFile, specification: Specification
) -> tuple[list[tuple[Source, list[Feed]]], list[Fault]]:
    """For each source the tables that it feeds. Faults: what the mapping names and is not there, one table
    sent twice, and notices of what is left alone."""
    faults: list[Fault] = []
    feeds: dict[int, list[Feed]] = {place: [] for place in range(len(opened.sources))}
    placed: set[str] = set()
    by_name = {feed.table: feed for feed in mapping.feeds if not (feed.file or feed.sheet) and not feed.wide}
    for feed in mapping.feeds:
        if feed.table in by_name and by_name[feed.table] is feed:
            continue
        fitting = [place for place, source in enumerate(opened.sources) if _fits(source, feed)]
        if len(fitting) > 1:
            fitting = [
                place
                for place in fitting
                if table_named(opened.sources[place].names, specification) == feed.table
            ]
        if len(fitting) != 1:
            what = " and ".join(filter(None, [feed.file, f"sheet {feed.sheet}" if feed.sheet else None]))
            faults.append(_error(
                None, feed.table, "file_missing",
                f"The mapping says that {feed.table} are in {what or 'the extract'}, and no one such file "
                "or sheet is "
                "there. Correct the name in the mapping, or send the file.",
            ))  # fmt: skip
            continue
        feeds[fitting[0]].append(feed)
        if not feed.wide:
            placed.add(feed.table)
    named: dict[str, list[int]] = {}
    for place, source in enumerate(opened.sources):
        table = table_named(source.names, specification)
        if table is not None and table not in placed and not any(not feed.wide for feed in feeds[place]):
            named.setdefault(table, []).append(place)
    for table, places in named.items():
        if len(places) > 1:
            labels = " and ".join(opened.sources[place].label for place in places)
            faults.append(_error(
                None, table, "table_twice",
                f"{table} are sent twice: {labels}. Send one of them, or say in the mapping which to read.",
            ))  # fmt: skip
            for place in places:
                feeds[place] = []
        else:
            feeds[places[0]].insert(0, by_name.get(table, Feed(table)))
    twice = {place for places in named.values() if len(places) > 1 for place in places}
    ignored = [
        source.label for place, source in enumerate(opened.sources) if not feeds[place] and place not in twice
    ]
    for label in [*ignored, *opened.others]:
        faults.append(Fault(
            label, None, None, None, None, "file_ignored", "notice",
            f"{label} is no table of the specification and is left alone. If it is one by another name, say "
            "so in the "
            "mapping.",
        ))  # fmt: skip
    return [(opened.sources[place], fed) for place, fed in feeds.items() if fed], faults


def _fits(source: Source, feed: Feed) -> bool:
    if feed.file is not None and not any(
        file_fits(feed.file, name) for name in (source.file, source.path.name, source.path.stem)
    ):
        return False
    return feed.sheet is None or (source.sheet is not None and same_name(feed.sheet, source.sheet))


def file_fits(wanted: str, name: str) -> bool:
    """Whether a file has the name that a mapping gives (`wanted`), in which * stands for any letters."""
    first, *rest = [bare_name(part) for part in wanted.split("*")]
    bare = bare_name(name)
    if not rest:
        return bare == first
    *middle, last = rest
    end = len(bare) - len(last)
    if not bare.startswith(first) or not bare.endswith(last) or end < len(first):
        return False
    place = len(first)
    for part in middle:  # each as early as it goes, which leaves most room for the next
        found = bare.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


class Gatherer:
    """Reads sources one after another and keeps, for each table, its parts and what was wrong."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, work: Path, mapping: MappingFile, specification: Specification
    ) -> None:
        self.con, self.work, self.mapping, self.specification = con, work, mapping, specification
        self.faults: list[Fault] = []
        self.parts: dict[str, list[Part]] = {}
        self.fed: dict[str, list[str]] = {}  # file -> tables it gave rows to
        self.paths: dict[str, Path] = {}
        self._number = 0

    def read(self, source: Source, feeds: list[Feed], advance: Advance) -> None:
        """Read one source for the tables that it feeds."""
        self._number += 1
        raw = self.work / f"raw-{self._number}.parquet"
        table = feeds[0].table
        limits = self.specification.limits
        wanted: list[int] = []
        places: list[dict[str, int]] = []

        def choose(header: list[str]) -> bool:
            nonlocal wanted, places
            places, sound = self._choose(source, feeds, header)
            wanted = sorted({place for fed in places for place in fed.values()})
            return sound

        try:
            if source.form == "sheet":
                header, records = open_sheet(
                    source.path, source.sheet or "", max(feed.header_row for feed in feeds), limits
                )
                file = read_sheet(self.con, header, records, wanted, raw) if choose(header) else None
            elif source.form == "parquet":
                header = parquet_header(source.path, limits)
                file = (
                    read_parquet(self.con, source.path, header, wanted, raw, limits)
                    if choose(header)
                    else None
                )
            else:
                text = self._open_text(source, feeds)
                header = text.header
                file = self._read_text(text, wanted, raw, advance) if choose(header) else None
        except UnreadableFile as fault:
            self.faults.append(
                Fault(
                    source.label,
                    table,
                    fault.row,
                    fault.column,
                    None,
                    fault.kind,
                    "error",
                    f"{source.label}: {fault}",
                )
            )
            return
        if file is not None:
            self._note_blank(source, table, file)
            for feed, found in zip(feeds, places, strict=True):
                self._add(source, feed, header, found, file)

    def _open_text(self, source: Source, feeds: list[Feed]) -> TextFile:
        known = self._known(feeds)
        return open_text(
            source.path,
            self.work / f"text-{self._number}.csv",
            lambda header: sum(bare_name(name) in known for name in header),
            header_row=max(feed.header_row for feed in feeds),
            limits=self.specification.limits,
        )

    def _read_text(self, text: TextFile, wanted: list[int], raw: Path, advance: Advance) -> RawFile:
        return read_text(self.con, text, wanted, raw, limits=self.specification.limits, advance=advance)

    def _known(self, feeds: list[Feed]) -> set[str]:
        known: set[str] = set()
        for feed in feeds:
            known |= {bare_name(column.name) for column in self.specification.tables[feed.table].columns}
            known |= {bare_name(theirs) for theirs in [*feed.columns.values(), *feed.dates]}
        return known

    def _choose(
        self, source: Source, feeds: list[Feed], header: list[str]
    ) -> tuple[list[dict[str, int]], bool]:
        """For each feed the places of the columns it takes (wide rows' date columns by their own names)."""
        left_out = [*self.mapping.leave_out, *(name for feed in feeds for name in feed.leave_out)]
        out = {bare_name(name) for name in left_out}
        seen = ["" if bare_name(name) in out else name for name in header]
        places: list[dict[str, int]] = []
        for feed in feeds:
            table = self.specification.tables[feed.table]
            found = match_columns(seen, table, feed.columns, by_name=not feed.wide)
            bare = [bare_name(name) for name in seen]
            found |= {
                f"date {theirs}": bare.index(bare_name(theirs))
                for theirs in feed.dates
                if bare_name(theirs) in bare
            }
            for ours, theirs in [*feed.columns.items(), *((None, theirs) for theirs in feed.dates)]:
                if bare_name(theirs) not in bare:
                    self.faults.append(Fault(
                        source.label, feed.table, None, ours or theirs, None, "column_missing", "error",
                        f"The mapping names the column “{theirs}”, and the file has none. Correct the "
                        "mapping.",
                    ))  # fmt: skip
            places.append({name: place for name, place in found.items() if name not in feed.constants})
        used = {place for fed in places for place in fed.values()}
        own = {
            bare_name(column.name)
            for feed in feeds
            for column in self.specification.tables[feed.table].columns
        }
        faults, sound = header_faults(source.label, feeds[0].table, seen, used, own, self.specification)
        self.faults += faults
        return places, sound

    def _note_blank(self, source: Source, table: str, file: RawFile) -> None:
        if not file.blank:
            return
        rows = ", ".join(str(number) for number in file.first_blank) + (" …" if file.blank > 5 else "")
        self.faults.append(Fault(
            source.label, table, None, None, None, "blank_record", "notice",
            f"{file.blank:,} rows have every cell empty and are passed over (row {rows}).",
        ))  # fmt: skip

    def _add(
        self, source: Source, feed: Feed, header: list[str], places: dict[str, int], file: RawFile
    ) -> None:
        columns: dict[str, str] = {}
        headers: dict[str, str] = {}
        empties = ", ".join(sql_text(word.casefold()) for word in ("", *self.specification.empty_words))
        for name, place in places.items():
            if name.startswith("date "):
                continue
            headers[name] = header[place]
            columns[name] = f"c{place}"
            if name in feed.defaults:
                empty = f"coalesce(lower(trim(c{place}, {sql_text(SPACE)})), '') IN ({empties})"
                columns[name] = f"CASE WHEN {empty} THEN {sql_text(feed.defaults[name])} ELSE c{place} END"
        for name, value in {**feed.defaults, **feed.constants}.items():
            if name not in columns or name in feed.constants:
                columns[name] = f"{sql_text(value)}::VARCHAR"
        condition = "NOT blank" if file.blank else None
        parts = self.parts.setdefault(feed.table, [])
        if not feed.wide:
            parts.append(Part(source.label, file.path, columns, headers, condition, tuple(file.too_long)))
        for theirs, (ours, constants) in feed.dates.items():
            if f"date {theirs}" not in places:
                continue
            cell = f"c{places[f'date {theirs}']}"
            filled = f"coalesce(lower(trim({cell}, {sql_text(SPACE)})), '') NOT IN ({empties})"
            given = {
                **columns,
                ours: cell,
                **{name: f"{sql_text(text)}::VARCHAR" for name, text in constants.items()},
            }
            parts.append(
                Part(source.label, file.path, given, {**headers, ours: theirs}, filled, tuple(file.too_long))
            )
        tables = self.fed.setdefault(source.file, [])
        if feed.table not in tables:
            tables.append(feed.table)
        self.paths[source.file] = source.path

    def tables(self) -> dict[str, Gathered]:
        """The tables that can be used, in the order of the specification; a fault for each column they
        lack."""
        usable: dict[str, Gathered] = {}
        for name, table in self.specification.tables.items():
            if not self.parts.get(name):
                continue
            gathered = Gathered(table, tuple(self.parts[name]))
            missing = missing_columns(gathered)
            self.faults += missing
            if not missing:
                usable[name] = gathered
        return usable


def _error(file: str | None, table: str | None, kind: str, message: str) -> Fault:
    return Fault(file, table, None, None, None, kind, "error", message)
