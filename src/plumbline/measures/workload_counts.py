"""What the workload figures are made of: orders and licences counted by council, team, kind and time.

Orders and licences are put into one table of cases first; each statement reads that.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from plumbline.calendars import add_months
from plumbline.measures.counting import MONTH_SQL
from plumbline.measures.grouped import Rows, Ways, grouped

if TYPE_CHECKING:
    import duckdb

# The heading under which an order is published: community payback orders take in those for fine default.
SCOPE_SQL = (
    "CASE WHEN kind IN ('cpo', 'cpo_fine_default') THEN 'cpo' WHEN kind = 'dtto' THEN 'dtto' ELSE 'other' END"
)

FLOW_NUMBERS = (
    "count(*)",
    "count(*) FILTER (WHERE end_reason = 'completed')",
    "count(*) FILTER (WHERE end_reason = 'early_discharge')",
    "count(*) FILTER (WHERE end_reason IS NULL)",
)


def prepare_cases(con: duckdb.DuckDBPyConnection) -> int:
    """Make the table `workload_cases`, a row an order or licence. Returns how many orders ended before begun.

    scope: cpo, dtto, other or licence. begun, ended: first and last day. An end before the beginning counts
    as on the day of the beginning, so that what is in force follows from what began and what ended.
    """
    con.execute(f"""
        CREATE OR REPLACE TABLE workload_cases AS
        SELECT * REPLACE (CASE WHEN ended IS NOT NULL THEN greatest(ended, begun) END AS ended),
            ended < begun AS turned, {MONTH_SQL.format(day="begun")} AS begun_month,
            {MONTH_SQL.format(day="greatest(ended, begun)")} AS ended_month
        FROM (
            SELECT {SCOPE_SQL} AS scope, kind, authority, team, worker_id, person_key, order_key,
                NULL::INTEGER AS licence_key, imposed_on AS begun, ended_on AS ended, end_reason
            FROM seen_orders WHERE imposed_on IS NOT NULL
            UNION ALL
            SELECT 'licence', kind, authority, team, worker_id, person_key, NULL, licence_key, released_on,
                ended_on, end_reason
            FROM seen_licences WHERE released_on IS NOT NULL)""")
    return int(
        con.execute("SELECT count(*) FROM workload_cases WHERE turned AND scope <> 'licence'").fetchall()[0][
            0
        ]
    )


def flows(con: duckdb.DuckDBPyConnection, first_month: int, several: bool) -> Ways:
    """What began and what ended, with the numbers of `FLOW_NUMBERS` (the last three speak of what ended).

    what: begun or ended. month is counted from April 1900, year from 1900-01; recent: the month, if not
    before `first_month`.
    """
    ways: list[tuple[str, ...]] = [
        ("what", "scope", "kind", "month"),
        ("what", "scope", "authority", "team", "year"),
    ]
    if several:
        ways.append(("what", "scope", "authority", "recent"))
    source = f"""(
        SELECT *, (month // 12)::SMALLINT AS year, CASE WHEN month >= {first_month} THEN month END AS recent
        FROM (
            SELECT 'begun' AS what, scope, kind, authority, team, begun_month AS month, NULL AS end_reason
            FROM workload_cases
            UNION ALL
            SELECT 'ended', scope, kind, authority, team, ended_month, end_reason
            FROM workload_cases WHERE ended IS NOT NULL))"""
    return grouped(con, source, ways, FLOW_NUMBERS)


def _on_days(days: Sequence[date]) -> str:
    values = ", ".join(f"(DATE '{day.isoformat()}', {number})" for number, day in enumerate(days))
    return (
        f"workload_cases JOIN (VALUES {values}) days(day, moment) "
        "ON begun <= day AND (ended IS NULL OR ended > day)"
    )


def stock(con: duckdb.DuckDBPyConnection, days: Sequence[date]) -> Ways:
    """What was in force at the end of each of `days`; `moment` is a position among them."""
    ways = [("moment", "scope", "kind"), ("moment", "scope", "authority", "team")]
    return grouped(con, _on_days(days), ways, ("count(*)",))


def individuals(con: duckdb.DuckDBPyConnection, several: bool) -> Ways:
    """People with a case in force on the as-at date (what: in force), or begun in a year (what: begun).

    year is counted from 1900-01. licence: whether the case is a licence.
    """
    ways: list[tuple[str, ...]] = [("what", "year", "licence"), ("what", "year", "scope")]
    if several:
        ways.append(("what", "year", "authority", "licence"))
    source = """(
        SELECT *, scope = 'licence' AS licence FROM (
            SELECT 'in force' AS what, NULL::SMALLINT AS year, scope, authority, person_key
            FROM workload_cases WHERE ended IS NULL
            UNION ALL
            SELECT 'begun', (begun_month // 12)::SMALLINT, scope, authority, person_key
            FROM workload_cases))"""
    return grouped(con, source, ways, ("count(DISTINCT person_key)",))


def prepare_hours(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table `workload_hours`: one row for each order in force with an open unpaid work requirement.

    Columns: order_key, payback (a community payback order), authority, team; requirements (open ones);
    known (the hours of all of these are recorded); outstanding and beyond (hours still to work; hours
    credited beyond those imposed); in_breach. A requirement is open until it is completed or ended. Hours
    credited on the order, from the day that the first of its open or completed requirements was imposed, go
    first to the completed ones.
    """
    con.execute("""
        CREATE OR REPLACE TABLE workload_hours AS
        WITH required AS (
            SELECT order_key, count(*) FILTER (WHERE is_open) AS requirements,
                bool_and(hours_imposed IS NOT NULL) FILTER (WHERE is_open) AS known,
                coalesce(sum(hours_imposed) FILTER (WHERE is_open), 0) AS to_work,
                coalesce(sum(hours_imposed) FILTER (WHERE completed_on IS NOT NULL), 0) AS done,
                min(imposed_on) FILTER (WHERE is_open OR completed_on IS NOT NULL) AS since
            FROM (SELECT *, completed_on IS NULL AND ended_on IS NULL AS is_open
                  FROM seen_requirements WHERE kind = 'unpaid_work')
            GROUP BY order_key HAVING count(*) FILTER (WHERE is_open) > 0),
        wanted AS (
            SELECT c.order_key, scope, authority, team, requirements, known, to_work, done, since
            FROM workload_cases c JOIN required USING (order_key) WHERE ended IS NULL),
        worked AS (
            SELECT s.order_key, sum(hours_credited) AS hours
            FROM seen_work_sessions s JOIN wanted w ON s.order_key = w.order_key AND s.worked_on >= w.since
            GROUP BY s.order_key),
        breached AS (
            SELECT DISTINCT order_key FROM seen_enforcement
            WHERE kind = 'breach_application' AND order_key IS NOT NULL
                AND outcome_on IS NULL AND (outcome IS NULL OR outcome IN ('pending', 'not_known')))
        SELECT w.order_key, scope = 'cpo' AS payback, authority, team, requirements, known,
            b.order_key IS NOT NULL AS in_breach,
            greatest(to_work - greatest(coalesce(hours, 0) - done, 0), 0) AS outstanding,
            greatest(coalesce(hours, 0) - done - to_work, 0) AS beyond
        FROM wanted w LEFT JOIN worked USING (order_key) LEFT JOIN breached b ON w.order_key = b.order_key""")


HOURS_NUMBERS = (
    "coalesce(sum(outstanding) FILTER (WHERE known AND NOT in_breach), 0)",
    "coalesce(sum(requirements) FILTER (WHERE known AND NOT in_breach), 0)::INTEGER",
    "coalesce(sum(outstanding) FILTER (WHERE known AND in_breach), 0)",
    "coalesce(sum(requirements) FILTER (WHERE known AND in_breach), 0)::INTEGER",
    "coalesce(sum(requirements) FILTER (WHERE NOT known), 0)::INTEGER",
    "coalesce(sum(beyond) FILTER (WHERE known AND NOT in_breach), 0)",
    "coalesce(sum(requirements) FILTER (WHERE known AND NOT in_breach AND beyond > 0), 0)::INTEGER",
)


def hours(con: duckdb.DuckDBPyConnection) -> Rows:
    """Unpaid work hours still to work: payback, authority, team, then the numbers of `HOURS_NUMBERS`."""
    way = ("payback", "authority", "team")
    return grouped(con, "workload_hours", [way], HOURS_NUMBERS)[way]


def workers(con: duckdb.DuckDBPyConnection, as_at: date) -> Rows:
    """Cases by worker: in force on the as-at date, and begun or ended in the twelve months up to it.

    what: in force, begun or ended. The worker is the one to whom the case was allocated on that day (the
    allocation begun last, where several were open), else the one named on the case. Rows: what, licence,
    worker, cases, hours still to work on community payback orders that are not in breach, and the open
    requirements that these belong to.
    """
    day, year_before = (f"DATE '{moment.isoformat()}'" for moment in (as_at, add_months(as_at, -12)))
    source = f"""(
        WITH moments AS (
            SELECT 'in force' AS what, {day} AS day, * FROM workload_cases WHERE ended IS NULL
            UNION ALL SELECT 'begun', begun, * FROM workload_cases WHERE begun > {year_before}
            UNION ALL SELECT 'ended', ended, * FROM workload_cases WHERE ended > {year_before}),
        cases AS (SELECT *, coalesce(order_key * 2, licence_key * 2 + 1) AS case_key FROM moments),
        held AS (
            SELECT what, case_key, max_by(a.worker_id, turn) AS holder
            FROM cases JOIN (
                SELECT worker_id, from_on, until_on, coalesce(order_key * 2, licence_key * 2 + 1) AS case_key,
                    (from_on - DATE '1900-01-01')::BIGINT * 2147483648 + allocation_key AS turn
                FROM seen_allocations) a USING (case_key)
            WHERE from_on <= day AND (until_on IS NULL OR until_on >= day)
            GROUP BY what, case_key)
        SELECT c.what, c.scope = 'licence' AS licence, coalesce(holder, c.worker_id) AS worker,
            h.outstanding, h.requirements
        FROM cases c LEFT JOIN held USING (what, case_key)
            LEFT JOIN workload_hours h
            ON c.order_key = h.order_key AND what = 'in force'
                AND h.known AND h.payback AND NOT h.in_breach)"""
    numbers = ("count(*)", "coalesce(sum(outstanding), 0)", "coalesce(sum(requirements), 0)::INTEGER")
    way = ("what", "licence", "worker")
    return grouped(con, source, [way], numbers)[way]
