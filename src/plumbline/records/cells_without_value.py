"""Cells of a workbook that show an error (#REF!) or a formula never worked out.

The reader of workbooks gives both as empty, and empty means not known, or that a thing has not happened. So
they are looked for here, and an error reads as the text that the spreadsheet shows. This reads the workbooks
that are zips of XML (.xlsx, .xlsm).
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from plumbline.records.far_cells import column_number
from plumbline.records.raw import UnreadableFile

_BLOCK = 1_000_000
_LONGEST_ROW = 50_000_000  # bytes: rows of records take some thousands
_LONGEST_TAG = 200  # bytes: so much of a block is looked at again with the next
_LONGEST_LIST = 10_000_000  # bytes: of the list of sheets, and of where they lie
_TAG = rb"(?:[\w.-]+:)?"
_ROW = re.compile(rb"<" + _TAG + rb"row\b([^>]*?)(?:/>|>(.*?)</" + _TAG + rb"row\s*>)", re.DOTALL)
_ROW_BEGINS = re.compile(rb"<" + _TAG + rb"row\b")
_CELL = re.compile(rb"<" + _TAG + rb"c\b([^>]*?)(?:/>|>(.*?)</" + _TAG + rb"c\s*>)", re.DOTALL)
_VALUE = re.compile(rb"<" + _TAG + rb"v\b[^>]*>([^<]*)</")
_FORMULA = re.compile(rb"<" + _TAG + rb"f\b")
_TYPE = re.compile(rb"""\bt\s*=\s*["'](\w+)["']""")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,4})([0-9]{0,10})["']""")
_WORTH_A_LOOK = re.compile(rb"""\bt\s*=\s*["']e["']|""" + _FORMULA.pattern)
_SHEET = re.compile(r"<(?:[\w.-]+:)?sheet\s([^>]*)>")
_RELATION = re.compile(r"<(?:[\w.-]+:)?Relationship\s([^>]*)>")


@dataclass
class WithoutValue:
    """What a sheet's cells say in place of a value, by row and column, both from 0.

    errors: the word that the cell shows, such as #REF!. not_worked_out: places of formulas without a result.
    """

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    not_worked_out: list[str] = field(default_factory=list)


def cells_without_value(path: Path, sheet: str) -> WithoutValue:
    """The cells of a sheet that hold no value though they are filled.

    Nothing is found in another kind of workbook, or in a damaged one: reading it says what is wrong. Raises
    UnreadableFile where a row is too long to look at.
    """
    found = WithoutValue()
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part_of(archive, sheet)
            if part is not None:
                for number, row in _rows(archive, part):
                    _look_at(found, number, row)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, KeyError):
        return found
    return found


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The name of the part that holds the sheet."""
    for entry in _elements(archive, "xl/workbook.xml", _SHEET):
        if entry.get("name") == sheet:
            wanted = next((value for name, value in entry.items() if name.endswith(":id")), None)
            for relation in _elements(archive, "xl/_rels/workbook.xml.rels", _RELATION):
                if wanted is not None and relation.get("Id") == wanted:
                    target = relation.get("Target", "")
                    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return None


def _elements(archive: zipfile.ZipFile, part: str, pattern: re.Pattern[str]) -> list[dict[str, str]]:
    """The attributes of each element that the pattern finds in a part."""
    with archive.open(part) as file:
        text = file.read(_LONGEST_LIST).decode("utf-8", errors="replace")
    return [
        {
            name: html.unescape(value)
            for name, _, value in re.findall(r"""([\w:.-]+)\s*=\s*(["'])(.*?)\2""", said)
        }
        for said in pattern.findall(text)
    ]


def _rows(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, bytes]]:
    """The rows of a sheet that may hold such a cell, each with its number from 0."""
    last, rest = -1, b""
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            text = rest + block
            end = 0
            for row in _ROW.finditer(text):
                place = _PLACE.search(row[1])
                last = int(place[2]) - 1 if place and place[2] else last + 1
                end = row.end()
                if row[2] and _WORTH_A_LOOK.search(row[2]):
                    yield last, row[2]
            begun = _ROW_BEGINS.search(text, end)
            rest = text[begun.start() :] if begun else text[max(end, len(text) - _LONGEST_TAG) :]
            if len(rest) > _LONGEST_ROW:
                raise UnreadableFile(
                    "A row of the sheet takes more than 50 MB, as no case records do.", "limit"
                )


def _look_at(found: WithoutValue, number: int, row: bytes) -> None:
    last = -1
    for cell in _CELL.finditer(row):
        place, kind = _PLACE.search(cell[1]), _TYPE.search(cell[1])
        last = column_number(place[1]) - 1 if place and place[1] else last + 1
        inside = cell[2] or b""
        value = _VALUE.search(inside)
        if kind and kind[1] == b"e":
            shown = html.unescape(value[1].decode("utf-8", errors="replace")) if value else ""
            found.errors.setdefault(number, {})[last] = shown or "#ERROR!"
        elif _FORMULA.search(inside) and not (value and value[1]) and (kind is None or kind[1] == b"n"):
            where = place[1].decode() + place[2].decode() if place else f"row {number + 1}"
            found.not_worked_out.append(where)
