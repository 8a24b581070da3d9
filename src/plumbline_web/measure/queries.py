"""Cases behind the numbers: the rows that somebody may see, filtered, sorted and paged by the engine.

This is one of the few modules that touch case rows. It logs none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import duckdb

from plumbline.engine import locked_connection, sql_text
from plumbline_web.measure.preparing import prepare
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run
from plumbline_web.records.queries import authorities_seen

PAGE = 50
FILTERS = {
    "standard": "standard = ?",
    "verdict": "verdict = ?",
    "period": "period = ?",
    "team": "team_key = ?",
    "worker": "worker_key = ?",
    "reason": "reason = ?",
    "band": "band = ?",
    "level": "level = ?",
    "gender": "gender = ?",
    "age_group": "age_group = ?",
    "risk_level": "risk_level = ?",
    "court": "court = ?",
    "offence_group": "offence_group = ?",
    "delay_reason": "delay_reason = ?",
    "delay_side": "delay_side = ?",
}
"""What a list can be narrowed by: the name in the address and the condition on the rows."""
SORTS = {
    "due": "due_on",
    "done": "done_on",
    "late": "days_taken",
    "case": "case_id",
    "team": "team",
    "worker": "worker_id",
}
_COLUMNS = (
    "standard, case_id, occurrence, clock_start, due_on, done_on, days_taken, verdict, reason, period, "
    "authority, team, worker_id, level, risk_level, recorded_on, ended_on, delay_reason, delay_side, "
    "delay_evidenced, case_key, team_key, worker_key"
)


@dataclass(frozen=True)
class CasePage:
    """One page of a list of duties. rows: a dict each. total: how many there are in all."""

    rows: tuple[dict[str, Any], ...]
    total: int
    number: int
    pages: int


def cases(
    run: Run, seen: Access, filters: Mapping[str, str], *, sort: str = "", page: int = 1, size: int = PAGE
) -> CasePage:
    """A page of the duties that this person may see, narrowed by the filters.

    filters: names of FILTERS -> values; others are ignored. sort: a name of SORTS, with "-" before it for
    the other way; empty for misses first, latest due first.
    """
    where, values = _conditions(seen, filters)
    name, down = sort.removeprefix("-"), sort.startswith("-")
    order = f"{SORTS[name]} {'DESC' if down else 'ASC'} NULLS LAST, " if name in SORTS else ""
    with closing(_connected(run, seen)) as con:
        total = con.execute(f"SELECT count(*) FROM cases WHERE {where}", values).fetchall()[0][0]
        pages = max(1, -(-total // size))
        number = min(max(page, 1), pages)
        rows = _dicts(
            con.execute(
                f"SELECT {_COLUMNS} FROM cases WHERE {where} "
                f"ORDER BY {order}standard, place, due_on DESC, case_id, occurrence LIMIT ? OFFSET ?",
                [*values, size, (number - 1) * size],
            )
        )
    return CasePage(tuple(rows), total, number, pages)


def case(run: Run, seen: Access, key: str) -> list[dict[str, Any]]:
    """Every duty owed to one case, earliest first; empty where there is none that this person may see."""
    where, values = _conditions(seen, {})
    with closing(_connected(run, seen)) as con:
        return _dicts(
            con.execute(
                f"SELECT * FROM cases WHERE case_key = ? AND {where} "
                "ORDER BY clock_start, due_on, standard, occurrence",
                [key, *values],
            )
        )


def _conditions(seen: Access, filters: Mapping[str, str]) -> tuple[str, list[Any]]:
    """What narrows a list, and first of all what the person may see."""
    asked, values = ["true"], []
    if seen.teams is not None and seen.workers is not None:
        asked.append("(list_contains(?, team) OR list_contains(?, worker_id))")
        values += [sorted(seen.teams), sorted(seen.workers)]
    for name, condition in FILTERS.items():
        if value := filters.get(name):
            asked.append(condition)
            values.append(value)
    return " AND ".join(asked), values


def _connected(run: Run, seen: Access) -> duckdb.DuckDBPyConnection:
    """A locked connection whose view `cases` holds the councils this person may see, and nothing else."""
    folder = prepare(run) / "cases"
    con = locked_connection([folder])
    files = [folder / f"{place}.parquet" for place in sorted(authorities_seen(seen))]
    named = [sql_text(str(file.resolve())) for file in files if file.is_file()]
    if named:
        con.execute(f"CREATE VIEW cases AS FROM read_parquet([{', '.join(named)}])")
    else:
        some = sql_text(str(next(iter(sorted(folder.glob("*.parquet")))).resolve()))
        con.execute(f"CREATE VIEW cases AS FROM read_parquet({some}) WHERE false")
    return con


def _dicts(found: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
