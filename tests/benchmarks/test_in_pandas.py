"""What the engine is compared with must give the same answers, else the comparison of speed says nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from benchmarks import in_pandas
from plumbline import runs, synth
from plumbline.records import take

AS_AT = date(2026, 1, 31)
SHOWN = ["standard", "case_id", "occurrence", "clock_start", "due_on", "done_on", "days_taken", "verdict"]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up extract, taken. It runs past the as-at date and states a short cover of contacts."""
    folder = tmp_path_factory.mktemp("made")
    synth.make(
        folder / "extract", authorities=["X12000001"], years=1, as_at=date(2026, 3, 31), orders_per_year=300
    )
    kept = take(folder / "extract", folder / "taken").path
    manifest = json.loads((kept / "manifest.json").read_text("utf-8"))
    manifest["cover"]["contacts"] = {"covers_from": "2025-06-01", "covers_until": "2026-01-20"}
    (kept / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return kept


def _rows(table: pa.Table) -> list[dict]:
    columns = [
        pc.cast(table[name], pa.date32()) if name.endswith(("_on", "_start")) else table[name]
        for name in SHOWN
    ]
    rows = pa.table(columns, SHOWN).to_pylist()
    return sorted(rows, key=lambda row: (row["standard"], row["case_id"], row["occurrence"]))


def test_pandas_gives_the_same_rows_as_the_engine(taken: Path, tmp_path: Path) -> None:
    runs.run(taken, tmp_path / "run", as_at=AS_AT, standards=in_pandas.STANDARDS)
    judged = pq.read_table(tmp_path / "run" / "results.parquet", columns=SHOWN)
    ours = pa.Table.from_pandas(in_pandas.verdicts(taken, AS_AT), preserve_index=False)
    assert _rows(ours) == _rows(judged)


def test_the_made_up_extract_has_every_verdict(taken: Path) -> None:
    assert set(in_pandas.verdicts(taken, AS_AT)["verdict"]) == {
        "met",
        "not_met",
        "not_applicable",
        "not_yet_due",
        "cannot_tell",
    }
