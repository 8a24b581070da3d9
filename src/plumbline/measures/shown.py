"""From what was counted for an entry of the registry to the figures that are shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from plumbline.measures.counting import Counts, Numbers, by_period
from plumbline.measures.figure import Figure
from plumbline.measures.periods import Length, period_of
from plumbline.measures.places import Setting
from plumbline.measures.registry import ROWS, tables_of
from plumbline.measures.registry.form import Entry
from plumbline.measures.selection import NOT_RECORDED
from plumbline.statistics.intervals import wilson_interval
from plumbline.statistics.pairs import tango_interval


def figures_of(entry: Entry, counts: Counts, setting: Setting) -> Iterator[Figure]:
    """The figures of an entry: the whole, by council, by period, and by its own breakdown, each in order.

    A breakdown's value is shown where there is anything to count or anything left out; the whole always.
    """
    shared = _shared(entry, setting)
    for names in _ways(entry):
        for key, numbers in sorted(counts.get(names, {}).items(), key=_in_order):
            at = dict(zip(names, key, strict=True))
            if names and not any(numbers.values()):
                continue
            if "period" in at and at["period"] is None:
                continue
            if entry.measure == "split":
                if key[-1] is None or not numbers["of"]:
                    continue
                whole = counts[names[:-1]][key[:-1]]
                numbers = {**whole, "of": numbers["of"], "over": whole["of"]}
            yield _figure(entry, at, numbers, setting, shared)


def _shared(entry: Entry, setting: Setting) -> dict[str, Any]:
    """What all figures of an entry have in common."""
    absent = [table for table in ROWS[entry.rows].uses if table not in setting.sent]
    return {
        "code": entry.code,
        "title": entry.title,
        "definition": entry.definition,
        "unit": entry.shown_unit,
        "source": tuple(table for table in tables_of(entry) if table in setting.sent),
        "note": f"Counted without {' and '.join(absent)}: not sent." if absent else None,
    }


def unfinished(label: str, last: date, as_at: date) -> str | None:
    """A note that a period is not over on the as-at date; None where it is."""
    if last <= as_at:
        return None
    return f"{label} is not over: counted up to {as_at.day} {as_at:%B %Y}."


def _ways(entry: Entry) -> list[tuple[str, ...]]:
    whole = not entry.only_by and entry.measure != "split"
    ways: list[tuple[str, ...]] = [(), ("council",)] if whole else []
    if by_period(entry, ROWS[entry.rows]):
        if whole and not entry.monthly:
            ways.append(("period",))
        if entry.monthly and entry.by:
            ways.append(("period", entry.by))
    if entry.by:
        ways += [(entry.by,), ("council", entry.by)]
    return ways


def _figure(
    entry: Entry, at: dict[str, Any], numbers: Numbers, setting: Setting, shared: dict[str, Any]
) -> Figure:
    numerator, denominator, value, interval = worked_out(entry, numbers)
    label = None
    if "period" in at:
        label, last = _period(at["period"], "month" if entry.monthly else "year")
        if words := unfinished(label, last, setting.as_at):
            shared = {**shared, "note": " ".join(filter(None, (shared["note"], words)))}
    breakdown = {}
    if "council" in at:
        breakdown["authority"] = NOT_RECORDED if at["council"] is None else setting.councils[at["council"]]
    if entry.by and entry.by in at:
        breakdown[entry.by] = NOT_RECORDED if at[entry.by] is None else str(at[entry.by])
    left_out = {reason: int(numbers[f"left out: {reason}"] or 0) for reason in entry.left_out}
    return Figure(
        numerator=numerator,
        denominator=denominator,
        value=value,
        interval=interval,
        left_out={reason: number for reason, number in left_out.items() if number},
        breakdown=breakdown,
        period=label,
        **shared,
    )


@cache
def _period(number: int, length: Length) -> tuple[str, date]:
    """The label of a year or month counted from April 1900, and its last day."""
    months = number + 3 if length == "month" else number * 12 + 3
    period = period_of(f"{1900 + months // 12:04d}-{months % 12 + 1:02d}", length)
    return period.label, period.last_day


def worked_out(
    entry: Entry, numbers: Numbers
) -> tuple[float | None, float | None, float | None, tuple[float, float] | None]:
    """Numerator, denominator, value and interval of an entry from what was counted for it."""
    of, over = _tidy(numbers.get("of") or 0), int(numbers.get("over") or 0)
    match entry.measure:
        case "count":
            return of, None, of, None
        case "share" | "split":
            return of, over, of / over if over else None, wilson_interval(of, over) if over else None
        case "net":
            against = numbers["against"] or 0
            interval = tango_interval(int(of), int(against), over) if over else None
            return of - against, over, (of - against) / over if over else None, interval
        case "sum":
            return of, over, of, None
        case "per_100":
            return of, over, 100 * of / over if over else None, None
        case "median" | "longest":
            return None, over, numbers["value"] if over else None, None


def _tidy(number: float) -> float:
    """A sum without the specks that adding decimals leaves, which differ with the order of adding."""
    return round(number, 6)


def _in_order(item: tuple[tuple[Any, ...], Any]) -> tuple[tuple[bool, Any], ...]:
    """Breakdown values in ascending order, an unknown one last."""
    return tuple((cell is None, 0 if cell is None else cell) for cell in item[0])
