"""Counts the entries of the registry: one SQL statement for all entries that count the same rows.

The statement groups the rows by the few columns that the entries ask about, beside the council or the year,
so that it gives back at most some thousands of rows whatever the size of the extract. Those are added up
here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plumbline.measures.grouped import mask as grouping_mask
from plumbline.measures.places import Setting, source_sql
from plumbline.measures.registry.form import Entry, Rows

if TYPE_CHECKING:
    import duckdb

# Years are counted from 1900-01, the year that began on 1 April 1900. Days since then, four years at a
# time, fall into years without a remainder until 2099; this takes a third of the time of taking year and
# month apart.
YEAR_SQL = "((({day} - DATE '1900-04-01')::INTEGER * 4 + 3) // 1461)::SMALLINT"
MONTH_SQL = "((year({day}) - 1900) * 12 + month({day}) - 4)::SMALLINT"

SPREAD = ("median", "longest")

Numbers = dict[str, float | None]
"""What was counted for an entry: of, over, against, value, and "left out: <reason>"."""

Counts = dict[tuple[str, ...], dict[tuple[Any, ...], Numbers]]
"""For each way a figure is broken down, such as ("council", "kind"), the numbers for each of its values."""


@dataclass(frozen=True)
class Grouping:
    """One way in which a statement groups rows: by cuts, and beside them by council, period or neither."""

    cuts: tuple[str, ...]
    beside: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns grouped by."""
        return self.cuts + ((self.beside,) if self.beside else ())


def counted(
    con: duckdb.DuckDBPyConnection, rows: Rows, entries: Sequence[Entry], setting: Setting
) -> dict[str, Counts]:
    """What is counted for each of `entries`, all of which count `rows`, by code.

    con: a connection with the views seen_<table> and, where there are several councils, the table
    `figure_places`.
    """
    found: dict[str, Counts] = {}
    if plain := [entry for entry in entries if entry.measure not in SPREAD]:
        found |= _summed(con, rows, plain, setting)
    if spread := [entry for entry in entries if entry.measure in SPREAD]:
        found |= _spread(con, rows, spread, setting)
    return found


def by_place(rows: Rows, setting: Setting) -> bool:
    """Whether the rows are counted by council: there are several, and the rows say or lead to one."""
    return setting.several and (rows.by_authority or bool(rows.owners))


def by_period(entry: Entry, rows: Rows) -> bool:
    """Whether the entry is counted by year, or by month."""
    return rows.day is not None and (entry.monthly or (entry.yearly and not entry.only_by))


def conditions(entry: Entry) -> dict[str, str]:
    """The SQL condition of each number that a counting entry needs, by what it is."""
    found = {f"left out: {reason}": when for reason, when in entry.left_out.items()}
    both = entry.over if entry.of == "true" else f"({entry.of}) AND ({entry.over})"
    if entry.measure == "count":
        return {"of": entry.of, **found}
    if entry.measure == "split":
        return {"of": f"({entry.over}) AND {entry.by} IS NOT NULL", **found}
    if entry.measure == "net":
        found["against"] = f"({entry.against}) AND ({entry.over})"
    return {"of": both, "over": entry.over, **found}


def cuts_of(entry: Entry, rows: Rows) -> tuple[str, ...]:
    """The cuts that the entry asks about, in the order of its rows."""
    asked = " ".join(re.sub(r"'[^']*'", "", sql) for sql in conditions(entry).values())
    words = {*re.findall(r"[a-z_]+", asked), entry.by}
    return tuple(name for name in rows.cuts if name in words)


def _groupings(rows: Rows, entries: Sequence[Entry], setting: Setting) -> dict[Grouping, list[Entry]]:
    """The groupings that the entries need, each with those it serves. Cuts within others share one.

    For one council a single grouping by everything serves them all: its rows are few, and planning several
    would take longer than adding them up.
    """
    asked = {entry.code: frozenset(cuts_of(entry, rows)) for entry in entries}
    widest = [
        cuts for cuts in dict.fromkeys(asked.values()) if not any(cuts < other for other in asked.values())
    ]
    served: dict[Grouping, list[Entry]] = defaultdict(list)
    if not by_place(rows, setting):
        timed = any(by_period(entry, rows) for entry in entries)
        cuts = tuple(name for name in rows.cuts if any(name in names for names in asked.values()))
        return {Grouping(cuts, "period" if timed else None): list(entries)}
    for entry in entries:
        wide = next(cuts for cuts in widest if asked[entry.code] <= cuts)
        cuts = tuple(name for name in rows.cuts if name in wide)
        served[Grouping(cuts, "council")].append(entry)
        if by_period(entry, rows):
            served[Grouping(cuts, "period")].append(entry)
    return served


def _summed(
    con: duckdb.DuckDBPyConnection, rows: Rows, entries: Sequence[Entry], setting: Setting
) -> dict[str, Counts]:
    served = _groupings(rows, entries, setting)
    names = list(dict.fromkeys(name for grouping in served for name in grouping.names))
    flags = list(
        dict.fromkeys(sql for entry in entries for sql in conditions(entry).values() if sql != "true")
    )
    sums = [f"{name}_sum" for name in rows.sums]
    columns = [
        *_columns(rows, names, entries),
        "count(*) AS n",
        *(f"sum({sql})::DOUBLE AS {name}_sum" for name, sql in rows.sums.items()),
    ]
    # Grouped by everything first, so that the rows themselves are grouped once only.
    source = f"SELECT {', '.join(columns)} FROM {source_sql(rows, setting)} GROUP BY ALL"
    mask = "0"
    if len(served) > 1:
        mask = "mask"
        added = [*names, "sum(n)::BIGINT AS n", *(f"sum({name}) AS {name}" for name in sums)]
        sets = ", ".join(f"({', '.join(grouping.names)})" for grouping in served)
        source = (
            f"SELECT GROUPING({', '.join(names)}) AS mask, {', '.join(added)} FROM ({source}) "
            f"GROUP BY GROUPING SETS ({sets})"
        )
    shown = [mask, *names, "n", *sums, *flags]
    text = f"SELECT {', '.join(shown)} FROM ({source})"
    at = {name: position for position, name in enumerate(shown)}
    return _added_up(_fetched(con, text, setting), served, names, at)


def _columns(rows: Rows, names: Iterable[str], entries: Iterable[Entry]) -> list[str]:
    """The SQL of the columns grouped by."""
    period = (MONTH_SQL if any(entry.monthly for entry in entries) else YEAR_SQL).format(day=rows.day)
    special = {"council": "council", "period": f"{period} AS period"}
    return [special.get(name) or f"{rows.cuts[name]} AS {name}" for name in names]


def _fetched(con: duckdb.DuckDBPyConnection, text: str, setting: Setting) -> list[tuple[Any, ...]]:
    return con.execute(text.replace("{as_at}", f"DATE '{setting.as_at.isoformat()}'")).fetchall()


def _added_up(
    found: Iterable[tuple[Any, ...]],
    served: dict[Grouping, list[Entry]],
    names: Sequence[str],
    at: dict[str, int],
) -> dict[str, Counts]:
    """The rows of a statement, added up for each entry in each way that it is broken down."""
    cells: dict[str, dict[str | None, dict[tuple[Any, Any], list[float]]]] = {}
    tasks: dict[int, list[tuple[Any, ...]]] = {}
    for grouping, entries in served.items():
        tasks[grouping_mask(names, grouping.names)] = [
            (
                cells.setdefault(entry.code, {}).setdefault(grouping.beside, {}),
                at[grouping.beside] if grouping.beside else None,
                at[entry.by] if entry.by else None,
                [
                    (
                        position,
                        None if sql == "true" else at[sql],
                        at[f"{entry.total}_sum" if what == "of" and entry.total else "n"],
                    )
                    for position, (what, sql) in enumerate(conditions(entry).items())
                ],
            )
            for entry in entries
        ]
    for row in found:
        for totals, beside, by, numbers in tasks[row[0]]:
            key = (None if beside is None else row[beside], None if by is None else row[by])
            sums = totals.get(key)
            if sums is None:
                sums = totals[key] = [0] * len(numbers)
            for position, flag, amount in numbers:
                if flag is None or row[flag]:
                    sums[position] += row[amount] or 0
    entries_by_code = {entry.code: entry for entries in served.values() for entry in entries}
    return {code: _rolled_up(entries_by_code[code], kinds) for code, kinds in cells.items()}


def _rolled_up(entry: Entry, kinds: dict[str | None, dict[tuple[Any, Any], list[float]]]) -> Counts:
    """From the finest cells (council or period, and value of `by`) to every way the entry is broken down."""
    whats = list(conditions(entry))
    rolled: dict[tuple[str, ...], dict[tuple[Any, ...], list[float]]] = {(): {(): [0] * len(whats)}}

    def add(names: tuple[str, ...], key: tuple[Any, ...], numbers: list[float]) -> None:
        of = rolled.setdefault(names, {})
        if (sums := of.get(key)) is None:
            of[key] = numbers.copy()
            return
        for position, number in enumerate(numbers):
            sums[position] += number

    for beside, cells in kinds.items():
        for (value, by), numbers in cells.items():
            if beside == "council" or len(kinds) == 1:
                add((), (), numbers)
                if entry.by:
                    add((entry.by,), (by,), numbers)
            if beside:
                add((beside,), (value,), numbers)
                if entry.by:
                    add((beside, entry.by), (value, by), numbers)
    return {
        names: {key: dict(zip(whats, numbers, strict=True)) for key, numbers in cells.items()}
        for names, cells in rolled.items()
    }


def _spread(
    con: duckdb.DuckDBPyConnection, rows: Rows, entries: Sequence[Entry], setting: Setting
) -> dict[str, Counts]:
    """Medians and longest values cannot be added up, so they are taken for each breakdown by DuckDB."""
    placed = by_place(rows, setting)
    ways = {entry.code: _ways(entry, rows, placed) for entry in entries}
    sets = list(dict.fromkeys(way for found in ways.values() for way in found))
    names = list(dict.fromkeys(name for way in sets for name in way))
    cuts = [
        name
        for name in rows.cuts
        if any(name in cuts_of(entry, rows) for entry in entries) and name not in names
    ]
    taken = {
        entry.code: {
            "value": f"{'median' if entry.measure == 'median' else 'max'}({entry.total})::DOUBLE",
            "over": f"count({entry.total})",
        }
        | {
            f"left out: {reason}": f"count(*) FILTER (WHERE {when})"
            for reason, when in entry.left_out.items()
        }
        for entry in entries
    }
    shown = ["mask", *names, *dict.fromkeys(sql for numbers in taken.values() for sql in numbers.values())]
    columns = [
        *_columns(rows, [*names, *cuts], entries),
        *(f"{sql} AS {name}" for name, sql in rows.values.items()),
    ]
    mask = f"GROUPING({', '.join(names)})" if names else "0"
    text = f"""
        SELECT {mask} AS {", ".join(shown)}
        FROM (SELECT {", ".join(columns)} FROM {source_sql(rows, setting)})
        GROUP BY GROUPING SETS ({", ".join(f"({', '.join(way)})" for way in sets)})"""
    at = {name: position for position, name in enumerate(shown)}
    by_mask = {grouping_mask(names, way): way for way in sets}
    counts: dict[str, Counts] = {entry.code: {way: {} for way in ways[entry.code]} for entry in entries}
    for row in _fetched(con, text, setting):
        way = by_mask[row[0]]
        key = tuple(row[at[name]] for name in way)
        for code, numbers in taken.items():
            if way in counts[code]:
                counts[code][way][key] = {what: row[at[sql]] for what, sql in numbers.items()}
    return counts


def _ways(entry: Entry, rows: Rows, placed: bool) -> list[tuple[str, ...]]:
    ways: list[tuple[str, ...]] = [()]
    ways += [("council",)] if placed else []
    ways += [("period",)] if by_period(entry, rows) else []
    if entry.by:
        ways += [(entry.by,), *([("council", entry.by)] if placed else [])]
    return ways
