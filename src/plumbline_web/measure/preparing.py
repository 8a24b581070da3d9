"""What pages need of a run, made once: the facts as JSON, and its cases in files of one council each."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

from plumbline.engine import locked_connection, sql_text
from plumbline.measures.frozen import connect, open_run
from plumbline.publishing import run_shown
from plumbline_web.measure.keys import CASE_SQL, key_sql
from plumbline_web.records.models import Run

VERDICTS_SHOWN = ("not_met", "cannot_tell", "not_yet_due", "met", "not_applicable")
"""The order of verdicts in a list: what wants looking at comes first."""
PAGES = 2
"""Raised when what is made here changes its form; pages of an older form are made anew."""


def prepare(run: Run) -> Path:
    """The folder of what pages need, made where it is not there yet. Whole or not at all.

    shown.json: `publishing.run_shown`. cases/<authority>.parquet: the run's results with case_key, team_key
    and worker_key, sorted as lists show them.
    """
    folder = run.folder / f"pages-{PAGES}"
    if folder.is_dir():
        return folder
    fresh = run.folder / f".pages-{PAGES}.part"
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "cases").mkdir(mode=0o700, parents=True)
    frozen = open_run(run.folder / "run")
    (fresh / "shown.json").write_text(json.dumps(run_shown(frozen), ensure_ascii=False), "utf-8")
    _write_cases(run, fresh / "cases")
    fresh.rename(folder)
    return folder


def _write_cases(run: Run, folder: Path) -> None:
    """One file for each council's cases; those of none go into `none.parquet`."""
    frozen, pepper = open_run(run.folder / "run"), run.organisation.pepper
    with closing(connect(frozen)) as con:
        places = [row[0] for row in con.execute("SELECT DISTINCT authority FROM results").fetchall()]
    places_of = " ".join(f"WHEN '{one}' THEN {at}" for at, one in enumerate(VERDICTS_SHOWN))
    with closing(locked_connection([run.folder])) as con:
        results = sql_text(str((run.folder / "run" / "results.parquet").resolve()))
        for place in places:
            where = "authority IS NULL" if place is None else f"authority = {sql_text(place)}"
            out = sql_text(str((folder / f"{place or 'none'}.parquet").resolve()))
            con.execute(
                f"COPY (SELECT *, {key_sql(pepper, 'case', CASE_SQL)} AS case_key, "
                f"{key_sql(pepper, 'team', 'team')} AS team_key, "
                f"{key_sql(pepper, 'worker', 'worker_id')} AS worker_key, "
                f"CASE verdict {places_of} END AS place "
                f"FROM read_parquet({results}) WHERE {where} "
                f"ORDER BY standard, place, due_on DESC, case_id, occurrence) "
                f"TO {out} (FORMAT parquet, ROW_GROUP_SIZE 16384)"
            )


@lru_cache(maxsize=24)
def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def shown(run: Run) -> dict[str, Any]:
    """The facts of the run's pages. A frozen run never changes, so they are read once."""
    return _read(prepare(run) / "shown.json")
