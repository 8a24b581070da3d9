"""The one door to the main job: take an extract, judge every duty, measure, freeze the run."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import plumbline
from plumbline.calendars import Calendar, read_council_calendars, scotland
from plumbline.engine import locked_connection, memory_for, sql_text
from plumbline.errors import PlumblineError, UsageError
from plumbline.folders import MANIFEST, refuse_foreign, whole_folder, work_folder
from plumbline.measures.beside import write_from_records, write_from_results
from plumbline.measures.frozen import RULES
from plumbline.measures.population import read_population
from plumbline.measures.written_form import parse_measure
from plumbline.progress import Progress
from plumbline.records.manifest import TakenExtract, is_taken, open_taken
from plumbline.records.specification import load
from plumbline.standards.form import Standard
from plumbline.standards.judge import judge, missing, prepare
from plumbline.standards.loading import load_standards, read_standard
from plumbline.standards.steps import Setting

KIND = "plumbline run"
FORMAT = 1


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
    council's dated days. standards: codes to judge, all national ones where empty. Where some are asked for,
    nothing is counted that they do not need, and the manifest says so. local: files of local rules.
    population_file: people aged 16 to 70 by authority and year, for rates by population.
    Raises PlumblineError where the extract has errors and accept_partial is not set, or where nothing can be
    judged; UsageError where an option does not fit. `out` is replaced whole, or left as it was.
    """
    started = time.perf_counter()
    refuse_foreign(out, KIND)
    chosen = choose_standards(standards, local)
    if standards and population_file is not None:
        raise UsageError(
            "--population: a run of chosen standards counts no figures by population. Leave out --population "
            "or --standard."
        )
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
            memory = memory_for(sum(count.rows for count in manifest.tables.values()))
            con = locked_connection([taken.path, fresh], spill=spill, memory=memory, brief=True)
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
                    counting = beside.submit(
                        write_from_records,
                        con.cursor(),
                        fresh,
                        sent=frozenset(manifest.tables),
                        as_at=as_at,
                        populations=populations,
                        wanted=not standards,
                    )
                    judge(con, judged, setting, fresh / "results.parquet")
                    tell("Measuring", 0.8)
                    counted = counting.result()
                con.execute(
                    f"CREATE VIEW results AS FROM read_parquet({sql_text(str(fresh / 'results.parquet'))})"
                )
                if not con.execute("SELECT count(*) FROM results").fetchall()[0][0]:
                    raise PlumblineError(
                        f"Nothing can be judged: no case in this extract owes any of these duties "
                        f"as at {as_at}. Check the as-at date, and that orders, licences, sentences or "
                        "reports were sent."
                    )
                authorities = write_from_results(con, fresh, counted)
            finally:
                con.close()
                shutil.rmtree(spill, ignore_errors=True)
            for rule in judged:
                if rule.local:
                    (fresh / RULES).mkdir(exist_ok=True)
                    (fresh / RULES / f"{rule.code}.toml").write_text(rule.text, "utf-8", newline="")
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
                "asked_for": list(standards),
                "figures_left_out": [{"code": code, "why": why} for code, why in counted.figures_left_out],
                "patterns_left_out": [{"code": code, "why": why} for code, why in counted.patterns_left_out],
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
    national = load_standards(examples=False)
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
            standard_codes=tuple(load_standards(examples=False)),
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
    return judged, left_out, [*warnings, *_unexplained(sent)]


def _unexplained(sent: Mapping[str, Collection[str]]) -> list[str]:
    """Warnings for what would explain a miss and was not sent: such misses stand as unexplained."""
    found = []
    if "delays" not in sent:
        found.append("no delays were sent, so no miss has a recorded reason")
    elif "recorded_on" not in sent["delays"]:
        found.append(
            "delays came without recorded_on, so every recorded reason counts as asserted afterwards"
        )
    if "absences" not in sent:
        found.append("no absences were sent, so no miss is explained by one")
    return found


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


def _sha256(path: Path) -> str:
    import hashlib  # only where a council has a calendar: it takes long to load

    return hashlib.sha256(path.read_bytes()).hexdigest()
