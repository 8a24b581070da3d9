"""Kept connections to the case files of a run: opened once, since a frozen run never changes.

This is one of the few modules that touch case rows. A connection sees the councils that its readers may see,
and nothing else: who may see others gets another connection.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from plumbline.engine import locked_connection, sql_text
from plumbline_web.measure.preparing import DIGITS, choices, prepare
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run
from plumbline_web.records.queries import authorities_seen

if TYPE_CHECKING:
    import duckdb

MOST_KEPT = 12
"""How many connections are kept; the one longest unused is closed first, once nobody reads from it."""
MEMORY = "400MB"

_kept: OrderedDict[tuple[Path, frozenset[str]], duckdb.DuckDBPyConnection] = OrderedDict()
_guard = Lock()


@contextmanager
def reading(folder: Path, places: frozenset[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor on the duties of these councils: views `listed`, and `by_case_0` to `by_case_f`.

    folder: the run’s, from `cases_folder`; see `preparing.prepare` for what lies in it.
    """
    key = (folder, places)
    with _guard:
        con = _kept.get(key)
        if con is None:
            con = _kept[key] = _opened(folder, places)
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
        _kept.move_to_end(key)
        cursor = con.cursor()
    try:
        yield cursor
    finally:
        cursor.close()


def cases_folder(run: Run) -> Path:
    """Where the case files of a run lie."""
    return prepare(run) / "cases"


def places_seen(run: Run, seen: Access) -> frozenset[str]:
    """The councils of the run whose cases this person may see, by code."""
    return authorities_seen(seen) & frozenset(choices(run))


def _opened(folder: Path, places: frozenset[str]) -> duckdb.DuckDBPyConnection:
    con = locked_connection([folder], memory=MEMORY, threads=1, unchanging=True)
    codes = ", ".join(sql_text(place) for place in sorted(places)) or "NULL"
    files = {"listed": "listed", **{f"by_case_{digit}": f"by-case-{digit}" for digit in DIGITS}}
    for view, name in files.items():
        file = sql_text(str((folder / f"{name}.parquet").resolve()))
        con.execute(f"CREATE VIEW {view} AS FROM read_parquet({file}) WHERE authority IN ({codes})")
    return con
