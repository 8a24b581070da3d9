"""Small runs for tests: rows of results as plain dicts, written as a run folder."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

_TEXT = pa.string()
_DAY = pa.date32()
_WHOLE = pa.int32()
SCHEMA = pa.schema(
    [
        ("standard", _TEXT),
        ("case_id", _TEXT),
        ("occurrence", _WHOLE),
        ("clock_start", _DAY),
        ("due_on", _DAY),
        ("done_on", _DAY),
        ("days_taken", _WHOLE),
        ("verdict", _TEXT),
        ("reason", _TEXT),
        ("evidence", _TEXT),
        ("period", _TEXT),
        ("authority", _TEXT),
        ("team", _TEXT),
        ("person_id", _TEXT),
        ("order_id", _TEXT),
        ("licence_id", _TEXT),
        ("sentence_id", _TEXT),
        ("worker_id", _TEXT),
        ("level", _TEXT),
        ("risk_level", _TEXT),
        ("gender", _TEXT),
        ("age_group", _TEXT),
        ("court", _TEXT),
        ("offence_group", _TEXT),
        ("added", pa.bool_()),
        ("recorded_on", _DAY),
        ("ended_on", _DAY),
        ("offered_on", _DAY),
        ("band", _TEXT),
        ("delay_reason", _TEXT),
        ("delay_side", _TEXT),
        ("delay_evidenced", pa.bool_()),
    ]
)
_REASONS = {
    "met": "done_in_time",
    "not_met": "never_done",
    "not_applicable": "ended_before_due",
    "not_yet_due": "not_yet_due",
    "cannot_tell": "not_covered",
}
_numbers = itertools.count(1)


def duty(**values: Any) -> dict[str, Any]:
    """One row of results: a first contact met on time, save what is given. Each has a case of its own."""
    number = next(_numbers)
    row: dict[str, Any] = dict.fromkeys(SCHEMA.names)
    row |= {
        "standard": "cpo_first_contact",
        "case_id": f"O{number:06d}",
        "occurrence": 1,
        "clock_start": date(2025, 6, 2),
        "due_on": date(2025, 6, 3),
        "verdict": "met",
        "authority": "X12000001",
        "team": "North",
        "person_id": f"P{number:06d}",
        "added": False,
    }
    row |= values
    row["order_id"] = values.get("order_id", row["case_id"])
    row["reason"] = values.get("reason", _REASONS[row["verdict"]])
    if "period" not in values and row["clock_start"] is not None:
        row["period"] = row["clock_start"].strftime("%Y-%m")
    if row["verdict"] == "met" and "done_on" not in values:
        row |= {"done_on": row["due_on"], "days_taken": 1, "evidence": f"C{number:06d}"}
    unknown = set(row) - set(SCHEMA.names)
    assert not unknown, f"no such columns: {unknown}"
    return row


def duties(n: int, **values: Any) -> list[dict[str, Any]]:
    """So many rows alike, each of a case of its own."""
    return [duty(**values) for _ in range(n)]


def write_run(
    folder: Path,
    rows: Iterable[dict[str, Any]],
    *,
    as_at: date = date(2026, 3, 31),
    standards: dict[str, str] | None = None,
    calendar: dict[str, Any] | None = None,
    staff: dict[str, int] | None = None,
    last_recorded: Iterable[dict[str, Any]] | None = None,
    **manifest: Any,
) -> Path:
    """Write a run folder from rows and give its path back.

    standards: code -> title; those in the rows, titled by their code, where none are given. manifest: keys
    that replace the usual ones.
    """
    rows = list(rows)
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), folder / "results.parquet")
    titles = standards or {code: code for code in sorted({row["standard"] for row in rows})}
    whole = {
        "kind": "plumbline run",
        "format": 1,
        "library_version": "0.1.0",
        "as_at": as_at.isoformat(),
        "extract": {"extract_hash": "0" * 64, "files": []},
        "accept_partial": False,
        "tables": {},
        "extracted_on": None,
        "cover": {},
        "calendar": {"name": "scotland", "council_file": None, "authorities": []},
        "standards": [
            {
                "code": code,
                "title": title,
                "source": "A source",
                "edition": "2025",
                "how_sure": "official",
                "headline": True,
                "note": None,
                "local": False,
                "council": None,
                "population_table": "requirements" if code == "cpo_placement_start" else "orders",
                "counts_working_days": code not in ("cpo_review", "cpo_unpaid_work_done", "court_report"),
            }
            for code, title in titles.items()
        ],
        "authorities": sorted({row["authority"] for row in rows if row["authority"]}),
        "left_out": [],
        "warnings": [],
        "seconds": 0.1,
    }
    (folder / "manifest.json").write_text(json.dumps(whole | manifest), "utf-8")
    if calendar is not None:
        (folder / "calendar.json").write_text(json.dumps(calendar), "utf-8")
    if staff is not None:
        (folder / "staff.json").write_text(json.dumps(staff), "utf-8")
    if last_recorded is not None:
        schema = pa.schema(
            [("order_id", _TEXT), ("licence_id", _TEXT), ("sentence_id", _TEXT), ("last_recorded", _DAY)]
        )
        pq.write_table(
            pa.Table.from_pylist(list(last_recorded), schema=schema), folder / "last_recorded.parquet"
        )
    return folder
