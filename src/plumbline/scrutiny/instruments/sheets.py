"""A form's sheets as text, cell by cell with the place of each, from a workbook, Markdown or CSV.

Nothing of the form is understood here. Sizes are bounded before anything is read: see LIMITS.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from plumbline.records.workbooks import cell_text
from plumbline.scrutiny.instruments.faults import FormFault, InstrumentRefused

Form = Literal["xlsx", "md", "csv"]
FORMS: tuple[Form, ...] = ("xlsx", "md", "csv")

LIMITS = {
    "bytes": 4_000_000,  # of the file
    "unpacked_bytes": 40_000_000,  # of a workbook
    "rows": 5_000,  # of a sheet
    "columns": 200,
    "cell": 10_000,  # characters
}

_COMMENT = re.compile(r"\s*#")
_LINE = re.compile(r"\s*\|(.*)\|\s*")
_RULE = re.compile(r"[\s|]*(?::?-{3,}:?[\s|]*)+")  # the line under a heading of Markdown tables
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000]")
_PIPE = re.compile(r"(?<!\\)\|")
_BLOCK = 1_000_000


@dataclass
class Row:
    """A filled row: its number in the sheet (the header is row 1 where nothing is above it) and its cells."""

    number: int
    cells: dict[str, str]


@dataclass
class Sheet:
    """A sheet: its headings as written, and its filled rows. Cells are trimmed, and empty ones left out."""

    name: str
    header: list[str] = field(default_factory=list)
    header_row: int = 0
    rows: list[Row] = field(default_factory=list)


def read_sheets(source: Path | bytes | str, kind: Form | None = None) -> dict[str, Sheet]:
    """The sheets of a form by name, in small letters. A str is Markdown or CSV text, bytes are a file's.

    kind: what it is; for a path, its ending says it where `kind` does not. Raises InstrumentRefused where
    nothing can be read from it, or a limit is passed, with all faults found.
    """
    if isinstance(source, Path):
        path, kind = source, kind or _kind_of(source)
        try:
            if path.stat().st_size > LIMITS["bytes"]:
                raise _too_big()
            source = path.read_bytes()
        except OSError as fault:
            raise refused(f"{path.name} cannot be read: {fault.strerror}.") from None
    if kind not in FORMS:
        raise refused(f"A form is an xlsx, md or csv file, not {kind or 'one without an ending'}.")
    if kind == "xlsx":
        if isinstance(source, str):
            raise refused("A workbook is read from a file, not from text.")
        return _of_workbook(source)
    text = _text(source)
    return _of_markdown(text) if kind == "md" else _of_csv(text)


def refused(message: str, sheet: str = "", row: int | None = None) -> InstrumentRefused:
    """A refusal for one fault of the file as a whole."""
    return InstrumentRefused([FormFault(sheet, row, "", message)])


def _kind_of(path: Path) -> Form | None:
    ending = path.suffix.lower().removeprefix(".")
    return next((form for form in FORMS if form == ending), None)


def _too_big() -> InstrumentRefused:
    return refused(f"The file is larger than {LIMITS['bytes'] / 1e6:g} MB, the limit for a form.")


def _text(source: bytes | str) -> str:
    if isinstance(source, bytes):
        if len(source) > LIMITS["bytes"]:
            raise _too_big()
        try:
            source = source.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise refused("The file is not in UTF-8. Save it again as UTF-8.") from None
    elif len(source) > LIMITS["bytes"]:
        raise _too_big()
    if "\0" in source:
        raise refused("The file holds characters that no text has. Save it again as text in UTF-8.")
    return source


class _Gathered:
    """The sheets as they are read, and what was wrong with them."""

    def __init__(self) -> None:
        self.sheets: dict[str, Sheet] = {}
        self.faults: list[FormFault] = []

    def begin(self, name: str) -> Sheet | None:
        """Begin the sheet of a name; None for one that XLSForm does not know, whose rows are passed over."""
        key = name.strip().lower()
        if key not in KNOWN_SHEETS:
            return None
        if key in self.sheets:
            self.faults.append(FormFault(key, None, "", "The sheet stands twice. Join the two."))
        self.sheets[key] = Sheet(key)
        return self.sheets[key]

    def add(self, sheet: Sheet, number: int, values: list[str]) -> bool:
        """Take in one row; the first filled one is the header. Gives False where no more are taken."""
        values = [value.strip() for value in values]
        while values and not values[-1]:
            values.pop()
        if not values:
            return True
        if len(values) > LIMITS["columns"]:
            self._fault(sheet, number, "", f"The row has more than {LIMITS['columns']} columns, the limit.")
            return False
        if not sheet.header:
            sheet.header, sheet.header_row = values, number
            for heading in sorted({each for each in values if each and values.count(each) > 1}):
                self._fault(sheet, number, heading, "The heading stands twice. Take one out.")
            return True
        if len(sheet.rows) >= LIMITS["rows"]:
            self._fault(sheet, number, "", f"The sheet has more than {LIMITS['rows']:,} rows, the limit.")
            return False
        cells: dict[str, str] = {}
        for place, value in enumerate(values):
            heading = sheet.header[place] if place < len(sheet.header) else ""
            if value and not heading:
                self._fault(
                    sheet, number, f"{place + 1}", "The cell is filled, but its column has no heading."
                )
            elif len(value) > LIMITS["cell"]:
                self._fault(sheet, number, heading, f"The cell is longer than {LIMITS['cell']:,} characters.")
            elif _CONTROL.search(value):
                self._fault(
                    sheet, number, heading, "The cell holds a sign that cannot be seen. Write it again."
                )
            elif value:
                cells[heading] = value
        if cells:
            sheet.rows.append(Row(number, cells))
        return True

    def _fault(self, sheet: Sheet, number: int, column: str, message: str) -> None:
        self.faults.append(FormFault(sheet.name, number, column, message))

    def done(self) -> dict[str, Sheet]:
        if self.faults:
            raise InstrumentRefused(self.faults)
        return self.sheets


def _of_markdown(text: str) -> dict[str, Sheet]:
    """Tables as pyxform writes them: a line whose first cell is filled begins the sheet of that name."""
    gathered = _Gathered()
    sheet: Sheet | None = None
    number, begun = 0, False
    for place, line in enumerate(text.splitlines(), 1):
        found = None if _COMMENT.match(line) else _LINE.fullmatch(line)
        if found is None and line.lstrip().startswith("|"):
            raise refused(
                f"Line {place} begins with | and does not end with it. End it, so that no cell is lost."
            )
        if found is None or _RULE.fullmatch(found[1]):
            continue
        first, *values = (cell.strip().replace("\\|", "|") for cell in _PIPE.split(found[1]))
        if first:
            sheet, number, begun = gathered.begin(first), 0, True
        if not begun:
            raise refused("The first table does not name its sheet. Write | survey | above it.")
        if any(values):
            number += 1
            if sheet is not None and not gathered.add(sheet, number, values):
                break
    if not begun:
        raise refused("The file holds no tables. A form in Markdown begins with a line | survey |.")
    return gathered.done()


def _of_csv(text: str) -> dict[str, Sheet]:
    """One CSV file with all sheets: the first column names the sheet where it begins."""
    gathered = _Gathered()
    sheet: Sheet | None = None
    number, begun = 0, False
    try:
        for record in csv.reader(io.StringIO(text, newline=""), strict=True):
            if not any(cell.strip() for cell in record):
                continue
            first, *values = record
            if first.strip():
                sheet, number, begun = gathered.begin(first), 0, True
            if not begun:
                raise refused("The first line does not name its sheet. Write survey in its first column.")
            if any(cell.strip() for cell in values):
                number += 1
                if sheet is not None and not gathered.add(sheet, number, values):
                    break
    except csv.Error as fault:
        raise refused(f"The file cannot be read as CSV: {fault}.") from None
    if not begun:
        raise refused("The file is empty.")
    return gathered.done()


def _of_workbook(content: bytes) -> dict[str, Sheet]:
    if len(content) > LIMITS["bytes"]:
        raise _too_big()
    _unpacked_within_limits(content)
    gathered = _Gathered()
    try:
        import python_calamine

        book: Any = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            sheet = gathered.begin(name)
            if sheet is None:
                continue
            found = book.get_sheet_by_name(name)
            if not found.height or not found.width:
                continue
            above = found.start[0] if found.start else 0
            for number, row in enumerate(found.to_python(skip_empty_area=True), above + 1):
                if not gathered.add(sheet, number, [cell_text(value) for value in row]):
                    break
    except (InstrumentRefused, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # calamine has errors of its own, and a panic in it is no Exception
        raise refused(
            "The file cannot be read as a workbook: it may be damaged, locked with a password, or another "
            "kind of file. Save it again as xlsx."
        ) from fault
    return gathered.done()


# Other sheets of a workbook are notes to its authors, as XLSForm has it. Those that XLSForm knows and we do
# not are read, so that they can be refused by name.
KNOWN_SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm", "columns", "cascades")


def _unpacked_within_limits(content: bytes) -> None:
    """What a zip says of its sizes may be a lie, so what comes out is counted."""
    left = LIMITS["unpacked_bytes"]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as packed:
                    while block := packed.read(_BLOCK):
                        left -= len(block)
                        if left < 0:
                            size = LIMITS["unpacked_bytes"] / 1e6
                            raise refused(f"The workbook unpacks to more than {size:g} MB, the limit.")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise refused(
            "The file is not a whole xlsx workbook: it may be damaged, cut short or locked with a password. "
            "Save it again as xlsx."
        ) from None
