"""What Plumbline ships for record readings, forms and surveys: their texts, and the facts beside a question.

The texts are XLSForms in Markdown, read by `plumbline.scrutiny.instruments`. Facts are a closed list: a form
names one by its code, and can ask nothing else of the extract.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from string import Formatter
from types import MappingProxyType
from typing import Any, Literal

from plumbline.records.specification import load as load_specification
from plumbline.standards.loading import load_standards
from plumbline.standards.wording import day_words, plain, words

Row = Mapping[str, Any]
EMPTY = "not recorded"
_OWN = {"count", "total", "all"}  # what a sentence may name beside columns


@dataclass(frozen=True)
class Fact:
    """A fact of the extract: where its rows lie, which of them count, and the sentence they make.

    tables: of the records specification; where there are two, the one whose rows are the case read.
    where: for a column the codes that count, "" for an empty one. by: the date that orders rows. pick: which
    of them the sentence is about. total: a column added up. piece: one row in a list. most: how many rows
    are listed, 0 for all; the rest are counted. without: said where `by` is empty. none: said where no row
    counts. standards: those whose verdict rests on it. due: the standard whose first due date is shown too.
    """

    code: str
    title: str
    tables: tuple[str, ...]
    sentence: str
    none: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by: str = ""
    pick: Literal["all", "first", "last"] = "all"
    total: str = ""
    piece: str = ""
    most: int = 0
    without: str = ""
    standards: tuple[str, ...] = ()
    due: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it needs, each once, in the order of the specification's table."""
        named = {name for text in (self.sentence, self.piece, self.without) for name in placeholders(text)}
        named = (named - _OWN) | set(self.where) | {name for name in (self.by, self.total) if name}
        order = [column.name for column in load_specification().tables[self.tables[0]].columns]
        return tuple(sorted(named, key=lambda name: order.index(name) if name in order else len(order)))


def placeholders(text: str) -> tuple[str, ...]:
    """The names in braces in a fact's sentence."""
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name)


def load_instrument_texts() -> Mapping[str, str]:
    """The instruments for reading records, as Markdown XLSForms, by code, in alphabetical order."""
    return _texts("instruments")


def load_survey_texts() -> Mapping[str, str]:
    """The forms filled by services and the surveys of people, as Markdown XLSForms, by code."""
    return _texts("surveys")


def about_of(text: str) -> str:
    """What a shipped text says of itself before its tables, as one paragraph."""
    lines = text.splitlines()
    tables = next(number for number, line in enumerate(lines) if line.startswith("|"))
    return " ".join(line for line in lines[1:tables] if line)


@cache
def _texts(folder: str) -> Mapping[str, str]:
    entries = (files("plumbline") / "library" / folder).iterdir()
    found = {
        entry.name.removesuffix(".md"): entry.read_text("utf-8")
        for entry in sorted(entries, key=lambda entry: entry.name)
        if entry.name.endswith(".md")
    }
    return MappingProxyType(found)


@cache
def _fact_file() -> dict[str, Any]:
    folder = files("plumbline") / "library" / "instruments"
    return tomllib.loads((folder / "facts.toml").read_text("utf-8"))


@cache
def load_facts() -> Mapping[str, Fact]:
    """The facts that a question can have beside it, by code, in the order of their file."""
    found: dict[str, Fact] = {raw["code"]: _fact(raw) for raw in _fact_file()["fact"]}
    return MappingProxyType(found)


def _fact(raw: dict[str, Any]) -> Fact:
    lists: dict[str, Any] = {name: tuple(raw[name]) for name in ("tables", "standards") if name in raw}
    where: dict[str, tuple[str, ...]] = {name: tuple(codes) for name, codes in raw.get("where", {}).items()}
    parts: dict[str, Any] = {**raw, **lists, "where": where}
    return Fact(**parts)


def can_be_confirmed(code: str) -> bool:
    """Whether `plumbline::confirms` may say this: a standard's code, or a field as table.column."""
    table, _, column = code.partition(".")
    known = load_specification().tables.get(table)
    if not column:
        return code in load_standards()
    return known is not None and column in {one.name for one in known.columns}


def fact_words(fact: Fact, rows: Sequence[Row] | None, due_on: date | None = None) -> str:
    """What is shown beside the question: what the extract says of this case, as one or two sentences.

    rows: those of the fact's table that belong to the case, in any order; None where the extract has no such
    table. Empty values are None or "". due_on: when the first duty of `fact.due` fell due, if there is one.
    """
    if rows is None:
        title = load_specification().tables[fact.tables[0]].title.lower()
        return f"The extract has no table of {title}."
    said = _said(fact, sorted(rows_that_count(fact, rows), key=lambda row: _order(fact, row)))
    return f"{said} Due by {day_words(due_on)}." if due_on and fact.due else said


def rows_that_count(fact: Fact, rows: Sequence[Row]) -> list[Row]:
    """Those rows of the fact's table whose codes are the ones the fact is about."""
    return [row for row in rows if all((row.get(name) or "") in codes for name, codes in fact.where.items())]


def _order(fact: Fact, row: Row) -> tuple[bool, date]:
    """Rows by their date; those without one last, so that the first is one that has a date."""
    when = row.get(fact.by) if fact.by else None
    return (when is None or when == "", when or date.max)


def _said(fact: Fact, rows: Sequence[Row]) -> str:
    if not rows:
        return fact.none
    dated = [row for row in rows if not fact.by or row.get(fact.by)]
    row = (dated or rows)[-1 if fact.pick == "last" else 0]
    own = {
        "count": str(len(rows)),
        "total": _sum(rows, fact.total) if fact.total else "",
        "all": _listed(fact, rows),
    }
    undated = fact.by and not row.get(fact.by)
    return _filled(fact, fact.without if undated and fact.without else fact.sentence, row, own)


def _listed(fact: Fact, rows: Sequence[Row]) -> str:
    shown = rows[: fact.most] if fact.most else rows
    more = len(rows) - len(shown)
    pieces = [_filled(fact, fact.piece, one) for one in shown]
    return "; ".join([*pieces, *([f"and {more} more"] if more else [])])


def _sum(rows: Sequence[Row], column: str) -> str:
    known = [row[column] for row in rows if row.get(column) not in (None, "")]
    total = f"{sum((Decimal(str(value)) for value in known), Decimal()).normalize():f}"
    missing = len(rows) - len(known)
    return f"{total} (and {missing} not recorded)" if missing else total


def _filled(fact: Fact, text: str, row: Row, own: Mapping[str, str] = MappingProxyType({})) -> str:
    said = {name: own.get(name) or _words(fact, name, row.get(name)) for name in placeholders(text)}
    return text.format_map(said)


def _words(fact: Fact, column: str, value: Any) -> str:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day_words(value)
    where = f"{fact.tables[0]}.{column}"
    known = {**words()["row_of"].get(where, {}), **_fact_file()["words"].get(where, {})}
    return str(known.get(str(value), plain(str(value))))
