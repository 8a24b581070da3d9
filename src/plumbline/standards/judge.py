"""The judge in SQL: prepares the calendar and the records as at a date, judges each standard, writes the result rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from plumbline.calendars import Calendar
from plumbline.engine import sql_text
from plumbline.records.specification import load
from plumbline.standards.form import REASONS, VERDICTS, Related, Standard
from plumbline.standards.results import (
    AGE_GROUPS,
    BREAKDOWN_COLUMNS,
    JUDGED,
    OLDEST,
    delay_types,
    facts_steps,
    result_steps,
)
from plumbline.standards.seen import prepare_seen
from plumbline.standards.shared import Shared, in_groups, shared_steps
from plumbline.standards.steps import MACROS, Around, Setting, Step
from plumbline.standards.verdicts import verdict_steps

if TYPE_CHECKING:
    import duckdb

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Needs:
    """Columns a standard reads: those without which it cannot be judged, and those that may read as empty."""

    essential: frozenset[tuple[str, str]]
    other: frozenset[tuple[str, str]]


def needs(standard: Standard) -> Needs:
    """What the standard needs of the records, as (table, column).

    Essential is what its population, its clock and its first stop name. What only an end, an excuse, a limit's
    choice or an alternative stop names reads as empty where it was not sent.
    """
    population, table = standard.population, standard.population.table
    around = Around(table)
    essential: set[tuple[str, str]] = {(table, name) for name in (*population.where, *population.filled)}
    other: set[tuple[str, str]] = set()
    essential.add((table, identifier_of(table)))
    for alias, owner, codes in (
        ("o", "orders", population.of_order),
        ("l", "licences", population.of_licence),
    ):
        if codes is not None and alias in around.aliases:
            essential |= {(table, identifier_of(owner)), (owner, identifier_of(owner))}
            essential |= {(owner, name) for name in codes}

    def related(part: Related | None) -> set[tuple[str, str]]:
        if part is None:
            return set()
        return {(part.table, name) for name in ("order_id", *part.where, *([part.date] if part.date else []))}

    essential |= related(population.having)
    if standard.clock is not None:
        essential |= related(standard.clock.earliest)
        if standard.clock.column is not None:
            essential.add((table, standard.clock.column))
        if standard.clock.or_later is not None:
            essential.add((table, standard.clock.or_later))
    for number, stop in enumerate(standard.stops):
        named = {(stop.table, name) for name in (stop.date, *stop.where, *stop.except_)}
        owners = [f"{owner}_id" for owner in stop.belongs_to if owner != "case"]
        if number == 0:
            essential |= named | {(stop.table, name) for name in owners[:1]}
            other |= {(stop.table, name) for name in owners[1:]}
        else:
            other |= named | {(stop.table, name) for name in owners}
        other |= related(stop.having)
    numbers = len(standard.limits)
    for limit in standard.limits:
        if limit.column is not None:
            (essential if numbers == 1 else other).add((table, limit.column))
        other |= {(table, name) for name in limit.when} | related(limit.earliest)
    if standard.extended is not None:
        rule = standard.extended
        other |= {(rule.table, name) for name in (rule.granted, rule.to)}
    for name in standard.end:
        owner, _, column = name.rpartition(".")
        other.add((f"{owner}s" if owner else table, column))
    if standard.excused_transfer is not None:
        other.add(("orders", "transferred_in_on"))
    if standard.repeats is not None:
        other |= {
            (table, name) for name in (standard.repeats.skip_until, standard.repeats.expected_end) if name
        }
    return Needs(frozenset(essential), frozenset(other - essential))


def identifier_of(table: str) -> str:
    """The name of the table's identifier column."""
    identifier = load().tables[table].identifier
    assert identifier is not None
    return identifier.name


def missing(standard: Standard, sent: Mapping[str, Iterable[str]]) -> tuple[list[str], list[str]]:
    """What the extract lacks for this standard: names as "table" or "table.column".

    sent: the tables sent, with their columns. First list: essential, the standard must be left out. Second:
    what reads as empty, worth a warning.
    """
    wanted = needs(standard)
    columns = {table: set(names) for table, names in sent.items()}

    def lacking(named: frozenset[tuple[str, str]]) -> list[str]:
        tables = sorted({table for table, _ in named if table not in columns})
        return tables + sorted(f"{t}.{c}" for t, c in named if t in columns and c not in columns[t])

    return lacking(wanted.essential), lacking(wanted.other)


def standard_steps(standard: Standard, setting: Setting) -> list[Step]:
    """All the named steps of one standard; the last, `results`, has the columns of RUN/results.parquet."""
    shared = shared_steps([standard])
    return [*shared.steps.values(), *verdict_steps(standard, setting, shared), *result_steps([standard])]


def as_statement(steps: list[Step]) -> str:
    """The steps as one SQL statement that gives the rows of the last."""
    recursive = "RECURSIVE " if any(step.name == "moved" for step in steps) else ""
    named = ",\n\n".join(f"{step.name} AS (\n{step.sql}\n)" for step in steps[:-1])
    return f"WITH {recursive}{named}\n\n{steps[-1].sql}"


def days_sql(calendars: list[Calendar]) -> str:
    """The statement that makes `days`: for each calendar and day, how many working days up to and including it.

    A working day is Monday to Friday less the calendar's holidays, and the days it marks as working.
    """

    def listed(days: Iterable[tuple[int, date]]) -> str:
        rows = ", ".join(f"({number}, DATE '{day.isoformat()}')" for number, day in days)
        return f"(VALUES {rows})" if rows else "(SELECT 0, DATE '1900-01-01' WHERE false)"

    off = listed((number, day) for number, one in enumerate(calendars) for day in sorted(one.holidays))
    on = listed(
        (number, day) for number, one in enumerate(calendars) for day in sorted(one.working_exceptions)
    )
    return (
        "CREATE TABLE days AS SELECT e.calendar, e.day, sum(CASE WHEN w.day IS NOT NULL THEN 1\n"
        "  WHEN h.day IS NULL AND isodow(e.day) <= 5 THEN 1 ELSE 0 END)\n"
        "  OVER (PARTITION BY e.calendar ORDER BY e.day)::INTEGER AS number\n"
        f"FROM (SELECT c.calendar::INTEGER AS calendar, d.day::DATE AS day FROM range({len(calendars)}) c(calendar),\n"
        f"      generate_series(DATE '{FIRST_DAY}', DATE '{LAST_DAY}', INTERVAL 1 DAY) d(day)) e\n"
        f"LEFT JOIN {off} h(calendar, day) ON h.calendar = e.calendar AND h.day = e.day\n"
        f"LEFT JOIN {on} w(calendar, day) ON w.calendar = e.calendar AND w.day = e.day"
    )


def prepare(
    con: duckdb.DuckDBPyConnection,
    taken: Path,
    sent: frozenset[str],
    *,
    as_at: date,
    calendar: Calendar,
    council_calendars: Mapping[str, Calendar] | None = None,
) -> None:
    """Make what every standard reads: records as at the date, calendars as tables, levels of unpaid work by order.

    con: may read `taken`. sent: the tables of the extract. council_calendars: authority -> its own calendar.
    """
    for macro in MACROS:
        con.execute(macro)
    calendars = [calendar, *(council_calendars or {}).values()]
    councils = [f"({sql_text(name)}, {number})" for number, name in enumerate(council_calendars or {}, 1)]

    def make_days() -> None:
        with con.cursor() as own:
            own.execute("CREATE TABLE council_calendars (authority VARCHAR, calendar INTEGER)")
            if councils:
                own.execute(f"INSERT INTO council_calendars VALUES {', '.join(councils)}")
            own.execute(days_sql(calendars))
            own.execute(
                "CREATE TABLE working_days AS SELECT calendar, number, min(day) AS day FROM days GROUP BY ALL"
            )

    # Both are small work for one processor, so they are done side by side.
    with ThreadPoolExecutor(1) as beside:
        days = beside.submit(make_days)
        prepare_seen(con, taken, sent, as_at)
        days.result()
    con.execute(
        "CREATE TABLE order_levels AS SELECT order_key, max(level) AS level FROM seen_requirements "
        "WHERE kind = 'unpaid_work' GROUP BY order_key"
    )


MOST_ORDERED = 50_000
"""Up to so many orders, more than any council has, the rows of a standard are written in one order."""
MANY = 6
"""From so many standards on, copying their verdicts into one table costs less than reading them from many."""


def judge(con: duckdb.DuckDBPyConnection, standards: Iterable[Standard], setting: Setting, out: Path) -> None:
    """Judge the standards on a prepared connection and write all result rows to `out`, a Parquet file.

    The rows come by standard, in the order given, and those of one standard by case and occurrence. Where there
    are more than MOST_ORDERED orders that is left open, and nothing may lean on it: the rows come as they are
    judged. The standards are judged two at a time: for a small extract most of the time
    goes into planning the statements, which one thread does alone.
    """
    chosen = list(standards)
    for statement in _types(chosen):
        con.execute(statement)
    numbers = {standard.code: number for number, standard in enumerate(chosen)}

    def execute(statement: str) -> None:
        with con.cursor() as own:
            own.execute(statement)

    # In one order whatever the threads do, so that one council's extract gives the same file each time. For many
    # councils at once that would cost a tenth of the whole run, so there the order is left open.
    few = con.execute("SELECT count(*) FROM seen_orders").fetchall()[0][0] <= MOST_ORDERED
    order = " ORDER BY case_no, occurrence" if few else ""
    # Where the order is open all standards are judged into one table; else each into its own.
    into = [f"judged_{number}" if few else "judged" for number in range(len(chosen))]
    for name in dict.fromkeys(into):
        execute(f"CREATE TABLE {name} ({JUDGED})")
    facts = as_statement(facts_steps(chosen))
    made: list[Step] = []
    with ThreadPoolExecutor(2) as pool:
        for group in in_groups(chosen):
            for step in made:  # of the former group: names come again
                con.execute(f"DROP TABLE {step.name}")
            shared = shared_steps(group)
            read = [name for standard in group for name in shared.read_by(standard)]
            made = [step for name, step in shared.steps.items() if read.count(name) > 1]
            list(pool.map(execute, [f"CREATE TABLE {step.name} AS {step.sql}" for step in made]))

            def judge_one(standard: Standard, shared: Shared = shared, made: list[Step] = made) -> None:
                own = [shared.steps[name] for name in shared.read_by(standard)]
                steps = [step for step in own if step not in made]
                steps += verdict_steps(standard, setting, shared)
                execute(f"INSERT INTO {into[numbers[standard.code]]} FROM ({as_statement(steps)}){order}")

            list(pool.map(judge_one, group))
        beside = pool.submit(execute, f"CREATE TABLE facts AS {facts}")
        for step in made:
            con.execute(f"DROP TABLE {step.name}")
        if few:
            # One table for what reads all standards: the engine shares out the rows of one better than of many.
            gathered = " UNION ALL ".join(f"FROM {name}" for name in into)
            execute(f"CREATE {'VIEW' if len(chosen) < MANY else 'TABLE'} judged AS {gathered}")
        if few and len(chosen) >= MANY:
            for name in into:
                execute(f"DROP TABLE {name}")
        beside.result()
    for statement in _months_statements(con):
        con.execute(statement)
    steps = [step for step in result_steps(chosen) if step not in facts_steps(chosen)]
    # Identifiers are given up as a dictionary early: few come again, and looking for them costs more than it saves.
    written = "FORMAT parquet, DICTIONARY_SIZE_LIMIT 5000"
    con.execute(f"COPY ({as_statement(steps)}) TO {sql_text(str(out))} ({written})")
    con.execute("DROP TABLE facts")


def _months_statements(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The statements that make `months`: from the first to the last month of a judged day, its number and its name."""
    found = con.execute(
        "SELECT min(least(clock_start, due_on)), max(greatest(clock_start, due_on)) FROM judged"
    ).fetchall()
    first, last = (day.year * 12 + day.month - 1 if day is not None else 0 for day in found[0])
    named = (
        f"SELECT m + 1 AS month, format('{{:04d}}-{{:02d}}', m // 12, m % 12 + 1) AS period\n"
        f"FROM range({first}, {last} + 1) months(m)"
    )
    return [
        f"CREATE TYPE period_name AS ENUM (SELECT period FROM ({named}) ORDER BY 1)",
        f"CREATE TABLE months AS SELECT month, period::period_name AS period FROM ({named})",
    ]


def _types(standards: list[Standard]) -> list[str]:
    """The code lists of the narrow rows as types: a byte a value in place of its text."""
    specification = load()
    bands = [band.code for standard in standards for band in standard.bands]
    lists = {
        "standard_code": [standard.code for standard in standards] or ["none"],
        **delay_types(),
        "verdict_code": list(VERDICTS),
        "reason_code": list(REASONS),
        "band_code": list(dict.fromkeys([*bands, "not_done", "not_known"])),
        "authority_code": list(specification.authorities),
        "age_group": [*(label for _, label in AGE_GROUPS), OLDEST],
        **{
            f"{table}_{column}": list(specification.tables[table].column(column).codes)
            for table, column in BREAKDOWN_COLUMNS
        },
    }
    found = {
        "team_name": [("orders", "team"), ("licences", "team")],
        "worker_name": [(table, "worker_id") for table in ("orders", "licences", "sentences", "reports")],
    }
    return [
        *(
            f"CREATE TYPE {name} AS ENUM ({', '.join(sql_text(code) for code in codes)})"
            for name, codes in lists.items()
        ),
        *(
            f"CREATE TYPE {name} AS ENUM ("
            + " UNION ".join(
                f"SELECT {column} FROM seen_{table} WHERE {column} IS NOT NULL" for table, column in places
            )
            + " ORDER BY 1)"
            for name, places in found.items()
        ),
    ]
