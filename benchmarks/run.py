"""How fast and how big: `plumbline run` and `take` as whole processes, beside a bare scan and beside pandas.

`make bench`, or `python benchmarks/run.py --sizes council --runs 5`. How to read what it prints is in
docs/explanation/performance.md. The extracts are made up on the first call and kept under build/bench.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import version
from pathlib import Path
from typing import Any

from made import AS_AT, SIZES, Size, sent_extract, taken_extract
from targets import answers, as_data, as_text
from timing import Job, Process, in_turn, middle

HERE = Path(__file__).resolve().parent
CACHE = HERE.parent / "build" / "bench"
COMMAND = Path(sys.executable).parent / "plumbline"
THREE = ("cpo_first_contact", "cpo_lscmi", "cpo_weekly_contact")  # those of in_pandas.py
COUNT = (
    "import json, sys, duckdb; "
    "sql = 'SELECT standard || chr(32) || verdict, count(*) FROM read_parquet(?) GROUP BY ALL'; "
    "print(json.dumps(dict(duckdb.execute(sql, [sys.argv[1]]).fetchall())))"
)


def main() -> None:
    """Make what is needed, measure, print the table, write it as JSON too."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="council,national", help="of council, national, tenfold")
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each, after one that is not")
    parser.add_argument("--out", type=Path, default=CACHE / "result.json", help="the result as JSON")
    chosen = parser.parse_args()
    wanted = chosen.sizes.split(",")
    if unknown := set(wanted) - set(SIZES):
        parser.error(f"--sizes {', '.join(sorted(unknown))}: the sizes are {', '.join(SIZES)}.")
    if chosen.runs < 1:
        parser.error("--runs: give 1 or more.")
    if not hasattr(os, "wait4"):
        parser.error("This system does not tell how much memory a finished process used. Use Linux or macOS.")
    plumbline = [str(COMMAND)]
    CACHE.mkdir(parents=True, exist_ok=True)
    _compile()
    sizes = [size for name, size in SIZES.items() if name in wanted]
    folders = {size.name: taken_extract(size, CACHE, plumbline) for size in sizes}
    columns = _columns_read(plumbline)
    machine = _machine(chosen.runs)
    shown, reached, before = [], [], None
    for size in sizes:
        taken = folders[size.name]
        print(f"{size.title}:", file=sys.stderr)
        found = in_turn(_jobs(size, taken, columns, plumbline), chosen.runs)
        shown.append(_shown(size, taken, found))
        orders = shown[-1]["orders"]
        reached += answers(size.name, found, orders, before)
        before = (orders, middle(found["run"], "wall"))
    print(as_text(machine, shown, reached))
    told = {"machine": machine, "sizes": shown, "targets": as_data(reached)}
    chosen.out.write_text(json.dumps(told, indent=2) + "\n", "utf-8")


def _compile() -> None:
    """Compile the library and all that is installed, as pip does: pandas and we both start from byte code.

    Where Python is told not to keep what it compiles, every start would else compile it all again.
    """
    for folder in (HERE.parent / "src", Path(sysconfig.get_path("purelib"))):
        compileall.compile_dir(folder, quiet=2)


def _jobs(size: Size, taken: Path, columns: Path, plumbline: list[str]) -> list[Job]:
    """What is timed for a size. Ten times Scotland is not given to pandas; only one is taken from CSV."""
    work = CACHE / size.name
    run = [*plumbline, "run", str(taken), "--as-at", AS_AT.isoformat(), "--out"]
    scan = [sys.executable, str(HERE / "scan.py"), str(taken), str(columns)]
    jobs = [Job("run", [*run, str(work / "run")]), Job("scan", scan)]
    if size.copies == 1:
        some = [part for code in THREE for part in ("--standard", code)]
        pandas = [sys.executable, str(HERE / "in_pandas.py"), str(taken)]
        pandas += ["--as-at", AS_AT.isoformat(), "--out", str(work / "in_pandas.parquet")]
        jobs.append(Job("run of three", [*run, str(work / "run-of-three"), *some]))
        jobs.append(Job("pandas", pandas, lambda process: _same_counts(process, work / "run-of-three")))
    if size.name == "national":
        again = work / "taken-again"
        extract = sent_extract(size, CACHE)
        jobs.append(
            Job("take", [*plumbline, "take", str(extract), str(again)], lambda _: shutil.rmtree(again))
        )
    return jobs


def _same_counts(pandas: Process, run: Path) -> None:
    """End the benchmark where pandas and the run differ in how often each verdict was given."""
    results = str(run / "results.parquet")
    counted = subprocess.run(
        [sys.executable, "-c", COUNT, results], check=True, capture_output=True, text=True
    )
    theirs, ours = json.loads(pandas.said), json.loads(counted.stdout)
    if theirs != ours:
        different = sorted(key for key in theirs | ours if theirs.get(key) != ours.get(key))
        lines = [f"  {key}: pandas {theirs.get(key, 0):,}, run {ours.get(key, 0):,}" for key in different]
        raise SystemExit("\n".join(["pandas and the run do not give the same verdicts:", *lines]))


def _columns_read(plumbline: list[str]) -> Path:
    """The columns a run reads. The engine is asked on the council: they do not depend on the size."""
    taken, file = taken_extract(SIZES["council"], CACHE, plumbline), CACHE / "columns.json"
    command = [sys.executable, str(HERE / "columns_read.py"), str(taken), AS_AT.isoformat(), str(file)]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return file


def _shown(size: Size, taken: Path, found: dict[str, list[Process]]) -> dict[str, Any]:
    tables = json.loads((taken / "manifest.json").read_text("utf-8"))["tables"]
    return {
        "size": size.name,
        "title": size.title,
        "orders": tables["orders"]["rows"],
        "contacts": tables["contacts"]["rows"],
        "rows": sum(count["rows"] for count in tables.values()),
        "jobs": {
            name: {
                "wall": middle(runs, "wall"),
                "least": min(run.wall for run in runs),
                "most": max(run.wall for run in runs),
                "cpu": middle(runs, "cpu"),
                "memory": middle(runs, "memory"),
            }
            for name, runs in found.items()
        },
        "scanned": found["scan"][0].said.splitlines(),
    }


def _machine(runs: int) -> dict[str, Any]:
    """What the figures were measured on; a load far above nothing says that others were at work too."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "processors": os.cpu_count(),
        "memory": f"{pages / 1e9:.0f} GB",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in ("plumbline", "duckdb", "pandas", "numpy", "pyarrow")},
        "counted runs": runs,
        "load before": round(os.getloadavg()[0], 1),
    }


if __name__ == "__main__":
    main()
