"""What `plumbline compare` prints."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from click.testing import CliRunner, Result

from factories.csv_extracts import small_records, write_csv_extract
from plumbline.cli import main


def plumb(*words: object) -> Result:
    """What the command prints."""
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def test_a_comparison_calls_the_extracts_what_the_person_called_them(tmp_path: Path) -> None:
    write_csv_extract(tmp_path / "good", small_records())
    plumb("take", tmp_path / "good", tmp_path / "taken")
    found = plumb("compare", tmp_path / "good", tmp_path / "taken", "--format", "json")
    content = json.loads(found.stdout)
    assert (content["before"], content["after"]) == (str(tmp_path / "good"), str(tmp_path / "taken"))
    other = small_records()
    for order in other["orders"]:
        order["authority"] = "X12000002"
    write_csv_extract(tmp_path / "other", other)
    refused = plumb("compare", tmp_path / "good", tmp_path / "other")
    start = f"{tmp_path / 'good'} is of X12000001 and {tmp_path / 'other'} of X12000002: "
    assert refused.exit_code == 1
    assert refused.stderr.replace("\n", "").startswith(start)


def test_a_reference_in_square_brackets_is_shown_whole_in_a_comparison(tmp_path: Path) -> None:
    records = small_records()
    person = records["people"][0]["person_id"]
    done = {
        "assessment_id": "A[red]1",
        "person_id": person,
        "tool": "lscmi",
        "completed_on": date(2026, 1, 9),
    }
    for name, day in (("before", date(2026, 1, 9)), ("after", date(2026, 1, 8))):
        records["assessments"] = [done | {"completed_on": day}]
        write_csv_extract(tmp_path / name, records)
    found = plumb("compare", tmp_path / "before", tmp_path / "after")
    assert "A[red]1" in found.stdout
