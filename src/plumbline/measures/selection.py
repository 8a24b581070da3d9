"""Which of a run's rows a figure is about, and by which columns it may be broken down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from plumbline.errors import UsageError
from plumbline.measures.periods import Period

BREAKDOWNS = (
    "authority",
    "team",
    "level",
    "gender",
    "age_group",
    "court",
    "risk_level",
    "offence_group",
    "added",
)
"""The columns that a figure may be broken down by."""

COLUMN_WORDS = {
    "authority": "authority",
    "team": "team",
    "level": "level",
    "gender": "gender",
    "age_group": "age group",
    "court": "court",
    "risk_level": "risk level",
    "offence_group": "offence group",
    "added": "requirement added later",
}
"""How a person says each of them."""

NOT_RECORDED = "not recorded"


def said(column: str, value: str | None) -> str:
    """A breakdown's value as a person reads it: codes without underscores, an empty one as "not recorded"."""
    if value is None:
        return NOT_RECORDED
    return value if column == "team" else value.replace("_", " ")


def check_breakdowns(columns: Iterable[str]) -> tuple[str, ...]:
    """The columns, each once, in the order given. Raises UsageError where a rate may not be shown by one."""
    checked: list[str] = []
    for column in columns:
        if column in ("worker_id", "worker"):
            raise UsageError(
                "a rate is never shown by worker: it would judge people by cases they did not choose. "
                "What a worker carries is in the workload figures."
            )
        if column not in BREAKDOWNS:
            raise UsageError(f"a rate cannot be shown by {column!r}. It can be by: {', '.join(BREAKDOWNS)}.")
        if column not in checked:
            checked.append(column)
    return tuple(checked)


def as_text(column: str) -> str:
    """SQL for a breakdown column's value as text: added is yes or no."""
    if column == "added":
        return "CASE added WHEN true THEN 'yes' WHEN false THEN 'no' END"
    return column


def conditions(
    standards: Sequence[str] | None = None,
    within: Period | None = None,
    where: Mapping[str, str | None] | None = None,
) -> tuple[list[str], list[object]]:
    """SQL conditions on `results`, to be joined by AND, and the values of their question marks, in order.

    standards: codes, or None for all. within: the row's period lies in these months. where: breakdown
    column -> value, None meaning not recorded. Raises UsageError for a column that is no breakdown.
    """
    where = where or {}
    check_breakdowns(where)
    asked: list[str] = []
    values: list[object] = []
    if standards is not None:
        asked.append("list_contains(?, standard)")
        values.append(list(standards))
    if within is not None:
        asked.append("period BETWEEN ? AND ?")
        values += [within.first, within.last]
    for column, value in where.items():
        if value is None:
            asked.append(f"{column} IS NULL")
        else:
            asked.append(f"{as_text(column)} = ?")
            values.append(value)
    return asked, values


def sql_where(asked: Sequence[str]) -> str:
    """A WHERE clause with a space before it, or nothing where there is no condition."""
    return f" WHERE {' AND '.join(asked)}" if asked else ""
