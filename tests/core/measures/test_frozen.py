from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from factories.runs import duties, duty, write_run
from plumbline.calendars import is_working_day
from plumbline.errors import PlumblineError
from plumbline.measures.frozen import _COLUMNS, connect, open_run
from plumbline.standards.results import RESULT_COLUMNS


def test_a_run_says_what_it_was_judged_with(tmp_path: Path) -> None:
    run = open_run(
        write_run(
            tmp_path / "run",
            duties(1),
            standards={"cpo_first_contact": "First direct contact"},
            left_out=[{"code": "cpo_review", "title": "Review", "why": "reviews were not sent"}],
            tables={"orders": {"rows": 8, "rows_read": 10, "left_out_faulty": 1, "left_out_hanging": 1}},
            accept_partial=True,
        )
    )
    assert run.as_at == date(2026, 3, 31)
    assert run.titles == {"cpo_review": "Review", "cpo_first_contact": "First direct contact"}
    assert run.rows_left_out == {"orders": 2}
    assert run.left_out[0].why == "reviews were not sent"


def test_the_rows_of_a_run_are_the_view_results(tmp_path: Path) -> None:
    with connect(open_run(write_run(tmp_path / "run", duties(7)))) as con:
        assert con.execute("SELECT count(*) FROM results").fetchone() == (7,)


def test_a_run_is_read_where_its_path_holds_a_quote(tmp_path: Path) -> None:
    with connect(open_run(write_run(tmp_path / "it's a run", duties(2)))) as con:
        assert con.execute("SELECT count(*) FROM results").fetchone() == (2,)


def test_the_connection_reads_no_file_outside_the_run(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a\n1\n")
    with connect(open_run(write_run(tmp_path / "run", duties(1)))) as con, pytest.raises(duckdb.Error):
        con.execute(f"SELECT * FROM read_csv('{tmp_path / 'other.csv'}')")


@pytest.mark.parametrize(
    ("code", "working"), [("cpo_first_contact", True), ("cpo_review", False), ("x", False)]
)
def test_an_older_run_takes_the_unit_of_a_standard_from_the_library(
    tmp_path: Path, code: str, working: bool
) -> None:
    write_run(tmp_path / "run", duties(1, standard=code))
    path = tmp_path / "run" / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["standards"][0]["counts_working_days"]
    path.write_text(json.dumps(manifest))
    assert (code in open_run(tmp_path / "run").in_working_days) is working


def test_the_calendar_is_named_with_the_councils_that_have_days_of_their_own(tmp_path: Path) -> None:
    calendar = {"name": "scotland", "council_file": "ab", "authorities": ["X12000001"]}
    run = open_run(write_run(tmp_path / "run", duties(1)))
    path = tmp_path / "run" / "manifest.json"
    path.write_text(json.dumps(run.manifest | {"calendar": calendar}))
    assert run.calendar_name == "the bank holidays in Scotland"
    assert open_run(tmp_path / "run").calendar_name == (
        "the bank holidays in Scotland; for X12000001 with days of its own"
    )


def test_calendars_and_staff_are_read_beside_the_run(tmp_path: Path) -> None:
    calendar = {"X12000001": {"name": "Local", "holidays": ["2026-03-02"]}}
    run = open_run(write_run(tmp_path / "run", duties(1), calendar=calendar, staff={"North": 4}))
    assert not is_working_day(run.calendar_of("X12000001"), date(2026, 3, 2))
    assert is_working_day(run.calendar_of("X12000002"), date(2026, 3, 2))
    assert not is_working_day(run.calendar_of(None), date(2026, 6, 15))
    assert run.staff == {"North": 4}


def test_a_run_without_staff_has_none_counted(tmp_path: Path) -> None:
    assert open_run(write_run(tmp_path / "run", duties(1))).staff == {}


def test_a_run_says_whose_rows_owe_a_standard(tmp_path: Path) -> None:
    run = open_run(write_run(tmp_path / "run", duties(1, standard="cpo_placement_start")))
    assert run.population_table("cpo_placement_start") == "requirements"
    assert run.population_table("local_rule") is None


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlumblineError, match="there is no such folder"):
        open_run(tmp_path / "nowhere")


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlumblineError, match=r"is no run; it has no manifest\.json"):
        open_run(tmp_path)


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ({"kind": "plumbline taken extract", "format": 1}, "is a plumbline taken extract, no run"),
        ({"kind": 3}, "is something else, no run"),
        ({"kind": "plumbline run", "format": 2}, "is a run of format 2, and this library reads format 1"),
    ],
)
def test_another_kind_of_folder_is_refused(tmp_path: Path, manifest: dict[str, object], message: str) -> None:
    write_run(tmp_path / "run", duties(1))
    (tmp_path / "run" / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(PlumblineError, match=message):
        open_run(tmp_path / "run")


@pytest.mark.parametrize("text", ["{", "[]", '{"kind": "plumbline run", "format": 1}'])
def test_a_damaged_manifest_is_refused(tmp_path: Path, text: str) -> None:
    write_run(tmp_path / "run", duties(1))
    (tmp_path / "run" / "manifest.json").write_text(text)
    with pytest.raises(PlumblineError, match=r"Judge the extract again"):
        open_run(tmp_path / "run")


def test_a_run_without_results_is_refused(tmp_path: Path) -> None:
    write_run(tmp_path / "run", duties(1))
    (tmp_path / "run" / "results.parquet").unlink()
    with pytest.raises(PlumblineError, match=r"results\.parquet is missing"):
        open_run(tmp_path / "run")


def test_a_run_whose_case_rows_are_gone_opens_for_what_its_manifest_says(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", [duty()])
    (folder / "results.parquet").unlink()
    assert open_run(folder, rows=False).authorities == ("X12000001",)


def test_the_columns_a_run_must_have_are_those_that_judging_writes() -> None:
    assert set(_COLUMNS) == set(RESULT_COLUMNS)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ("* EXCLUDE (due_on, band)", "due_on, band"),
        ("* REPLACE ('2026-01-05' AS due_on)", "due_on"),
        ("* REPLACE ('yes' AS added)", "added"),
        ("* REPLACE (1.5 AS days_taken)", "days_taken"),
    ],
)
def test_rows_that_another_program_wrote_anew_are_refused_and_the_columns_named(
    tmp_path: Path, changed: str, named: str
) -> None:
    folder = write_run(tmp_path / "run", duties(2))
    written = tmp_path / "written.parquet"
    duckdb.sql(f"COPY (SELECT {changed} FROM '{folder / 'results.parquet'}') TO '{written}'")
    written.replace(folder / "results.parquet")
    with pytest.raises(PlumblineError, match=rf"is not as plumbline run wrote it: look at {named}\."):
        connect(open_run(folder))


def test_a_run_judged_by_a_councils_own_days_needs_its_calendars(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", duties(1))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["calendar"]["authorities"] = ["X12000001"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "calendar.json").unlink(missing_ok=True)
    with pytest.raises(PlumblineError, match=r"calendar\.json: is missing"):
        open_run(folder).calendar_of("X12000001")
