"""Which periods a report can be of, and which files it can have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from plumbline.measures.measures_file import MeasuresRow
from plumbline.measures.periods import LENGTHS, Length, Period, months_between, period_of, written

FORMATS = {
    "html": "A page (HTML)",
    "pdf": "A document to print (PDF)",
    "word": "A document to change (Word)",
    "data": "Open data (CSV files in a zip)",
}
FILES = {"html": "report.html", "pdf": "report.pdf", "word": "report.docx", "data": "open-data.zip"}
TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "word": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "data": "application/zip",
}


def waiting_standards(rows: Iterable[MeasuresRow], period: Period) -> tuple[int, int]:
    """How many standards still wait for duties of a period, and how many are owed any in it.

    A report of the period has no figures of those that wait. rows: of the run's measures.csv.
    """
    held: dict[str, bool] = {}
    for row in rows:
        if period.first <= row.period <= period.last:
            held[row.standard] = held.get(row.standard, True) and row.complete
    return sum(not whole for whole in held.values()), len(held)


def complete_periods(rows: Iterable[MeasuresRow], as_at: date) -> dict[Length, list[Period]]:
    """The months, quarters and years that are over and whole for one standard at least, newest first.

    rows: of the run's measures.csv. A quarter or a year needs each of its months.
    """
    whole: dict[tuple[str, str], bool] = {}
    for row in rows:
        key = row.standard, row.period
        whole[key] = whole.get(key, True) and row.complete
    by_standard: dict[str, set[str]] = {}
    for (standard, month), complete in whole.items():
        if complete:
            by_standard.setdefault(standard, set()).add(month)
    found: dict[Length, list[Period]] = {}
    for length in LENGTHS:
        periods = {
            written(period): period
            for months in by_standard.values()
            for month in months
            if (period := period_of(month, length)).last_day <= as_at
            and set(months_between(period.first, period.last)) <= months
        }
        found[length] = sorted(periods.values(), key=lambda one: one.first, reverse=True)
    return found
