"""How figures are written down: shares as people say them, and CSV that a spreadsheet opens safely."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from plumbline.statistics.rounding import percent_text

FEWEST_FOR_A_PERCENTAGE = 10
"""On a smaller base only counts are given, no percentage."""


def share_text(numerator: int, denominator: int) -> str:
    """A share as a person says it: "62.3% (43 of 69)"; "4 of 7" on a small base; "none" for 0 of 0."""
    if denominator == 0:
        return "none"
    if denominator < FEWEST_FOR_A_PERCENTAGE:
        return f"{numerator} of {denominator}"
    return f"{percent_text(numerator, denominator)}% ({numerator:,} of {denominator:,})"


def bounded(judged: int, unknown: int) -> bool:
    """Whether bounds stand in place of a strict rate: more than a tenth of what could be judged is unknown.

    On a base too small for a percentage there are none: the counts stand, and how many are unknown beside.
    """
    whole = judged + unknown
    return whole >= FEWEST_FOR_A_PERCENTAGE and 10 * unknown > whole


def strict_text(met: int, judged: int, unknown: int) -> str:
    """A strict rate as a person says it: as `share_text`, or "between 60.0% and 80.0%"; see `bounded`."""
    if not bounded(judged, unknown):
        return share_text(met, judged)
    whole = judged + unknown
    return f"between {share_of(met / whole)} and {share_of((met + unknown) / whole)}"


def share_of(value: float) -> str:
    """A share from 0 to 1 as a percentage with one decimal, halves up: 0.6235 is "62.4%"."""
    sign = "−" if value < 0 else ""
    return f"{sign}{percent_text(abs(round(value * 10**12)), 10**12)}%"


def neutral(value: object) -> str:
    """The value as text for a spreadsheet: one that would be read as a formula gets an apostrophe before it.

    That is text beginning with = + - @, also after spaces, a tab or a line end. None is empty.
    """
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, str) and text.lstrip(" \t\r\n").startswith(("=", "+", "-", "@")):
        return f"'{text}"
    return text


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV with a header, lines ended by a line feed, formulas neutralised."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([neutral(value) for value in row] for row in rows)
    return file.getvalue()


def plain_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A long list as lines of text, each column as wide as its widest cell, with an empty line after it."""
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    lines = [columns, ["-" * width for width in widths], *rows]
    shown = ("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
    return "\n".join((title, *shown)) + "\n\n"
