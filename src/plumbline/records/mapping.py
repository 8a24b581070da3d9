"""A mapping: a TOML file that says how a supplier's export differs from the specification.

Everything in it is optional::

    leave_out = ["Surname", "Notes"]            # columns that are never read, in any file

    [century]
    two_digit_years_from = 1950                 # 49 means 2049, 50 means 1950

    [tables.orders]
    file = "Orders Export.csv"                  # "Orders *.csv" where a part of the name changes; and
                                                # sheet = "Orders" where it is a workbook
    header_row = 3                              # the header is the third line that is not empty
    leave_out = ["Postcode"]

    [tables.orders.columns]                     # ours = "theirs"
    order_id = "Order Ref"
    imposed_on = "Date of disposal"

    [tables.orders.codes.kind]                  # "theirs" = "ours"
    "Community Payback Order" = "cpo"

    [tables.orders.constants]                   # one value for every row
    authority = "X12000001"

    [tables.orders.defaults]                    # where the cell is empty
    court = "not_known"

    [[wide]]                                    # one wide row gives several event rows
    table = "contacts"
    file = "Orders Export.csv"

    [wide.columns]                              # carried into each of them
    order_id = "Order Ref"

    [wide.dates."First contact"]                # a row of contacts where this column is filled
    column = "happened_on"
    constants = { kind = "first_direct_contact", attendance = "attended" }

    [cover]
    extracted_on = 2026-09-01

    [cover.contacts]
    covers_from = 2023-04-01
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plumbline.errors import PlumblineError
from plumbline.records.cover import Stated, read_cover
from plumbline.records.specification import Specification, bare_name
from plumbline.records.values import code_key


@dataclass(frozen=True)
class Feed:
    """How one file feeds one table.

    file, sheet: which; None where the table's own name finds it. A * in `file` stands for any
    letters. columns: ours -> theirs. constants,
    defaults: ours -> text. dates: for wide rows, their date column -> (our date column, constants of that
    event).
    """

    table: str
    file: str | None = None
    sheet: str | None = None
    header_row: int = 1
    leave_out: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    dates: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    @property
    def wide(self) -> bool:
        """Whether one row of the file gives several rows of the table."""
        return bool(self.dates)


@dataclass(frozen=True)
class MappingFile:
    """A mapping, read. codes: (table, column) -> their words, as `code_key` has them -> our code or value."""

    leave_out: tuple[str, ...] = ()
    two_digit_years_from: int | None = None
    feeds: tuple[Feed, ...] = ()
    codes: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    cover: Stated | None = None


def read_mapping(path: Path, specification: Specification) -> MappingFile:
    """Read a mapping. Raises PlumblineError with all that is wrong in it."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as fault:
        raise PlumblineError(
            f"{path}: the mapping cannot be read ({fault.strerror}). Give its right place."
        ) from None
    except UnicodeDecodeError:
        raise PlumblineError(f"{path}: the mapping is not UTF-8 text. Save it as UTF-8.") from None
    return mapping_from_text(text, str(path), specification)


def mapping_from_text(text: str, called: str, specification: Specification) -> MappingFile:
    """Read what a mapping says. called: its name in messages.

    Raises PlumblineError with all that is wrong in it, one line each after the first.
    """
    try:
        raw = tomllib.loads(text)
    except RecursionError:
        raise PlumblineError(
            f"{called}: the mapping holds lists within lists without end. Correct it."
        ) from None
    except tomllib.TOMLDecodeError as fault:
        raise PlumblineError(f"{called}: the mapping is not TOML: {fault}. Correct that line.") from None
    reader = _Reader(specification)
    mapping = reader.whole(raw)
    if reader.wrong:
        listed = "\n".join(f"  {line}" for line in reader.wrong)
        raise PlumblineError(f"{called}: the mapping cannot be followed. Correct these:\n{listed}")
    return mapping


_TABLE_KEYS = {"file", "sheet", "header_row", "leave_out", "columns", "codes", "constants", "defaults"}
_WIDE_KEYS = _TABLE_KEYS | {"table", "dates"}


class _Reader:
    """Reads a mapping and keeps what is wrong with it."""

    def __init__(self, specification: Specification) -> None:
        self.specification = specification
        self.wrong: list[str] = []
        self.codes: dict[tuple[str, str], dict[str, str]] = {}

    def whole(self, raw: dict[str, Any]) -> MappingFile:
        self._only(raw, {"leave_out", "century", "tables", "wide", "cover"}, "the mapping")
        century = self._section(raw, "century", "century")
        self._only(century, {"two_digit_years_from"}, "[century]")
        first = century.get("two_digit_years_from")
        if first is not None and (type(first) is not int or not 1900 <= first <= 2001):
            self.wrong.append(
                "[century] two_digit_years_from: give the first of a hundred years, 1900 to 2001"
            )
            first = None
        feeds = [
            self._feed(said, name, f"[tables.{name}]", _TABLE_KEYS)
            for name, said in self._sections(raw, "tables", "tables").items()
            if self._known_table(name, f"[tables.{name}]")
        ]
        wide = raw.get("wide", [])
        if not isinstance(wide, list):
            self.wrong.append("[wide]: write it with two brackets, [[wide]]")
            wide = []
        for number, said in enumerate(wide, 1):
            where = f"[[wide]] number {number}"
            if not isinstance(said, dict) or not isinstance(said.get("table"), str):
                self.wrong.append(f'{where}: say which table it gives (table = "contacts")')
            elif self._known_table(said["table"], where):
                feed = self._feed(said, said["table"], where, _WIDE_KEYS)
                if not feed.dates:
                    self.wrong.append(f'{where}: name at least one date column ([wide.dates."Their column"])')
                feeds.append(feed)
        stated = None
        if "cover" in raw:
            stated, wrong = read_cover(self._section(raw, "cover", "cover"), self.specification)
            self.wrong += [f"[cover] {line}" for line in wrong]
        leave_out = self._texts(raw.get("leave_out", []), "leave_out")
        return MappingFile(leave_out, first, tuple(feeds), self.codes, stated)

    def _feed(self, said: Any, table: str, where: str, keys: set[str]) -> Feed:
        if not isinstance(said, dict):
            self.wrong.append(f"{where}: is not a section")
            return Feed(table)
        self._only(said, keys, where)
        header_row = said.get("header_row", 1)
        if type(header_row) is not int or not 1 <= header_row <= 1000:
            self.wrong.append(f"{where} header_row: give a number from 1 to 1000")
            header_row = 1
        for name, words in self._sections(said, "codes", f"{where} codes").items():
            if self._known_column(table, name, f"{where} codes"):
                self._add_codes(table, name, words, where)
        dates: dict[str, tuple[str, dict[str, str]]] = {}
        for theirs, event in self._sections(said, "dates", f"{where} dates").items():
            place = f"{where} dates.{theirs!r}"
            if not isinstance(event, dict):
                self.wrong.append(f"{place}: is not a section")
                continue
            self._only(event, {"column", "constants"}, place)
            column = event.get("column")
            if not isinstance(column, str) or not self._known_column(table, column, place):
                self.wrong.append(f'{place}: say which of our date columns it fills (column = "happened_on")')
            elif self.specification.tables[table].column(column).type != "date":
                self.wrong.append(f"{place}: {column} is not a date column")
            else:
                dates[theirs] = (
                    column,
                    self._values(table, event.get("constants", {}), f"{place} constants"),
                )
        columns = self._values(table, said.get("columns", {}), f"{where} columns")
        return Feed(
            table,
            self._text(said.get("file"), f"{where} file"),
            self._text(said.get("sheet"), f"{where} sheet"),
            header_row,
            self._texts(said.get("leave_out", []), f"{where} leave_out"),
            columns,
            self._values(table, said.get("constants", {}), f"{where} constants"),
            self._values(table, said.get("defaults", {}), f"{where} defaults"),
            dates,
        )

    def _add_codes(self, table: str, column: str, words: Any, where: str) -> None:
        known = self.codes.setdefault((table, column), {})
        if not isinstance(words, dict) or not all(isinstance(ours, str) for ours in words.values()):
            self.wrong.append(f'{where} codes.{column}: write "their word" = "our code"')
            return
        for theirs, ours in words.items():
            key = code_key(theirs)
            if known.setdefault(key, ours) != ours:
                self.wrong.append(
                    f"{where} codes.{column}: {theirs!r} is given two meanings, {known[key]!r} and {ours!r}"
                )
            codes = self.specification.tables[table].column(column).codes
            if codes and ours and code_key(ours) not in codes:
                self.wrong.append(f"{where} codes.{column}: {ours!r} is not one of {', '.join(codes)}")

    def _values(self, table: str, said: Any, where: str) -> dict[str, str]:
        if not isinstance(said, dict):
            self.wrong.append(f"{where}: is not a section")
            return {}
        values: dict[str, str] = {}
        for name, value in said.items():
            if not self._known_column(table, name, where):
                continue
            if isinstance(value, bool):
                values[name] = "yes" if value else "no"
            elif isinstance(value, (list, dict)) or value == "":
                self.wrong.append(f"{where} {name}: give one value")
            else:
                values[name] = str(value)
        return values

    def _known_table(self, name: str, where: str) -> bool:
        if name in self.specification.tables:
            return True
        self.wrong.append(f"{where}: there is no table {name!r}")
        return False

    def _known_column(self, table: str, name: str, where: str) -> bool:
        if any(column.name == name for column in self.specification.tables[table].columns):
            return True
        self.wrong.append(f"{where}: {table} has no column {name!r}")
        return False

    def _only(self, said: dict[str, Any], keys: set[str], where: str) -> None:
        for key in said:
            if key not in keys:
                self.wrong.append(f"{where}: {key!r} is not known here; {', '.join(sorted(keys))} are")

    def _section(self, said: dict[str, Any], key: str, where: str) -> dict[str, Any]:
        section = said.get(key, {})
        if isinstance(section, dict):
            return section
        self.wrong.append(f"{where}: is not a section")
        return {}

    _sections = _section

    def _text(self, value: Any, where: str) -> str | None:
        if value is None or (isinstance(value, str) and value):
            return value
        self.wrong.append(f"{where}: give a name in quotation marks")
        return None

    def _texts(self, value: Any, where: str) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return tuple(value)
        self.wrong.append(f'{where}: give a list of names, such as ["Surname"]')
        return ()


def same_name(one: str, other: str) -> bool:
    """Whether two names of files, sheets or columns are the same, as headers are matched."""
    return bare_name(one) == bare_name(other)
