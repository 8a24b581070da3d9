"""One case for the plain judge: whether it owes, its day 0, its due date, and what stopped its clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from plumbline.calendars import Calendar, add_months, is_working_day, scotland
from plumbline.records.specification import load as load_specification
from plumbline.standards.as_at import Known, Record
from plumbline.standards.form import Codes, Limit, Related, Standard, Stop, Unit

ONE_DAY = timedelta(days=1)
Done = tuple[date, str]  # the day it was done, and the identifier of the row that says so


@dataclass(frozen=True)
class Case:
    """One row of the population with what it hangs on. `ended`: the earliest of the standard's end dates."""

    row: Record
    case_id: str
    order: Record | None
    licence: Record | None
    calendar: Calendar
    ended: date | None
    transferred_in: date | None
    added: bool


# Who owes it.


def case_of(
    standard: Standard, row: Record, known: Known, calendar: Calendar | Mapping[str, Calendar] | None
) -> Case | None:
    """The case of this row of the population's table, or None where it does not owe the standard."""
    population = standard.population
    if not _fits(row, population.where) or any(row.get(column) is None for column in population.filled):
        return None
    order = known.one("orders", "order_id", row.get("order_id"))
    licence = known.one("licences", "licence_id", row.get("licence_id"))
    for owner, codes in ((order, population.of_order), (licence, population.of_licence)):
        if codes is not None and (owner is None or not _fits(owner, codes)):
            return None
    if population.having is not None and not _related(population.having, row, known):
        return None
    owners = [owner for owner in (row, order, licence) if owner is not None]
    authority = next((owner["authority"] for owner in owners if owner.get("authority") is not None), None)
    if standard.authority is not None and authority != standard.authority:
        return None
    if not isinstance(calendar, Calendar):
        calendar = (calendar or {}).get(authority or "") or scotland()
    ends = []
    for name in standard.end:
        owner_name, _, column = name.rpartition(".")
        owner = {"": row, "order": order, "licence": licence}[owner_name]
        if owner is not None and owner.get(column) is not None:
            ends.append(owner[column])
    return Case(
        row=row,
        case_id=row[_identifier(population.table)],
        order=order,
        licence=licence,
        calendar=calendar,
        ended=min(ends, default=None),
        transferred_in=order.get("transferred_in_on") if order else None,
        added=_added(standard, row, order, known),
    )


def _identifier(table: str) -> str:
    """The name of the column that identifies a row of `table`."""
    column = load_specification().tables[table].identifier
    assert column is not None  # the table of activity counts alone has none, and owes nothing
    return column.name


def _fits(row: Record, codes: Codes) -> bool:
    """Whether the row has one of the codes in each column; an empty value fits none."""
    return all(_code(row.get(column)) in allowed for column, allowed in codes.items())


def _ruled_out(row: Record, codes: Codes) -> bool:
    """Whether the row has one of these codes in any column; an empty value rules nothing out."""
    return any(_code(row.get(column)) in refused for column, refused in codes.items())


def _code(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _related(related: Related, row: Record, known: Known) -> list[Record]:
    """The rows of another table on the order that `row` is, or names."""
    return [r for r in known.rows(related.table, "order_id", row.get("order_id")) if _fits(r, related.where)]


def _earliest(related: Related, row: Record, known: Known) -> date | None:
    """The earliest date of the related rows."""
    column = related.date or ""
    return min((r[column] for r in _related(related, row, known) if r.get(column) is not None), default=None)


def _added(standard: Standard, row: Record, order: Record | None, known: Known) -> bool:
    """Whether the requirement was added later; for an order's supervision, whether all of it was."""
    if standard.population.table == "requirements":
        requirements = [row]
    else:
        having = standard.population.having
        if having is None or having.table != "requirements":
            return False
        requirements = _related(having, row, known)
    return all(_requirement_added(requirement, order) for requirement in requirements)


def _requirement_added(requirement: Record, order: Record | None) -> bool:
    """What the service says; where it says nothing, whether it was imposed later than its order."""
    said = requirement.get("added_by_variation")
    if said is not None:
        return bool(said)
    made, ordered = requirement.get("imposed_on"), order.get("imposed_on") if order else None
    return made is not None and ordered is not None and made > ordered


# When the clock starts, and by when it is due.


def day_0(standard: Standard, case: Case, known: Known) -> date | None:
    """The day the clock starts, or None where the standard has no clock or the day is not recorded."""
    clock = standard.clock
    if clock is None:
        return None
    day: date | None = case.row.get(clock.column) if clock.column else None
    if clock.earliest is not None:
        day = _earliest(clock.earliest, case.row, known)
    later = case.row.get(clock.or_later) if clock.or_later else None
    return later if day is not None and later is not None and later > day else day


def _after(day: date, count: int, unit: Unit, calendar: Calendar) -> date:
    """The day that lies `count` units after `day`; `day` itself is never counted."""
    if unit == "months":
        return add_months(day, count)
    if unit == "days":
        return day + timedelta(days=count)
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(calendar, day)
    return day


def due_date(standard: Standard, case: Case, clock: date | None, known: Known) -> tuple[date | None, str]:
    """The due date with all that moves it, or None and the reason why there is none."""
    if standard.clock is not None and clock is None:
        return None, "no_clock"
    by_limits = (_limit(limit, case, clock, known) for limit in standard.limits)
    due = next((day for day in by_limits if day is not None), None)
    if due is None:
        return None, "no_due_date"
    if clock is not None and due < clock:
        return None, "due_before_clock"
    longer = standard.lengthened
    if longer is not None and clock is not None and clock <= longer.clock_until and due > longer.due_after:
        due = add_months(due, longer.months)
    if standard.extended is not None:
        due = _extended(standard, case, due, known)
    return due, ""


def _limit(limit: Limit, case: Case, clock: date | None, known: Known) -> date | None:
    """The day by this limit, or None where it does not apply to the case."""
    if not _fits(case.row, limit.when):
        return None
    if limit.clock_from is not None and (clock is None or clock < limit.clock_from):
        return None
    if limit.clock_until is not None and (clock is None or clock > limit.clock_until):
        return None
    if limit.column is not None:
        day: date | None = case.row.get(limit.column)
        return day
    if limit.earliest is not None:
        return _earliest(limit.earliest, case.row, known)
    if clock is None or limit.count is None or limit.unit is None:
        return None
    return _after(clock, limit.count, limit.unit, case.calendar)


def _extended(standard: Standard, case: Case, due: date, known: Known) -> date:
    """The due date after each extension, in the order granted; of those of one day the latest `to` alone."""
    extended = standard.extended
    assert extended is not None
    latest: dict[date, date] = {}
    for row in known.rows(extended.table, _identifier(standard.population.table), case.case_id):
        granted, to = row.get(extended.granted), row.get(extended.to)
        if granted is not None and to is not None:
            latest[granted] = max(to, latest.get(granted, to))
    for granted in sorted(latest):
        if granted <= due:
            due = latest[granted]
    return due


# What stops the clock.


def alternatives_of(standard: Standard, case: Case, known: Known) -> list[list[Done]]:
    """For each alternative stop, pooled ones together: the days it was done, with their rows, in order."""
    found: list[list[Done]] = []
    for stop in standard.stops:
        done = _stop_days(stop, case, known)
        if stop.pooled:
            found[-1] += done
        else:
            found.append(done)
    return [sorted(set(done)) for done in found]


def _stop_days(stop: Stop, case: Case, known: Known) -> list[Done]:
    if stop.having is not None and (case.order is None or not _related(stop.having, case.order, known)):
        return []
    own = _identifier(stop.table)
    found: list[Done] = []
    for owner in stop.belongs_to:
        if owner == "case":
            rows = [case.row]
        elif owner == "person":
            named = case.order or case.licence or {}
            rows = known.of_person_alone(stop.table, named.get("person_id"))
        else:
            rows = known.rows(stop.table, f"{owner}_id", case.row.get(f"{owner}_id"))
        for row in rows:
            day = row.get(stop.date)
            if day is None or not _fits(row, stop.where) or _ruled_out(row, stop.except_):
                continue
            if owner != "person" or _open_on(day, case):
                found.append((day, row.get(own) or ""))
    return found


def _open_on(day: date, case: Case) -> bool:
    """Whether the order (licence) was open: imposed (released) on or before the day, not ended before it."""
    if case.order is not None:
        begun, ended = case.order.get("imposed_on"), case.order.get("ended_on")
    elif case.licence is not None:
        begun, ended = case.licence.get("released_on"), case.licence.get("ended_on")
    else:
        return False
    return begun is not None and begun <= day and (ended is None or ended >= day)
