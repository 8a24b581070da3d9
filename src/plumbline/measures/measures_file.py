"""A run's measures.csv, read again: another council's, for comparison, or one's own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from plumbline.errors import PlumblineError
from plumbline.measures.periods import parse_label
from plumbline.measures.rates import CSV_COLUMNS
from plumbline.measures.text_tables import bounded, strict_text

MOST_ROWS = 200_000
MOST_FAULTS_SAID = 10
WANTED = (*CSV_COLUMNS[:6], "cannot_tell")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class MeasuresRow:
    """One standard of one authority in one month. complete: nothing in it waits for its due date.

    cannot_tell: of how many it cannot be told whether they were met.
    """

    standard: str
    period: str
    complete: bool
    authority: str
    met: int
    not_met: int
    cannot_tell: int = 0


class Share(NamedTuple):
    """What an authority has met of a standard over some months, and the first and last of them.

    unknown: of how many more it cannot be told.
    """

    met: int
    judged: int
    first: str
    last: str
    unknown: int = 0

    @property
    def words(self) -> str:
        """The strict rate as people say it, by its bounds where too much cannot be told."""
        return strict_text(self.met, self.judged, self.unknown)

    @property
    def bounded(self) -> bool:
        """Whether bounds are given in place of its rate."""
        return bounded(self.judged, self.unknown)


def read_measures_csv(text: str) -> list[MeasuresRow]:
    """The rows of a measures.csv that name a month and an authority.

    Raises PlumblineError with all that is wrong in it, by line: it is no measures.csv, it has too many rows,
    a cell is no count, a row stands twice.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    lost = [name for name in WANTED if name not in (reader.fieldnames or ())]
    if lost:
        raise PlumblineError(
            f"This is no measures.csv of Plumbline: it has no column {', '.join(lost)}. Send the file "
            "measures.csv of a run, unchanged."
        )
    rows: list[MeasuresRow] = []
    wrong: list[str] = []
    seen: dict[tuple[str, str, str], int] = {}
    try:
        for line, cells in enumerate(reader, 2):
            if line > MOST_ROWS:
                raise PlumblineError(f"The file has more than {MOST_ROWS:,} rows. Send one council's.")
            if not cells["period"] or not cells["authority"]:
                continue
            said = _wrong(cells)
            key = (cells["standard"] or "", cells["period"], cells["authority"])
            if not said and key in seen:
                said = f"is the same standard, month and authority as line {seen[key]}"
            if said:
                wrong.append(f"line {line} {said}")
                continue
            seen[key] = line
            rows.append(
                MeasuresRow(
                    *key[:2],
                    cells["complete"] == "yes",
                    key[2],
                    *(int(cells[name]) for name in ("met", "not_met", "cannot_tell")),
                )
            )
    except csv.Error as fault:
        raise PlumblineError(f"The file cannot be read as CSV ({fault}). Send it unchanged.") from None
    if wrong:
        more = f"\n  and {len(wrong) - MOST_FAULTS_SAID:,} more" if len(wrong) > MOST_FAULTS_SAID else ""
        lines = "\n".join(f"  {one}" for one in wrong[:MOST_FAULTS_SAID])
        raise PlumblineError(f"The file has rows that cannot be used. Send it unchanged.\n{lines}{more}")
    if not rows:
        raise PlumblineError("The file names no month of any authority, so there is nothing to compare.")
    return rows


def recent_shares(rows: Iterable[MeasuresRow], as_at: date, months: int = 12) -> dict[tuple[str, str], Share]:
    """(standard, authority) -> its share over its last complete months, so many, as a run's pages count them.

    as_at: the day of the run. A month that was not over then is none of them, though the few duties of it
    that there are were done before their time. A month after an incomplete one counts too where it is
    complete itself; none is made up.
    """
    held: dict[tuple[str, str], dict[str, MeasuresRow]] = {}
    for row in rows:
        if row.complete and parse_label(row.period).last_day <= as_at:
            held.setdefault((row.standard, row.authority), {})[row.period] = row
    found = {}
    for key, by_month in held.items():
        last = sorted(by_month)[-months:]
        met = sum(by_month[month].met for month in last)
        judged = met + sum(by_month[month].not_met for month in last)
        unknown = sum(by_month[month].cannot_tell for month in last)
        found[key] = Share(met, judged, last[0], last[-1], unknown)
    return found


def _wrong(cells: Mapping[str, str | None]) -> str:
    """What is wrong with a row, in words; empty where nothing is."""
    if not cells["standard"]:
        return "names no standard"
    if not _MONTH.fullmatch(cells["period"] or ""):
        return f"has the period {cells['period']!r}, which is no month"
    if cells["complete"] not in ("yes", "no"):
        return "does not say in complete whether its month is complete: yes or no"
    for name in ("met", "not_met", "cannot_tell"):
        value = cells[name] or ""
        if not (value.isascii() and value.isdigit()) or len(value) > 9:
            return f"has {value!r} in {name}, which is no count"
    return ""
