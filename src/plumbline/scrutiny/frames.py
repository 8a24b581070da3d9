"""The frame of a sample: every record in scope, once, each in one stratum, with the hash of the list itself.

A frame comes from a CSV file that somebody hands over, or from rows of a run, which are then written as such
a file. The hash is that of the file's bytes, so that `sha256sum` on the file gives it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from plumbline.errors import PlumblineError
from plumbline.records.values import SPACE

MOST_BYTES = 20_000_000
MOST_ROWS = 200_000
LONGEST = 200
"""The longest identifier or name of a stratum, in letters."""
LONGEST_CELL = 131_072
"""The longest cell that is read at all, whatever else the process lets the csv module read."""
MOST_COLUMNS = 500
SHOWN_FAULTS = 20
SEPARATOR = "|"
"""What stands between the parts of a key, and so in none of them."""
RECORD_ID, STRATUM = "record_id", "stratum"
"""The columns of a frame that is made from rows."""
_DELIMITERS = (",", ";", "\t")


class FrameRow(NamedTuple):
    """A record in scope. `stratum` is the empty string in a frame without strata."""

    stratum: str
    record_id: str


@dataclass(frozen=True)
class FrameFault:
    """What is wrong with a list. row: the record after the header, 1 for the first; None for all of them.

    No message repeats what a cell holds: an identifier belongs in no log and on no error page.
    """

    row: int | None
    column: str
    message: str

    def __str__(self) -> str:
        where = self.column if self.row is None else f"row {self.row}, {self.column}"
        return f"{where}: {self.message}"


class FrameRefused(PlumblineError):
    """A list that no sample can be drawn from, with all that is wrong with it."""

    def __init__(self, name: str, frame_faults: Iterable[FrameFault]) -> None:
        self.frame_faults = tuple(frame_faults)
        count = len(self.frame_faults)
        shown = [f"  {fault}" for fault in self.frame_faults[:SHOWN_FAULTS]]
        if count > SHOWN_FAULTS:
            shown.append(f"  and {count - SHOWN_FAULTS:,} more")
        things = "1 thing is" if count == 1 else f"{count:,} things are"
        said = "\n".join(shown)
        super().__init__(
            f"{name}: no sample can be drawn from this list; {things} wrong with it "
            f"(row 1 is the first under the header):\n{said}"
        )


@dataclass(frozen=True)
class Frame:
    """The records in scope, in the order of the list. content: the bytes of the list, as handed in.

    joins: pairs of a stratum of the list and the joined stratum it belongs to; see `strata`.
    """

    rows: tuple[FrameRow, ...]
    content: bytes
    id_column: str
    stratum_column: str | None
    name: str
    joins: tuple[tuple[str, str], ...] = ()

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the list's bytes, in hexadecimal digits."""
        return sha256(self.content).hexdigest()

    @cached_property
    def strata(self) -> dict[str, int]:
        """How many records each stratum holds, in the order of their names."""
        counted = Counter(row.stratum for row in self.rows)
        return dict(sorted(counted.items()))


def read_frame(
    source: Path | bytes, *, id_column: str, stratum_column: str | None = None, name: str = "the list"
) -> Frame:
    """Read a frame from a CSV file, or from the bytes of one; `name` is what messages call bytes.

    The file is UTF-8 text with a header, its columns parted by commas, semicolons or tabs. Spaces around an
    identifier or stratum are not part of it. Every record must have an identifier of its own and, where
    there is a stratum column, a stratum; neither may hold `|` or a control character.

    Raises FrameRefused with everything that is wrong.
    """
    if isinstance(source, Path):
        name = str(source)
        with source.open("rb") as file:
            source = file.read(MOST_BYTES + 1)
    columns = [id_column] if stratum_column is None else [id_column, stratum_column]
    rows, faults = [], []
    former = csv.field_size_limit(LONGEST_CELL)
    try:
        for number, cells in _records(source, name, columns):
            if isinstance(cells, FrameFault):
                faults.append(cells)
                continue
            stratum = cells[1] if stratum_column is not None else ""
            rows.append((number, FrameRow(stratum, cells[0])))
    finally:
        csv.field_size_limit(former)
    faults += _faults_of(rows, id_column, stratum_column)
    if faults:
        raise FrameRefused(name, sorted(faults, key=lambda fault: (fault.row or 0, fault.column)))
    if not rows:
        raise FrameRefused(name, [FrameFault(None, "the file", "it holds no record.")])
    return Frame(tuple(row for _, row in rows), source, id_column, stratum_column, name)


def frame_of(rows: Iterable[tuple[str, str]], *, stratified: bool = True, name: str = "the list") -> Frame:
    """The frame of rows (stratum, record id), such as those of a run, written as CSV with a header.

    The rows are put in the order of stratum and identifier first, so that the same rows always have the same
    hash. Without strata the first of each pair is left aside.

    Raises FrameRefused as `read_frame` does.
    """
    columns = [STRATUM, RECORD_ID] if stratified else [RECORD_ID]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for stratum, record_id in sorted(rows):
        writer.writerow([stratum, record_id] if stratified else [record_id])
    return read_frame(
        text.getvalue().encode(),
        id_column=RECORD_ID,
        stratum_column=STRATUM if stratified else None,
        name=name,
    )


def _records(content: bytes, name: str, columns: list[str]) -> Iterator[tuple[int, list[str] | FrameFault]]:
    """The wanted cells of each record with its number, or what keeps a record from being read."""
    if len(content) > MOST_BYTES:
        raise FrameRefused(name, [_too_large()])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FrameRefused(
            name,
            [FrameFault(None, "the file", "it is not UTF-8 text. Save it as “CSV UTF-8” and use that file.")],
        ) from None
    if "\0" in text:
        raise FrameRefused(name, [FrameFault(None, "the file", "it is not text. Save it as “CSV UTF-8”.")])
    reader, header = _opened(text, name, columns)
    at = [header.index(column) for column in columns]
    number = 0
    while True:
        try:
            record = next(reader, None)
        except csv.Error as fault:
            yield number + 1, FrameFault(number + 1, "the row", _no_csv(fault))
            return
        if record is None:
            return
        if not any(cell.strip(SPACE) for cell in record):
            continue
        number += 1
        if number > MOST_ROWS:
            raise FrameRefused(
                name,
                [FrameFault(None, "the file", f"it has more than {MOST_ROWS:,} rows, which is the limit.")],
            )
        if len(record) != len(header):
            cells = "1 cell" if len(record) == 1 else f"{len(record)} cells"
            message = f"it has {cells}, and the header has {len(header)}."
            yield number, FrameFault(number, "the row", message)
            continue
        yield number, [record[place].strip(SPACE) for place in at]


def _opened(text: str, name: str, columns: list[str]) -> tuple[Iterator[list[str]], list[str]]:
    """A reader that stands after the header, and the header, by the delimiter that shows most columns."""
    best: tuple[int, int, str, list[str]] | None = None
    wrong = "there is none; the first line must name the columns."
    for delimiter in _DELIMITERS:
        try:
            header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
        except csv.Error as fault:
            wrong = _no_csv(fault)
            continue
        header = [cell.strip(SPACE) for cell in header]
        score = (sum(column in header for column in columns), len(header))
        if best is None or score > best[:2]:
            best = (*score, delimiter, header)
    if best is None or not any(best[3]):
        raise FrameRefused(name, [FrameFault(None, "the header", wrong)])
    _, width, delimiter, header = best
    if width > MOST_COLUMNS:
        message = f"it has {width:,} columns, and the limit is {MOST_COLUMNS}. Remove what is not needed."
        raise FrameRefused(name, [FrameFault(None, "the file", message)])
    faults = []
    for column in dict.fromkeys(columns):
        times = header.count(column)
        if times == 0:
            there = ", ".join(cell for cell in header if cell)
            faults.append(FrameFault(None, column, f"there is no such column. There are: {there}."))
        elif times > 1:
            message = f"{times} columns have this name. Rename all but one."
            faults.append(FrameFault(None, column, message))
    if len(set(columns)) < len(columns):
        message = "the identifier and the stratum cannot be the same column."
        faults.append(FrameFault(None, columns[0], message))
    if faults:
        raise FrameRefused(name, faults)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    next(reader)
    return reader, header


def _faults_of(
    rows: list[tuple[int, FrameRow]], id_column: str, stratum_column: str | None
) -> Iterator[FrameFault]:
    first: dict[str, tuple[int, str]] = {}
    for number, row in rows:
        if message := _fault_of_cell(row.record_id, "every record needs an identifier"):
            yield FrameFault(number, id_column, message)
        if stratum_column is not None and (
            message := _fault_of_cell(row.stratum, "every record needs a stratum; write “not known” if so")
        ):
            yield FrameFault(number, stratum_column, message)
        if not row.record_id:
            continue
        if row.record_id in first:
            earlier, stratum = first[row.record_id]
            elsewhere = " in another stratum" if stratum != row.stratum else ""
            yield FrameFault(
                number,
                id_column,
                f"this record stands in row {earlier} already{elsewhere}, and would have two chances. "
                "Keep one row for each record.",
            )
        else:
            first[row.record_id] = (number, row.stratum)


def _fault_of_cell(value: str, empty: str) -> str | None:
    if not value:
        return f"it is empty; {empty}."
    if SEPARATOR in value:
        return f"it holds “{SEPARATOR}”, which parts a key. Replace it throughout."
    if len(value) > LONGEST:
        return f"it is longer than {LONGEST} letters, which is the limit."
    if not value.isprintable():
        return "it holds a line break or another character that cannot be seen. Remove it."
    return None


def _no_csv(fault: csv.Error) -> str:
    if "field larger" in str(fault):
        return f"a cell is longer than {csv.field_size_limit():,} letters. A quotation mark may be missing."
    return (
        "a quotation mark is not closed, or stands where none may. Within quotation marks, write each twice."
    )


def _too_large() -> FrameFault:
    message = (
        f"it is larger than {MOST_BYTES // 1_000_000} MB, which is the limit. Keep only the columns needed."
    )
    return FrameFault(None, "the file", message)
