"""A standard as named SQL steps: cases, what stopped the clock, the due date, the verdict.

The steps read the views seen_<table>, the table `days` (calendar, day, number: how many working days up to and
including it), `working_days` (calendar, number, day), `council_calendars` (authority, calendar), and events_<table>: the
rows of seen_<table> that may stop a clock, with no more than their keys, days and codes. They join and compare,
no more. A stamp is a day and a row's key in one number, so that the earliest stamp is the earliest
day and, of several rows on it, the smallest identifier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plumbline.engine import sql_text
from plumbline.records.specification import load
from plumbline.standards.form import OFFERED, Codes, Limit, Related, Standard, Stop

MACROS = (
    "CREATE MACRO stamp(day, row_key) AS (day - DATE '1900-01-01')::BIGINT * 4294967296 + row_key",
    "CREATE MACRO stamp_day(stamp) AS DATE '1900-01-01' + (stamp // 4294967296)::INTEGER",
    "CREATE MACRO stamp_key(stamp) AS (stamp % 4294967296)::INTEGER",
)


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


def codes_condition(alias: str, where: Codes, *, table: str, ruled_out: bool = False) -> list[str]:
    """The conditions that choose rows by codes. `ruled_out`: the codes rule a row out; an empty cell does not."""
    found = []
    for name, codes in where.items():
        column = f"{alias}.{name}"
        if load().tables[table].column(name).type == "yes_no":
            column = f"CASE WHEN {column} THEN 'yes' WHEN NOT {column} THEN 'no' END"
        listed = ", ".join(sql_text(code) for code in codes)
        chosen = f"{column} = {listed}" if len(codes) == 1 else f"{column} IN ({listed})"
        found.append(f"({chosen}) IS NOT TRUE" if ruled_out else chosen)
    return found


def related_exists(related: Related, order_key: str) -> str:
    """The condition that the order has such a row."""
    conditions = " AND ".join(
        ["r.order_key IS NOT NULL", *codes_condition("r", related.where, table=related.table)]
    )
    return f"{order_key} IN (SELECT r.order_key FROM seen_{related.table} r WHERE {conditions})"


def _related_earliest(related: Related) -> str:
    assert related.date is not None
    conditions = " AND ".join(["true", *codes_condition("r", related.where, table=related.table)])
    return (
        f"(SELECT r.order_key, min(r.{related.date}) AS earliest FROM seen_{related.table} r "
        f"WHERE {conditions} GROUP BY r.order_key)"
    )


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


def cases_step(standard: Standard) -> Step:
    """One row a case that owes the standard: its keys, day 0, its end, and what excuses or limits it."""
    population, around = standard.population, Around(standard.population.table)
    row, joins = around.row, around.joins()
    conditions = [*codes_condition(row, population.where, table=population.table)]
    conditions += [f"{row}.{column} IS NOT NULL" for column in population.filled]
    for alias, codes in (("o", population.of_order), ("l", population.of_licence)):
        if codes is not None:
            table = around.aliases[alias]
            conditions += [
                f"{alias}.{key_of(table)} IS NOT NULL",
                *codes_condition(alias, codes, table=table),
            ]
    if population.having is not None:
        conditions.append(related_exists(population.having, around.of("o", "order_key")))
    clock = "NULL::DATE"
    if standard.clock is not None and standard.clock.column is not None:
        clock = f"{row}.{standard.clock.column}"
    elif standard.clock is not None and standard.clock.earliest is not None:
        joins.append(f"LEFT JOIN {_related_earliest(standard.clock.earliest)} f ON f.order_key = o.order_key")
        clock = "f.earliest"
    if standard.clock is not None and standard.clock.or_later is not None:
        later = f"{row}.{standard.clock.or_later}"
        clock = f"CASE WHEN {clock} IS NOT NULL THEN greatest({clock}, {later}) END"
    related_limits = [limit.earliest for limit in standard.limits if limit.earliest is not None]
    for number, related in enumerate(related_limits):
        joins.append(f"LEFT JOIN {_related_earliest(related)} e{number} ON e{number}.order_key = o.order_key")
    ends = [f"{_alias_of(name, row)}.{name.rpartition('.')[2]}" for name in standard.end] or ["NULL::DATE"]
    closed = around.of("o", "ended_on", around.of("l", "ended_on"))
    if {"o", "l"} <= set(around.aliases):
        closed = "CASE WHEN o.order_key IS NOT NULL THEN o.ended_on ELSE l.ended_on END"
    opened = [f"{a}.{c}" for a, c in (("o", "imposed_on"), ("l", "released_on")) if a in around.aliases]
    added, added_join = _added(standard, row)
    columns = {
        "case_key": f"{row}.{key_of(population.table)}",
        **{f"{owner}_key": around.first(f"{owner}_key", "NULL::INTEGER") for owner in OWNERS},
        "authority": around.first("authority", "NULL::VARCHAR"),
        "clock_start": clock,
        "ended_on": ends[0] if len(ends) == 1 else f"least({', '.join(ends)})",
        "transferred_in_on": around.of("o", "transferred_in_on"),
        "opened_on": f"coalesce({', '.join(opened)})" if opened else "NULL::DATE",
        "closed_on": closed,
        "added": added,
        **{f"own_{name}": f"{row}.{name}" for name in _own_columns(standard)},
        **{f"related_{number}": f"e{number}.earliest" for number in range(len(related_limits))},
    }
    chosen = ",\n       ".join(f"{place} AS {name}" for name, place in columns.items())
    where = "\n  AND ".join(conditions or ["true"])
    inner = "\n".join([f"SELECT {chosen}", *joins, *added_join, f"WHERE {where}"])
    kept = []
    if standard.authority:
        kept.append(f"c.authority = {sql_text(standard.authority)}")
    end = f"\nWHERE {' AND '.join(kept)}" if kept else ""
    return Step(
        "cases",
        f"SELECT c.*, coalesce(k.calendar, 0) AS calendar\nFROM (\n{inner}\n) c\n"
        f"LEFT JOIN council_calendars k ON k.authority = c.authority{end}",
    )


OWNERS = ("order", "licence", "sentence", "person", "requirement", "enforcement")


def _alias_of(name: str, row: str) -> str:
    owner = name.rpartition(".")[0]
    return {"": row, "order": "o", "licence": "l"}[owner]


def _own_columns(standard: Standard) -> list[str]:
    names = {limit.column for limit in standard.limits} | {
        name for limit in standard.limits for name in limit.when
    }
    names |= {stop.date for stop in standard.stops if "case" in stop.belongs_to}
    if standard.repeats is not None:
        names |= {standard.repeats.skip_until, standard.repeats.expected_end}
    return sorted(name for name in names if name is not None)


def _added(standard: Standard, row: str) -> tuple[str, list[str]]:
    """Whether the requirement was added after the order was made; for supervision, whether all of them were."""
    said = "coalesce({0}.added_by_variation, {0}.imposed_on > {1}.imposed_on, false)"
    having = standard.population.having
    if standard.population.table == "requirements":
        return said.format(row, "o"), []
    if having is None or having.table != "requirements":
        return "false", []
    conditions = " AND ".join(["true", *codes_condition("r", having.where, table="requirements")])
    join = (
        f"LEFT JOIN (SELECT r.order_key, bool_and({said.format('r', 'ro')}) AS added\n"
        "           FROM seen_requirements r JOIN seen_orders ro ON ro.order_key = r.order_key\n"
        f"           WHERE {conditions} GROUP BY r.order_key) every ON every.order_key = {row}.order_key"
    )
    return "coalesce(every.added, false)", [join]


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


def stop_rows_step(standard: Standard) -> Step:
    """Every row that may stop the clock: case, day, key of the row, which alternative, and whether only offered.

    A row is offered where the person missed it and it would have stopped the clock had they come. A row that
    fits several alternatives is listed under the first: the later ones matter only where no row fits that.
    """
    together: dict[tuple[object, ...], list[tuple[int, Stop]]] = {}
    for number, group in enumerate(stop_groups(standard), 1):
        for stop in group:
            attended = stop.where.get(OFFERED.get(stop.table, ("", ()))[0])
            for owner in stop.belongs_to:
                together.setdefault((stop.table, stop.date, owner, attended), []).append((number, stop))
    within = _within(standard)
    parts = [_stop_rows(str(owner), stops, within) for (_, _, owner, _), stops in together.items()]
    return Step("stop_rows", "\nUNION ALL\n".join(parts))


def _within(standard: Standard) -> int | None:
    """For windows that come to an end: how many days from day 0 a row can count. None: no bound is known."""
    repeats = standard.repeats
    if repeats is None or repeats.from_ != "clock" or repeats.match != "window":
        return None
    if any(phase.unit != "days" or phase.times is None for phase in repeats.phases):
        return None
    return sum(phase.count * (phase.times or 0) for phase in repeats.phases)


def _stop_rows(owner: str, stops: list[tuple[int, Stop]], within: int | None) -> str:
    """The rows of one table that belong to the case by one kind of owner, for one or more alternatives."""
    number, stop = stops[0]
    if owner == "case":
        return (
            f"SELECT c.case_key, c.clock_start, c.own_{stop.date} AS day, c.case_key AS row_key,\n"
            f"       {number} AS alternative, false AS offered\n"
            f"FROM cases c WHERE c.own_{stop.date} IS NOT NULL"
        )
    table = stop.table
    offered_column, offered_codes = OFFERED.get(table, ("", ()))
    conditions, offered = [f"e.{stop.date} IS NOT NULL"], "false"
    if offered_column in stop.where:
        both = {offered_column: stop.where[offered_column] + offered_codes}
        conditions += codes_condition("e", both, table=table)
        offered = codes_condition("e", {offered_column: offered_codes}, table=table)[0]
    if within is not None:
        conditions += [f"e.{stop.date} >= c.clock_start", f"e.{stop.date} <= c.clock_start + {within}"]
    if owner == "person":
        names = {column.name for column in load().tables[table].columns}
        conditions += [
            f"e.{other}_key IS NULL" for other in ("order", "licence", "sentence") if f"{other}_id" in names
        ]
        conditions += [
            f"e.{stop.date} >= c.opened_on",
            f"e.{stop.date} <= coalesce(c.closed_on, DATE '9999-12-31')",
        ]
    fits = []
    for _, other in stops:
        kept = {column: codes for column, codes in other.where.items() if column != offered_column}
        own = codes_condition("e", kept, table=table)
        own += codes_condition("e", other.except_, table=table, ruled_out=True)
        if other.having is not None:
            own.append(related_exists(other.having, "c.order_key"))
        fits.append(" AND ".join(own) or "true")
    if len(stops) == 1:
        alternative = str(number)
        conditions += [fits[0]] if fits[0] != "true" else []
    else:
        cases = "\n            ".join(f"WHEN {fit} THEN {n}" for fit, (n, _) in zip(fits, stops, strict=True))
        alternative = f"CASE {cases} END"
        conditions.append("(" + "\n    OR ".join(f"({fit})" for fit in fits) + ")")
    where = "\n  AND ".join(conditions)
    return (
        f"SELECT c.case_key, c.clock_start, e.{stop.date} AS day, e.{key_of(table)} AS row_key,\n"
        f"       {alternative} AS alternative, {offered} AS offered\n"
        f"FROM events_{table} e JOIN cases c ON c.{owner}_key = e.{owner}_key\nWHERE {where}"
    )


def stops_step(standard: Standard) -> Step:
    """One row a case: for each alternative the earliest stamp on or after day 0; whether any lies before it."""
    since = "r.day >= coalesce(r.clock_start, r.day)"
    columns = [
        f"min(stamp(r.day, r.row_key)) FILTER (NOT r.offered AND r.alternative = {number} AND {since}) AS stop_{number}"
        for number in range(1, len(stop_groups(standard)) + 1)
    ]
    columns.append("coalesce(bool_or(NOT r.offered AND r.day < r.clock_start), false) AS before")
    columns.append(f"min(r.day) FILTER (r.offered AND {since}) AS offered_on")
    if standard.carry_forward is not None:
        # The latest day before day 0 and, of the rows on it, the smallest identifier.
        columns.append(
            "max(stamp(r.day, 4294967295 - r.row_key)) FILTER (NOT r.offered AND r.day < r.clock_start) AS carried"
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
    """One row a case: the due date, that of the limit by number alone, and whether a date limit lay before day 0."""
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
            "SELECT c.case_key, CASE " + "\n            ".join(cases) + " END AS chosen,",
            f"       {set_due} AS by_number",
            "FROM cases c",
            *joins,
        ]
    )
    longer = "d.{0}"
    if standard.lengthened is not None:
        rule = standard.lengthened
        longer = (
            f"CASE WHEN c.clock_start <= {day_literal(rule.clock_until)} AND d.{{0}} > {day_literal(rule.due_after)}\n"
            f"            THEN (d.{{0}} + INTERVAL {rule.months} MONTH)::DATE ELSE d.{{0}} END"
        )
    due = f"CASE WHEN d.chosen < c.clock_start THEN NULL ELSE {longer.format('chosen')} END"
    return Step(
        "due",
        f"SELECT c.case_key, coalesce(d.chosen < c.clock_start, false) AS before_clock,\n       {due} AS due_on,\n"
        f"       {longer.format('by_number')} AS set_due_on\nFROM cases c JOIN (\n{text}\n) d ON d.case_key = c.case_key",
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
        "SELECT d.case_key, d.before_clock, coalesce(m.due_on, d.due_on) AS due_on, d.set_due_on\nFROM due d\n"
        "LEFT JOIN (SELECT case_key, arg_max(due_on, turn) AS due_on FROM moved GROUP BY case_key) m\n"
        "       ON m.case_key = d.case_key"
    )
    return [Step("granted", granted), Step("moved", moved), Step("due_moved", last)]
