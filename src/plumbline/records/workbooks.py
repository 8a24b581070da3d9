"""Workbooks: each sheet's cells as text, so that they are read like any other file's.

A cell's own value is read (for a formula, the value that the spreadsheet last worked out). Real dates become
ISO dates, true and false become those words, and a number without decimals loses its ".0", so that an
identifier that the spreadsheet took for a number stays as it was typed. A cell that shows an error, such as
#REF!, says that word: it is not empty, and does not say that a thing has not happened.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plumbline.errors import PlumblineError
from plumbline.records.cells_without_value import cells_without_value
from plumbline.records.raw import RawFile, RawWriter, UnreadableFile, finish_raw, is_blank
from plumbline.records.values import tidy

if TYPE_CHECKING:
    import duckdb


def sheet_names(path: Path) -> list[str]:
    """The names of a workbook's sheets. Raises PlumblineError where it cannot be read."""
    return list(_open(path).sheet_names)


def _open(path: Path) -> Any:
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # calamine has errors of its own, and a panic in it is no Exception
        raise PlumblineError(
            f"{path.name} cannot be read as a workbook: it may be damaged, locked with a password, or "
            "another kind of "
            "file. Save it again, or send CSV."
        ) from fault


def cell_text(value: Any) -> str:
    """A cell's value as text: "" where empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)


def sheet_records(path: Path, sheet: str, limits: dict[str, int]) -> Iterator[list[str]]:
    """The rows of a sheet as text, the empty ones before the first filled row left out.

    Raises UnreadableFile where the sheet cannot be read, and where it passes a limit.
    """
    try:
        found = _open(path).get_sheet_by_name(sheet)
    except PlumblineError as fault:
        raise UnreadableFile(str(fault)) from None
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:
        raise UnreadableFile(
            f"The sheet {sheet} cannot be read: it may be damaged. Save it again."
        ) from fault
    width = found.width
    if width > limits["columns"]:
        raise UnreadableFile(
            f"The sheet has {width:,} columns, and the limit is {limits['columns']:,}. Remove what is not "
            "needed.",
            "limit",
        )
    without = cells_without_value(path, sheet)
    if without.not_worked_out:
        raise UnreadableFile(
            f"Cell {without.not_worked_out[0]} holds a formula that was never worked out, so what it says is "
            "not known. Open the workbook in a spreadsheet, save it there, and send it again."
        )
    first_column = found.start[1] if found.start else 0
    begun = False
    for number, row in enumerate(found.iter_rows()):
        cells = [cell_text(value) for value in row]
        for column, word in without.errors.get(number, {}).items():
            if 0 <= column - first_column < len(cells):
                cells[column - first_column] = word
        begun = begun or not is_blank(cells)
        if any(len(cell) > limits["field_bytes"] for cell in cells):
            raise UnreadableFile(
                f"A cell in line {number + 1} is longer than 1 MB, which is the limit. Empty it.", "limit"
            )
        if begun:
            yield cells


def open_sheet(
    path: Path, sheet: str, header_row: int, limits: dict[str, int]
) -> tuple[list[str], Iterator[list[str]]]:
    """The header of a sheet, and its records after it. header_row: which of its filled rows is the header."""
    records = sheet_records(path, sheet, limits)
    filled = 0
    for record in records:
        filled += not is_blank(record)
        if filled == header_row:
            header = [tidy(name) for name in record]
            while header and not header[-1]:
                header.pop()
            return header, records
    raise UnreadableFile("The sheet is empty: it has no header line. Fill it, or leave it out.")


def read_sheet(
    con: duckdb.DuckDBPyConnection,
    header: list[str],
    records: Iterator[list[str]],
    wanted: list[int],
    out: Path,
) -> RawFile:
    """Write the wanted columns of a sheet's records as a raw file.

    A sheet has one width for all rows, so that empty rows between records and cells beyond the header are no
    fault unless they are filled; empty rows at its end are no records.
    """
    too_long: list[tuple[int, str]] = []
    held: list[list[str]] = []
    number = 0
    with RawWriter(out, wanted) as writer:
        for record in records:
            if is_blank(record):
                held.append(record)
                continue
            for blank in held:
                number += 1
                writer.add(blank, True)
            held = []
            number += 1
            extra = next((cell for cell in record[len(header) :] if tidy(cell)), None)
            if extra is not None:
                too_long.append((number, extra))
            writer.add(record, False)
    raw = finish_raw(con, out, wanted)
    raw.too_long = too_long
    return raw
