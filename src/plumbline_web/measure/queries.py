"""Cases behind the numbers: the rows that somebody may see, filtered, sorted and paged by the engine.

This is one of the few modules that touch case rows. It logs none of them.
"""

from __future__ import annotations

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
"""From so many rows on, a page's numbers are found first and its rows then, which is quicker there."""
BATCH = 5000

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

    sort: a name of SORTS, with "-" before it for the other way; empty for misses first, latest due first.
    """
    what = asked(run, seen, filters)
    total, of_cases = counted(what)
    pages = max(1, -(-total // size))
    number = min(max(page, 1), pages)
    name, way = sort.removeprefix("-"), "DESC" if sort.startswith("-") else "ASC"
    order = f"{SORTS[name]} {way} NULLS LAST, n" if name in SORTS else "n"
    offset = (number - 1) * size
    end = f"FROM listed WHERE {what.where} ORDER BY {order} LIMIT ? OFFSET ?"
    with reading(what.folder, what.places) as con:
        if offset < DEEP:
            rows = _dicts(con.execute(f"SELECT {_COLUMNS} {end}", what.given(size, offset)))
        else:
            found = [row[0] for row in con.execute(f"SELECT n {end}", what.given(size, offset)).fetchall()]
            numbers = ", ".join(str(n) for n in found) or "NULL"
            rows = _dicts(con.execute(f"SELECT {_COLUMNS} FROM listed WHERE n IN ({numbers})"))
            place = {n: at for at, n in enumerate(found)}
            rows.sort(key=lambda row: place[row["n"]])
    return CasePage(tuple(rows), total, of_cases, number, pages)


@lru_cache(maxsize=4096)
def counted(what: Asked) -> tuple[int, int]:
    """How many duties, and of how many cases. A frozen run never changes, so it is counted once."""
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


def every_row(what: Asked, most: int) -> Iterator[dict[str, Any]]:
    """The duties of a list in its usual order, at most so many, a batch at a time."""
    last, left = -1, most
    while left > 0:
        with reading(what.folder, what.places) as con:
            rows = _dicts(
                con.execute(
                    f"SELECT {_COLUMNS} FROM listed WHERE {what.where} AND n > ? ORDER BY n LIMIT ?",
                    what.given(last, min(BATCH, left)),
                )
            )
        yield from rows
        if len(rows) < BATCH:
            return
        last, left = rows[-1]["n"], left - len(rows)


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


def worker_called(run: Run, seen: Access, key: str) -> str:
    """What the records call the worker of this key; empty where this person sees no case of theirs."""
    what = asked(run, seen, {"worker": key})
    with reading(what.folder, what.places) as con:
        found = con.execute(
            f"SELECT worker_id FROM listed WHERE {what.where} LIMIT 1", what.given()
        ).fetchall()
    return str(found[0][0]) if found else ""


def _dicts(found: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
