"""Workbooks whose cells lie so far apart that opening a sheet would take all memory.

A sheet is opened as one grid from its first cell to its last. A workbook of a few kilobytes with one cell in
the last row and column would make that grid seventeen thousand million cells, so where the cells lie is
looked at before a sheet is opened. This reads the workbooks that are zips of XML (.xlsx, .xlsm).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

MOST_CELLS = 50_000_000  # about 1 GB as a grid; a full sheet of a million rows may still have 47 columns
_SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,4})([0-9]{1,10})["']""")
_BLOCK = 1_000_000
_LONGEST = 64  # bytes: no cell's place is longer, so this much of a block is looked at again with the next


def too_far_apart(path: Path) -> str | None:
    """Why a sheet of the workbook cannot be opened, as a message, or None where every one can.

    None also for what is no zip, and for damaged zips: reading those says better what is wrong.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if not _SHEETS.fullmatch(entry.filename):
                    continue
                rows, columns = _last_cell(archive, entry)
                if rows * columns > MOST_CELLS:
                    return (
                        f"{path.name} has a sheet whose cells reach to row {rows:,} and column {columns:,}, "
                        "too far to open. Delete the empty rows and columns after its records, or send CSV."
                    )
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        return None
    return None


def _last_cell(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[int, int]:
    """The number of the last row and of the last column in which a sheet has a cell."""
    last_row, letters, rest = 0, set(), b""
    with archive.open(entry) as part:
        while block := part.read(_BLOCK):
            text = rest + block
            places = _CELL.findall(text)
            letters.update({letter for letter, _ in places})
            last_row = max(last_row, max((int(row) for _, row in places), default=0))
            rest = text[-_LONGEST:]
    return last_row, max((column_number(letter) for letter in letters), default=0)


def column_number(letters: bytes) -> int:
    """The number of a column from its letters: A is 1, XFD is 16,384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
