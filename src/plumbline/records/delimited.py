"""CSV files, as case systems and spreadsheets write them, into plain columns of text.

DuckDB reads a file when it is regular to the last row. Anything odd (a row of another length, a stray
quotation mark) is read by Python's csv module, which numbers every record exactly. Both give the same rows.
"""

from __future__ import annotations

import codecs
import csv
import io
import mmap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from plumbline.engine import sql_text
from plumbline.records.raw import RawFile, RawWriter, UnreadableFile, blank_sql, finish_raw, is_blank
from plumbline.records.values import SPACE

if TYPE_CHECKING:
    import duckdb

DELIMITERS = (",", ";", "\t")
_SNIFFED = 4_000_000
_BLOCK = 4_000_000
_NOT_TEXT = "The file is not text: it holds bytes that no CSV has. Export it again as CSV."
_NO_CELL = "\x01no cell\x01"  # what no file has in a cell
_NAMES = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
_OTHER_FORMATS = (
    (b"PK\x03\x04", "a zip or a workbook"),
    (b"PAR1", "a Parquet file"),
    (b"\xd0\xcf\x11\xe0", "an older workbook or document"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip file"),
)


@dataclass(frozen=True)
class TextFile:
    """How a text file is written.

    path: the file, or its copy in UTF-8. delimiter, header: as found. start: lines that come before any
    record.
    header_row: which record is the header.
    simple: the header is the first line and holds no line break.
    """

    path: Path
    delimiter: str
    header: list[str]
    start: int
    header_row: int
    simple: bool


def open_text(
    path: Path, copy: Path, known: Callable[[list[str]], int], *, header_row: int = 1, limits: dict[str, int]
) -> TextFile:
    """Find out how a text file is written; one that is not UTF-8 is copied to `copy` in UTF-8.

    known: how many names of a header are known, to tell delimiters apart. header_row: which record is the
    header.
    Raises UnreadableFile for what is not text, or has no header.
    """
    with path.open("rb") as file:
        start = file.read(_SNIFFED)
    for magic, what in _OTHER_FORMATS:
        if start.startswith(magic):
            raise UnreadableFile(f"The file is {what}, not text as its name says. Export it again as CSV.")
    encoding = _encoding(path, start)
    if encoding != "utf-8":
        path = _copy_as_utf8(path, copy, encoding)
    return _look(path, known, header_row, limits)


def _encoding(path: Path, start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) and len(start) % 4 == 0:
        raise UnreadableFile("The file is written in UTF-32. Export it again as UTF-8.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    first = start[:4096]
    if first.count(0) * 3 > len(first):
        return "utf-16-le" if first[1::2].count(0) > first[0::2].count(0) else "utf-16-be"
    if any(
        byte in first for byte in b"\x00\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11\x12\x14\x15\x16\x17\x18\x19"
    ):
        raise UnreadableFile(_NOT_TEXT)
    if _is_utf8(path):
        return "utf-8"
    if start.startswith(codecs.BOM_UTF8):
        raise UnreadableFile(
            "The file says it is UTF-8 and is not: it may be damaged or cut short. Export it again."
        )
    return "cp1252"


def _is_utf8(path: Path) -> bool:
    """Whether a file is UTF-8 to its last byte."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    begun = False  # a letter is begun, or some was met: only then is a block decoded
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                if b"\0" in block:
                    raise UnreadableFile(_NOT_TEXT)
                if begun or not block.isascii():
                    decoder.decode(block)
                    begun = bool(decoder.getstate()[0])
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _copy_as_utf8(path: Path, copy: Path, encoding: str) -> Path:
    try:
        with (
            path.open("r", encoding=encoding, newline="") as source,
            copy.open("w", encoding="utf-8", newline="") as out,
        ):
            while block := source.read(_BLOCK):
                if "\0" in block:
                    raise UnreadableFile(_NOT_TEXT)
                out.write(block)
    except UnicodeError:
        said = _NAMES.get(encoding, "UTF-8 or Windows-1252")
        raise UnreadableFile(f"The file cannot be read as {said}. Export it again as UTF-8.") from None
    return copy


def _look(path: Path, known: Callable[[list[str]], int], header_row: int, limits: dict[str, int]) -> TextFile:
    with path.open("rb") as file:
        text = codecs.getincrementaldecoder("utf-8-sig")("replace").decode(file.read(_SNIFFED))
    if not text.strip(SPACE):
        raise UnreadableFile(
            "The file is empty: it has not even a header line. Send it with its header, or leave it out."
        )
    skipped = 0
    delimiters: tuple[str, ...] = DELIMITERS
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) <= 5:
        delimiters = (first.rstrip("\r\n")[4:5] or "\t",)  # spreadsheets name the delimiter so
        skipped, text = 1, rest
    best: tuple[tuple[int, int], str, list[str], int] | None = None
    for delimiter in delimiters:
        try:
            header, lines = _header(text, delimiter, header_row, limits)
        except csv.Error:
            continue
        score = (known(header), len(header))
        if best is None or score > best[0]:
            best = (score, delimiter, header, lines)
    if best is None or best[3] < 0:
        raise UnreadableFile(
            "The header line is longer than 1 MB, which is the limit. A line break may be missing, or a "
            "quotation "
            "mark in it is never closed. Correct it.",
            "limit",
        )
    _, delimiter, header, lines = best
    if len(header) > limits["columns"]:
        raise UnreadableFile(
            f"The file has {len(header):,} columns, and the limit is {limits['columns']:,}. Remove what is "
            "not needed.",
            "limit",
        )
    simple = skipped == 0 and lines == 1 and header_row == 1
    return TextFile(path, delimiter, header, skipped, header_row, simple)


def _header(text: str, delimiter: str, header_row: int, limits: dict[str, int]) -> tuple[list[str], int]:
    """The names in the header, and how many lines it takes with those before it; -1 where no end of it is in
    sight."""
    with _field_limit(limits):
        whole = io.StringIO(text, newline="")
        reader = csv.reader(whole, delimiter=delimiter)
        found = [record for _, record in zip(range(header_row), _filled(reader), strict=False)]
        header = found[-1] if len(found) == header_row else []
        unended = len(text) > _SNIFFED // 2 and whole.tell() == len(text)
        return [name.strip(SPACE) for name in header], -1 if unended else reader.line_num


class _field_limit:
    """The csv module's limit on a field, set for a while."""

    def __init__(self, limits: dict[str, int]) -> None:
        self.limit = limits["field_bytes"]

    def __enter__(self) -> None:
        self.former = csv.field_size_limit(self.limit)

    def __exit__(self, *_: object) -> None:
        csv.field_size_limit(self.former)


def _filled(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """The records of a reader. A line with nothing on it, or only space, is no record."""
    for record in reader:
        if record and not (len(record) == 1 and not record[0].strip(SPACE)):
            yield record


def read_text(
    con: duckdb.DuckDBPyConnection,
    file: TextFile,
    wanted: list[int],
    out: Path,
    *,
    limits: dict[str, int],
    advance: Callable[[float], None] = lambda share: None,
) -> RawFile:
    """Read the wanted columns of a file into Parquet. advance: told the share of the file that is read.

    Raises UnreadableFile where the file is not CSV, or passes a limit.
    """
    if file.simple:
        raw = read_fast(con, file, wanted, out, limits=limits)
        if raw is not None:
            return raw
    return read_exactly(con, file, wanted, out, limits=limits, advance=advance)


def read_fast(
    con: duckdb.DuckDBPyConnection, file: TextFile, wanted: list[int], out: Path, *, limits: dict[str, int]
) -> RawFile | None:
    """Read by DuckDB, strictly. None where it meets anything that is not regular.

    DuckDB is told of one column more than the header has. A cell that a row lacks comes as NULL and an empty
    one as "", so that a row is too long exactly where that column is not NULL.
    """
    if not _regular_quotes(file.path, file.delimiter):
        return None
    width = len(file.header)
    names = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(width + 1))
    cells = "".join(f"nullif(c{n}, '') AS c{n}, " for n in wanted)
    order = [*wanted, *(n for n in range(width + 1) if n not in wanted)]
    blank = blank_sql([f"c{n}" for n in order])
    source = (
        f"read_csv({sql_text(str(file.path))}, auto_detect=false, header=true, columns={{{names}}}, "
        f"delim={sql_text(file.delimiter)}, quote='\"', escape='\"', strict_mode=true, null_padding=true, "
        f"nullstr='{_NO_CELL}', encoding='utf-8', max_line_size={limits['field_bytes']}"
    )
    rows = f"FROM SOURCE WHERE NOT (c1 IS NULL AND trim(c0, {sql_text(SPACE)}) = '')"
    for parallel in ("true", "false"):  # quoted line breaks are read by one thread
        whole = rows.replace("SOURCE", f"{source}, parallel={parallel})")
        select = f"SELECT {cells}{blank} AS blank, c{width} AS extra {whole}"
        copy = f"COPY ({select}) TO {sql_text(str(out))} (FORMAT parquet)"
        if _runs(con, copy):
            raw = finish_raw(con, out, wanted)
            raw.too_long = con.execute(
                f"SELECT file_row_number + 1, extra FROM read_parquet({sql_text(str(out))}, "
                "file_row_number=true) "
                "WHERE extra IS NOT NULL AND NOT blank ORDER BY 1"
            ).fetchall()
            return raw
    return None


def _runs(con: duckdb.DuckDBPyConnection, statement: str) -> bool:
    import duckdb

    try:
        con.execute(statement)
    except duckdb.Error:
        return False
    return True


def _regular_quotes(path: Path, delimiter: str) -> bool:
    """Whether every quotation mark opens or closes a whole cell, or stands doubled inside one.

    Counting from the start, the first, third, fifth … mark opens and the others close (of a doubled mark the
    first closes and the second opens again). Where all stand where they may, every reader of CSV agrees on
    the rows. DuckDB would drop what follows a mark that is never closed, without a word.
    """
    import numpy as np

    with path.open("rb") as file:
        if not path.stat().st_size:
            return True
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            if whole.find(b'"') < 0:
                return True
        edge = np.zeros(256, dtype=bool)
        edge[list(b'\r\n"' + delimiter.encode())] = True
        before, opens = b"\n", True  # what precedes the block; whether the next mark opens
        start = file.read(len(codecs.BOM_UTF8))
        held = b"" if start == codecs.BOM_UTF8 else start
        while block := held + file.read(_BLOCK):
            held = file.read(1)
            letters = np.frombuffer(before + block + (held or b"\n"), dtype=np.uint8)
            marks = np.flatnonzero(letters[1:-1] == ord('"')) + 1
            opening, closing = (marks[0::2], marks[1::2]) if opens else (marks[1::2], marks[0::2])
            if not (edge[letters[opening - 1]].all() and edge[letters[closing + 1]].all()):
                return False
            opens ^= bool(len(marks) % 2)
            before = block[-1:]
    return opens


def read_exactly(
    con: duckdb.DuckDBPyConnection,
    file: TextFile,
    wanted: list[int],
    out: Path,
    *,
    limits: dict[str, int],
    advance: Callable[[float], None] = lambda share: None,
    most: int | None = None,
) -> RawFile:
    """Read by Python's csv module: slower, and it takes whatever comes. most: so many records and no more."""
    width, size = len(file.header), max(1, file.path.stat().st_size)
    too_long: list[tuple[int, str]] = []
    number = 0
    with (
        _field_limit(limits),
        file.path.open("rb") as binary,
        io.TextIOWrapper(binary, encoding="utf-8-sig", newline="") as lines,
        RawWriter(out, wanted) as writer,
    ):
        for _ in range(file.start):
            lines.readline()
        reader = csv.reader(lines, delimiter=file.delimiter, strict=True, skipinitialspace=True)
        filled = _filled(reader)
        try:
            for _ in range(file.header_row):
                next(filled, None)
            for number, record in enumerate(islice(filled, most), 1):
                blank = is_blank(record)
                if len(record) > width and not blank:
                    too_long.append((number, next((cell for cell in record[width:] if cell), "")))
                if writer.add(record, blank):
                    advance(min(1.0, binary.tell() / size))
        except csv.Error as fault:
            raise _not_csv(fault, number + 1) from None
    raw = finish_raw(con, out, wanted)
    raw.too_long = too_long
    return raw


def _not_csv(fault: csv.Error, record: int) -> UnreadableFile:
    if "field larger" in str(fault):
        return UnreadableFile(
            f"A field in row {record} is longer than 1 MB, which is the limit. A quotation mark may be "
            "missing, or "
            "the column holds what does not belong here.",
            "limit",
            record,
        )
    return UnreadableFile(
        f"Row {record} is not CSV: a quotation mark is not closed, or stands where none may. Within "
        "quotation marks, "
        "write each one twice.",
        row=record,
    )
