"""What a run holds beside its result rows: figures, patterns, measures by month, staff, last days recorded.

What is counted from the records needs no verdicts, so `write_from_records` may run while the duties are
judged; `write_from_results` comes after.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plumbline.measures.last_recorded import write_last_recorded
from plumbline.measures.patterns import DESCRIBED as PATTERNS
from plumbline.measures.patterns import Pattern, patterns_of_records, patterns_of_results
from plumbline.measures.rates import write_measures_csv

if TYPE_CHECKING:
    import duckdb

NOT_ASKED = "This run judged only the standards asked for."
"""Why a run of chosen standards counts nothing that they do not need."""
OF_RESULTS = "reasons_after_due"  # the one pattern that is found in the verdicts


@dataclass(frozen=True)
class FromRecords:
    """What was counted from the records: the questions they raise, and figures and patterns left out.

    figures_left_out, patterns_left_out: code and why.
    """

    patterns: tuple[Pattern, ...] = ()
    figures_left_out: tuple[tuple[str, str], ...] = ()
    patterns_left_out: tuple[tuple[str, str], ...] = ()


def write_from_records(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    *,
    sent: frozenset[str],
    as_at: date,
    populations: Mapping[tuple[str, str], int] | None,
    wanted: bool,
) -> FromRecords:
    """Count every figure that the records sent allow, write RUN/figures.json, and look for patterns.

    con: prepared by `plumbline.standards.judge.prepare`; it is closed. sent: the tables of the extract.
    populations: what `read_population` gives. wanted: where False, as in a run of chosen standards, all of
    it is left out.
    """
    if not wanted:
        con.close()
        return _left_out(folder)
    from plumbline.measures.records_figures import records_figures
    from plumbline.measures.workload import workload, workload_left_out

    with con:
        found, left_out = records_figures(con, sent=sent, as_at=as_at)
        work = workload(con, as_at=as_at, population=populations, sent=sent)
        write_lines(folder / "figures.json", [figure.as_json() for figure in (*work, *found)])
        patterns = patterns_of_records(con, as_at=as_at)
    return FromRecords(tuple(patterns), (*workload_left_out(sent, populations), *left_out))


def _left_out(folder: Path) -> FromRecords:
    """RUN/figures.json without figures, and all that is left out so."""
    from plumbline.measures.registry import ENTRIES
    from plumbline.measures.workload_described import DESCRIBED

    write_lines(folder / "figures.json", [])
    codes = [*DESCRIBED, *(entry.code for entry in ENTRIES)]
    patterns = [code for code in PATTERNS if code != OF_RESULTS]
    return FromRecords(
        (), tuple((code, NOT_ASKED) for code in codes), tuple((code, NOT_ASKED) for code in patterns)
    )


def write_from_results(con: duckdb.DuckDBPyConnection, folder: Path, found: FromRecords) -> list[str]:
    """Write measures.csv, last_recorded.parquet, patterns.json and staff.json; the authorities judged.

    con: prepared as for `write_from_records`, with the view `results`. found: what that gave. Two at a time:
    most of each is planning its statement, which one thread does alone.
    """

    def rest(own: duckdb.DuckDBPyConnection) -> list[str]:
        patterns = [*patterns_of_results(own), *found.patterns]
        write_lines(folder / "patterns.json", [one.as_json() for one in patterns])
        staff = json.dumps(_staff(own), ensure_ascii=False, indent=2)
        (folder / "staff.json").write_text(staff + "\n", "utf-8")
        rows = own.execute("SELECT DISTINCT authority FROM results WHERE authority IS NOT NULL ORDER BY 1")
        return [str(row[0]) for row in rows.fetchall()]

    with ThreadPoolExecutor(1) as pool, con.cursor() as own:
        last = pool.submit(write_last_recorded, own, folder / "last_recorded.parquet")
        write_measures_csv(con, folder / "measures.csv")
        authorities = rest(con)
        last.result()
    return authorities


def write_lines(path: Path, values: Sequence[Any]) -> None:
    """A JSON list, one value a line: quick to write where there are many, and still to be read by eye."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    lines = ",\n".join([encode(value) for value in values])
    path.write_text(f"[\n{lines}\n]\n", "utf-8")


def _staff(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many staff each team has on the as-at date; a team without a row in `workers` is not named."""
    rows = con.execute(
        "SELECT team, count(*) FROM seen_workers WHERE team IS NOT NULL AND ended_on IS NULL "
        "GROUP BY team ORDER BY team"
    ).fetchall()
    return {str(team): int(count) for team, count in rows}
