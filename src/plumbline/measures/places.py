"""To which council a row belongs, and where rows are read from.

Every order, licence, sentence and person has one number, its owner number, so that one join finds the
council of any row, whoever owns it. The numbers run on without gaps from one kind to the next, which keeps
that join quick.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from plumbline.measures.registry.form import OWNER_TABLES, Rows

if TYPE_CHECKING:
    import duckdb

PLACES = "figure_places"
NOBODY = (
    -1
)  # the owner number of rows whose owner is not known; every owner that is seen has a row in the table,
# so that no row is lost in the join

_COUNCILS = """
    SELECT authority FROM seen_orders UNION SELECT authority FROM seen_licences
    UNION SELECT authority FROM seen_sentences UNION SELECT authority FROM seen_reports
    UNION SELECT authority FROM seen_activity_counts"""


@dataclass(frozen=True)
class Setting:
    """What holds for all figures of a run.

    sent: tables sent. as_at: the day as at which the records are read. councils: their codes, in ascending
    order; a council is a position among them. first_numbers: the owner number of the key 0 of each kind of
    owner.
    """

    sent: frozenset[str]
    as_at: date
    councils: tuple[str, ...]
    first_numbers: dict[str, int]

    @property
    def several(self) -> bool:
        """Whether there is more than one council."""
        return len(self.councils) > 1


def prepare_setting(con: duckdb.DuckDBPyConnection, sent: frozenset[str], as_at: date) -> Setting:
    """Find the councils and, where there are several, make the table `figure_places` (owner, council).

    con: a connection with the views seen_<table>. A person with cases in several councils belongs to none:
    the council is empty. Only owners that are seen are in the table.
    """
    rows = con.execute(
        f"SELECT authority FROM ({_COUNCILS}) WHERE authority IS NOT NULL ORDER BY 1"
    ).fetchall()
    councils = tuple(code for (code,) in rows)
    numbers = dict.fromkeys(OWNER_TABLES, 0)
    setting = Setting(sent, as_at, councils, numbers)
    if not setting.several:
        return setting
    keys = ", ".join(
        f"(SELECT coalesce(max({kind}_key), 0) + 1 FROM seen_{table})" for kind, table in OWNER_TABLES.items()
    )
    first = 0
    for kind, size in zip(OWNER_TABLES, con.execute(f"SELECT {keys}").fetchall()[0], strict=True):
        numbers[kind] = first
        first += size
    values = ", ".join(f"('{code}', {place})" for place, code in enumerate(councils))
    con.execute(f"""
        CREATE OR REPLACE TABLE {PLACES} AS
        WITH councils(authority, council) AS (VALUES {values}),
        cases AS (
            SELECT order_key + {numbers["order"]} AS owner, person_key, authority FROM seen_orders
            UNION ALL SELECT licence_key + {numbers["licence"]}, person_key, authority FROM seen_licences
            UNION ALL SELECT sentence_key + {numbers["sentence"]}, person_key, authority FROM seen_sentences),
        placed AS (
            SELECT owner, person_key, council::UTINYINT AS council
            FROM cases LEFT JOIN councils USING (authority)),
        people AS (
            SELECT person_key, CASE WHEN min(council) = max(council) THEN min(council) END AS council
            FROM (SELECT person_key, council FROM placed UNION ALL SELECT person_key, NULL FROM seen_people)
            WHERE person_key IS NOT NULL GROUP BY person_key)
        SELECT owner, council FROM placed
        UNION ALL SELECT person_key + {numbers["person"]}, council FROM people
        UNION ALL SELECT {NOBODY}, NULL""")
    return setting


def source_sql(rows: Rows, setting: Setting) -> str:
    """What to select the rows from: with a column `council` where there are several and it can be known."""
    if not rows.owners:
        if not setting.several or not rows.by_authority:
            return f"({rows.sql})"
        places = ", ".join(f"('{code}', {place})" for place, code in enumerate(setting.councils))
        return f"({rows.sql}) LEFT JOIN (VALUES {places}) councils(authority, council) USING (authority)"
    if not setting.several:
        return f"({rows.sql})"
    numbered = [
        f"{kind}_key + {setting.first_numbers[kind]}"
        for kind in rows.owners
        if OWNER_TABLES[kind] in setting.sent
    ]
    owner = f"coalesce({', '.join([*numbered, str(NOBODY)])})"
    return f"(SELECT *, {owner} AS owner FROM ({rows.sql})) JOIN {PLACES} USING (owner)"
