"""The largest size measured is copies of a smaller one: it must hold what that holds, so many times over."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from factories.project_files import ROOT
from plumbline import runs, synth
from plumbline.records import take
from plumbline.records.manifest import open_taken

AS_AT = date(2026, 3, 31)
COPIED = ("standard", "verdict", "reason", "period", "team", "level", "band", "delay_side", "done_on")
COPIES = 10


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up extract, taken and copied as the benchmark does it; a run of each."""
    folder = tmp_path_factory.mktemp("copied")
    synth.make(folder / "extract", authorities=["X12000006"], years=1, as_at=AS_AT)
    take(folder / "extract", folder / "one")
    program = ROOT / "benchmarks" / "copied.py"
    subprocess.run([sys.executable, str(program), str(folder / "one"), str(folder / "ten")], check=True)
    for name in ("one", "ten"):
        runs.run(folder / name, folder / f"run-{name}", as_at=AS_AT)
    return folder


def judged(place: Path, name: str) -> Counter[tuple[object, ...]]:
    """How often each kind of result row stands in a run."""
    rows = pq.read_table(place / f"run-{name}" / "results.parquet", columns=list(COPIED))
    return Counter(zip(*(rows[column].to_pylist() for column in COPIED), strict=True))


def test_every_result_stands_ten_times_as_often(place: Path) -> None:
    one = judged(place, "one")
    assert judged(place, "ten") == Counter({row: COPIES * n for row, n in one.items()})
    assert len(one) > 100


def test_every_case_and_person_and_worker_is_another_one(place: Path) -> None:
    for column in ("case_id", "person_id", "worker_id", "evidence"):
        few, many = (
            set(
                pq.read_table(place / f"run-{name}" / "results.parquet", columns=[column])[column].to_pylist()
            )
            for name in ("one", "ten")
        )
        assert len(many - {None}) == COPIES * len(few - {None}), column


def test_the_manifest_counts_the_rows_that_are_there(place: Path) -> None:
    copied = open_taken(place / "ten")
    assert {name: count.rows for name, count in copied.manifest.tables.items()} == {
        name: pq.read_metadata(copied.parquet(name)).num_rows for name in copied.manifest.tables
    }


def test_counts_from_the_records_are_ten_times_as_large(place: Path) -> None:
    one, ten = (
        {
            (figure["code"], str(figure.get("breakdown")), str(figure.get("period"))): figure["value"]
            for figure in json.loads((place / f"run-{name}" / "figures.json").read_text("utf-8"))
            if figure["code"] in ("orders_in_force", "cpos_begun", "contacts")
            and "worker_id" not in str(figure.get("breakdown"))
        }
        for name in ("one", "ten")
    )
    assert ten == {key: COPIES * value for key, value in one.items()}
    assert one
