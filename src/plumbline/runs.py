"""The one door to the main job: take an extract, judge every duty, measure, freeze the run."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import plumbline
from plumbline.calendars import Calendar, read_council_calendars, scotland
from plumbline.engine import locked_connection, sql_text
from plumbline.errors import PlumblineError, UsageError
from plumbline.folders import MANIFEST, refuse_foreign, whole_folder, work_folder
from plumbline.measures.figure import Figure
from plumbline.measures.patterns import patterns
from plumbline.measures.rates import write_measures_csv
from plumbline.measures.records_figures import records_figures
from plumbline.measures.workload import read_population, workload, workload_left_out
from plumbline.measures.written_form import parse_measure
from plumbline.progress import Progress
from plumbline.records.manifest import TakenExtract, is_taken, open_taken
from plumbline.records.specification import load
from plumbline.standards.form import Standard
from plumbline.standards.judge import judge, missing, prepare
from plumbline.standards.loading import load_standards, read_standard
from plumbline.standards.steps import Setting

if TYPE_CHECKING:
    import duckdb

KIND = "plumbline run"
FORMAT = 1

# Tables whose rows show that someone worked on a case: owner keys and the day, for "nothing recorded since".
EVENT_TABLES = (
    "contacts",
    "work_sessions",
    "assessments",
    "plans",
    "reviews",
    "enforcement",
    "referrals",
    "outcomes",
)


@dataclass(frozen=True)
class RunMade:
    """A run just made: its folder and what its manifest says."""

    folder: Path
    manifest: dict[str, Any]


def run(
    extract: Path,
    out: Path,
    *,
    as_at: date,
    mapping: Path | None = None,
    calendar_file: Path | None = None,
    accept_partial: bool = False,
    standards: Sequence[str] = (),
    local: Sequence[Path] = (),
    population_file: Path | None = None,
    progress: Progress | None = None,
) -> RunMade:
    """Judge an extract, or one already taken, and freeze the result in the folder `out`.

    as_at: what lies after it is not known. mapping: for an extract that is not taken yet. calendar_file: a
    council's dated days. standards: codes to judge, all national ones where empty. local: files of
    local rules.
    population_file: people aged 16 to 70 by authority and year, for rates by population.
    Raises PlumblineError where the extract has errors and accept_partial is not set, or where nothing can be
    judged; UsageError where an option does not fit. `out` is replaced whole, or left as it was.
    """
    started = time.perf_counter()
    refuse_foreign(out, KIND)
    chosen = choose_standards(standards, local)
    populations = read_population(population_file) if population_file is not None else None
    tell: Progress = progress or (lambda what, share: None)
    with opened_extract(extract, mapping, accept_partial, tell) as taken:
        manifest = taken.manifest
        if manifest.extracted_on is not None and as_at > manifest.extracted_on:
            raise UsageError(
                f"--as-at {as_at}: the extract was made on {manifest.extracted_on}, so it cannot say how "
                "things stood later. Give that day or an earlier one."
            )
        calendar = scotland()
        specification = load()
        council_calendars = (
            read_council_calendars(
                calendar_file,
                calendar,
                successors=specification.retired_authorities,
                known=specification.authorities,
            )
            if calendar_file is not None
            else {}
        )
        judged, left_out, warnings = _judgeable(chosen, taken)
        setting = Setting(
            as_at,
            {table: (cover.covers_from, cover.covers_until) for table, cover in manifest.cover.items()},
        )
        with whole_folder(out, KIND) as fresh:
            tell("Judging", 0.0)
            spill = fresh / ".spill"
            con = locked_connection([taken.path, fresh], spill=spill)
            try:
                prepare(
                    con,
                    taken.path,
                    frozenset(manifest.tables),
                    as_at=as_at,
                    calendar=calendar,
                    council_calendars=council_calendars,
                )
                # What is counted from the records needs no verdicts, so it is counted beside the judging.
                with ThreadPoolExecutor(1) as beside:
                    counted = beside.submit(
                        _figures, con.cursor(), frozenset(manifest.tables), as_at, populations
                    )
                    judge(con, judged, setting, fresh / "results.parquet")
                    tell("Measuring", 0.8)
                    figures, not_counted = counted.result()
                con.execute(
                    f"CREATE VIEW results AS FROM read_parquet({sql_text(str(fresh / 'results.parquet'))})"
                )
                if not con.execute("SELECT count(*) FROM results").fetchall()[0][0]:
                    raise PlumblineError(
                        f"Nothing can be judged: no case in this extract owes any of these duties "
                        f"as at {as_at}. Check the as-at date, and that orders, licences, sentences or "
                        "reports were sent."
                    )
                write_measures_csv(con, fresh / "measures.csv")
                _write_last_recorded(con, fresh / "last_recorded.parquet")
                _write_lines(fresh / "figures.json", [figure.as_json() for figure in figures])
                _write_lines(fresh / "patterns.json", [one.as_json() for one in patterns(con, as_at=as_at)])
                _write_json(fresh / "staff.json", _staff(con))
                authorities = [
                    str(row[0])
                    for row in con.execute(
                        "SELECT DISTINCT authority FROM results WHERE authority IS NOT NULL ORDER BY 1"
                    ).fetchall()
                ]
            finally:
                con.close()
                shutil.rmtree(spill, ignore_errors=True)
            _write_json(fresh / "calendar.json", _calendars(calendar, council_calendars))
            written = {
                "kind": KIND,
                "format": FORMAT,
                "library_version": plumbline.__version__,
                "as_at": as_at.isoformat(),
                "extract": {
                    "extract_hash": manifest.extract_hash,
                    "files": [{"file": f.file, "sha256": f.sha256, "bytes": f.bytes} for f in manifest.files],
                },
                "extracted_on": manifest.extracted_on.isoformat() if manifest.extracted_on else None,
                "accept_partial": manifest.accept_partial,
                "faults": manifest.faults,
                "tables": {
                    name: {
                        "rows": count.rows,
                        "rows_read": count.rows_read,
                        "left_out_faulty": count.left_out_faulty,
                        "left_out_hanging": count.left_out_hanging,
                    }
                    for name, count in manifest.tables.items()
                },
                "cover": manifest.to_json()["cover"],
                "calendar": {
                    "name": calendar.name,
                    "council_file": _sha256(calendar_file) if calendar_file else None,
                    "authorities": sorted(council_calendars),
                },
                "authorities": authorities,
                "standards": [_said(standard) for standard in judged],
                "left_out": left_out,
                "figures_left_out": [{"code": code, "why": why} for code, why in not_counted],
                "warnings": warnings,
                "seconds": round(time.perf_counter() - started, 3),
            }
            _write_json(fresh / MANIFEST, written)
    return RunMade(out, written)


def choose_standards(codes: Sequence[str], local: Sequence[Path]) -> list[Standard]:
    """The standards to judge: those named, else all national ones; then the local rules given.

    codes: codes, or measures in their written form, of which the standard is taken.
    Raises UsageError for a code that is not known, PlumblineError for a local rule that cannot be used.
    """
    national = load_standards()
    rules = [read_standard(path) for path in local]
    if len({rule.code for rule in rules}) < len(rules):
        raise UsageError("--local: the same rule is given twice. Give each rule once.")
    known = {**national, **{rule.code: rule for rule in rules}}
    named = [parse_measure(code).standard for code in codes]
    unknown = [code for code in named if code not in known]
    if unknown:
        raise UsageError(
            f"--standard {', '.join(unknown)}: not a standard we know. The codes are: {', '.join(known)}."
        )
    if not codes:
        return [*national.values(), *rules]
    wanted = dict.fromkeys([*named, *(rule.code for rule in rules)])
    return [known[code] for code in wanted]


@contextmanager
def opened_extract(
    extract: Path, mapping: Path | None, accept_partial: bool, progress: Progress
) -> Iterator[TakenExtract]:
    """A taken extract, opened; or an extract, taken for as long as the block lasts.

    mapping, accept_partial, progress: as for `run`. Raises UsageError where a taken extract comes with a
    mapping, ExtractRefused where the extract has errors.
    """
    if is_taken(extract):
        if mapping is not None:
            raise UsageError("--mapping: this extract is already taken, so a mapping has nothing to do.")
        yield open_taken(extract)
        return
    from plumbline.records.taking import take

    with work_folder() as folder:
        yield take(
            extract,
            folder / "taken",
            mapping=mapping,
            accept_partial=accept_partial,
            standard_codes=tuple(load_standards()),
            progress=progress,
        )


def _judgeable(
    chosen: Sequence[Standard], taken: TakenExtract
) -> tuple[list[Standard], list[dict[str, str]], list[str]]:
    """The standards that can be judged, those left out and why, and warnings for what reads as empty."""
    sent = {name: count.columns_sent for name, count in taken.manifest.tables.items()}
    judged, left_out, warnings = [], [], []
    for standard in chosen:
        essential, other = missing(standard, sent)
        if essential:
            why = f"the extract has no {', '.join(essential)}"
            left_out.append({"code": standard.code, "title": standard.title, "why": why})
            continue
        judged.append(standard)
        if other:
            warnings.append(f"{standard.code}: {', '.join(other)} not sent, so read as empty")
    if not judged:
        lines = "\n".join(f"  - {one['code']}: {one['why']}" for one in left_out)
        raise PlumblineError(
            f"Nothing can be judged from this extract.\n{lines}\nSend the tables and columns named."
        )
    return judged, left_out, warnings


def _figures(
    con: duckdb.DuckDBPyConnection,
    sent: frozenset[str],
    as_at: date,
    populations: Mapping[tuple[str, str], int] | None,
) -> tuple[list[Figure], list[tuple[str, str]]]:
    """The figures counted from the records, and those that cannot be, with why."""
    with con:
        found, left_out = records_figures(con, sent=sent, as_at=as_at)
        work = workload(con, as_at=as_at, population=populations, sent=sent)
    return [*work, *found], [*workload_left_out(sent, populations), *left_out]


def _said(standard: Standard) -> dict[str, Any]:
    return {
        "code": standard.code,
        "title": standard.title,
        "source": standard.source,
        "edition": standard.edition,
        "how_sure": standard.how_sure,
        "headline": standard.headline,
        "note": standard.note,
        "local": standard.local,
        "council": standard.council,
        "population_table": standard.population.table,
        "counts_working_days": standard.counts_working_days,
        "in_windows": standard.repeats is not None and standard.repeats.match == "window",
    }


def _write_last_recorded(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """For each order, licence and sentence, the last day anything was done or recorded for it."""
    specification, parts = load(), []
    for name in EVENT_TABLES:
        table = specification.tables[name]
        columns = {column.name for column in table.columns}
        keys = [
            f"{owner}_key" if f"{owner}_id" in columns else f"NULL AS {owner}_key"
            for owner in ("order", "licence", "sentence", "person")
        ]
        begun = f"coalesce({', '.join(table.begins)})" if len(table.begins) > 1 else table.begins[0]
        parts.append(
            f"SELECT {', '.join(keys)}, max(greatest({begun}, recorded_on)) AS day "
            f"FROM seen_{name} GROUP BY ALL"
        )
    con.execute(f"CREATE TEMP TABLE last_days AS {' UNION ALL '.join(parts)}")
    # A row that names only the person speaks for each of their orders and licences.
    person = (
        "SELECT person_key, max(day) AS day FROM last_days "
        "WHERE order_key IS NULL AND licence_key IS NULL AND sentence_key IS NULL GROUP BY ALL"
    )
    rows = []
    for owner in ("order", "licence", "sentence"):
        ids = ", ".join(
            f"c.{other}_id" if other == owner else f"NULL::VARCHAR AS {other}_id"
            for other in ("order", "licence", "sentence")
        )
        rows.append(
            f"SELECT {ids}, greatest(d.day, p.day) AS last_recorded FROM seen_{owner}s c "
            f"LEFT JOIN (SELECT {owner}_key, max(day) AS day FROM last_days GROUP BY ALL) d "
            f"USING ({owner}_key) "
            f"LEFT JOIN ({person}) p USING (person_key)"
        )
    con.execute(f"COPY ({' UNION ALL '.join(rows)}) TO {sql_text(str(path))} (FORMAT parquet)")


def _staff(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many staff each team has on the as-at date; a team without a row in `workers` is not named."""
    rows = con.execute(
        "SELECT team, count(*) FROM seen_workers WHERE team IS NOT NULL AND ended_on IS NULL "
        "GROUP BY team ORDER BY team"
    ).fetchall()
    return {str(team): int(count) for team, count in rows}


def _calendars(calendar: Calendar, councils: Mapping[str, Calendar]) -> dict[str, Any]:
    return {
        name: {
            "name": one.name,
            "holidays": sorted(day.isoformat() for day in one.holidays),
            "working_exceptions": sorted(day.isoformat() for day in one.working_exceptions),
        }
        for name, one in {"scotland": calendar, **councils}.items()
    }


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _write_lines(path: Path, values: Sequence[Any]) -> None:
    """A JSON list, one value a line: quick to write where there are many, and still to be read by eye."""
    lines = ",\n".join(json.dumps(value, ensure_ascii=False) for value in values)
    path.write_text(f"[\n{lines}\n]\n", "utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
