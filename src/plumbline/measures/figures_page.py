"""The reference page of the figures counted from the records, written from the registry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plumbline.measures import patterns, workload_described
from plumbline.measures.registry import ENTRIES, ROWS, tables_of
from plumbline.measures.registry.form import Entry
from plumbline.records.specification import load

UNITS = {
    "share": "share",
    "count": "number",
    "days": "days",
    "hours": "hours",
    "per_100": "for each 100",
    "per_10000": "for each 10,000 people",
}

_PAGE = """\
# Figures counted from the records

Written by `python -m plumbline.measures.records_figures docs/reference/figures.md`; do not edit it by hand.

These figures are counted from the records as they were known on the as-at date, not from verdicts. Each is
given with its numerator and denominator, with what was left out and why, and, where it is a share, with
Wilson's 95 % interval. A figure whose tables were not sent is left out and named with the reason; it is
never shown as nought. Where an extract holds several councils, figures are also given by council. Years run
from 1 April to 31 March.

A value of a breakdown that the records do not give is "not recorded".

## Workload

Orders and licences are counted as a whole, by council, by team and by kind of order: by year, and by month
and quarter for the last three years. By worker there are plain counts only: orders and licences in force,
orders begun and ended in twelve months, and hours outstanding. There is never a rate by worker, and a
report never names one.

{workload}

{tables}

## Patterns to ask about

Each is a question with its count and its base, by team. None is an accusation; none names a person or a
worker.

{patterns}
"""


def figures_page() -> str:
    """The whole page in Markdown."""
    described = workload_described.DESCRIBED.values()
    asked = patterns.DESCRIBED.values()
    return _PAGE.format(
        workload=_grid(
            ("code", "figure", "what is counted", "unit", "tables"),
            ((f"`{d.code}`", d.title, d.definition, UNITS[d.unit], _codes(d.source)) for d in described),
        ),
        tables="\n\n".join(_table(name) for name in load().tables if _entries(name)),
        patterns=_grid(
            ("code", "pattern", "how it is found", "tables"),
            ((f"`{d.code}`", d.title, d.how, _codes(d.source)) for d in asked),
        ),
    )


def _entries(table: str) -> list[Entry]:
    """The entries told under this table: those whose rows are first of all its own."""
    return [entry for entry in ENTRIES if (entry.needs or ROWS[entry.rows].needs)[-1] == table]


def _table(name: str) -> str:
    rows = (
        (
            f"`{e.code}`",
            e.title,
            e.definition,
            _left_out(e),
            UNITS[e.shown_unit],
            _by(e),
            _codes(tables_of(e)),
        )
        for e in _entries(name)
    )
    heading = load().tables[name].title
    return f"## {heading}\n\n" + _grid(
        ("code", "figure", "what is counted", "left out", "unit", "also by", "tables"), rows
    )


def _left_out(entry: Entry) -> str:
    return ", ".join(entry.left_out) or "nothing"


def _by(entry: Entry) -> str:
    rows = ROWS[entry.rows]
    found = [entry.by.replace("_", " ")] if entry.by else []
    if rows.day is not None and entry.monthly:
        found.append("month")
    elif rows.day is not None and entry.yearly and entry.measure != "split" and not entry.only_by:
        found.append("year")
    if rows.owners or rows.by_authority:
        found.append("council")
    return ", ".join(found) or "nothing"


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _grid(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [" | ".join(headings), " | ".join("---" for _ in headings), *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)
