"""The SQL steps of a standard that is owed more than once: which times it is owed, and what was done for each."""

from __future__ import annotations

from plumbline.standards.form import Phase, Repeats, Standard
from plumbline.standards.steps import Setting, Step, limit_expression, working_day_joins

EARLIEST_YEAR = 1900  # no date before it is read, so no clock starts before it


def repeated_steps(standard: Standard, setting: Setting) -> list[Step]:
    """The steps that end in `owed`: one row a time owed, with what was done for it."""
    repeats = standard.repeats
    assert repeats is not None
    if repeats.from_ == "stop":
        return _from_each_stop(standard, setting)
    steps = [_times_step(repeats, setting), _occurrences_step(repeats, setting)]
    return [
        *steps,
        *(_used_once(repeats, setting) if repeats.match == "used_once" else _windows(repeats, setting)),
    ]


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
    conditions = [f"coalesce({due} >= c.ended_on, false)", f"{due} > {setting.today}"]
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
        join = f"t.former_months * 28 + t.former_days <= coalesce(greatest({setting.today} - c.clock_start, 0), 0)"
        conditions.append(f"(o.occurrence = 1 OR NOT {_stops_list(repeats, setting, 'o.former_due')})")
    else:
        join = "true"
    if repeats.skip_until is not None:
        skipped = f"coalesce(o.due_on <= c.own_{repeats.skip_until}, false)"
    else:
        skipped = "false"
    where = f"\nWHERE {' AND '.join(conditions)}" if conditions else ""
    return Step(
        "occurrences",
        f"SELECT c.case_key, o.occurrence, o.former_due, o.due_on, o.next_due, {skipped} AS skipped,\n"
        "       CASE WHEN o.occurrence = 1 THEN c.clock_start ELSE o.former_due + 1 END AS window_from\n"
        f"FROM (SELECT c.case_key, t.occurrence, {former} AS former_due,\n"
        f"             {due} AS due_on, {after} AS next_due\n"
        f"      FROM cases c JOIN times t ON {join}\n"
        "      LEFT JOIN times n ON n.occurrence = t.occurrence + 1) o\n"
        f"JOIN cases c ON c.case_key = o.case_key{where}",
    )


def _past_expected(repeats: Repeats, setting: Setting, due: str) -> str:
    """The condition that the occurrence is due after the expected end, which has passed, of a case not closed."""
    if repeats.expected_end is None:
        return "false"
    expected = f"c.own_{repeats.expected_end}"
    return f"coalesce(c.ended_on IS NULL AND {expected} < {setting.today} AND {due} > {expected}, false)"


def _windows(repeats: Repeats, setting: Setting) -> list[Step]:
    """Each occurrence is met by a stop inside its own window, and never late."""
    past = _past_expected(repeats, setting, "o.due_on")
    return [
        Step(
            "owed",
            "SELECT o.case_key, o.occurrence, c.clock_start, o.due_on, o.due_on AS set_due_on, false AS before_clock,\n"
            "       min(stamp(r.day, r.row_key)) FILTER (NOT r.offered) AS done_stamp, 1 AS alternative,\n"
            "       min(r.day) FILTER (r.offered) AS offered_on, false AS before,\n"
            f"       bool_or({past}) AS past_expected\n"
            "FROM occurrences o JOIN cases c ON c.case_key = o.case_key\n"
            "LEFT JOIN stop_rows r ON r.case_key = o.case_key AND r.day >= o.window_from AND r.day <= o.due_on\n"
            "WHERE NOT o.skipped\n"
            "GROUP BY o.case_key, o.occurrence, c.clock_start, o.due_on",
        )
    ]


def _used_once(repeats: Repeats, setting: Setting) -> list[Step]:
    """Each stop meets one occurrence: the earliest unused in its window, else the earliest before the next due date.

    An occurrence left open takes the earliest stop of the next window as done late, which leaves one fewer there. Whether
    it did is carried along: a window with none lets the next go late, a window of one passes on what it was
    handed, a window of two or more settles it.
    """
    found = Step(
        "found",
        "SELECT o.case_key, o.occurrence, o.due_on, o.next_due, o.skipped,\n"
        "       count(r.day) FILTER (r.day <= o.due_on) AS stops,\n"
        "       min(stamp(r.day, r.row_key)) FILTER (r.day <= o.due_on) AS first_stamp,\n"
        "       (list_sort(list(stamp(r.day, r.row_key)) FILTER (r.day <= o.due_on)))[2] AS second_stamp,\n"
        "       min(stamp(r.day, r.row_key)) FILTER (r.day > o.due_on) AS late_stamp\n"
        "FROM occurrences o LEFT JOIN stop_rows r ON r.case_key = o.case_key AND NOT r.offered\n"
        "     AND r.day >= o.window_from AND (r.day <= o.due_on OR r.day < o.next_due)\n"
        "GROUP BY ALL",
    )
    carried = Step(
        "carried",
        "SELECT f.*, coalesce(lag(f.late_stamp IS NOT NULL AND NOT f.skipped) OVER turns, false) AS may_lose_one\n"
        "FROM found f WINDOW turns AS (PARTITION BY f.case_key ORDER BY f.occurrence)",
    )
    lost = Step(
        "lost",
        "SELECT k.*, k.may_lose_one AND coalesce(last_value(CASE WHEN k.stops = 1 AND k.may_lose_one THEN NULL\n"
        "       ELSE k.stops = 0 AND NOT k.skipped END IGNORE NULLS) OVER (PARTITION BY k.case_key ORDER BY k.occurrence\n"
        "       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS lost_one\nFROM carried k",
    )
    past = _past_expected(repeats, setting, "l.due_on")
    in_time = "CASE WHEN l.lost_one THEN l.second_stamp ELSE l.first_stamp END"
    owed = Step(
        "owed",
        "SELECT l.case_key, l.occurrence, c.clock_start, l.due_on, l.due_on AS set_due_on, false AS before_clock,\n"
        f"       coalesce({in_time}, CASE WHEN NOT {past} THEN l.late_stamp END) AS done_stamp, 1 AS alternative,\n"
        "       NULL::DATE AS offered_on, l.occurrence = 1 AND coalesce(b.before, false) AS before,\n"
        f"       {past} AS past_expected\n"
        "FROM lost l JOIN cases c ON c.case_key = l.case_key\n"
        "LEFT JOIN (SELECT r.case_key, bool_or(r.day < c.clock_start) AND NOT bool_or(r.day >= c.clock_start) AS before\n"
        "           FROM stop_rows r JOIN cases c ON c.case_key = r.case_key WHERE NOT r.offered GROUP BY r.case_key) b ON b.case_key = l.case_key\n"
        "WHERE NOT l.skipped",
    )
    return [found, carried, lost, owed]


def _from_each_stop(standard: Standard, setting: Setting) -> list[Step]:
    """The next is owed so long after the last was done: one row for each gap, and one for the gap still open."""
    limit = standard.limits[0]
    days = Step(
        "done_days",
        "SELECT r.case_key, r.day, min(r.row_key) AS row_key FROM stop_rows r JOIN cases c ON c.case_key = r.case_key\n"
        "WHERE NOT r.offered AND r.day >= c.clock_start GROUP BY ALL",
    )
    gaps = Step(
        "gaps",
        "SELECT c.case_key, c.calendar, coalesce(lag(d.day) OVER turns, c.clock_start) AS clock_start, d.day, d.row_key,\n"
        "       row_number() OVER turns AS occurrence\n"
        "FROM cases c JOIN done_days d ON d.case_key = c.case_key WINDOW turns AS (PARTITION BY c.case_key ORDER BY d.day)\n"
        "UNION ALL\n"
        "SELECT c.case_key, c.calendar, coalesce(max(d.day), c.clock_start), NULL, NULL, count(d.day) + 1\n"
        "FROM cases c LEFT JOIN done_days d ON d.case_key = c.case_key GROUP BY c.case_key, c.calendar, c.clock_start",
    )
    joins = "\n".join(working_day_joins({limit.count} if limit.unit == "working_days" else set(), "c"))
    due = Step(
        "gaps_due",
        f"SELECT c.*, {limit_expression(limit, '')} AS due_on FROM gaps c\n{joins}".rstrip(),
    )
    owed = Step(
        "owed",
        "SELECT g.case_key, g.occurrence, g.clock_start, g.due_on, g.due_on AS set_due_on, false AS before_clock,\n"
        "       stamp(g.day, g.row_key) AS done_stamp, 1 AS alternative,\n"
        "       (SELECT min(r.day) FROM stop_rows r WHERE r.case_key = g.case_key AND r.offered\n"
        "        AND r.day > g.clock_start AND r.day <= g.due_on) AS offered_on,\n"
        "       g.occurrence = 1 AND EXISTS (SELECT 1 FROM stop_rows r WHERE r.case_key = g.case_key AND NOT r.offered\n"
        "        AND r.day < g.clock_start) AS before, false AS past_expected\n"
        "FROM (SELECT g.*, max(g.due_on) OVER (PARTITION BY g.case_key ORDER BY g.occurrence\n"
        "             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS former_due FROM gaps_due g) g\n"
        "JOIN cases c ON c.case_key = g.case_key\n"
        "WHERE g.former_due IS NULL OR c.ended_on IS NULL OR g.former_due < c.ended_on",
    )
    return [days, gaps, due, owed]
