"""What the checker says of made-up records: nothing of the clean ones, all that was planted in the faulty."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from plumbline.records import check
from plumbline.synth import make

AS_AT = date(2026, 8, 31)


def test_the_clean_extract_has_no_error_and_only_the_planted_warning(folder: Path) -> None:
    faults = check(folder).faults
    serious = {(fault.kind, fault.severity) for fault in faults if fault.severity != "notice"}
    assert serious == {("hours_short", "warning")}


def test_the_planted_faults_are_the_errors_found(tmp_path: Path) -> None:
    summary = make(tmp_path / "out", authorities=["X12000006"], years=1, as_at=AS_AT, faults=45)
    found = {
        (fault.file, fault.row, fault.kind)
        for fault in check(tmp_path / "out").faults
        if fault.severity == "error"
    }
    assert found == {(fault.file, fault.row, fault.kind) for fault in summary.faults}
