"""One statement, several ways of grouping its rows."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

Rows = list[tuple[Any, ...]]
Ways = dict[tuple[str, ...], Rows]
"""For each way, such as ("scope", "year"): rows of the values grouped by, in that order, then the numbers."""


def mask(names: Sequence[str], way: Sequence[str]) -> int:
    """What SQL's GROUPING(names) gives for rows grouped by `way`: a bit for each name that is not in it."""
    return int("".join("0" if name in way else "1" for name in names) or "0", 2)


def grouped(
    con: duckdb.DuckDBPyConnection, source: str, ways: Sequence[tuple[str, ...]], numbers: Sequence[str]
) -> Ways:
    """The aggregates `numbers` over `source` (SQL that can follow FROM), for each of `ways`, in one pass.

    Each way names a column at least.
    """
    names = list(dict.fromkeys(name for way in ways for name in way))
    sets = ", ".join(f"({', '.join(way)})" for way in ways)
    found = con.execute(
        f"SELECT GROUPING({', '.join(names)}), {', '.join([*names, *numbers])} FROM {source} "
        f"GROUP BY GROUPING SETS ({sets})"
    ).fetchall()
    after = range(1 + len(names), 1 + len(names) + len(numbers))
    rows: Ways = {way: [] for way in ways}
    by_mask = {
        mask(names, way): (rows[way], itemgetter(*(1 + names.index(name) for name in way), *after))
        for way in ways
    }
    for row in found:
        kept, cells_of = by_mask[row[0]]
        kept.append(cells_of(row))
    return rows
