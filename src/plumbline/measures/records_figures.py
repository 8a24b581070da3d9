"""Figures counted from the records themselves: for every table of the specification at least one.

`python -m plumbline.measures.records_figures docs/reference/figures.md` writes the reference page.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from plumbline.measures.counting import Counts, counted
from plumbline.measures.figure import Figure
from plumbline.measures.places import Setting, prepare_setting
from plumbline.measures.registry import ENTRIES, ROWS, needed_by
from plumbline.measures.registry.form import Entry
from plumbline.measures.shown import figures_of

if TYPE_CHECKING:
    import duckdb


def records_figures(
    con: duckdb.DuckDBPyConnection, *, sent: frozenset[str], as_at: date
) -> tuple[list[Figure], list[tuple[str, str]]]:
    """Every figure of the registry that the tables sent allow, and those left out, each with why.

    con: a connection prepared by `plumbline.standards.seen.prepare_seen`. sent: names of the tables sent.
    Returns the figures in the order of the registry (for each the whole, then by council where there are
    several, by year, and by its own breakdown), and pairs of a figure's code and the reason it is not
    there. A figure whose tables were not sent is left out; it is never nought.
    """
    setting = prepare_setting(con, sent, as_at)
    left_out = [(entry.code, why) for entry in ENTRIES if (why := _why_not(needed_by(entry), sent))]
    absent = {code for code, _ in left_out}
    counts = _counts(con, [entry for entry in ENTRIES if entry.code not in absent], setting)
    kept = [entry for entry in ENTRIES if entry.code not in absent]
    return [figure for entry in kept for figure in figures_of(entry, counts[entry.code], setting)], left_out


def _counts(con: duckdb.DuckDBPyConnection, entries: Sequence[Entry], setting: Setting) -> dict[str, Counts]:
    """What is counted for each entry, by code.

    Two at a time: for one council each statement is so small that it keeps one processor busy at most.
    """
    wanted = {name: [entry for entry in entries if entry.rows == name] for name in ROWS}

    def count(name: str) -> dict[str, Counts]:
        with con.cursor() as own:
            return counted(own, ROWS[name], wanted[name], setting)

    with ThreadPoolExecutor(max_workers=2) as pool:
        found = list(pool.map(count, [name for name, these in wanted.items() if these]))
    return {code: counts for one in found for code, counts in one.items()}


def _why_not(needed: tuple[str, ...], sent: frozenset[str]) -> str | None:
    """Why a figure that needs these tables cannot be counted; None where it can."""
    absent = [table for table in needed if table not in sent]
    if not absent:
        return None
    if len(absent) == 1:
        return f"The table {absent[0]} was not sent."
    return f"The tables {', '.join(absent[:-1])} and {absent[-1]} were not sent."


if __name__ == "__main__":
    from plumbline.measures.figures_page import figures_page

    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(figures_page(), encoding="utf-8")
