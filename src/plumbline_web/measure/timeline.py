"""One case as a time line: what was owed and when, what was done, drawn from the duties of a run.

This is one of the few modules that touch case rows. It logs none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

from plumbline.publishing.drawing import BAND, BETTER, INK, LINE, QUIET, RULE, WORSE
from plumbline.publishing.wording import counted, day

WIDTH, LEFT, RIGHT, LANE, TOP = 720, 12, 12, 44, 30
MOST_TICKS = 8
_FONT = "font-family='system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif'"


def outcome(row: Mapping[str, Any], as_at: date) -> str:
    """One word or two for what became of a duty: done in time, done late, missed, ahead, or why none."""
    if row["verdict"] == "not_yet_due":
        return "ahead"
    if row["verdict"] == "not_met":
        return "done late" if row["done_on"] else "missed"
    return {"met": "done in time", "cannot_tell": "cannot tell"}.get(row["verdict"], "not applicable")


def timeline(rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str], as_at: date) -> str:
    """The duties of a case as SVG: one lane a standard, a span from day 0 to the due date for each duty.

    rows: of `queries.case`. Each kind of mark has a shape of its own; the table beside it says the same.
    """
    drawn = [row for row in rows if row["due_on"] is not None]
    if not drawn:
        return ""
    lanes = list(dict.fromkeys(row["standard"] for row in drawn))
    days = [row[name] for row in drawn for name in ("clock_start", "due_on", "done_on") if row[name]]
    days += [row["ended_on"] for row in drawn if row["ended_on"]]
    days += [row["recorded_on"] for row in drawn if late_entry(row)]
    first, last = min(*days, as_at), max(*days, min(as_at, max(days) + timedelta(days=60)))
    length = max((last - first).days, 14)
    height = TOP + LANE * len(lanes) + 34

    def x(when: date) -> float:
        return LEFT + (when - first).days / length * (WIDTH - LEFT - RIGHT)

    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{height}' "
        f"viewBox='0 0 {WIDTH} {height}' {_FONT} font-size='13'>"
    ]
    for label, when in _ticks(first, first + timedelta(days=length)):
        parts.append(f"<path d='M{x(when):.1f} {TOP - 8}V{height - 30}' stroke='{RULE}'/>")
        parts.append(_text(x(when), TOP - 14, label, "start" if x(when) < 40 else "middle"))
    for at, standard in enumerate(lanes):
        y = TOP + at * LANE
        parts.append(_text(LEFT, y + 12, titles.get(standard, standard), "start", INK))
        before: date | None = None
        marks = []
        for row in (one for one in drawn if one["standard"] == standard):
            start = row["clock_start"] or row["due_on"]
            if before is not None and before > start:
                start = before
            parts.append(_span(row, start, y + 28, x, as_at))
            marks.append(_marks(row, y + 28, x, as_at))
            before = row["due_on"]
        parts += marks  # over the spans, or the next span would hide them
    bottom = height - 30
    for words, when in (
        ("as at", as_at),
        ("ended", max((r["ended_on"] for r in drawn if r["ended_on"]), default=None)),
    ):
        if when is not None and first <= when <= first + timedelta(days=length):
            parts.append(
                f"<path d='M{x(when):.1f} {TOP - 8}V{bottom}' stroke='{INK}' stroke-dasharray='4 3'/>"
            )
            parts.append(
                _text(x(when), bottom + 16, f"{words} {day(when)}", "end" if x(when) > 560 else "start", INK)
            )
    parts.append("</svg>")
    return "".join(parts)


def _span(row: Mapping[str, Any], start: date, y: float, x: Callable[[date], float], as_at: date) -> str:
    """From its start to the due date, with a tick at the end; dashed while it is still ahead."""
    due = x(row["due_on"])
    ahead = outcome(row, as_at) == "ahead"
    dashes = " stroke-dasharray='3 2'" if ahead else ""
    return (
        f"<rect x='{x(start):.1f}' y='{y - 5:.1f}' width='{max(due - x(start), 2):.1f}' height='10' "
        f"fill='{'#fff' if ahead else BAND}' stroke='{LINE}' stroke-width='.75'{dashes}/>"
        f"<path d='M{due:.1f} {y - 8:.1f}v16' stroke='{INK}' stroke-width='1.5'/>"
    )


def _marks(row: Mapping[str, Any], y: float, x: Callable[[date], float], as_at: date) -> str:
    """What became of a duty, each with a shape of its own."""
    due, done, what = row["due_on"], row["done_on"], outcome(row, as_at)
    parts = []
    if what == "done late":
        parts.append(f"<path d='M{x(due):.1f} {y:.1f}H{x(done):.1f}' stroke='{WORSE}' stroke-width='3'/>")
        parts.append(f"<path d='M{x(done):.1f} {y + 7:.1f}l6 -12h-12Z' fill='{WORSE}'/>")
    elif what == "missed":
        parts.append(
            f"<path d='M{x(due) - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10' stroke='{WORSE}' "
            "stroke-width='2.5'/>"
        )
    elif what == "done in time":
        parts.append(f"<circle cx='{x(done):.1f}' cy='{y:.1f}' r='5' fill='{BETTER}'/>")
    elif what == "cannot tell":
        parts.append(_text(x(due) + 5, y + 5, "?", "start", INK))
    if late_entry(row):
        parts.append(
            f"<rect x='{x(min(row['recorded_on'], as_at)) - 4:.1f}' y='{y - 4:.1f}' width='8' height='8' "
            f"fill='#fff' stroke='{QUIET}' stroke-width='1.5'/>"
        )
    return "".join(parts)


def late_entry(row: Mapping[str, Any]) -> bool:
    """Whether it was done in time and written down only after the due date: where the two clocks differ."""
    return bool(
        row["verdict"] == "met"
        and row["recorded_on"]
        and row["due_on"]
        and row["recorded_on"] > row["due_on"]
    )


def alternative(rows: Sequence[Mapping[str, Any]], as_at: date) -> str:
    """What the time line shows, in words."""
    numbers: dict[str, int] = {}
    for row in rows:
        what = outcome(row, as_at)
        numbers[what] = numbers.get(what, 0) + 1
    said = ", ".join(f"{n} {what}" for what, n in numbers.items())
    starts = [row["clock_start"] for row in rows if row["clock_start"]]
    since = f" from {day(min(starts))}" if starts else ""
    return (
        f"Time line of {counted(len(rows), 'duty', 'duties')}{since}: {said}. The table below says the same."
    )


def _ticks(first: date, last: date) -> list[tuple[str, date]]:
    """Days for the axis: starts of months, every so many, with the year where it changes."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    every = next((n for n in (1, 2, 3, 6, 12, 24, 60) if months / n <= MOST_TICKS), 120)
    found = []
    year, month = first.year, first.month
    while date(year, month, 1) <= last:
        when = date(year, month, 1)
        if when >= first and (year * 12 + month - 1) % every == 0:
            found.append((f"{when:%b} {year}", when))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def _text(x: float, y: float, text: str, anchor: str, ink: str = QUIET) -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' fill='{ink}'>{escape(text)}</text>"
