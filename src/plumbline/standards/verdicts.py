"""The verdict steps: the nine questions of the contract, asked in their order, as SQL."""

from __future__ import annotations

from plumbline.engine import sql_text
from plumbline.standards.form import Band, Standard
from plumbline.standards.repeats import repeated_steps
from plumbline.standards.shared import Shared
from plumbline.standards.steps import (
    Setting,
    Step,
    cases_step,
    day_literal,
    due_step,
    extended_steps,
    stop_groups,
    stop_rows_step,
    stops_step,
    table_number,
)

VERDICT_OF = {
    "no_clock": "cannot_tell",
    "no_due_date": "cannot_tell",
    "due_before_clock": "cannot_tell",
    "not_covered": "cannot_tell",
    "transferred_in": "not_applicable",
    "done_in_time": "met",
    "carried_forward": "met",
    "ended_before_due": "not_applicable",
    "past_expected_end": "cannot_tell",
    "done_late": "not_met",
    "not_yet_due": "not_yet_due",
    "done_before_start": "cannot_tell",
    "never_done": "not_met",
}


def verdict_steps(standard: Standard, setting: Setting, shared: Shared) -> list[Step]:
    """The standard's own steps, in order; the last, `judged`, has one row for each thing owed.

    Every `owed` step has: case_key, occurrence, clock_start, due_on, set_due_on, before_clock, done_stamp, alternative,
    offered_on, before, past_expected, ended_on, added, calendar, and as needed transferred_in_on, carried, day0 (the
    number of working days up to day 0).
    """
    steps = [cases_step(standard, shared), stop_rows_step(standard, shared)]
    if standard.repeats is not None:
        steps += repeated_steps(standard, setting, shared)
    else:
        steps += [stops_step(standard, shared), due_step(standard), *extended_steps(standard)]
        steps.append(_owed_once(standard))
    return [*steps, _reasons_step(standard, setting), _judged_step(standard)]


def _owed_once(standard: Standard) -> Step:
    numbers = range(1, len(stop_groups(standard)) + 1)
    done = [f"s.stop_{number}" for number in numbers]
    alternative = " ".join(f"WHEN s.stop_{number} IS NOT NULL THEN {number}" for number in numbers)
    due = "due_moved" if standard.extended is not None else "due"
    columns = ["d.ended_on", "d.added", "d.calendar"]
    if standard.excused_transfer is not None:
        columns.append("d.transferred_in_on")
    if standard.carry_forward is not None:
        columns.append("s.carried")
    if standard.counts_working_days:
        columns.append("d.day0")
    return Step(
        "owed",
        "SELECT d.case_key, 1 AS occurrence, d.clock_start, d.due_on, d.set_due_on, d.before_clock,\n"
        f"       {done[0] if len(done) == 1 else f'coalesce({chr(44).join(done)})'} AS done_stamp,\n"
        f"       CASE {alternative} END AS alternative, s.offered_on,\n"
        f"       coalesce(s.before, false) AS before, false AS past_expected, {', '.join(columns)}\n"
        f"FROM {due} d LEFT JOIN stops s ON s.case_key = d.case_key",
    )


def _covered(standard: Standard, setting: Setting) -> str:
    """The condition that the extract covers the days from day 0 to the due date, or to the as-at date where earlier."""
    until = f"least(o.due_on, {setting.today})"
    conditions = []
    for table in sorted({stop.table for stop in standard.stops}):
        first, last = setting.cover.get(table, (None, None))
        if first is not None:
            conditions.append(f"coalesce(o.clock_start, {until}) >= {day_literal(first)}")
        if last is not None:
            conditions.append(f"{until} <= {day_literal(last)}")
    return " AND ".join(conditions) or "true"


def _reasons_step(standard: Standard, setting: Setting) -> Step:
    in_time = "coalesce(stamp_day(o.done_stamp) <= o.due_on, false)"
    carried = "false"
    if standard.carry_forward is not None:
        months = standard.carry_forward.months
        carried = f"coalesce((stamp_day(o.carried) + INTERVAL {months} MONTH)::DATE >= o.clock_start, false)"
    questions = ["WHEN o.due_on IS NULL AND o.before_clock THEN 'due_before_clock'"]
    if standard.clock is not None:
        questions.append("WHEN o.due_on IS NULL AND o.clock_start IS NULL THEN 'no_clock'")
    questions.append("WHEN o.due_on IS NULL THEN 'no_due_date'")
    covered = _covered(standard, setting)
    if covered != "true":
        questions.append(f"WHEN NOT ({covered}) AND NOT {in_time} AND NOT {carried} THEN 'not_covered'")
    if standard.excused_transfer == "always":
        questions.append("WHEN o.transferred_in_on IS NOT NULL THEN 'transferred_in'")
    elif standard.excused_transfer == "clock_on_or_before":
        questions.append("WHEN o.clock_start <= o.transferred_in_on THEN 'transferred_in'")
    questions.append(f"WHEN {in_time} THEN 'done_in_time'")
    if carried != "false":
        questions.append(f"WHEN {carried} THEN 'carried_forward'")
    questions += [
        "WHEN o.ended_on <= o.due_on THEN 'ended_before_due'",
        "WHEN o.past_expected THEN 'past_expected_end'",
        "WHEN o.done_stamp IS NOT NULL THEN 'done_late'",
        f"WHEN {setting.today} <= o.due_on THEN 'not_yet_due'",
        "WHEN o.before THEN 'done_before_start'",
        "ELSE 'never_done' END",
    ]
    asked = "\n            ".join(questions)
    force = ["true"]
    day = "coalesce(o.clock_start, o.due_on)"
    if standard.in_force_from is not None:
        force.append(f"coalesce({day} >= {day_literal(standard.in_force_from)}, true)")
    if standard.in_force_until is not None:
        force.append(f"coalesce({day} <= {day_literal(standard.in_force_until)}, true)")
    where = f"\nWHERE {' AND '.join(force)}" if len(force) > 1 else ""
    return Step(
        "reasons",
        f"SELECT o.*,\n       CASE {asked} AS reason\nFROM owed o{where}",
    )


def _judged_step(standard: Standard) -> Step:
    """One row for each thing owed, narrow: keys, dates and codes."""
    done, row = "stamp_day(r.done_stamp)", "stamp_key(r.done_stamp)"
    groups = stop_groups(standard)
    tables = [group[0].table for group in groups]
    source = str(table_number(tables[0]))
    if len(set(tables)) > 1:
        listed = " ".join(f"WHEN {n} THEN {table_number(table)}" for n, table in enumerate(tables, 1))
        source = f"CASE r.alternative {listed} END"
    if standard.carry_forward is not None:
        carried = "r.reason = 'carried_forward'"
        done = f"CASE WHEN {carried} THEN stamp_day(r.carried) ELSE {done} END"
        row = f"CASE WHEN {carried} THEN (4294967295 - r.carried % 4294967296)::INTEGER ELSE {row} END"
    verdicts: dict[str, list[str]] = {}
    for reason, verdict in VERDICT_OF.items():
        verdicts.setdefault(verdict, []).append(f"'{reason}'")
    verdict = " ".join(
        f"WHEN r.reason IN ({', '.join(reasons)}) THEN '{name}'" for name, reasons in verdicts.items()
    )
    shown = "r.reason IN ('done_in_time', 'done_late', 'carried_forward')"
    taken = "j.done_on - j.clock_start"
    joins, day0 = "", "NULL::INTEGER"
    if standard.counts_working_days or any(band.working_days_to is not None for band in standard.bands):
        joins = "\nLEFT JOIN days done_day ON done_day.calendar = j.calendar AND done_day.day = j.done_on"
        day0 = "j.day0"
        if not standard.counts_working_days or standard.repeats is not None:
            joins += "\nLEFT JOIN days day0 ON day0.calendar = j.calendar AND day0.day = j.clock_start"
            day0 = "day0.number"
    if standard.counts_working_days:
        taken = f"done_day.number - {day0}"
    if standard.carry_forward is not None:
        taken = f"CASE WHEN j.reason = 'carried_forward' THEN 0 ELSE {taken} END"
    return Step(
        "judged",
        f"SELECT {sql_text(standard.code)} AS standard, numbered({table_number(standard.population.table)}, j.case_key) AS case_no,\n"
        "       j.occurrence::INTEGER AS occurrence, j.clock_start, j.due_on, j.done_on,\n"
        f"       ({taken})::INTEGER AS days_taken, j.verdict, j.reason, j.row_no, j.added,\n"
        f"       j.ended_on, j.offered_on, {_band(standard.bands, day0)} AS band\nFROM (\n"
        f"SELECT r.case_key, r.occurrence, r.clock_start, r.due_on, r.set_due_on, r.offered_on, r.calendar, r.added, r.ended_on,\n"
        f"       {'r.day0, ' if day0 == 'j.day0' else ''}"
        f"CASE {verdict} END AS verdict, r.reason,\n"
        f"       CASE WHEN {shown} THEN {done} END AS done_on,\n"
        f"       CASE WHEN {shown} THEN numbered({source}, {row}) END AS row_no\n"
        f"FROM reasons r\n) j{joins}",
    )


def _band(bands: tuple[Band, ...], day0: str) -> str:
    """The band of what was done; a miss never sits in the first. Never done has its own, the rest is not known."""
    if not bands:
        return "NULL::VARCHAR"
    cases = []
    for number, band in enumerate(bands):
        bounds = []
        if band.working_days_to is not None:
            bounds.append(f"done_day.number - {day0} <= {band.working_days_to}")
        if band.days_to is not None:
            bounds.append(f"j.done_on <= j.clock_start + {band.days_to}")
        if band.months_to is not None:
            bounds.append(f"j.done_on <= (j.clock_start + INTERVAL {band.months_to} MONTH)::DATE")
        if band.within == "set_limit":
            bounds.append("j.done_on <= j.set_due_on")
        if band.within == "due_date":
            bounds.append("j.verdict = 'met'")
        if number == 0:
            bounds.append("j.verdict = 'met'")
        cases.append(f"WHEN {' AND '.join(bounds) or 'true'} THEN {sql_text(band.code)}")
    return (
        "CASE WHEN j.done_on IS NULL THEN CASE WHEN j.verdict = 'not_met' THEN 'not_done' ELSE 'not_known' END\n            "
        + "\n            ".join(cases)
        + " END"
    )
