"""A standard as named SQL steps: cases, what stopped the clock, the due date.

The steps read the shared ones (`shared.py`), the views seen_<table>, the table `days` (calendar, day, number: how
many working days up to and including it), `working_days` (calendar, number, day) and `council_calendars`
(authority, calendar). They join and compare, no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from plumbline.engine import sql_text
from plumbline.records.specification import load
from plumbline.standards.form import Codes, Limit, Related, Standard, Stop

if TYPE_CHECKING:
    from plumbline.standards.shared import Shared

MACROS = (
    "CREATE MACRO first_stamp(day) AS (day - DATE '1900-01-01')::BIGINT * 4294967296",
    "CREATE MACRO stamp(day, row_key) AS (day - DATE '1900-01-01')::BIGINT * 4294967296 + row_key",
    "CREATE MACRO stamp_day(stamp) AS DATE '1900-01-01' + (stamp // 4294967296)::INTEGER",
    "CREATE MACRO stamp_key(stamp) AS (stamp % 4294967296)::INTEGER",
    "CREATE MACRO numbered(table_number, row_key) AS table_number * 4294967296 + row_key",
    "CREATE MACRO key_in(row_no) AS (row_no % 4294967296)::INTEGER",
)
OWNERS = ("order", "licence", "sentence", "person", "requirement", "enforcement")


@dataclass(frozen=True)
class Setting:
    """What a run fixes for every standard: the as-at date and the cover of each table, where stated."""

    as_at: date
    cover: dict[str, tuple[date | None, date | None]]

    @property
    def today(self) -> str:
        """The as-at date as an SQL literal."""
        return day_literal(self.as_at)


@dataclass(frozen=True)
class Step:
    """One named step of the SQL."""

    name: str
    sql: str


def day_literal(day: date) -> str:
    """A date as an SQL literal."""
    return f"DATE '{day.isoformat()}'"


def key_of(table: str) -> str:
    """The integer key of a table's rows."""
    identifier = load().tables[table].identifier
    assert identifier is not None
    return identifier.name.removesuffix("_id") + "_key"


def table_number(table: str) -> int:
    """The number of the table among those of the specification, from 1."""
    return list(load().tables).index(table) + 1


def codes_condition(place: str, where: Codes, *, table: str) -> list[str]:
    """The conditions that choose rows by codes. place: an alias, or an alias and the beginning of the columns' names."""
    found = []
    for name, codes in where.items():
        column = f"{place}{name}" if "." in place else f"{place}.{name}"
        if load().tables[table].column(name).type == "yes_no":
            column = f"CASE WHEN {column} THEN 'yes' WHEN NOT {column} THEN 'no' END"
        listed = ", ".join(sql_text(code) for code in codes)
        found.append(f"{column} = {listed}" if len(codes) == 1 else f"{column} IN ({listed})")
    return found


@dataclass(frozen=True)
class Around:
    """The population's row and what it hangs on: o its order, l its licence, s its sentence, p itself if none of these."""

    table: str

    @property
    def row(self) -> str:
        """The alias of the population's row."""
        return {"orders": "o", "licences": "l", "sentences": "s"}.get(self.table, "p")

    @property
    def aliases(self) -> dict[str, str]:
        """Alias -> table, the population's row first."""
        found = {self.row: self.table}
        for alias, other in (("o", "orders"), ("l", "licences"), ("s", "sentences")):
            if alias not in found and self._has(self.table, other.removesuffix("s") + "_id"):
                found[alias] = other
        return found

    def _has(self, table: str, column: str) -> bool:
        return any(known.name == column for known in load().tables[table].columns)

    def first(self, column: str, otherwise: str) -> str:
        """The column from the first of the rows that has it and fills it, else `otherwise`."""
        name = column.removesuffix("_key") + "_id" if column.endswith("_key") else column
        places = [f"{alias}.{column}" for alias, table in self.aliases.items() if self._has(table, name)]
        return f"coalesce({', '.join(places)})" if len(places) > 1 else (places or [otherwise])[0]

    def of(self, alias: str, column: str, otherwise: str = "NULL::DATE") -> str:
        """The column of one row, or `otherwise` where the case has no such row."""
        return f"{alias}.{column}" if alias in self.aliases else otherwise

    def joins(self) -> list[str]:
        """The FROM and JOIN lines."""
        lines = []
        for alias, table in self.aliases.items():
            key = key_of(table)
            lines.append(
                f"FROM seen_{table} {alias}"
                if alias == self.row
                else f"LEFT JOIN seen_{table} {alias} ON {alias}.{key} = {self.row}.{key}"
            )
        return lines


def case_columns(standard: Standard) -> set[str]:
    """What the standard reads of a case's own row (own_), its order (order_) and its licence (licence_)."""
    population, clock = standard.population, standard.clock
    own = {*population.where, *population.filled, *_kept_columns(standard)}
    if clock is not None:
        own |= {name for name in (clock.column, clock.or_later) if name is not None}
    found = {f"own_{name}" for name in own} | {_end_column(name) for name in standard.end}
    found |= {f"order_{name}" for name in population.of_order or {}}
    found |= {f"licence_{name}" for name in population.of_licence or {}}
    if population.table == "requirements":
        found |= {"own_added_by_variation", "own_imposed_on", "order_imposed_on"}
    return found


def _end_column(name: str) -> str:
    owner, _, column = name.rpartition(".")
    return f"{owner or 'own'}_{column}"


def _kept_columns(standard: Standard) -> set[str]:
    """Columns of the case's own row that the steps after `cases` read."""
    names = {limit.column for limit in standard.limits} | {
        name for limit in standard.limits for name in limit.when
    }
    names |= {stop.date for stop in standard.stops if "case" in stop.belongs_to}
    if standard.repeats is not None:
        names |= {standard.repeats.skip_until, standard.repeats.expected_end}
    return {name for name in names if name is not None}


def cases_step(standard: Standard, shared: Shared) -> Step:
    """One row a case that owes the standard: its keys, day 0, its end, and what excuses or limits it."""
    population, joins = standard.population, [f"FROM {shared.around(standard)} a"]

    def related(one: Related) -> str:
        """The alias under which such rows of the case's order are joined on."""
        name = shared.related(one)
        join = f"LEFT JOIN {name} ON {name}.order_key = a.seen_order"
        if join not in joins:
            joins.append(join)
        return name

    conditions = codes_condition("a.own_", population.where, table=population.table)
    conditions += [f"a.own_{column} IS NOT NULL" for column in population.filled]
    for owner, codes in (("order", population.of_order), ("licence", population.of_licence)):
        if codes is not None:
            conditions.append(f"a.seen_{owner} IS NOT NULL")
            conditions += codes_condition(f"a.{owner}_", codes, table=f"{owner}s")
    if population.having is not None:
        conditions.append(f"{related(population.having)}.order_key IS NOT NULL")
    if standard.authority:
        conditions.append(f"a.authority = {sql_text(standard.authority)}")
    clock = "NULL::DATE"
    if standard.clock is not None and standard.clock.column is not None:
        clock = f"a.own_{standard.clock.column}"
    elif standard.clock is not None and standard.clock.earliest is not None:
        clock = f"{related(standard.clock.earliest)}.first_{standard.clock.earliest.date}"
    if standard.clock is not None and standard.clock.or_later is not None:
        later = f"a.own_{standard.clock.or_later}"
        clock = f"CASE WHEN {clock} IS NOT NULL THEN greatest({clock}, {later}) END"
    owners = {owner for stop in standard.stops for owner in stop.belongs_to} - {"case"}
    ends = [f"a.{_end_column(name)}" for name in standard.end] or ["NULL::DATE"]
    columns = {
        "case_key": "a.case_key",
        **{f"{owner}_key": f"a.{owner}_key" for owner in OWNERS if owner in owners},
        "clock_start": clock,
        "ended_on": ends[0] if len(ends) == 1 else f"least({', '.join(ends)})",
        **({"transferred_in_on": "a.transferred_in_on"} if standard.excused_transfer is not None else {}),
        **({"opened_on": "a.opened_on", "closed_on": "a.closed_on"} if "person" in owners else {}),
        "added": "false",
        **{f"own_{name}": f"a.own_{name}" for name in sorted(_kept_columns(standard))},
    }
    # Whether the requirement was added after the order was made; for supervision, whether all of them were.
    if population.table == "requirements":
        columns["added"] = "coalesce(a.own_added_by_variation, a.own_imposed_on > a.order_imposed_on, false)"
    elif population.having is not None and population.having.table == "requirements":
        columns["added"] = f"coalesce({related(population.having)}.added, false)"
    place = 0
    for limit in standard.limits:
        if limit.earliest is not None:
            columns[f"related_{place}"] = f"{related(limit.earliest)}.first_{limit.earliest.date}"
            place += 1
    for number, stop in enumerate(standard.stops, 1):
        if stop.having is not None:
            columns[f"has_{number}"] = f"{related(stop.having)}.order_key IS NOT NULL"
    columns["calendar"] = "a.calendar"
    chosen = ",\n       ".join(f"{place} AS {name}" for name, place in columns.items())
    where = f"\nWHERE {(chr(10) + '  AND ').join(conditions)}" if conditions else ""
    return Step("cases", f"SELECT {chosen}\n{chr(10).join(joins)}{where}")


def stop_groups(standard: Standard) -> list[list[Stop]]:
    """The stops in their order, each with those pooled with it. Repeats from each stop pool them all."""
    groups: list[list[Stop]] = []
    together = standard.repeats is not None
    for stop in standard.stops:
        if groups and (stop.pooled or together):
            groups[-1].append(stop)
        else:
            groups.append([stop])
    return groups


def stop_bits(standard: Standard, shared: Shared) -> tuple[list[int], int]:
    """The bits of a row that stops the clock, for each alternative, and those of one that was only offered."""
    done, offered = [], 0
    for group in stop_groups(standard):
        bits = [shared.bit(stop) for stop in group]
        done.append(_all_of(bit for bit, _ in bits))
        offered |= _all_of(bit for _, bit in bits)
    return done, offered


def _all_of(bits: Iterable[int]) -> int:
    found = 0
    for bit in bits:
        found |= bit
    return found


def stop_rows_step(standard: Standard, shared: Shared) -> Step:
    """Every row that may stop the clock, or was offered: case, stamp, what it fits, whether since day 0.

    A row is offered where the person missed it and it would have stopped the clock had they come. A case without
    day 0 has all its rows since then.
    """
    together: dict[tuple[str, str, str], list[tuple[int, Stop]]] = {}
    for number, stop in enumerate(standard.stops, 1):
        for owner in stop.belongs_to:
            together.setdefault((stop.table, stop.date, owner), []).append((number, stop))
    within = _within(standard)
    parts = [_stop_rows(owner, stops, within, shared) for (_, _, owner), stops in together.items()]
    return Step("stop_rows", "\nUNION ALL\n".join(parts))


def _within(standard: Standard) -> int | None:
    """For windows that come to an end: how many days from day 0 a row can count. None: no bound is known."""
    repeats = standard.repeats
    if repeats is None or repeats.from_ != "clock" or repeats.match != "window":
        return None
    if any(phase.unit != "days" or phase.times is None for phase in repeats.phases):
        return None
    return sum(phase.count * (phase.times or 0) for phase in repeats.phases)


def _stop_rows(owner: str, stops: list[tuple[int, Stop]], within: int | None, shared: Shared) -> str:
    """The rows of one table that belong to the case by one kind of owner, for one or more stops."""
    date = stops[0][1].date
    if owner == "case":
        return (
            f"SELECT c.case_key, stamp(c.own_{date}, c.case_key) AS stamp, {shared.bit(stops[0][1])[0]} AS fits,\n"
            f"       coalesce(c.own_{date} >= c.clock_start, true) AS since\n"
            f"FROM cases c WHERE c.own_{date} IS NOT NULL"
        )
    wanted = _all_of(bit for _, stop in stops for bit in shared.bit(stop))
    fits = f"e.fits & {wanted}"
    conditions = [f"e.fits & {wanted} <> 0"]
    without = [(number, _all_of(shared.bit(stop))) for number, stop in stops if stop.having is not None]
    if without:
        fits += "".join(f" & CASE WHEN c.has_{number} THEN -1 ELSE {~bits} END" for number, bits in without)
        conditions.append(f"{fits} <> 0")
    if within is not None:
        conditions += [
            "e.stamp >= first_stamp(c.clock_start)",
            f"e.stamp < first_stamp(c.clock_start + {within + 1})",
        ]
    if owner == "person":
        conditions += [
            "e.stamp >= first_stamp(c.opened_on)",
            "(c.closed_on IS NULL OR e.stamp < first_stamp(c.closed_on + 1))",
        ]
    where = "\n  AND ".join(conditions)
    return (
        f"SELECT c.case_key, e.stamp, {fits} AS fits,\n"
        "       coalesce(e.stamp >= first_stamp(c.clock_start), true) AS since\n"
        f"FROM {shared.events(stops[0][1])} e JOIN cases c ON c.{owner}_key = e.{owner}_key\nWHERE {where}"
    )


def stops_step(standard: Standard, shared: Shared) -> Step:
    """One row a case: for each alternative the earliest stamp on or after day 0; whether any lies before it."""
    done, offered = stop_bits(standard, shared)
    any_done = f"r.fits & {_all_of(done)} <> 0"
    columns = [
        f"min(r.stamp) FILTER (r.since AND r.fits & {bits} <> 0) AS stop_{number}"
        for number, bits in enumerate(done, 1)
    ]
    columns.append(f"bool_or(NOT r.since AND {any_done}) AS before")
    columns.append(
        f"stamp_day(min(r.stamp) FILTER (r.since AND r.fits & {offered} <> 0)) AS offered_on"
        if offered
        else "NULL::DATE AS offered_on"
    )
    if standard.carry_forward is not None:
        # The latest day before day 0 and, of the rows on it, the smallest identifier.
        columns.append(
            "max(r.stamp // 4294967296 * 4294967296 + 4294967295 - r.stamp % 4294967296)\n"
            f"         FILTER (NOT r.since AND {any_done}) AS carried"
        )
    chosen = ",\n       ".join(columns)
    return Step(
        "stops",
        f"SELECT r.case_key,\n       {chosen}\nFROM stop_rows r\nGROUP BY r.case_key",
    )


def limit_expression(limit: Limit, place: str) -> str:
    """The due date that one limit gives, before any lengthening; `place` is where a related row's date stands."""
    if limit.column is not None:
        return f"c.own_{limit.column}"
    if limit.earliest is not None:
        return place
    if limit.unit == "days":
        return f"c.clock_start + {limit.count}"
    if limit.unit == "months":
        return f"(c.clock_start + INTERVAL {limit.count} MONTH)::DATE"
    return f"nth_{limit.count}.day"


def _limit_applies(limit: Limit, place: str) -> str:
    conditions = []
    for name, codes in limit.when.items():
        conditions.append(f"c.own_{name} IN ({', '.join(sql_text(code) for code in codes)})")
    if limit.clock_from is not None:
        conditions.append(f"c.clock_start >= {day_literal(limit.clock_from)}")
    if limit.clock_until is not None:
        conditions.append(f"c.clock_start <= {day_literal(limit.clock_until)}")
    if limit.count is None:
        conditions.append(f"{limit_expression(limit, place)} IS NOT NULL")
    return " AND ".join(conditions) or "true"


def due_step(standard: Standard) -> Step:
    """Each case with its due date, that of the limit by number alone, and whether a date limit lay before day 0."""
    cases, by_number, place = [], [], 0
    for limit in standard.limits:
        where = f"c.related_{place}"
        place += limit.earliest is not None
        cases.append(f"WHEN {_limit_applies(limit, where)} THEN {limit_expression(limit, where)}")
        if limit.count is not None:
            by_number.append(cases[-1])
    joins = working_day_joins({limit.count for limit in standard.limits if limit.unit == "working_days"}, "c")
    set_due = f"CASE {' '.join(by_number)} END" if by_number else "NULL::DATE"
    text = "\n".join(
        [
            "SELECT c.*, CASE " + "\n            ".join(cases) + " END AS chosen,",
            f"       {set_due} AS by_number" + (", day0.number AS day0" if joins else ""),
            "FROM cases c",
            *joins,
        ]
    )
    longer = "d.{0}"
    if standard.lengthened is not None:
        rule = standard.lengthened
        longer = (
            f"CASE WHEN d.clock_start <= {day_literal(rule.clock_until)} AND d.{{0}} > {day_literal(rule.due_after)}\n"
            f"            THEN (d.{{0}} + INTERVAL {rule.months} MONTH)::DATE ELSE d.{{0}} END"
        )
    due = f"CASE WHEN d.chosen < d.clock_start THEN NULL ELSE {longer.format('chosen')} END"
    return Step(
        "due",
        f"SELECT d.*, coalesce(d.chosen < d.clock_start, false) AS before_clock,\n       {due} AS due_on,\n"
        f"       {longer.format('by_number')} AS set_due_on\nFROM (\n{text}\n) d",
    )


def working_day_joins(counts: set[int | None], alias: str) -> list[str]:
    """The joins that find the n-th working day after day 0, for each n."""
    if not counts:
        return []
    lines = [f"LEFT JOIN days day0 ON day0.calendar = {alias}.calendar AND day0.day = {alias}.clock_start"]
    lines += [
        f"LEFT JOIN working_days nth_{count} ON nth_{count}.calendar = {alias}.calendar "
        f"AND nth_{count}.number = day0.number + {count}"
        for count in sorted(count for count in counts if count is not None)
    ]
    return lines


def extended_steps(standard: Standard) -> list[Step]:
    """Extensions, in the order granted: one granted on or before the due date as it stands moves it."""
    rule = standard.extended
    if rule is None:
        return []
    key = key_of(standard.population.table)
    granted = (
        f"SELECT d.case_key, e.granted, e.until, row_number() OVER (PARTITION BY d.case_key ORDER BY e.granted) AS turn\n"
        f"FROM due d JOIN (SELECT x.{key} AS case_key, x.{rule.granted} AS granted, max(x.{rule.to}) AS until\n"
        f"             FROM seen_{rule.table} x GROUP BY ALL) e ON e.case_key = d.case_key\nWHERE d.due_on IS NOT NULL"
    )
    moved = (
        "SELECT g.case_key, 1 AS turn, CASE WHEN g.granted <= d.due_on THEN g.until ELSE d.due_on END AS due_on\n"
        "FROM granted g JOIN due d ON d.case_key = g.case_key WHERE g.turn = 1\nUNION ALL\n"
        "SELECT g.case_key, g.turn, CASE WHEN g.granted <= m.due_on THEN g.until ELSE m.due_on END\n"
        "FROM granted g JOIN moved m ON m.case_key = g.case_key AND g.turn = m.turn + 1"
    )
    last = (
        "SELECT d.* REPLACE (coalesce(m.due_on, d.due_on) AS due_on)\nFROM due d\n"
        "LEFT JOIN (SELECT case_key, arg_max(due_on, turn) AS due_on FROM moved GROUP BY case_key) m\n"
        "       ON m.case_key = d.case_key"
    )
    return [Step("granted", granted), Step("moved", moved), Step("due_moved", last)]
