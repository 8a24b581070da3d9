"""A run of chosen standards judges those and counts nothing that they do not need, and says so everywhere."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from factories.csv_extracts import small_records, write_csv_extract
from factories.html_pages import Page
from plumbline.cli import main
from plumbline.errors import UsageError
from plumbline.measures.due import due_list
from plumbline.measures.frozen import connect, open_run
from plumbline.measures.rates import counts
from plumbline.runs import run

AS_AT = date(2026, 3, 31)
CODE = "cpo_first_contact"
NOT_ASKED = "This run judged only the standards asked for."


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One extract, judged whole and by one standard; no contact of the first order is in it."""
    folder = tmp_path_factory.mktemp("chosen")
    records = small_records()
    first = records["orders"][0]["order_id"]
    records["contacts"] = [row for row in records["contacts"] if row["order_id"] != first]
    write_csv_extract(folder / "extract", records)
    run(folder / "extract", folder / "whole", as_at=AS_AT)
    run(folder / "extract", folder / "chosen", as_at=AS_AT, standards=[CODE])
    return folder


def manifest(place: Path, name: str = "chosen") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((place / name / "manifest.json").read_text("utf-8"))
    return found


def plumb(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in arguments], catch_exceptions=False)


def test_its_verdicts_are_those_of_a_whole_run(place: Path) -> None:
    rows = []
    for name in ("whole", "chosen"):
        with connect(open_run(place / name)) as con:
            rows.append(con.execute(f"FROM results WHERE standard = '{CODE}' ORDER BY ALL").fetchall())
    assert rows[0] == rows[1] != []


def test_its_rates_are_those_of_a_whole_run(place: Path) -> None:
    found = []
    for name in ("whole", "chosen"):
        with connect(open_run(place / name)) as con:
            found.append(counts(con, standards=[CODE], period="month"))
    assert found[0] == found[1] != []


def test_the_work_list_is_that_of_a_whole_run(place: Path) -> None:
    whole, chosen = (due_list(open_run(place / name), within=260) for name in ("whole", "chosen"))
    listed = [
        [row for row in (*found.overdue, *found.long_overdue) if row.standard == CODE]
        for found in (whole, chosen)
    ]
    assert listed[0] == listed[1] != []


def test_the_manifest_names_the_standards_asked_for(place: Path) -> None:
    assert manifest(place)["asked_for"] == [CODE]


def test_a_whole_run_was_asked_for_no_standard(place: Path) -> None:
    assert manifest(place, "whole")["asked_for"] == []


def test_no_figure_is_counted_from_the_records(place: Path) -> None:
    assert json.loads((place / "chosen/figures.json").read_text("utf-8")) == []


def test_the_manifest_says_of_each_figure_why_it_is_left_out(place: Path) -> None:
    counted = {one["code"] for one in json.loads((place / "whole/figures.json").read_text("utf-8"))}
    left_out = {one["code"]: one["why"] for one in manifest(place)["figures_left_out"]}
    assert counted <= left_out.keys()
    assert set(left_out.values()) == {NOT_ASKED}


def test_the_manifest_names_the_patterns_not_looked_for(place: Path) -> None:
    assert [one["code"] for one in manifest(place)["patterns_left_out"]] == [
        "completed_hours_short",
        "one_hour_first_sessions",
        "plans_on_one_day",
        "contacts_entered_in_bulk",
    ]


def test_a_whole_run_looks_for_every_pattern(place: Path) -> None:
    assert manifest(place, "whole")["patterns_left_out"] == []


def test_the_command_says_once_why_there_are_no_figures(place: Path) -> None:
    shown = plumb("figures", place / "chosen")
    number = len(manifest(place)["figures_left_out"])
    assert f"All {number} figures are left out: {NOT_ASKED}" in " ".join(shown.stdout.split())
    assert shown.exit_code == 0


def test_a_figure_asked_for_by_its_code_is_left_out_with_why(place: Path) -> None:
    shown = plumb("figures", place / "chosen", "--code", "orders_in_force")
    assert f"Left out: orders_in_force: {NOT_ASKED}" in shown.stdout


def test_a_breakdown_of_figures_is_refused_with_why(place: Path) -> None:
    shown = plumb("figures", place / "chosen", "--by", "team")
    assert shown.exit_code == 2
    assert NOT_ASKED in shown.stderr


def test_the_report_says_that_nothing_was_counted_or_looked_for(place: Path, tmp_path: Path) -> None:
    assert plumb("report", place / "chosen", "--out", tmp_path / "report.html").exit_code == 0
    text = " ".join(" ".join(Page((tmp_path / "report.html").read_text("utf-8")).words).split())
    assert "None was counted: this run judged only the standards asked for." in text
    assert "so these patterns were not looked for: Unpaid work completed with hours short; First" in text
    assert "Figures that could not be counted" not in text


def test_the_report_of_a_whole_run_says_nothing_of_it(place: Path, tmp_path: Path) -> None:
    assert plumb("report", place / "whole", "--out", tmp_path / "report.html").exit_code == 0
    assert "only the standards asked for" not in (tmp_path / "report.html").read_text("utf-8")


def test_the_national_tables_can_be_printed(place: Path) -> None:
    assert plumb("tables", place / "chosen", "--year", "2025-26").exit_code == 0


def test_a_population_file_has_nothing_to_do_there(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "population.csv"
    file.write_text("authority,year,population\nX12000001,2025-26,50000\n", "utf-8")
    with pytest.raises(UsageError, match="Leave out --population or --standard"):
        run(place / "extract", tmp_path / "run", as_at=AS_AT, standards=[CODE], population_file=file)
