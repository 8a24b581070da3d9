"""Patterns in the records that are worth asking about. They are questions, never accusations.

Each pattern has an innocent reading (a timesheet entered late, a session cut short by weather, a backlog
cleared); only the people who did the work know which it is. No person and no worker is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from plumbline.calendars import add_months
from plumbline.measures.selection import NOT_RECORDED

if TYPE_CHECKING:
    import duckdb

FEWEST_REASONS = 10  # reasons entered after the due date, before a question is asked
LARGEST_SHARE = 0.5  # of the reasons of a team
FEWEST_ONE_HOUR = 3  # first sessions of an hour or less, in one team and month
ONE_HOUR_SHARE = 0.2
FEWEST_PLANS = 10  # plans completed by one team on one day
FEWEST_ENTRIES = 30  # contacts entered long afterwards, by one team on one day
TIMES_USUAL = 5  # as many as on the team’s usual day
LONG_AFTER = 28  # days from a contact to its entry
MONTHS_BACK = 24  # of what happened on a day, no further back than this is asked about


@dataclass(frozen=True)
class Pattern:
    """One question to ask.

    code: fixed name of the pattern. question: what to ask. count of base: what was found. where: authority,
    team, and month or day where there is one. how: how it was found, in words.
    """

    code: str
    question: str
    count: int
    base: int
    where: dict[str, str] = field(default_factory=dict)
    how: str = ""

    def as_json(self) -> dict[str, Any]:
        """The pattern as plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Described:
    """A pattern in words, for the reference page."""

    code: str
    title: str
    how: str
    source: tuple[str, ...]


_USUAL = (
    "The team’s usual day is the median over the days on which it did any. A day is asked about where it "
    "has at least {fewest}, and at least {times} times as many as the usual day; no further back than "
    "{months} months."
)

DESCRIBED: dict[str, Described] = {
    described.code: described
    for described in (
        Described(
            "reasons_after_due",
            "Reasons entered after the due date",
            "Duties missed with a reason whose entry is dated after the due date, or not dated at all, "
            "and with no absence on the due date. Asked about where a team has at least "
            f"{FEWEST_REASONS}, and at least half of its reasons were so.",
            ("delays",),
        ),
        Described(
            "completed_hours_short",
            "Unpaid work completed with hours short",
            "Orders with an unpaid work requirement marked completed whose sessions add up to fewer hours "
            "than the completed requirements imposed. Orders with no session in the records, or with "
            "hours imposed not recorded, are left out.",
            ("orders", "requirements", "work_sessions"),
        ),
        Described(
            "one_hour_first_sessions",
            "First sessions of an hour or less",
            "Orders whose hours on the first day worked add up to an hour or less, by the month of that "
            f"day. Asked about where a team has at least {FEWEST_ONE_HOUR} in a month, and at least a "
            f"fifth of its first sessions; no further back than {MONTHS_BACK} months.",
            ("orders", "work_sessions"),
        ),
        Described(
            "plans_on_one_day",
            "Many plans completed on one day",
            "Plans by team and day of completion. "
            + _USUAL.format(fewest=FEWEST_PLANS, times=TIMES_USUAL, months=MONTHS_BACK),
            ("plans",),
        ),
        Described(
            "contacts_entered_in_bulk",
            "Many old contacts entered on one day",
            f"Contacts entered more than {LONG_AFTER} days after they happened, by team and day of entry. "
            + _USUAL.format(fewest=FEWEST_ENTRIES, times=TIMES_USUAL, months=MONTHS_BACK),
            ("contacts",),
        ),
    )
}

_HOURS = """
        done AS (
            SELECT order_key, sum(hours_imposed) AS imposed FROM seen_requirements
            WHERE kind = 'unpaid_work' AND completed_on IS NOT NULL
            GROUP BY order_key HAVING count(*) = count(hours_imposed)),
        worked AS (
            SELECT s.order_key, coalesce(sum(hours_credited), 0) AS hours
            FROM seen_work_sessions s JOIN done USING (order_key) GROUP BY s.order_key)"""
"""Of each order whose unpaid work is marked completed: the hours imposed, and those worked."""
_FIRST_DAY = """
        sessions AS (
            SELECT order_key, worked_on, hours_credited FROM seen_work_sessions WHERE outcome = 'worked'),
        first AS (
            SELECT order_key, min(worked_on) AS worked_on FROM sessions GROUP BY order_key
            HAVING min(worked_on) >= DATE '{since}'),
        first_hours AS (
            SELECT order_key, worked_on, sum(hours_credited) AS hours
            FROM sessions JOIN first USING (order_key, worked_on) GROUP BY order_key, worked_on)"""
"""Of each order: the first day worked, and the hours of that day."""

_CASES = """
    cases AS (
        SELECT order_key * 2 AS case_key, authority, team FROM seen_orders
        UNION ALL SELECT licence_key * 2 + 1, authority, team FROM seen_licences)"""
_CASE_KEY = "coalesce(order_key * 2, licence_key * 2 + 1) AS case_key"


def patterns_of_records(con: duckdb.DuckDBPyConnection, *, as_at: date) -> list[Pattern]:
    """The questions that the records raise, by pattern, then council, team and day.

    con: a connection prepared by `plumbline.standards.seen.prepare_seen`. as_at: the as-at date.
    """
    since = add_months(as_at, -MONTHS_BACK)
    return [*_hours_short(con), *_one_hour(con, since), *_busy_days(con, since)]


OF_ORDERS = ("completed_hours_short", "one_hour_first_sessions")
"""The patterns that single orders show, which a sample can be aimed at. The others are of a team's day."""


def orders_with_patterns(con: duckdb.DuckDBPyConnection, *, as_at: date) -> dict[str, tuple[str, ...]]:
    """The orders that show a pattern of `OF_ORDERS`, by their identifiers, with the codes of those they show.

    con, as_at: as for `patterns_of_records`. Every such order is named, whether or not its team has enough of
    them to be asked about.
    """
    since = add_months(as_at, -MONTHS_BACK)
    rows = con.execute(f"""
        WITH {_HOURS}, {_FIRST_DAY.format(since=since.isoformat())},
        shown AS (
            SELECT order_key, 0 AS code FROM done JOIN worked USING (order_key) WHERE hours < imposed
            UNION ALL SELECT order_key, 1 FROM first_hours WHERE hours <= 1)
        SELECT order_id, list(code ORDER BY code) FROM shown JOIN seen_orders USING (order_key)
        GROUP BY order_id ORDER BY order_id""").fetchall()
    return {order: tuple(OF_ORDERS[code] for code in codes) for order, codes in rows}


def patterns_of_results(con: duckdb.DuckDBPyConnection) -> list[Pattern]:
    """The questions that a run's verdicts raise, by council and team. con: has the view `results`."""
    return list(_reasons(con))


def _where(authority: str | None, team: str | None, **more: str) -> dict[str, str]:
    return {"authority": authority or NOT_RECORDED, "team": team or NOT_RECORDED, **more}


def _team_words(team: str | None) -> str:
    return f"the team “{team}”" if team else "the cases with no team recorded"


def _day_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _reasons(con: duckdb.DuckDBPyConnection) -> Iterator[Pattern]:
    rows = con.execute(f"""
        SELECT authority, team, count(*) FILTER (WHERE NOT coalesce(delay_evidenced, false)) AS after,
            count(*) AS base
        FROM results WHERE verdict = 'not_met' AND delay_reason IS NOT NULL GROUP BY authority, team
        HAVING after >= {FEWEST_REASONS} AND after >= {LARGEST_SHARE} * base
        ORDER BY authority, team""").fetchall()
    for authority, team, count, base in rows:
        question = (
            f"In {_team_words(team)}, {count} of {base} reasons for a missed duty were entered after the "
            "due date, or without a day. How does the team come to know the reason, and when is it "
            "usually written down?"
        )
        how = DESCRIBED["reasons_after_due"].how
        yield Pattern("reasons_after_due", question, count, base, _where(authority, team), how)


def _hours_short(con: duckdb.DuckDBPyConnection) -> Iterator[Pattern]:
    rows = con.execute(f"""
        WITH {_HOURS}
        SELECT authority, team, count(*) FILTER (WHERE hours < imposed) AS short, count(*) AS base,
            sum(imposed - hours) FILTER (WHERE hours < imposed) AS hours_short
        FROM done JOIN worked USING (order_key) JOIN seen_orders USING (order_key) GROUP BY authority, team
        HAVING short > 0 ORDER BY authority, team""").fetchall()
    for authority, team, count, base, hours in rows:
        question = (
            f"In {_team_words(team)}, {count} of {base} orders have unpaid work marked completed though "
            f"the hours credited fall short of those imposed, by {hours:g} hours in all. Are sessions "
            "missing from the records, were hours reduced, or what was completed?"
        )
        how = DESCRIBED["completed_hours_short"].how
        yield Pattern("completed_hours_short", question, count, base, _where(authority, team), how)


def _one_hour(con: duckdb.DuckDBPyConnection, since: date) -> Iterator[Pattern]:
    rows = con.execute(f"""
        WITH {_FIRST_DAY.format(since=since.isoformat())}
        SELECT authority, team, strftime(worked_on, '%Y-%m') AS month,
            count(*) FILTER (WHERE hours <= 1) AS short, count(hours) AS base
        FROM first_hours JOIN seen_orders USING (order_key) GROUP BY authority, team, month
        HAVING short >= {FEWEST_ONE_HOUR} AND short >= {ONE_HOUR_SHARE} * base
        ORDER BY authority, team, month""").fetchall()
    months: dict[tuple[str | None, str | None], list[tuple[str, int, int]]] = {}
    for authority, team, month, count, base in rows:
        months.setdefault((authority, team), []).append((month, count, base))
    for (authority, team), found in months.items():
        count, base = sum(row[1] for row in found), sum(row[2] for row in found)
        first, last = found[0][0], found[-1][0]
        when = first if len(found) == 1 else f"{len(found)} months from {first} to {last}"
        question = (
            f"In {_team_words(team)}, {count} of {base} people who began unpaid work in {when} have an "
            "hour or less credited for their first day. Is the first session an introduction, was it cut "
            "short, or is something else behind it?"
        )
        where = _where(authority, team, month=first if first == last else f"{first} to {last}")
        how = DESCRIBED["one_hour_first_sessions"].how
        yield Pattern("one_hour_first_sessions", question, count, base, where, how)


# Rows of which a team has many on one day at times: what is looked at, and the fewest that are asked about.
_ON_ONE_DAY = {
    "plans_on_one_day": (
        FEWEST_PLANS,
        f"SELECT {_CASE_KEY}, completed_on AS day FROM seen_plans WHERE completed_on IS NOT NULL",
    ),
    "contacts_entered_in_bulk": (
        FEWEST_ENTRIES,
        f"SELECT {_CASE_KEY}, recorded_on AS day FROM seen_contacts "
        f"WHERE recorded_on > happened_on + {LONG_AFTER}",
    ),
}


def _busy_days(con: duckdb.DuckDBPyConnection, since: date) -> Iterator[Pattern]:
    """Days with far more than usual."""
    days = " UNION ALL ".join(
        f"SELECT {place} AS what, {fewest} AS fewest, case_key, day FROM ({sql})"
        for place, (fewest, sql) in enumerate(_ON_ONE_DAY.values())
    )
    rows = con.execute(f"""
        WITH {_CASES},
        daily AS (
            SELECT what, fewest, authority, team, day, count(*) AS n
            FROM ({days}) JOIN cases USING (case_key) GROUP BY ALL),
        usual AS (SELECT what, authority, team, median(n) AS usual FROM daily GROUP BY ALL),
        monthly AS (
            SELECT what, authority, team, date_trunc('month', day) AS month, sum(n)::INTEGER AS base
            FROM daily GROUP BY ALL)
        SELECT d.what, d.authority, d.team, day, n, usual, base
        FROM daily d
        JOIN usual u ON d.what = u.what AND d.authority IS NOT DISTINCT FROM u.authority
            AND d.team IS NOT DISTINCT FROM u.team
        JOIN monthly m ON d.what = m.what AND d.authority IS NOT DISTINCT FROM m.authority
            AND d.team IS NOT DISTINCT FROM m.team AND m.month = date_trunc('month', day)
        WHERE n >= fewest AND n >= {TIMES_USUAL} * usual AND day >= DATE '{since.isoformat()}'
        ORDER BY d.what, d.authority, d.team, day""").fetchall()
    codes = list(_ON_ONE_DAY)
    for what, authority, team, day, count, usual, base in rows:
        code = codes[what]
        ask = _ask_of_plans if code == "plans_on_one_day" else _ask_of_entries
        question = ask(_team_words(team), count, _day_words(day), f"{usual:g}")
        where = _where(authority, team, month=f"{day:%Y-%m}", day=day.isoformat())
        yield Pattern(code, question, count, base, where, DESCRIBED[code].how)


def _ask_of_plans(team: str, count: int, day: str, usual: str) -> str:
    return (
        f"In {team}, {count} plans are dated {day}; on a usual day with any it is {usual}. What happened on "
        "that day: were plans finished, entered, or approved together?"
    )


def _ask_of_entries(team: str, count: int, day: str, usual: str) -> str:
    return (
        f"In {team}, {count} contacts more than {LONG_AFTER} days old were entered on {day}; on a usual day "
        f"with any it is {usual}. What were they entered from, and what had held them up?"
    )
