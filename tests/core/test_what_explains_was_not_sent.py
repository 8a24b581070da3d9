"""Where what would explain a miss was not sent, the run and the figures made from it say so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from factories.csv_extracts import small_records, write_csv_extract
from plumbline.cli import main
from plumbline.measures.frozen import open_run
from plumbline.measures.measures_table import measures_rows

NO_DELAYS = "no delays were sent, so no miss has a recorded reason"
NO_ABSENCES = "no absences were sent, so no miss is explained by one"
NOT_DATED = "delays came without recorded_on, so every recorded reason counts as asserted afterwards"


@pytest.mark.parametrize(
    ("leave_out", "says"),
    [(["delays"], [NO_DELAYS]), (["absences"], [NO_ABSENCES]), ([], [NOT_DATED])],
)
def test_the_run_says_what_was_not_sent_and_so_do_its_figures(
    tmp_path: Path, leave_out: list[str], says: list[str]
) -> None:
    records = small_records()
    case = records["orders"][0]
    records["delays"] = [
        {"delay_id": "D1", "order_id": case["order_id"], "standard": "cpo_review", "reason": "weather"}
    ]
    records["absences"] = [
        {"absence_id": "A1", "person_id": case["person_id"], "kind": "custody", "from_on": date(2026, 1, 5)}
    ]
    for table in leave_out:
        del records[table]
    if leave_out != ["delays"] and leave_out:
        records["delays"][0]["recorded_on"] = date(2026, 1, 6)
    write_csv_extract(tmp_path / "extract", records)
    made = CliRunner().invoke(
        main, ["run", str(tmp_path / "extract"), "--as-at", "2026-03-31", "--out", str(tmp_path / "run")]
    )
    run = open_run(tmp_path / "run")
    explaining = [one for one in run.warnings if ": " not in one]
    assert (made.exit_code, explaining) == (0, says)
    assert f"Warning: {says[0]}." in made.stderr
    assert f"{says[0][0].upper()}{says[0][1:]}." in measures_rows(run).notes


def test_what_a_standard_reads_as_empty_stands_beside_its_figures_alone(tmp_path: Path) -> None:
    records = small_records()
    for order in records["orders"]:
        order.pop("ended_on", None)
    write_csv_extract(tmp_path / "extract", records)
    CliRunner().invoke(
        main, ["run", str(tmp_path / "extract"), "--as-at", "2026-03-31", "--out", str(tmp_path / "run")]
    )
    run = open_run(tmp_path / "run")
    said = "First direct contact: orders.ended_on not sent, so read as empty."
    assert said in measures_rows(run, standards=["cpo_first_contact"]).notes
    assert said not in measures_rows(run, standards=["cpo_induction"]).notes
