"""The due list of a run, made once and kept beside its pages: one file for each council, in list order.

This is one of the few modules that touch case rows. It logs none of them.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plumbline.calendars import nth_working_day_after
from plumbline.folders import part_of
from plumbline.measures import due_list, open_run
from plumbline.measures.due import DueRow, how_late
from plumbline_web.measure.keys import key_of
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run
from plumbline_web.records.queries import authorities_seen

DUE = 3
"""Raised when the files change their form; those of an older form are made anew."""
WEEKS = 4
AHEAD = 5 * WEEKS
"""How many working days ahead is kept: the calendar shows so many weeks."""
WITHIN = 10
"""How many working days ahead the list goes."""
SECTIONS = ("due_soon", "overdue", "long_overdue")
"""The lists of the core, in the order of the file."""
PARTS = ("now", "overdue", "soon", "over", "abandoned", "later")
"""The parts of the list as its page shows them; what falls due later is in the calendar alone."""

_REPEATED = (
    "section",
    "standard",
    "title",
    "late",
    "risk_level",
    "authority",
    "team",
    "worker_id",
    "team_key",
)
"""Columns whose few words are held once each."""

_FIELDS = (
    ("n", pa.int32()),
    ("section", pa.string()),
    ("part", pa.int8()),
    ("standard", pa.string()),
    ("title", pa.string()),
    ("case_id", pa.string()),
    ("occurrence", pa.int32()),
    ("due_on", pa.date32()),
    ("days", pa.int32()),
    ("late", pa.string()),
    ("risk_level", pa.string()),
    ("authority", pa.string()),
    ("team", pa.string()),
    ("worker_id", pa.string()),
    ("last_recorded", pa.date32()),
    ("can_still_be_done", pa.bool_()),
    ("case_key", pa.string()),
    ("team_key", pa.string()),
    ("worker_key", pa.string()),
)


@dataclass(frozen=True)
class Due:
    """One duty of the list. section: due_soon, overdue or long_overdue. part: its place in PARTS. late: until
    or since when, in words.

    The keys are those of addresses; duty_key names the one duty in a form.
    """

    section: str
    part: int
    standard: str
    title: str
    case_id: str
    occurrence: int
    due_on: date
    days: int
    late: str
    risk_level: str | None
    authority: str | None
    team: str | None
    worker_id: str | None
    last_recorded: date | None
    can_still_be_done: bool
    case_key: str
    team_key: str
    worker_key: str

    @property
    def risk_text(self) -> str:
        """The recorded risk as a person reads it."""
        return (self.risk_level or "not recorded").replace("_", " ")

    @property
    def duty(self) -> tuple[str, str, int]:
        """What the duty is known by over runs: its case's key, its standard, its occurrence."""
        return self.case_key, self.standard, self.occurrence

    @property
    def duty_key(self) -> str:
        """The same as one word."""
        return f"{self.case_key}.{self.standard}.{self.occurrence}"


def make_due_list(run: Run) -> Path:
    """The folder of the run's due list, made where it is not there yet. Whole or not at all."""
    folder = run.folder / f"due-{DUE}" / "cases"
    if folder.is_dir() or run.state == "removed":
        return folder
    pepper, frozen = run.organisation.pepper, open_run(run.folder / "run")
    found = due_list(frozen, within=AHEAD)

    @cache
    def last(authority: str | None, within: int) -> date:
        return nth_working_day_after(frozen.calendar_of(authority), run.as_at, within)

    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    whole = [(section, row) for section in SECTIONS for row in getattr(found, section)]
    for n, (section, row) in enumerate(whole):
        part = _part(row, section, last(row.authority, 1), last(row.authority, WITHIN))
        kept = {"n": n, "part": PARTS.index(part), **_kept(row, section, pepper)}
        rows[row.authority or "none"].append(kept)
    with part_of(folder.parent) as fresh:
        (fresh / "cases").mkdir(mode=0o700)
        for place, held in rows.items():
            table = pa.Table.from_pylist(held, schema=pa.schema(_FIELDS))
            pq.write_table(table, fresh / "cases" / f"{place}.parquet")
        try:
            fresh.rename(folder.parent)
        except OSError:
            if not folder.is_dir():  # somebody else was quicker, and made the same
                raise
    for former in set(run.folder.glob("due-*")) - {folder.parent}:  # of an older form
        shutil.rmtree(former, ignore_errors=True)
    return folder


def _part(row: DueRow, section: str, tomorrow: date, end: date) -> str:
    """The part of the page it stands in. tomorrow, end: working days after the as-at date of its council."""
    if section == "long_overdue":
        return "abandoned"
    if section == "overdue":
        return "overdue" if row.can_still_be_done else "over"
    return "now" if row.due_on <= tomorrow else "soon" if row.due_on <= end else "later"


def _kept(row: DueRow, section: str, pepper: str) -> dict[str, Any]:
    for kind, reference in (
        ("order", row.order_id),
        ("licence", row.licence_id),
        ("sentence", row.sentence_id),
        ("case", row.case_id),
    ):
        if reference is not None:
            owner = f"{kind}|{reference}"
            break
    return {
        "section": section,
        "standard": row.standard,
        "title": row.title,
        "case_id": row.case_id,
        "occurrence": row.occurrence,
        "due_on": row.due_on,
        "days": row.days,
        "late": how_late(row, section),
        "risk_level": row.risk_level,
        "authority": row.authority,
        "team": row.team,
        "worker_id": row.worker_id,
        "last_recorded": row.last_recorded,
        "can_still_be_done": row.can_still_be_done,
        "case_key": key_of(pepper, "case", owner),
        "team_key": key_of(pepper, "team", row.team) if row.team else "",
        "worker_key": key_of(pepper, "worker", row.worker_id) if row.worker_id else "",
    }


def due_rows(run: Run, seen: Access, *, team: str = "", worker: str = "") -> pa.Table:
    """The duties of the list that this person may see, in its order: earliest due first, then by risk.

    team, worker: keys that narrow the list; empty for all. A table of columns, so that a national list of a
    hundred thousand duties costs no more than the few rows of it that are shown.
    """
    table = _whole(make_due_list(run), authorities_seen(seen))
    if seen.teams is not None and seen.workers is not None:
        own = pc.or_(
            pc.is_in(table["team"], value_set=pa.array(sorted(seen.teams), pa.string())),
            pc.is_in(table["worker_id"], value_set=pa.array(sorted(seen.workers), pa.string())),
        )
        table = table.filter(own)
    if team:
        table = table.filter(pc.equal(table["team_key"], team))
    if worker:
        table = table.filter(pc.equal(table["worker_key"], worker))
    return table


def due_of_cases(run: Run, seen: Access, case_keys: Iterable[str]) -> list[Due]:
    """The duties of these cases alone, by their keys, as far as this person may see them."""
    table = due_rows(run, seen)
    return as_duties(
        table.filter(pc.is_in(table["case_key"], value_set=pa.array(list(case_keys), pa.string())))
    )


def as_duties(table: pa.Table) -> list[Due]:
    """The rows of such a table, each as a Due."""
    return [Due(**row) for row in table.drop_columns(["n"]).to_pylist()]


def due_seen(run: Run, seen: Access, *, team: str = "", worker: str = "") -> list[Due]:
    """Every duty of the list that this person may see; see `due_rows`."""
    return as_duties(due_rows(run, seen, team=team, worker=worker))


@lru_cache(maxsize=16)
def _whole(folder: Path, places: frozenset[str]) -> pa.Table:
    """The list of these councils in its order, put together once: that of a frozen run never changes."""
    files = [folder / f"{place}.parquet" for place in sorted(places)]
    held = [pq.read_table(file, read_dictionary=list(_REPEATED)) for file in files if file.is_file()]
    table = pa.concat_tables(held) if held else pa.schema(_FIELDS).empty_table()
    return table.sort_by("n").unify_dictionaries().combine_chunks()
