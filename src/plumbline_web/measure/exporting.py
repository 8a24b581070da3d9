"""A list of duties as a CSV file, a batch at a time, with nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plumbline.standards.form import REASONS

MOST_ROWS = 100_000
"""How many duties one file holds at most: what a spreadsheet opens and a person can go through."""

HEAD = {
    "reference": "Case",
    "case_id": "Reference of the duty",
    "standard": "Standard",
    "title": "Duty",
    "occurrence": "Occurrence",
    "clock_start": "Day 0",
    "due_on": "Due",
    "done_on": "Done",
    "recorded_on": "Recorded",
    "days_taken": "Days taken",
    "verdict": "Verdict",
    "why": "Why",
    "delay_reason": "Reason recorded",
    "delay_side": "Side",
    "authority": "Council",
    "team": "Team",
    "worker_id": "Worker",
    "level": "Level",
    "risk_level": "Recorded risk",
}
"""Columns of the file and their heads."""

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(value: object) -> str:
    """The value as text; an apostrophe stands before what a spreadsheet would take for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_RUN_BY_SPREADSHEETS) else text


def csv_lines(rows: Iterable[Mapping[str, Any]], titles: Mapping[str, str]) -> Iterator[str]:
    """The file's text, line by line, with the mark that makes spreadsheets read it as UTF-8."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")

    def line(cells: Iterable[str]) -> str:
        held.seek(0)
        held.truncate()
        writer.writerow(cells)
        return held.getvalue()

    yield "\ufeff" + line(HEAD.values())
    for row in rows:
        whole = {
            **row,
            "title": titles.get(row["standard"], row["standard"]),
            "why": REASONS.get(row["reason"], row["reason"]),
        }
        yield line(harmless(whole[name]) for name in HEAD)
