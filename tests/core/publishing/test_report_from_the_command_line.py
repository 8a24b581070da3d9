"""plumbline report: the ending of the file says what is made, and --period which figures are in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.factories.runs import duties, write_run

from plumbline.cli import main


@pytest.mark.parametrize(
    ("name", "begins"),
    [("report.html", b"<!DOCTYPE html>"), ("report.PDF", b"%PDF-1.7"), ("report.docx", b"PK")],
)
def test_the_ending_says_what_is_made(name: str, begins: bytes, tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", duties(12))
    done = CliRunner().invoke(main, ["report", str(folder), "--out", str(tmp_path / name)])
    assert (done.exit_code, done.output) == (0, f"The report is in {tmp_path / name}.\n")
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_period_is_taken_from_the_command_line(tmp_path: Path) -> None:
    days = {"clock_start": date(2025, 6, 2), "due_on": date(2025, 6, 3)}
    folder = write_run(tmp_path / "run", duties(12, **days) + duties(13))
    CliRunner().invoke(
        main, ["report", str(folder), "--out", str(tmp_path / "r.html"), "--period", "2025-06"]
    )
    assert "<strong>June 2025</strong>, as at 31 March 2026" in (tmp_path / "r.html").read_text("utf-8")
