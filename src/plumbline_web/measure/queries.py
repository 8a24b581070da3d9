"""Cases behind the numbers: the rows that somebody may see, filtered, sorted and paged by the engine.

This is one of the few modules that touch case rows. It logs none of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plumbline.measures.bands import NOT_KNOWN
from plumbline_web.measure.case_files import cases_folder, places_seen, reading
from plumbline_web.measure.keys import key_of
from plumbline_web.measure.preparing import DIGITS, shown
from plumbline_web.measure.rules import FILTERS, NOT_RECORDED, SORTS
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run

if TYPE_CHECKING:
    import duckdb

PAGE = 50
DEEP = 1000
"""From so many rows on a list is not sorted whole for one page of it."""
BATCH = 5000
STEP = 1000
"""How many rows lie between two marks of a sorted list, by which a page deep in it is found."""
LATEST = "(place + 1) * 10000000 - coalesce(date_diff('day', DATE '0001-01-01', due_on), 0)"
"""One number above 0 for the usual order over all standards: by verdict, then latest due, no day last."""

_COLUMNS = (
    "n, standard, case_id, reference, occurrence, clock_start, due_on, done_on, days_taken, verdict, reason, "
    "period, authority, team, worker_id, level, risk_level, recorded_on, ended_on, delay_reason, delay_side, "
    "delay_evidenced, case_key, team_key, worker_key"
)


@dataclass(frozen=True)
class CasePage:
    """One page of a list of duties. rows: a dict each. total: how many duties in all, of how many cases."""

    rows: tuple[dict[str, Any], ...]
    total: int
    cases: int
    number: int
    pages: int


@dataclass(frozen=True)
class Asked:
    """What is asked of a run's duties: a condition in SQL with its values, for what a person may see."""

    folder: Path
    places: frozenset[str]
    where: str
    values: tuple[Any, ...]

    def given(self, *more: Any) -> list[Any]:
        """The values as the engine takes them, and some more after them."""
        return [list(one) if isinstance(one, tuple) else one for one in (*self.values, *more)]


def asked(run: Run, seen: Access, filters: Mapping[str, str]) -> Asked:
    """The condition that narrows a list, and first of all what the person may see.

    filters: names of FILTERS -> values that a form has checked; others are ignored.
    """
    parts: list[str] = []
    values: list[Any] = []
    if seen.teams is not None and seen.workers is not None:
        parts.append("(list_contains(?, team) OR list_contains(?, worker_id))")
        values += [tuple(sorted(seen.teams)), tuple(sorted(seen.workers))]
    for name, one in FILTERS.items():
        value = filters.get(name)
        if not value:
            continue
        if name == "over":
            parts.append(one.by_value[value])
            values.append(_months(run, filters.get("standard", ""), value))
        elif name in ("from", "until"):
            parts.append(f"period {'>=' if name == 'from' else '<='} ?")
            values.append(value)
        elif one.conditions:
            parts.append(f"({one.by_value[value]})")
        elif name == "band" and value == NOT_KNOWN:
            parts.append(f"coalesce(band, '{NOT_KNOWN}') = '{NOT_KNOWN}'")
        elif value == NOT_RECORDED:
            parts.append(f"{one.column} IS NULL")
        else:
            parts.append(f"{one.column} = ?")
            values.append(value)
    return Asked(cases_folder(run), places_seen(run, seen), " AND ".join(parts) or "true", tuple(values))


def _months(run: Run, standard: str, over: str) -> tuple[str, ...]:
    page = shown(run)["standards"].get(standard)
    return tuple(page["months_since" if over == "since" else "months"]) if page else ()


def cases(
    run: Run, seen: Access, filters: Mapping[str, str], *, sort: str = "", page: int = 1, size: int = PAGE
) -> CasePage:
    """A page of the duties that this person may see, narrowed by the filters.

    sort: a name of SORTS, with "-" before it for the other way; empty for misses first, in each verdict the
    latest due first.
    """
    what = asked(run, seen, filters)
    total, of_cases = counted(what)
    pages = max(1, -(-total // size))
    number = min(max(page, 1), pages)
    numbers = _numbers(what, _order(filters, sort), (number - 1) * size, size)
    with reading(what.folder, what.places) as con:
        held = ", ".join(str(n) for n in numbers) or "NULL"
        rows = _dicts(con.execute(f"SELECT {_COLUMNS} FROM listed WHERE n IN ({held})"))
    place = {n: at for at, n in enumerate(numbers)}
    rows.sort(key=lambda row: place[row["n"]])
    return CasePage(tuple(rows), total, of_cases, number, pages)


@dataclass(frozen=True)
class Order:
    """How a list is sorted, in SQL. key: the value that comes first. way: ASC or DESC. whole: all of it."""

    key: str
    way: str
    whole: str


@lru_cache(maxsize=4096)
def _numbers(what: Asked, order: Order, offset: int, size: int) -> tuple[int, ...]:
    """The numbers (n) of the rows of one page, in its order; the rows are quicker found by them.

    A frozen run never changes, so they are found once. Deep in a list it is read near the page alone.
    """
    near, values, before = _near(what, order, offset, offset + size) if offset >= DEEP else ("true", [], 0)
    with reading(what.folder, what.places) as con:
        found = con.execute(
            f"SELECT n FROM listed WHERE {what.where} AND {near} ORDER BY {order.whole} LIMIT ? OFFSET ?",
            what.given(*values, size, offset - before),
        ).fetchall()
    return tuple(n for (n,) in found)


def _order(filters: Mapping[str, str], sort: str) -> Order:
    """What a list is sorted by; without a sort the usual order."""
    name, way = sort.removeprefix("-"), "DESC" if sort.startswith("-") else "ASC"
    if name in SORTS:
        return Order(SORTS[name], way, f"{SORTS[name]} {way} NULLS LAST, n")
    if filters.get("standard"):
        return Order("n", "ASC", "n")
    # As LATEST and n, but written so that the engine passes over what cannot be on the first pages.
    return Order(LATEST, "ASC", "place, due_on DESC NULLS LAST, n")


def _near(what: Asked, order: Order, first: int, last: int) -> tuple[str, list[Any], int]:
    """What keeps the rows from `first` up to `last` of a sorted list, and few more: a condition, its values.

    The third is how many rows of the list come before those that are kept.
    """
    key, way = order.key, order.way
    if key == "n":  # the rows lie in this order already
        return "true", [], 0
    marks = _marks(what, key, way)
    at = max(i for i, (_, rows) in enumerate(marks) if rows <= first)
    value, before = marks[at]
    if value is None:
        return f"{key} IS NULL", [], before
    up, down = (">=", "<") if way == "ASC" else ("<=", ">")
    ends = [mark for mark, rows in marks[at + 1 :] if rows >= last]
    if not ends:
        return f"({key} {up} ? OR {key} IS NULL)", [value], before
    if ends[0] is None:
        return f"{key} {up} ?", [value], before
    return f"{key} {up} ? AND {key} {down} ?", [value, ends[0]], before


@lru_cache(maxsize=256)
def _marks(what: Asked, key: str, way: str) -> tuple[tuple[Any, int], ...]:
    """Values of a sorted list, about STEP rows apart, each with how many rows come before the first of it.

    The first value is always there. A frozen run never changes, so they are found once.
    """
    with reading(what.folder, what.places) as con:
        rows = con.execute(
            f"WITH each AS (SELECT {key} AS value, count(*) AS many FROM listed WHERE {what.where} "
            "GROUP BY 1), told AS (SELECT value, row_number() OVER in_order AS number, "
            "(sum(many) OVER in_order - many)::BIGINT AS before "
            f"FROM each WINDOW in_order AS (ORDER BY value {way} NULLS LAST)) "
            "SELECT value, before FROM told "
            f"QUALIFY before // {STEP} IS DISTINCT FROM lag(before // {STEP}) OVER (ORDER BY number) "
            "ORDER BY number",
            what.given(),
        ).fetchall()
    return tuple(rows)


@lru_cache(maxsize=4096)
def counted(what: Asked) -> tuple[int, int]:
    """How many duties, and of how many cases. A frozen run never changes, so it is counted once."""
    if what.where == "true":
        kept = json.loads((what.folder / "counts.json").read_text("utf-8"))
        return (
            sum(kept["duties"].get(place, 0) for place in what.places),
            sum(n for places, n in kept["cases"].items() if not what.places.isdisjoint(places.split("|"))),
        )
    with reading(what.folder, what.places) as con:
        found = con.execute(
            f"SELECT count(*), count(DISTINCT case_key) FROM listed WHERE {what.where}", what.given()
        ).fetchall()
    return int(found[0][0]), int(found[0][1])


def authorities_in(what: Asked) -> set[str]:
    """The councils whose duties are in a list, by code."""
    with reading(what.folder, what.places) as con:
        found = con.execute(f"SELECT DISTINCT authority FROM listed WHERE {what.where}", what.given())
        return {str(place) for (place,) in found.fetchall()}


def every_row(what: Asked, most: int, filters: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The duties of a list in its usual order, at most so many, a batch at a time.

    filters: those of `what`.
    """
    key = _order(filters, "").key
    last, number, left = -1, -1, most
    while left > 0:
        with reading(what.folder, what.places) as con:
            rows = _dicts(
                con.execute(
                    f"SELECT {_COLUMNS}, {key} AS stands FROM listed WHERE {what.where} "
                    f"AND ({key} > ? OR {key} = ? AND n > ?) ORDER BY {key}, n LIMIT ?",
                    what.given(last, last, number, min(BATCH, left)),
                )
            )
        yield from rows
        if len(rows) < BATCH:
            return
        last, number, left = rows[-1]["stands"], rows[-1]["n"], left - len(rows)


def case(run: Run, seen: Access, key: str) -> list[dict[str, Any]]:
    """Every duty owed to one case, earliest first; empty where there is none that this person may see."""
    return duties(run, seen, [key])


def duties(run: Run, seen: Access, keys: Sequence[str]) -> list[dict[str, Any]]:
    """Every duty owed to these cases that this person may see, earliest first."""
    what = asked(run, seen, {})
    digits: dict[str, list[str]] = {}
    for key in keys:
        if key and key[0] in DIGITS:
            digits.setdefault(key[:1], []).append(key)
    if not digits:
        return []
    values: list[Any] = []
    for those in digits.values():
        values += [*those, *what.given()]
    each = " UNION ALL ".join(
        f"SELECT * FROM by_case_{digit} WHERE case_key IN ({', '.join('?' * len(those))}) AND {what.where}"
        for digit, those in digits.items()
    )
    with reading(what.folder, what.places) as con:
        return _dicts(
            con.execute(
                f"SELECT * FROM ({each}) ORDER BY clock_start, due_on, standard, occurrence, n", values
            )
        )


def find(run: Run, seen: Access, reference: str) -> str:
    """The key of the case with this reference, as far as the person may see it; empty where there is none.

    reference: of an order, licence or sentence, or of what else owes a duty, as the records write it.
    """
    pepper = run.organisation.pepper
    keys = [
        key_of(pepper, "case", f"{kind}|{reference}") for kind in ("order", "licence", "sentence", "case")
    ]
    if rows := duties(run, seen, keys):
        return str(rows[0]["case_key"])
    what = asked(run, seen, {})
    with reading(what.folder, what.places) as con:
        found = con.execute(
            f"SELECT case_key FROM listed WHERE case_id = ? AND {what.where} LIMIT 1",
            [reference, *what.given()],
        ).fetchall()
    return str(found[0][0]) if found else ""


def _dicts(found: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
