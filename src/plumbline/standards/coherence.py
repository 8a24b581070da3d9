"""Whether the parts of a standard fit each other, once every name in it is known.

`loading` checks each part by itself. What is refused here would leave a verdict open to two readings, or
could never be judged at all. The closed form has no such corners, so both judges need no answer for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from plumbline.records.specification import Column, Specification, Table
from plumbline.standards.examples import EXPECTED
from plumbline.standards.form import REASONS, VERDICTS, Example, Limit, Repeats, Standard


def faults_of(standard: Standard, specification: Specification) -> list[str]:
    """What does not fit, in sentences for whoever wrote the file; empty where all is well."""
    table = specification.tables[standard.population.table]
    faults = list(_owners(standard, table))
    faults += _clock_and_limits(standard)
    if standard.repeats is not None:
        faults += _repeats(standard, standard.repeats)
    if standard.extended is not None and table.identifier is not None:
        names = {column.name for column in specification.tables[standard.extended.table].columns}
        if table.identifier.name not in names:
            faults.append(f'extended: rows of "{standard.extended.table}" do not name the case')
    if standard.carry_forward is not None:
        if not standard.local:
            faults.append("[carry_forward] is for local rules")
        if standard.clock is None:
            faults.append("[carry_forward] needs a [clock]")
        if standard.carry_forward.months < 1:
            faults.append("carry_forward: months must be 1 or more")
    first, last = standard.in_force_from, standard.in_force_until
    if first is not None and last is not None and last < first:
        faults.append("in_force_until lies before in_force_from")
    for number, example in enumerate(standard.examples, 1):
        faults += _example(example, f"example {number}", specification)
    return faults


def _owners(standard: Standard, table: Table) -> Iterator[str]:
    """Whether each row that is asked of an order, licence, sentence or person can be found from the case."""
    names = {column.name for column in table.columns}
    reaches = {owner: f"{owner}_id" in names for owner in ("order", "licence", "sentence")}
    reaches["person"] = (
        reaches["order"] or reaches["licence"]
    )  # a person's rows count for orders and licences
    for number, stop in enumerate(standard.stops, 1):
        for owner in stop.belongs_to:
            if not reaches.get(owner, True):
                yield f'stop {number}: rows of the {owner} cannot be found from "{table.name}"'
        if stop.having is not None and not reaches["order"]:
            yield f'stop {number}: having asks for an order, and "{table.name}" names none'
    related = [("population having", standard.population.having)]
    related += [("clock earliest", standard.clock.earliest if standard.clock else None)]
    related += [
        (f"limit {number} earliest", limit.earliest) for number, limit in enumerate(standard.limits, 1)
    ]
    for where, asked in related:
        if asked is not None and not reaches["order"]:
            yield f'{where}: asks for an order, and "{table.name}" names none'
    if standard.excused_transfer is not None and not reaches["order"]:
        yield f'excused: asks for an order, and "{table.name}" names none'
    for name in standard.end:
        owner = name.rpartition(".")[0]
        if owner and not reaches.get(owner, True):
            yield f'end: "{name}" cannot be found from "{table.name}"'


def _clock_and_limits(standard: Standard) -> Iterator[str]:
    by_phases = standard.repeats is not None and standard.repeats.from_ == "clock"
    if by_phases == bool(standard.limits):
        yield "give [[limit]], or [repeats] from the clock with phases, and not both"
    for number, limit in enumerate(standard.limits, 1):
        if limit.earliest is not None and limit.earliest.date is None:
            yield f"limit {number}: earliest must name its date column"
        if limit.count == 0 and limit.unit != "days":
            yield f"limit {number}: must be 1 or more"
    if standard.clock is None:
        if standard.repeats is not None or any(limit.count is not None for limit in standard.limits):
            yield "without a [clock] the limit must be a date"
        if any(_conditional(limit) for limit in standard.limits):
            yield "without a [clock] a limit cannot have clock_from or clock_until"
        if standard.lengthened is not None:
            yield "[lengthened] needs a [clock]"
        if standard.excused_transfer == "clock_on_or_before":
            yield 'excused: "clock_on_or_before" needs a [clock]'


def _conditional(limit: Limit) -> bool:
    return limit.clock_from is not None or limit.clock_until is not None


def _repeats(standard: Standard, repeats: Repeats) -> Iterator[str]:
    """A duty that repeats: each occurrence must have one due date and one way to be met."""
    if any(not stop.pooled for stop in standard.stops[1:]):
        yield "repeats: each [[stop]] after the first must say pooled = true"
    parts = {
        "lengthened": standard.lengthened is not None,
        "extended": standard.extended is not None,
        "carry_forward": standard.carry_forward is not None,
        "excused": standard.excused_transfer is not None,
    }
    for name, given in parts.items():
        if given:
            yield f"repeats: a duty that repeats cannot have [{name}]"
    if len({phase.unit for phase in repeats.phases}) > 1:
        yield "repeats: the phases must all be in days or all in months"
    if any(phase.count < 1 or phase.times == 0 for phase in repeats.phases):
        yield "repeats: the numbers of a phase must be 1 or more"
    if any(phase.times is None for phase in repeats.phases[:-1]):
        yield "repeats: only the last phase may go on without end"
    if repeats.from_ == "clock" and not repeats.phases:
        yield "repeats from the clock must have phases"
    endless = repeats.from_ == "stop" or any(phase.times is None for phase in repeats.phases)
    if repeats.listed == "always" and endless:
        yield "repeats: without an end they cannot be listed always"
    if repeats.from_ == "stop":
        if len(standard.limits) != 1 or not standard.limits[0].count:
            yield "repeats from the stop must have one [[limit]], a number of 1 or more"
        elif standard.limits[0].when or _conditional(standard.limits[0]):
            yield "repeats from the stop: the limit cannot have a condition"
        if repeats.phases:
            yield "repeats from the stop: phases are for repeats from the clock"
        if repeats.match != "window" or repeats.skip_until or repeats.expected_end:
            yield "repeats from the stop cannot have match, skip_until or expected_end"


def _example(example: Example, where: str, specification: Specification) -> Iterator[str]:
    """Whether an example's rows hold what their columns may, and its expected rows what a verdict has."""
    for name, rows in example.records.items():
        columns = {column.name: column for column in specification.tables[name].columns}
        for row in rows:
            for key, value in row.items():
                if key in columns and not _holds(columns[key], value):
                    yield f'{where}: {value!r} cannot stand in "{name}.{key}"'
    for name, bounds in example.cover.items():
        if name not in specification.tables:
            yield f'{where}: there is no table "{name}" to cover'
        if set(bounds) - {"covers_from", "covers_until"} or any(
            type(day) is not date for day in bounds.values()
        ):
            yield f"{where}: cover must say covers_from or covers_until, each a date"
    for row in example.expect:
        if row.get("verdict") not in VERDICTS:
            yield f"{where}: each expected row must have a verdict"
        if row.get("reason") not in tuple(REASONS):
            yield f"{where}: each expected row must have a reason, one of {', '.join(REASONS)}"
        if unknown := sorted(set(row) - set(EXPECTED)):
            yield f"{where}: an expected row has no {', '.join(unknown)}"
        if not isinstance(row.get("case_id"), str):
            yield f"{where}: each expected row must name its case_id"


def _holds(column: Column, value: Any) -> bool:
    """Whether a TOML value is of the column's type, and a code is one of its codes."""
    if column.type == "date":
        return type(value) is date
    if column.type == "yes_no":
        return isinstance(value, bool)
    if column.type in ("whole", "number"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) and (column.type != "code" or value in column.codes)
