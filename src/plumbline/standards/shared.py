"""The steps that several standards read: the cases around, rows of the same order, and what may stop a clock.

In a run, each that more than one standard reads is made once, as a table. What may stop a clock is looked at
once for all standards: `fits` has one bit for each set of codes that a standard asks for, so that a standard
need only compare one number. A stamp is a day and a row's key in one number, so that the earliest stamp is
the earliest day and, of several rows on it, the smallest identifier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plumbline.records.specification import load
from plumbline.standards.form import OFFERED, Codes, Related, Standard, Stop
from plumbline.standards.steps import OWNERS, Around, Step, case_columns, codes_condition, key_of

MOST_BITS = 30  # of a whole number in SQL

Said = tuple[tuple[str, tuple[str, ...]], ...]  # column and codes, in order
Fit = tuple[str, str, Said, Said, tuple[str, Said] | None]  # table, date, codes, codes ruled out, having


def _said(codes: Codes) -> Said:
    return tuple(sorted((column, tuple(sorted(listed))) for column, listed in codes.items()))


def _fit(stop: Stop, where: Codes) -> Fit:
    having = (stop.having.table, _said(stop.having.where)) if stop.having is not None else None
    return (stop.table, stop.date, _said(where), _said(stop.except_), having)


def fits_of(stop: Stop) -> tuple[Fit, Fit | None]:
    """What a row must fit to stop the clock, and to be offered: missed by the person, and fit otherwise."""
    column, offered = OFFERED.get(stop.table, ("", ()))
    if column not in stop.where:
        return _fit(stop, stop.where), None
    done = tuple(code for code in stop.where[column] if code not in offered)
    return _fit(stop, {**stop.where, column: done}), _fit(stop, {**stop.where, column: offered})


def _relations(standard: Standard) -> Iterator[Related]:
    """What the standard asks of other rows of the case's order."""
    if standard.population.having is not None:
        yield standard.population.having
    if standard.clock is not None and standard.clock.earliest is not None:
        yield standard.clock.earliest
    yield from (stop.having for stop in standard.stops if stop.having is not None)
    yield from (limit.earliest for limit in standard.limits if limit.earliest is not None)


@dataclass(frozen=True)
class Shared:
    """The shared steps of some standards, by name; and how a standard's own steps name what they read."""

    steps: dict[str, Step]
    related_names: dict[tuple[str, Said], str]
    bits: dict[Fit, int]

    def around(self, standard: Standard) -> str:
        """The step with the rows of the standard's population."""
        return f"around_{standard.population.table}"

    def related(self, related: Related) -> str:
        """The step with such rows, one row an order."""
        return self.related_names[related.table, _said(related.where)]

    def events(self, stop: Stop) -> str:
        """The step with the rows that may stop the clock."""
        return f"events_{stop.table}_{stop.date}"

    def bit(self, stop: Stop) -> tuple[int, int]:
        """The bit of a row that stops the clock, and of one that was only offered (0: none can be)."""
        done, offered = fits_of(stop)
        return self.bits[done], self.bits[offered] if offered is not None else 0

    def read_by(self, standard: Standard) -> list[str]:
        """The shared steps that the standard reads."""
        names = [self.around(standard), *(self.related(related) for related in _relations(standard))]
        names += [self.events(stop) for stop in standard.stops if stop.belongs_to != ("case",)]
        return list(dict.fromkeys(names))


def in_groups(standards: Iterable[Standard]) -> list[list[Standard]]:
    """The standards in their order, in groups small enough for every set of codes to have a bit."""
    groups: list[list[Standard]] = []
    known: set[Fit] = set()
    for standard in standards:
        own = {fit for stop in standard.stops for fit in fits_of(stop) if fit is not None}
        if not groups or len(known | own) > MOST_BITS:
            groups.append([])
            known = set()
        groups[-1].append(standard)
        known |= own
    return groups


def shared_steps(standards: Iterable[Standard]) -> Shared:
    """The shared steps of these standards, one group of `in_groups`."""
    chosen = list(standards)
    fits = [fit for standard in chosen for stop in standard.stops for fit in fits_of(stop) if fit is not None]
    bits = {fit: 1 << number for number, fit in enumerate(dict.fromkeys(fits))}
    steps = []
    for table in dict.fromkeys(standard.population.table for standard in chosen):
        steps.append(_around_step([one for one in chosen if one.population.table == table]))
    names: dict[tuple[str, Said], str] = {}
    for standard in chosen:
        for related in _relations(standard):
            names.setdefault((related.table, _said(related.where)), f"related_{len(names) + 1}")
    steps += [_related_step(name, table, said, chosen) for (table, said), name in names.items()]
    for table, date in dict.fromkeys(
        (stop.table, stop.date)
        for standard in chosen
        for stop in standard.stops
        if stop.belongs_to != ("case",)
    ):
        steps.append(_events_step(table, date, chosen, bits))
    return Shared({step.name: step for step in steps}, names, bits)


def _around_step(standards: list[Standard]) -> Step:
    """The rows of a population with what they hang on: own_, order_ and licence_ columns, as far as read."""
    table = standards[0].population.table
    around = Around(table)
    closed = around.of("o", "ended_on", around.of("l", "ended_on"))
    if {"o", "l"} <= set(around.aliases):
        closed = "CASE WHEN o.order_key IS NOT NULL THEN o.ended_on ELSE l.ended_on END"
    opened = [f"{a}.{c}" for a, c in (("o", "imposed_on"), ("l", "released_on")) if a in around.aliases]
    columns = {
        "case_key": f"{around.row}.{key_of(table)}",
        **{f"{owner}_key": around.first(f"{owner}_key", "NULL::INTEGER") for owner in OWNERS},
        **{
            f"seen_{owner}": around.of(alias, f"{owner}_key", "NULL::INTEGER")
            for alias, owner in (("o", "order"), ("l", "licence"))
        },
        "authority": around.first("authority", "NULL::VARCHAR"),
        "transferred_in_on": around.of("o", "transferred_in_on"),
        "opened_on": f"coalesce({', '.join(opened)})" if opened else "NULL::DATE",
        "closed_on": closed,
    }
    aliases = {"own": around.row, "order": "o", "licence": "l"}
    for name in sorted({name for standard in standards for name in case_columns(standard)}):
        owner, _, column = name.partition("_")
        columns[name] = f"{aliases[owner]}.{column}"
    chosen = ",\n       ".join(f"{place} AS {name}" for name, place in columns.items())
    inner = "\n".join([f"SELECT {chosen}", *around.joins()])
    return Step(
        f"around_{table}",
        f"SELECT a.*, coalesce(k.calendar, 0) AS calendar\nFROM (\n{inner}\n) a\n"
        "LEFT JOIN council_calendars k ON k.authority = a.authority",
    )


def _related_step(name: str, table: str, said: Said, standards: list[Standard]) -> Step:
    """Each order with such rows: their earliest dates; for requirements, whether all were added later."""
    dates, added = set(), False
    for standard in standards:
        for related in _relations(standard):
            if (related.table, _said(related.where)) == (table, said) and related.date is not None:
                dates.add(related.date)
        having = standard.population.having
        added = added or (having is not None and (having.table, _said(having.where)) == (table, said))
    columns = [f"min(r.{date}) AS first_{date}" for date in sorted(dates)]
    join = ""
    if added and table == "requirements":
        columns.append(
            "bool_and(coalesce(r.added_by_variation, r.imposed_on > o.imposed_on, false)) AS added"
        )
        join = "\nLEFT JOIN seen_orders o ON o.order_key = r.order_key"
    conditions = ["r.order_key IS NOT NULL", *codes_condition("r", dict(said), table=table)]
    return Step(
        name,
        f"SELECT {', '.join(['r.order_key', *columns])}\nFROM seen_{table} r{join}\n"
        f"WHERE {' AND '.join(conditions)}\nGROUP BY r.order_key",
    )


def _events_step(table: str, date: str, standards: list[Standard], bits: dict[Fit, int]) -> Step:
    """The rows that may stop a clock: whose they are, their stamp, and what they fit."""
    stops = [s for one in standards for s in one.stops if (s.table, s.date) == (table, date)]
    owners = {owner for stop in stops for owner in stop.belongs_to} - {"case"}
    asked = list(dict.fromkeys(fit for stop in stops for fit in fits_of(stop) if fit is not None))
    names = {column.name for column in load().tables[table].columns}
    keys = [f"x.{owner}_key" for owner in OWNERS if owner in owners and owner != "person"]
    if "person" in owners:
        alone = [
            f"x.{other}_key IS NULL" for other in ("order", "licence", "sentence") if f"{other}_id" in names
        ]
        person = f"CASE WHEN {' AND '.join(alone)} THEN x.person_key END" if alone else "x.person_key"
        keys.append(f"{person} AS person_key")
    masks = [_mask(table, column, asked, bits) for column in _columns_asked(asked)]
    every = str(sum(bits[fit] for fit in asked))
    lines = [f"-- {bits[fit]}: {_in_words(fit)}" for fit in asked]
    return Step(
        f"events_{table}_{date}",
        "\n".join(lines) + f"\nSELECT {', '.join(keys)}, stamp(x.{date}, x.{key_of(table)}) AS stamp,\n"
        f"       {chr(10).join(masks[:1]) or every}"
        + "".join(f"\n       & {mask}" for mask in masks[1:])
        + f" AS fits\nFROM seen_{table} x WHERE x.{date} IS NOT NULL",
    )


def _columns_asked(asked: list[Fit]) -> list[str]:
    return list(dict.fromkeys(column for fit in asked for said in fit[2:4] for column, _ in said))


def _mask(table: str, column: str, asked: list[Fit], bits: dict[Fit, int]) -> str:
    """What a row may still fit, going by one of its columns."""

    def fitting(code: str | None) -> int:
        found = 0
        for fit in asked:
            where, ruled_out = dict(fit[2]), dict(fit[3])
            if (column not in where or code in where[column]) and code not in ruled_out.get(column, ()):
                found |= bits[fit]
        return found

    codes = dict.fromkeys(code for fit in asked for said in fit[2:4] for code in dict(said).get(column, ()))
    yes_no = load().tables[table].column(column).type == "yes_no"
    written = {"yes": "true", "no": "false"} if yes_no else {code: f"'{code}'" for code in codes}
    cases = [f"WHEN {written[code]} THEN {fitting(code)}" for code in codes if fitting(code) != fitting(None)]
    return f"CASE x.{column} {' '.join(cases)} ELSE {fitting(None)} END" if cases else str(fitting(None))


def _in_words(fit: Fit) -> str:
    said = [f"{column} {' or '.join(codes)}" for column, codes in fit[2]]
    said += [f"{column} not {' or '.join(codes)}" for column, codes in fit[3]]
    return ", ".join(said) or "any"
