"""The SQL steps of a standard that is owed more than once: which times it is owed, and what was done for each."""

from __future__ import annotations

from plumbline.standards.form import Phase, Repeats, Standard
from plumbline.standards.shared import Shared
from plumbline.standards.steps import Setting, Step, limit_expression, stop_bits, working_day_joins

EARLIEST_YEAR = 1900  # no date before it is read, so no clock starts before it


def repeated_steps(standard: Standard, setting: Setting, shared: Shared) -> list[Step]:
    """The steps that end in `owed`: one row a time owed, with what was done for it."""
    repeats = standard.repeats
    assert repeats is not None
    [done], offered = stop_bits(standard, shared)
    if repeats.from_ == "stop":
        return _from_each_stop(standard, done, offered)
    steps = [_times_step(repeats, setting), _occurrences_step(repeats, setting)]
    return [*steps, *(_used_once(done) if repeats.match == "used_once" else _windows(done, offered))]


# What every time owed carries of its case.
KEPT = ("clock_start", "ended_on", "added", "calendar")


def _offset(phase: Phase, times: str) -> tuple[str, str]:
    """Months and days that so many turns of a phase come to."""
    turned = f"{phase.count} * ({times})"
    return (turned, "0") if phase.unit == "months" else ("0", turned)


def _times_step(repeats: Repeats, setting: Setting) -> Step:
    """The times owed, as months and days from day 0: the former due date and its own."""
    parts, first, months, days = [], 1, 0, 0
    horizon = (setting.as_at.year + 2 - EARLIEST_YEAR) * 366
    for phase in repeats.phases:
        step_days = phase.count * (28 if phase.unit == "months" else 1)
        times = phase.times if phase.times is not None else horizon // max(step_days, 1) + 2
        former, own = _offset(phase, "i"), _offset(phase, "i + 1")
        parts.append(
            f"SELECT {first} + i AS occurrence, {months} + {former[0]} AS former_months, {days} + {former[1]} AS former_days,\n"
            f"       {months} + {own[0]} AS months, {days} + {own[1]} AS days FROM range({times}) turns(i)"
        )
        first += times
        months += phase.count * times if phase.unit == "months" else 0
        days += phase.count * times if phase.unit == "days" else 0
    return Step("times", "\nUNION ALL\n".join(parts))


def _stops_list(repeats: Repeats, setting: Setting, due: str) -> str:
    """The condition under which an occurrence due then is the last of its case's list."""
    conditions = [f"coalesce({due} >= o.ended_on, false)", f"{due} > {setting.today}"]
    if repeats.expected_end is not None:
        conditions.append(_past_expected(repeats, setting, due))
    return f"({' OR '.join(conditions)})"


def _occurrences_step(repeats: Repeats, setting: Setting) -> Step:
    former = "(c.clock_start + to_months(t.former_months::INTEGER))::DATE + t.former_days::INTEGER"
    due = "(c.clock_start + to_months(t.months::INTEGER))::DATE + t.days::INTEGER"
    after = "(c.clock_start + to_months(n.months::INTEGER))::DATE + n.days::INTEGER"
    conditions = []
    if repeats.listed == "while_open":
        # At least 28 days a month: enough of the list for every case, and no more than it can need.
        last = f"least({setting.today}, coalesce(c.ended_on, {setting.today}))"
        join = (
            "t.former_months * 28 + t.former_days\n"
            f"        <= coalesce(greatest({last} - c.clock_start, 0), 0)"
        )
        conditions.append(f"(o.occurrence = 1 OR NOT {_stops_list(repeats, setting, 'o.former_due')})")
    else:
        join = "true"
    if repeats.skip_until is not None:
        skipped = f"coalesce(o.due_on <= o.own_{repeats.skip_until}, false)"
    else:
        skipped = "false"
    where = f"\nWHERE {' AND '.join(conditions)}" if conditions else ""
    kept = [f"o.{name}" for name in KEPT]
    past = _past_expected(repeats, setting, "o.due_on")
    return Step(
        "occurrences",
        f"SELECT o.case_key, o.occurrence, o.due_on, o.next_due, {skipped} AS skipped,\n"
        "       CASE WHEN o.occurrence = 1 THEN o.clock_start ELSE o.former_due + 1 END AS window_from,\n"
        f"       {past} AS past_expected, {', '.join(kept)}\n"
        f"FROM (SELECT c.*, t.occurrence, {former} AS former_due,\n"
        f"             {due} AS due_on, {after} AS next_due\n"
        f"      FROM cases c JOIN times t ON {join}\n"
        f"      LEFT JOIN times n ON n.occurrence = t.occurrence + 1) o{where}",
    )


def _past_expected(repeats: Repeats, setting: Setting, due: str) -> str:
    """The condition that the occurrence is due after the expected end, which has passed, of a case not closed."""
    if repeats.expected_end is None:
        return "false"
    expected = f"o.own_{repeats.expected_end}"
    return f"coalesce(o.ended_on IS NULL AND {expected} < {setting.today} AND {due} > {expected}, false)"


def _windows(done: int, offered: int) -> list[Step]:
    """Each occurrence is met by a stop inside its own window, and never late."""
    missed = f"min(r.stamp) FILTER (r.fits & {offered} <> 0)" if offered else "NULL::BIGINT"
    return [
        Step(
            "found",
            f"SELECT o.case_key, o.occurrence, min(r.stamp) FILTER (r.fits & {done} <> 0) AS done_stamp,\n"
            f"       {missed} AS offered_stamp\n"
            "FROM occurrences o JOIN stop_rows r ON r.case_key = o.case_key\n"
            "     AND r.stamp >= first_stamp(o.window_from) AND r.stamp < first_stamp(o.due_on + 1)\n"
            "GROUP BY o.case_key, o.occurrence",
        ),
        Step(
            "owed",
            "SELECT o.case_key, o.occurrence, o.due_on, o.due_on AS set_due_on, false AS before_clock, f.done_stamp,\n"
            "       1 AS alternative, stamp_day(f.offered_stamp) AS offered_on, false AS before, o.past_expected,\n"
            f"       {_kept('o')}\n"
            "FROM occurrences o LEFT JOIN found f ON f.case_key = o.case_key AND f.occurrence = o.occurrence\n"
            "WHERE NOT o.skipped",
        ),
    ]


def _used_once(done: int) -> list[Step]:
    """Each stop meets one occurrence: the earliest unused in its window, else the earliest before the next due date.

    An occurrence left open takes the earliest stop of the next window as done late, which leaves one fewer there. Whether
    it did is carried along: a window with none lets the next go late, a window of one passes on what it was
    handed, a window of two or more settles it.
    """
    found = Step(
        "found",
        "SELECT o.case_key, o.occurrence, count(r.stamp) FILTER (r.stamp < first_stamp(o.due_on + 1)) AS stops,\n"
        "       min(r.stamp) FILTER (r.stamp < first_stamp(o.due_on + 1)) AS first_stamp,\n"
        "       min(r.stamp, 2) FILTER (r.stamp < first_stamp(o.due_on + 1)) AS two_stamps,\n"
        "       min(r.stamp) FILTER (r.stamp >= first_stamp(o.due_on + 1)) AS late_stamp\n"
        f"FROM occurrences o JOIN stop_rows r ON r.case_key = o.case_key AND r.fits & {done} <> 0\n"
        "     AND r.stamp >= first_stamp(o.window_from)\n"
        "     AND r.stamp < greatest(first_stamp(o.due_on + 1), first_stamp(o.next_due))\n"
        "GROUP BY o.case_key, o.occurrence",
    )
    carried = Step(
        "carried",
        "SELECT o.*, coalesce(f.stops, 0) AS stops, f.first_stamp, f.two_stamps, f.late_stamp,\n"
        "       coalesce(lag(f.late_stamp IS NOT NULL AND NOT o.skipped) OVER turns, false) AS may_lose_one\n"
        "FROM occurrences o LEFT JOIN found f ON f.case_key = o.case_key AND f.occurrence = o.occurrence\n"
        "WINDOW turns AS (PARTITION BY o.case_key ORDER BY o.occurrence)",
    )
    lost = Step(
        "lost",
        "SELECT k.*, k.may_lose_one AND coalesce(last_value(CASE WHEN k.stops = 1 AND k.may_lose_one THEN NULL\n"
        "       ELSE k.stops = 0 AND NOT k.skipped END IGNORE NULLS) OVER (PARTITION BY k.case_key ORDER BY k.occurrence\n"
        "       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS lost_one\nFROM carried k",
    )
    in_time = "CASE WHEN l.lost_one THEN l.two_stamps[2] ELSE l.first_stamp END"
    owed = Step(
        "owed",
        "SELECT l.case_key, l.occurrence, l.due_on, l.due_on AS set_due_on, false AS before_clock,\n"
        f"       coalesce({in_time}, CASE WHEN NOT l.past_expected THEN l.late_stamp END) AS done_stamp, 1 AS alternative,\n"
        "       NULL::DATE AS offered_on, l.occurrence = 1 AND coalesce(b.before, false) AS before, l.past_expected,\n"
        f"       {_kept('l')}\n"
        "FROM lost l\n"
        "LEFT JOIN (SELECT r.case_key, bool_and(NOT r.since) AS before FROM stop_rows r\n"
        f"           WHERE r.fits & {done} <> 0 GROUP BY r.case_key) b ON b.case_key = l.case_key\n"
        "WHERE NOT l.skipped",
    )
    return [found, carried, lost, owed]


def _kept(alias: str) -> str:
    return ", ".join(f"{alias}.{name}" for name in KEPT)


def _from_each_stop(standard: Standard, done: int, offered: int) -> list[Step]:
    """The next is owed so long after the last was done: one row for each gap, and one for the gap still open."""
    limit = standard.limits[0]
    days = Step(
        "done_days",
        "SELECT r.case_key, stamp_day(r.stamp) AS day, min(r.stamp) AS done_stamp FROM stop_rows r\n"
        f"WHERE r.fits & {done} <> 0 AND r.since GROUP BY ALL",
    )
    gaps = Step(
        "gaps",
        "SELECT c.* REPLACE (coalesce(lag(d.day) OVER turns, c.clock_start) AS clock_start), d.done_stamp,\n"
        "       row_number() OVER turns AS occurrence\n"
        "FROM cases c JOIN done_days d ON d.case_key = c.case_key AND c.clock_start IS NOT NULL\n"
        "WINDOW turns AS (PARTITION BY c.case_key ORDER BY d.day)\n"
        "UNION ALL\n"
        "SELECT c.* REPLACE (coalesce(d.day, c.clock_start) AS clock_start), NULL, coalesce(d.days, 0) + 1\n"
        "FROM cases c LEFT JOIN (SELECT case_key, max(day) AS day, count(*) AS days FROM done_days GROUP BY ALL) d\n"
        "     ON d.case_key = c.case_key AND c.clock_start IS NOT NULL",
    )
    joins = "\n".join(working_day_joins({limit.count} if limit.unit == "working_days" else set(), "c"))
    due = Step(
        "gaps_due",
        f"SELECT c.*, {limit_expression(limit, '')} AS due_on FROM gaps c\n{joins}".rstrip(),
    )
    missed = "NULL::DATE"
    if offered:
        missed = (
            "stamp_day((SELECT min(r.stamp) FROM stop_rows r\n"
            f"        WHERE r.case_key = g.case_key AND r.fits & {offered} <> 0\n"
            "        AND r.stamp >= first_stamp(g.clock_start + 1) AND r.stamp < first_stamp(g.due_on + 1)))"
        )
    owed = Step(
        "owed",
        "SELECT g.case_key, g.occurrence, g.due_on, g.due_on AS set_due_on, false AS before_clock, g.done_stamp,\n"
        f"       1 AS alternative, {missed} AS offered_on,\n"
        "       g.occurrence = 1 AND EXISTS (SELECT 1 FROM stop_rows r WHERE r.case_key = g.case_key\n"
        f"        AND r.fits & {done} <> 0 AND NOT r.since) AS before, false AS past_expected,\n"
        f"       {_kept('g')}\n"
        "FROM (SELECT g.*, max(g.due_on) OVER (PARTITION BY g.case_key ORDER BY g.occurrence\n"
        "             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS former_due FROM gaps_due g) g\n"
        "WHERE g.former_due IS NULL OR g.ended_on IS NULL OR g.former_due < g.ended_on",
    )
    return [days, gaps, due, owed]
