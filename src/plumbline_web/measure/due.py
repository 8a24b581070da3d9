"""The due list of a run, as far as a person may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from plumbline.measures import due_list, open_run
from plumbline.measures.due import DueList, DueRow
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run
from plumbline_web.records.queries import authorities_seen


def due_seen(run: Run, seen: Access, within: int = 10) -> DueList:
    """What falls due within so many working days and what is overdue, of the cases this person may see."""
    found = due_list(open_run(run.folder / "run"), within=within)
    places = authorities_seen(seen)

    def mine(rows: Iterable[DueRow]) -> tuple[DueRow, ...]:
        return tuple(
            row
            for row in rows
            if row.authority in places
            and (seen.teams is None or row.team in seen.teams or row.worker_id in (seen.workers or ()))
        )

    return replace(
        found,
        due_soon=mine(found.due_soon),
        overdue=mine(found.overdue),
        long_overdue=mine(found.long_overdue),
    )
