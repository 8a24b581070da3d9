"""The last day that anything was done or recorded for a case.

The work list alone asks for it, so a run holds it for the cases that can stand there and for no others.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from plumbline.engine import sql_text
from plumbline.records.specification import Table, load

if TYPE_CHECKING:
    import duckdb

SOON = "verdict = 'not_yet_due'"
OVERDUE = "verdict = 'not_met' AND done_on IS NULL AND ended_on IS NULL"
"""SQL over the result rows: duties still to be done, in time or late. The work list is made from these."""

# Tables whose rows show that someone worked on a case.
EVENT_TABLES = (
    "contacts",
    "work_sessions",
    "assessments",
    "plans",
    "reviews",
    "enforcement",
    "referrals",
    "outcomes",
)
# What a duty hangs on: the first of these that its result row names.
KINDS = ("order", "licence", "sentence")


def write_last_recorded(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write RUN/last_recorded.parquet: order_id, licence_id, sentence_id (one of them) and last_recorded.

    A row for each order, licence and sentence with a duty still to be done. last_recorded: the last day that
    anything was done or recorded for it, up to the as-at date; empty where nothing was. A row that names only
    the person speaks for each of their cases. con: a connection with the views seen_<table> and `results`.
    """
    waiting = []
    for place, kind in enumerate(KINDS):
        alone = "".join(f" AND {other}_id IS NULL" for other in KINDS[:place])
        ids = ", ".join(f"{other}_id" if other == kind else f"NULL::VARCHAR AS {other}_id" for other in KINDS)
        named = f"SELECT {kind}_id FROM late WHERE {kind}_id IS NOT NULL{alone}"
        waiting.append(
            f"SELECT {kind}_key * 4 + {place} AS owner, person_key * 4 + 3 AS person, {ids} "
            f"FROM seen_{kind}s WHERE {kind}_id IN ({named})"
        )
    names = ", ".join(f"{kind}_id" for kind in KINDS)
    con.execute(
        "CREATE TEMP TABLE waiting AS WITH late AS MATERIALIZED ("
        f"SELECT DISTINCT {names} FROM results WHERE {SOON} OR {OVERDUE}) {' UNION ALL '.join(waiting)}"
    )
    specification = load()
    days = " UNION ALL ".join(_days_sql(specification.tables[name]) for name in EVENT_TABLES)
    con.execute(f"""
        COPY (
            WITH days AS (SELECT owner, max(day) AS day FROM ({days}) GROUP BY owner)
            SELECT {names}, greatest(own.day, of_person.day) AS last_recorded
            FROM waiting LEFT JOIN days own ON own.owner = waiting.owner
            LEFT JOIN days of_person ON of_person.owner = waiting.person)
        TO {sql_text(str(path))} (FORMAT parquet)""")


def _days_sql(table: Table) -> str:
    """The rows of a table that belong to a waiting case or its person: owner and day."""
    names = {column.name for column in table.columns}
    owners = [
        f"{kind}_key * 4 + {place}" for place, kind in enumerate((*KINDS, "person")) if f"{kind}_id" in names
    ]
    begun = f"coalesce({', '.join(table.begins)})" if len(table.begins) > 1 else table.begins[0]
    return (
        f"SELECT owner, greatest({begun}, recorded_on) AS day "
        f"FROM (SELECT *, coalesce({', '.join(owners)}) AS owner FROM seen_{table.name}) "
        "WHERE owner IN (SELECT owner FROM waiting UNION ALL SELECT person FROM waiting)"
    )
