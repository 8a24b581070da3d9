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

_LIST = "xl/workbook.xml"  # the part that lists the sheets
_BLOCK = 1_000_000
_LONGEST = 50_000_000  # bytes between two tags: a cell may hold 1 MB
_LONGEST_LIST = 10_000_000  # bytes: of the list of sheets, and of where they lie
# No expression looks further than the next tag, so that none takes long whatever it is given.
_PREFIX = rb"<(?:[\w.-]+:)?"
_TAG = re.compile(_PREFIX + rb"(row|c|f|v)\b([^<>]*)>([^<]*)")
_ROW = re.compile(_PREFIX + rb"row\b([^<>]*)>")
_WORTH_A_LOOK = re.compile(rb"""\bt\s*=\s*["']e["']|""" + _PREFIX + rb"f\b")
_TYPE = re.compile(rb"""\bt\s*=\s*["'](\w+)["']""")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,4})([0-9]{0,10})["']""")
_SHEET = re.compile(r"<(?:[\w.-]+:)?sheet\s([^<>]*)>")
_RELATION = re.compile(r"<(?:[\w.-]+:)?Relationship\s([^<>]*)>")


@dataclass
class WithoutValue:
    """What a sheet's cells say in place of a value, by row and column, both from 0.

    errors: the word that the cell shows, such as #REF!. not_worked_out: where a formula has no result.
    """

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    not_worked_out: list[str] = field(default_factory=list)


def errors_can_be_seen(path: Path) -> bool:
    """Whether a cell that shows an error can be told from an empty one in a workbook of this kind."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _LIST in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def cells_without_value(path: Path, sheet: str) -> WithoutValue:
    """The cells of a sheet that hold no value though they are filled.

    Nothing is found in another kind of workbook, or in a damaged one: reading it says what is wrong. Raises
    UnreadableFile where a cell is too long to look at.
    """
    look = _Look()
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part_of(archive, sheet)
            if part is not None:
                for text in _blocks(archive, part):
                    look.at(text)
                look.end()
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, KeyError):
        pass
    return look.found


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The name of the part that holds the sheet."""
    for entry in _elements(archive, _LIST, _SHEET):
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


def _blocks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The text of a part, cut before a tag."""
    rest = b""
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            text = rest + block
            end = max(text.rfind(b"<"), 0)
            rest = text[end:]
            if len(rest) > _LONGEST:
                raise UnreadableFile(
                    "A cell of the sheet takes more than 50 MB, as no case record does.", "limit"
                )
            yield text[:end]
    yield rest


class _Look:
    """Where the reading of a sheet stands: the row and the column, from 0, and what its last cell says."""

    def __init__(self) -> None:
        self.found = WithoutValue()
        self.row = self.column = -1
        self.cell: bytes | None = None  # the attributes of the cell in hand
        self.value, self.formula = b"", False

    def at(self, text: bytes) -> None:
        """Go through a stretch of the sheet that ends before a tag."""
        start = 0
        in_hand = self.cell is not None and (self.formula or _WORTH_A_LOOK.search(self.cell))
        if not in_hand and not _WORTH_A_LOOK.search(text):
            for row in _ROW.finditer(
                text
            ):  # nothing stands in these rows; the last may go on in what follows
                self.end()
                self._begin_row(row[1])
                start = row.end()
        for tag, attributes, inside in _TAG.findall(text, start):
            if tag == b"v":
                self.value = inside
            elif tag == b"f":
                self.formula = True
            else:
                self.end()
                if tag == b"row":
                    self._begin_row(attributes)
                else:
                    self._begin_cell(attributes)

    def end(self) -> None:
        """Note the cell in hand, if it holds no value."""
        if self.cell is not None:
            kind = _TYPE.search(self.cell)
            if kind and kind[1] == b"e":
                word = html.unescape(self.value.decode("utf-8", errors="replace"))
                self.found.errors.setdefault(self.row, {})[self.column] = word or "#ERROR!"
            elif self.formula and not self.value and (kind is None or kind[1] == b"n"):
                place = _PLACE.search(self.cell)
                where = (
                    (place[1] + place[2]).decode() if place else f"{self.column + 1} of row {self.row + 1}"
                )
                self.found.not_worked_out.append(where)
        self.cell, self.value, self.formula = None, b"", False

    def _begin_row(self, attributes: bytes) -> None:
        place = _PLACE.search(attributes)
        self.row = int(place[2]) - 1 if place and place[2] else self.row + 1
        self.column = -1

    def _begin_cell(self, attributes: bytes) -> None:
        place = _PLACE.search(attributes)
        self.column = column_number(place[1]) - 1 if place and place[1] else self.column + 1
        self.cell = attributes
