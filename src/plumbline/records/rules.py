"""What is odd about rows that are kept: the warnings that look at more than one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbline.engine import sql_text
from plumbline.records.manifest import Cover
from plumbline.records.specification import Specification, Table

if TYPE_CHECKING:
    import duckdb

_ENDS = ("ended_on", "until_on", "completed_on")
_OWNERS = {
    # owner column: its table, day 0, the end (None: it has none)
    "order_id": ("orders", "imposed_on", "ended_on"),
    "licence_id": ("licences", "released_on", "ended_on"),
    "sentence_id": ("sentences", "sentenced_on", None),
}
_NOT_EVENTS = ("licences", "reports", "hearings", "delays", "allocations")
"""Tables whose rows may rightly lie before or after what they name: a licence follows its sentence, a report
precedes its order, a worker is allocated beforehand, a hearing is notified at any time; a delay has no day of
its own."""


@dataclass(frozen=True)
class Rule:
    """One warning: the rows it is about, as SQL over their table's view `t`, and what the list of faults
    shows."""

    table: str
    kind: str
    column: str
    value: str  # an SQL expression
    rows: str  # what follows FROM
    message: str  # an SQL expression


def rules(
    tables: Mapping[str, Table],
    views: Mapping[str, str],
    cover: Mapping[str, Cover],
    specification: Specification,
) -> list[Rule]:
    """The rules that apply to the tables sent. views: the SQL view of each."""
    found: list[Rule] = []
    for name, table in tables.items():
        view = views[name]
        found += _ended_before(name, table, view)
        found += _recorded_before(name, table, view)
        found += _outside_owner(name, table, view, views)
    if "assessments" in tables:
        found += _scores(views["assessments"], specification)
    if "requirements" in tables:
        found += _hours(views["requirements"], specification)
        if "work_sessions" in tables:
            found += _sessions(views, cover.get("work_sessions", Cover()), specification)
    return found


def warn(con: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    """Add a rule's warnings to row_faults."""
    con.execute(
        f"INSERT INTO row_faults SELECT {sql_text(rule.table)}, t.rid, {sql_text(rule.column)}, "
        f"({rule.value})::VARCHAR, "
        f"{sql_text(rule.kind)}, 'warning', {rule.message} FROM {rule.rows}"
    )


def _begins(table: Table, alias: str = "t") -> str:
    return "coalesce(" + ", ".join(f'{alias}."{column}"' for column in table.begins) + ")"


def _text(message: str) -> str:
    return sql_text(message)


def _has(table: Table, column: str) -> bool:
    return any(known.name == column for known in table.columns)


def _ended_before(name: str, table: Table, view: str) -> list[Rule]:
    begin = table.begins[0] if table.begins else "started_on" if _has(table, "started_on") else None
    if begin is None:
        return []
    return [
        Rule(
            name, "ended_before_begun", end, f't."{end}"', f'{view} t WHERE t."{end}" < t."{begin}"',
            f"'{end} is before {begin}, ' || t.\"{begin}\" || '. One of the two dates must be wrong: "
            "correct it.'",
        )
        for end in _ENDS
        if end != begin and _has(table, end)
    ]  # fmt: skip


def _recorded_before(name: str, table: Table, view: str) -> list[Rule]:
    if not table.begins or not _has(table, "recorded_on"):
        return []
    return [Rule(
        name, "recorded_before", "recorded_on", "t.recorded_on", f"{view} t WHERE t.recorded_on < "
        f"{_begins(table)}",
        f"'The row was recorded before it happened, on ' || {_begins(table)} || '. One of the two dates "
        "must be wrong: "
        "correct it.'",
    )]  # fmt: skip


def _outside_owner(name: str, table: Table, view: str, views: Mapping[str, str]) -> list[Rule]:
    if not table.begins or name in _NOT_EVENTS:
        return []
    found: list[Rule] = []
    day = _begins(table)
    for column, (owner, start, end) in _OWNERS.items():
        if not _has(table, column) or owner not in views or owner == name:
            continue
        key = column.removesuffix("_id") + "_key"
        joined = f"{view} t JOIN (SELECT {key} AS k, min({start}) AS start_day, " + (
            f"max({end}) AS end_day, bool_and({end} IS NOT NULL) AS ended"
            if end
            else "NULL AS end_day, false AS ended"
        )
        joined += f" FROM {views[owner]} GROUP BY {key}) o ON o.k = t.{key}"
        what = owner.removesuffix("s")
        found.append(Rule(
            name, "before_start", table.begins[0], day, f"{joined} WHERE {day} < o.start_day",
            f"'This is before day 0 of its {what}, {start} ' || o.start_day || '. Correct the date, or the "
            f"{what} that "
            "it names.'",
        ))  # fmt: skip
        if end:
            found.append(Rule(
                name, "after_end", table.begins[0], day, f"{joined} WHERE o.ended AND {day} > o.end_day",
                f"'This is after its {what} ended, on ' || o.end_day || '. Correct the date, or the {what} "
                "that it "
                "names.'",
            ))  # fmt: skip
    return found


def _scores(view: str, specification: Specification) -> list[Rule]:
    levels = specification.lscmi_levels
    highest = max(high for _, high in levels.values())
    cases = [
        f"WHEN t.score BETWEEN {low} AND {high} THEN {sql_text(level)}"
        for level, (low, high) in levels.items()
    ]
    level_of = f"CASE {' '.join(cases)} END"
    lscmi = f"{view} t WHERE t.tool = 'lscmi'"
    return [
        Rule(
            "assessments", "score_level", "score", "t.score", 
            f"{lscmi} AND (t.score > {highest} OR t.score < 0)",
            _text(f"LS/CMI scores run from 0 to {highest}. Correct the score, or the tool."),
        ),
        Rule(
            "assessments", "score_level", "level", "t.level",
            f"{lscmi} AND t.score BETWEEN 0 AND {highest} AND t.level <> {level_of} "
            "AND NOT coalesce(t.level_overridden, false)",
            f"'An LS/CMI score of ' || t.score || ' is level ' || {level_of} || '. Correct one of the two, "
            "or say that the "
            "level was overridden (level_overridden: yes).'",
        ),
    ]  # fmt: skip


def _hours(view: str, specification: Specification) -> list[Rule]:
    return [
        Rule(
            "requirements", "hours_level", "hours_imposed", "t.hours_imposed",
            f"{view} t WHERE t.kind = 'unpaid_work' AND t.level = {sql_text(level)} "
            f"AND t.hours_imposed NOT BETWEEN {low} AND {high}",
            _text(f"Unpaid work of level {level} is {low} to {high} hours. Correct the hours or the level."),
        )
        for level, (low, high) in specification.unpaid_work_hours.items()
    ]  # fmt: skip


def _sessions(views: Mapping[str, str], cover: Cover, specification: Specification) -> list[Rule]:
    """Hours credited against hours imposed. Requirements of one order share its sessions, so both are added
    up; an order that began before the sessions sent cover is passed over."""
    share, most = specification.other_activity_share, specification.other_activity_hours
    sessions, requirements = views["work_sessions"], views["requirements"]
    covered = f" AND t.imposed_on >= DATE '{cover.covers_from}'" if cover.covers_from else ""
    if cover.covers_until:
        covered += f" AND t.completed_on <= DATE '{cover.covers_until}'"
    credited = (
        "(SELECT order_key, coalesce(sum(hours_credited), 0) AS hours, "
        "coalesce(sum(hours_credited) FILTER (activity = 'other_activity'), 0) AS other "
        f"FROM {sessions} GROUP BY order_key)"
    )
    imposed = (
        "(SELECT order_key, sum(hours_imposed) AS hours, sum(hours_imposed) FILTER (completed_on IS NOT "
        "NULL) AS done "
        f"FROM {requirements} WHERE kind = 'unpaid_work' GROUP BY order_key)"
    )
    joined = (
        f"{requirements} t JOIN {imposed} i USING (order_key) LEFT JOIN {credited} c USING (order_key) "
        "WHERE t.kind = 'unpaid_work' AND t.hours_imposed IS NOT NULL"
    )
    return [
        Rule(
            "requirements", "hours_short", "completed_on", "t.completed_on",
            f"{joined} AND t.completed_on IS NOT NULL AND coalesce(c.hours, 0) < i.done{covered}",
            "'Completed with ' || coalesce(c.hours, 0) || ' hours credited of ' || i.done || ' imposed. "
            "Send the sessions "
            "that are lacking, or correct the hours.'",
        ),
        Rule(
            "requirements", "other_activity_over", "hours_imposed", "t.hours_imposed",
            f"{joined} AND c.other > least({share} * i.hours, {most}) + 1e-9",
            f"c.other || ' hours of other activity are credited, and no more than ' || "
            f"least(round({share} * i.hours, 2), {most}) || ' may be (the lesser of {share:.0%} and "
            f"{most:g} hours). Check "
            "how the sessions are recorded.'",
        ),
    ]  # fmt: skip
