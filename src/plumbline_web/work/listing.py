"""The due list of a run, made once and kept beside its pages: one file for each council, in list order.

This is one of the few modules that touch case rows. It logs none of them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
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

DUE = 2
"""Raised when the files change their form; those of an older form are made anew."""
WEEKS = 4
AHEAD = 5 * WEEKS
"""How many working days ahead is kept: the calendar shows so many weeks."""
WITHIN = 10
"""How many working days ahead the list goes."""

_FIELDS = (
    ("n", pa.int32()),
    ("section", pa.string()),
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
    """One duty of the list. section: due_soon, overdue or long_overdue. late: until or since when, in words.

    The keys are those of addresses; duty_key names the one duty in a form.
    """

    section: str
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
    pepper = run.organisation.pepper
    found = due_list(open_run(run.folder / "run"), within=AHEAD)
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for section in ("due_soon", "overdue", "long_overdue"):
        for n, row in enumerate(getattr(found, section)):
            rows[row.authority or "none"].append({"n": n, **_kept(row, section, pepper)})
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
    return folder


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
    folder = make_due_list(run)
    files = [folder / f"{place}.parquet" for place in sorted(authorities_seen(seen))]
    held = [_read(file) for file in files if file.is_file()]
    table = pa.concat_tables(held) if held else pa.schema(_FIELDS).empty_table()
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
    return table.sort_by("n") if len(held) > 1 else table


def as_duties(table: pa.Table) -> list[Due]:
    """The rows of such a table, each as a Due."""
    return [Due(**row) for row in table.drop_columns(["n"]).to_pylist()]


def due_seen(run: Run, seen: Access, *, team: str = "", worker: str = "") -> list[Due]:
    """Every duty of the list that this person may see; see `due_rows`."""
    return as_duties(due_rows(run, seen, team=team, worker=worker))


@lru_cache(maxsize=64)
def _read(path: Path) -> pa.Table:
    """One council's list; that of a frozen run never changes."""
    return pq.read_table(path)


def last_day(run: Run, authority: str | None, within: int = WITHIN) -> date:
    """The last of so many working days after the run's as-at date, by the council's own calendar."""
    frozen = open_run(run.folder / "run")
    return nth_working_day_after(frozen.calendar_of(authority), run.as_at, within)
