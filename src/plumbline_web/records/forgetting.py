"""Verbs that take case rows away when their time is over, and see that they are truly gone from the disk."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account
from plumbline_web.records.models import Extract, Run
from plumbline_web.records.queries import extracts_without_files, runs_without_rows
from plumbline_web.records.states import EXTRACT_MOVES, RUN_MOVES, UNDECIDED_DAYS, check_move

log = logging.getLogger("plumbline.records")


@transaction.atomic
def remove_case_rows(*, by: Account | None, run: Run) -> Run:
    """Remove the case rows of a run and what was sent for it; figures, reports and the manifest stay.

    A run that could not be judged has no figures and stays as failed; what was sent for it goes.
    """
    run = Run.objects.select_for_update().select_related("organisation", "extract").get(pk=run.pk)
    if run.state != "failed":
        check_move(RUN_MOVES, run.state, "removed")
        run.state = "removed"
    elif run.removed_at is not None:
        raise ValueError("its case rows are gone")
    run.removed_at = timezone.now()
    run.save()
    record("removed case rows", by=by, organisation=run.organisation.slug, subject=f"run:{run.key}")
    if not _needed_by_others(run):
        run.extract.removed_at = run.removed_at
        run.extract.save(update_fields=["removed_at"])
    transaction.on_commit(lambda: _remove_files(run))
    return run


@transaction.atomic
def turn_away_forgotten(*, extract: Extract) -> Extract:
    """Turn away an extract that nobody has decided about for so long, and remove its files."""
    extract = Extract.objects.select_for_update().get(pk=extract.pk)
    check_move(EXTRACT_MOVES, extract.state, "refused")
    extract.state = "refused"
    extract.told = f"Nobody decided about it for {UNDECIDED_DAYS} days, so its files were removed."
    extract.removed_at = timezone.now()
    extract.save()
    record(
        "turned away forgotten extract",
        by=None,
        organisation=extract.organisation.slug,
        subject=f"extract:{extract.key}",
    )
    transaction.on_commit(lambda: shutil.rmtree(extract.folder, ignore_errors=True))
    return extract


def finish_removals() -> int:
    """Take away what a removal left on the disk, and return of how many runs and extracts that was.

    A removal is written down before its files go. Where the site was killed in between, or a file was held
    open, rows that nobody sees any more would lie there for ever. Raises OSError where they still cannot go.
    """
    found = 0
    for run in runs_without_rows():
        if _with_rows(run):
            _remove_files(run)
            found += 1
    for extract in extracts_without_files():
        if extract.folder.exists():
            shutil.rmtree(extract.folder)
            found += 1
    if found:
        log.warning("Case rows that a removal had left on the disk are gone now: %s.", found)
    return found


def _needed_by_others(run: Run) -> bool:
    return run.extract.runs.exclude(pk=run.pk).filter(removed_at__isnull=True).exists()


def _with_rows(run: Run) -> list[Path]:
    """The files and folders of a run that hold case rows and are there."""
    named = (run.folder / "run" / "results.parquet", run.folder / "run" / "last_recorded.parquet")
    return [*(path for path in named if path.exists()), *run.folder.glob("*/cases")]


def _remove_files(run: Run) -> None:
    """Whatever holds case rows: of the run, of its pages, and of the extract where no other run needs it."""
    for path in _with_rows(run):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    if not _needed_by_others(run) and run.extract.folder.exists():
        shutil.rmtree(run.extract.folder)
