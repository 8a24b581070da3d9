"""The list of faults: counted, shown, and written as CSV and JSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from plumbline.errors import PlumblineError
from plumbline.records import Fault, FaultList
from plumbline.records.faults import COLUMNS, KINDS

FAULTS = [
    Fault("orders.csv", "orders", 3, "kind", "=1+1", "code_unknown", "error", "no code"),
    Fault("orders.csv", "orders", 4, "kind", "-x", "code_unknown", "error", "no code"),
    Fault("orders.csv", "orders", 5, "court", "x", "code_unknown", "warning", "no code"),
    Fault("people.csv", "people", None, None, None, "file_ignored", "notice", "left alone"),
]


def test_faults_are_counted_by_severity_and_kind() -> None:
    faults = FaultList.of(FAULTS)
    assert faults.by_severity == {"error": 2, "warning": 1, "notice": 1}
    assert faults.by_kind == {"code_unknown": 3, "file_ignored": 1}
    assert (len(faults), faults.errors, faults.warnings, faults.notices) == (4, 2, 1, 1)


def test_faults_come_back_as_they_went_in() -> None:
    assert list(FaultList.of(FAULTS)) == FAULTS
    assert FaultList.of(FAULTS).of_kind("file_ignored") == FAULTS[3:]
    assert list(FaultList.of([])) == []


def test_json_is_a_list_of_objects_with_null_for_what_is_not_there(tmp_path: Path) -> None:
    FaultList.of(FAULTS).write_json(tmp_path / "faults.json")
    assert json.loads((tmp_path / "faults.json").read_text("utf-8")) == [
        {name: getattr(fault, name) for name in COLUMNS} for fault in FAULTS
    ]
    assert COLUMNS == ("file", "table", "row", "column", "value", "kind", "severity", "message")


def test_no_faults_are_an_empty_list(tmp_path: Path) -> None:
    FaultList.of([]).write_json(tmp_path / "faults.json")
    assert json.loads((tmp_path / "faults.json").read_text("utf-8")) == []
    assert FaultList.of([]).summary() == "No faults found."


def test_csv_for_people_neutralises_what_a_spreadsheet_would_run(tmp_path: Path) -> None:
    FaultList.of(FAULTS).write_csv(tmp_path / "faults.csv")
    with (tmp_path / "faults.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["value"] for line in lines] == ["'=1+1", "'-x", "x", ""]
    assert lines[0]["row"] == "3"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(PlumblineError, match="cannot be written there"):
        FaultList.of(FAULTS).write_csv(tmp_path / "nowhere" / "faults.csv")


def test_the_summary_groups_by_severity_and_kind_with_first_examples() -> None:
    assert FaultList.of(FAULTS).summary(examples=1).splitlines() == [
        "2 errors",
        "  A code that is not in the list: 2",
        "    orders.csv, row 3, kind: no code",
        "    and 1 more",
        "1 warning",
        "  A code that is not in the list: 1",
        "    orders.csv, row 5, court: no code",
        "1 notice",
        "  A file or sheet that is left alone: 1",
        "    people.csv: left alone",
    ]


def test_every_kind_has_a_heading_and_stands_in_some_message() -> None:
    folder = Path(__file__).parents[3] / "src" / "plumbline" / "records"
    code = "".join(path.read_text("utf-8") for path in folder.glob("*.py") if path.name != "faults.py")
    assert [kind for kind in KINDS if f'"{kind}"' not in code and f"'{kind}'" not in code] == []
