"""What pages need of a run, made once: the facts as JSON, and its cases in files of one council each.

This is one of the few modules that touch case rows. It logs none of them.
"""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from plumbline.engine import locked_connection, sql_text
from plumbline.errors import PlumblineError
from plumbline.folders import part_of
from plumbline.measures.frozen import open_run
from plumbline.publishing import run_shown
from plumbline_web.measure.keys import CASE_SQL, key_of, key_sql
from plumbline_web.records.models import Run

if TYPE_CHECKING:
    import duckdb

VERDICTS_SHOWN = ("not_met", "cannot_tell", "not_yet_due", "met", "not_applicable")
"""The order of verdicts in a list: what wants looking at comes first."""
CHOSEN_BY = (
    *("standard", "period", "reason", "band", "delay_side", "delay_reason"),
    *("level", "risk_level", "gender", "age_group", "court", "offence_group"),
)
"""Columns whose values a list can be narrowed by; the team is another, by its key."""
DIGITS = "0123456789abcdef"
"""What a case's key begins with: cases lie in a file for each, so that one case is found in a small file."""
PAGES = 5
"""Raised when what is made here changes its form; pages of an older form are made anew."""


def prepare(run: Run) -> Path:
    """The folder of what pages need, made where it is not there yet. Whole or not at all.

    shown.json: `publishing.run_shown`, each breakdown's row with its key. cases/listed.parquet: the run's
    results with keys, sorted as the list of one standard shows them (n); cases/by-case-<digit>.parquet: the
    same by case and the first digit of its key; cases/choices.json: the values that lists can be narrowed by,
    of each authority; cases/counts.json: how many duties and cases there are, see `_counts`. All that comes
    from case rows lies under cases/, so that it goes when they go. A run whose rows are gone keeps the form
    it has.
    """
    folder = run.folder / f"pages-{PAGES}"
    if folder.is_dir():
        return folder
    with _making:
        return folder if folder.is_dir() else _made(run, folder)


_making = Lock()


def _made(run: Run, folder: Path) -> Path:
    """See `prepare`. One at a time: whoever waits for the same run finds it made."""
    if run.state == "removed":
        kept = sorted(run.folder.glob("pages-*"), key=lambda one: int(one.name.partition("-")[2]))
        if not kept:
            raise PlumblineError("the pages of this run were never made, and its case rows are gone")
        return kept[-1]
    with part_of(folder) as fresh:
        frozen = open_run(run.folder / "run")
        facts = with_keys(run_shown(frozen), run.organisation.pepper)
        (fresh / "shown.json").write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
        _write_cases(run, fresh / "cases")
        try:
            fresh.rename(folder)
        except OSError:
            if not folder.is_dir():  # somebody else was quicker, and made the same
                raise
    for former in set(run.folder.glob("pages-*")) - {folder}:  # of an older form: the same case rows again
        shutil.rmtree(former, ignore_errors=True)
    return folder


def with_keys(facts: dict[str, Any], pepper: str) -> dict[str, Any]:
    """The facts with what each breakdown's row and each team that falls due is called in addresses, as `key`.

    A team is called by its opaque key, anything else by its code; an empty cell is `not_recorded`. A row that
    stands for several values has no key.
    """

    def key(column: str, values: list[str | None]) -> str:
        if len(values) != 1:
            return ""
        (value,) = values
        if value is None:
            return "not_recorded"
        return key_of(pepper, "team", value) if column == "team" else value

    for one in facts["standards"].values():
        for cut in one["breakdowns"]:
            for row in cut["rows"]:
                row["key"] = key(cut["column"], row["values"])
    due = facts["front"]["due"]
    due["keys"] = [key(due["column"], values) for values in due["values"]]
    return facts


def _write_cases(run: Run, folder: Path) -> None:
    """Both files of case rows, and the choices of each authority; rows of none are under "none"."""
    (folder / "spill").mkdir(mode=0o700, parents=True)
    results = _sql_path(run.folder / "run" / "results.parquet")
    pepper = run.organisation.pepper
    places_of = " ".join(f"WHEN '{one}' THEN {at}" for at, one in enumerate(VERDICTS_SHOWN))
    with closing(locked_connection([run.folder], spill=folder / "spill")) as con:
        con.execute(
            f"CREATE TEMP VIEW keyed AS SELECT *, {key_sql(pepper, 'case', CASE_SQL)} AS case_key, "
            f"{key_sql(pepper, 'team', 'team')} AS team_key, "
            f"{key_sql(pepper, 'worker', 'worker_id')} AS worker_key, "
            "coalesce(order_id, licence_id, sentence_id, case_id) AS reference, "
            f"CASE verdict {places_of} END AS place FROM read_parquet({results})"
        )
        # Sorted first and numbered then: numbering while sorting holds every row in memory at once.
        in_order, listed = (_sql_path(folder / name) for name in ("spill/sorted.parquet", "listed.parquet"))
        con.execute(
            "COPY (FROM keyed ORDER BY standard, place, due_on DESC, case_id, occurrence) "
            f"TO {in_order} (FORMAT parquet)"
        )
        con.execute(
            "COPY (SELECT * EXCLUDE (file_row_number), file_row_number::INTEGER AS n "
            f"FROM read_parquet({in_order}, file_row_number = true)) "
            f"TO {listed} (FORMAT parquet, ROW_GROUP_SIZE 16384)"
        )
        for digit in DIGITS:
            con.execute(
                f"COPY (FROM read_parquet({listed}) WHERE case_key[1] = '{digit}' ORDER BY case_key, n) "
                f"TO {_sql_path(folder / f'by-case-{digit}.parquet')} (FORMAT parquet, ROW_GROUP_SIZE 2048)"
            )
        found, counts = _choices(con, listed), _counts(con, listed)
    (folder / "counts.json").write_text(json.dumps(counts), "utf-8")
    (folder / "choices.json").write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    shutil.rmtree(folder / "spill")


def _sql_path(path: Path) -> str:
    return sql_text(str(path.resolve()))


def _choices(con: duckdb.DuckDBPyConnection, listed: str) -> dict[str, dict[str, list[Any]]]:
    """Authority -> column -> its values in order; a team as key and name; "not_recorded" for empty cells."""
    found: dict[str, dict[str, list[Any]]] = {}
    rows = con.execute(
        "SELECT DISTINCT coalesce(authority, 'none'), coalesce(team_key, 'not_recorded'), coalesce(team, '') "
        f"FROM read_parquet({listed}) ORDER BY ALL"
    ).fetchall()
    for place, key, name in rows:
        found.setdefault(place, {}).setdefault("team", []).append([key, name])
    for column in CHOSEN_BY:
        rows = con.execute(
            f"SELECT DISTINCT coalesce(authority, 'none'), coalesce({column}, 'not_recorded') "
            f"FROM read_parquet({listed}) ORDER BY ALL"
        ).fetchall()
        for place, value in rows:
            found[place].setdefault(column, []).append(value)
    return found


def _counts(con: duckdb.DuckDBPyConnection, listed: str) -> dict[str, dict[str, int]]:
    """duties: council -> how many. cases: councils, written A|B -> how many cases are of just those.

    Nearly every case is of one council; one that moved counts once for whoever sees both.
    """
    owned = f"FROM read_parquet({listed}) WHERE authority IS NOT NULL"
    duties = con.execute(f"SELECT authority, count(*) {owned} GROUP BY 1 ORDER BY 1").fetchall()
    cases = con.execute(
        "SELECT places, count(*) FROM (SELECT string_agg(authority, '|' ORDER BY authority) AS places "
        f"FROM (SELECT DISTINCT case_key, authority {owned}) GROUP BY case_key) GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return {"duties": dict(duties), "cases": dict(cases)}


@lru_cache(maxsize=48)
def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def shown(run: Run) -> dict[str, Any]:
    """The facts of the run's pages. A frozen run never changes, so they are read once; do not change them."""
    return _read(prepare(run) / "shown.json")


def choices(run: Run) -> dict[str, dict[str, list[Any]]]:
    """Authority -> column -> values that lists can be narrowed by. Not for a run whose rows are gone."""
    return _read(prepare(run) / "cases" / "choices.json")
