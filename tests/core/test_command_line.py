"""The command line, word for word: people's scripts rest on it."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import click
import duckdb
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

import plumbline
from factories.csv_extracts import small_records, write_csv_extract
from factories.runs import SCHEMA
from plumbline.cli import main

COMMANDS = {
    "synth": {"--authority", "--national", "--years", "--seed", "--as-at", "--faults", "--format"},
    "check": {"--mapping", "--faults-csv", "--faults-json"},
    "take": {"--mapping", "--accept-partial"},
    "run": {
        *("--as-at", "--out", "--mapping", "--calendar", "--accept-partial", "--standard", "--local"),
        "--population",
    },
    "measures": {"--by", "--standard", "--period", "--publish", "--format"},
    "figures": {"--code", "--by", "--periods", "--format"},
    "tables": {"--year", "--publish", "--format"},
    "due": {"--within", "--team", "--format"},
    "report": {"--out", "--publish", "--period"},
    "open-data": {"--out", "--period"},
    "sample": {
        *("--id", "--stratum", "--margin", "--size", "--confidence", "--minimum", "--allocation"),
        *("--expected", "--seed", "--out"),
    },
    "check-sample": set(),
    "lint-report": {"--evidence", "--publish", "--format"},
    "verify-bundle": {"--seal", "--format"},
    "compare": {"--mapping", "--format"},
    "standards": {"--format"},
    "explain": set(),
    "sql": set(),
    "template": set(),
    "terms": {"--population", "--format"},
}
MEASURES_HEADER = (
    "standard,period,complete,authority,met,not_met,not_applicable,not_yet_due,cannot_tell,"
    "rate_strict,rate_excused,rate_service,rate_national,rate_offered"
)
COVER = "extracted_on = 2026-03-31\n\n[contacts]\ncovers_from = 2025-04-01\ncovers_until = 2026-03-31\n"
LOCAL_RULE = Path(plumbline.__file__).parent / "library/standards/local/local_contact_frequency.toml"


def plumb(*arguments: object) -> Result:
    """Run a command; whatever a person can cause must not end in a traceback."""
    return CliRunner().invoke(main, [str(word) for word in arguments], catch_exceptions=False)


def said(result: Result, code: int) -> str:
    """What a command said on standard error, which ended with this code."""
    assert result.exit_code == code, result.output
    return result.stderr


def faulty_records() -> dict[str, list[dict[str, Any]]]:
    """Orders O0 to O11; O3 names nobody, so that it and its contact stay out; a team reads like a formula."""
    records = small_records()
    records["orders"][3] |= {"person_id": "nobody"}
    records["orders"][4] |= {"risk_level": "=1+1"}
    return records


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Extracts good and faulty, one of them taken and run."""
    folder = tmp_path_factory.mktemp("line")
    write_csv_extract(folder / "good", small_records(), COVER)
    write_csv_extract(folder / "faulty", faulty_records())
    said(plumb("take", folder / "good", folder / "taken"), 0)
    said(plumb("run", folder / "taken", "--as-at", "2026-03-31", "--out", folder / "run"), 0)
    return folder


# What there is


def test_the_commands_are_those_agreed() -> None:
    assert list(main.commands) == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_the_options_agreed(command: str) -> None:
    options = {
        name
        for parameter in main.commands[command].params
        for name in parameter.opts
        if name.startswith("--") and name != "--help"
    }
    assert options == COMMANDS[command]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_says_what_it_does_with_an_example(command: str) -> None:
    found = plumb(command, "--help")
    assert (found.exit_code, f"Example: plumbline {command}" in found.output) == (0, True)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_says_what_it_is_for(command: str) -> None:
    silent = [
        parameter.opts[0]
        for parameter in main.commands[command].params
        if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert silent == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_teams_in_the_examples_are_teams_of_the_made_up_council(command: str) -> None:
    named = re.findall(r"(?:team=|--team )(\w+)", main.commands[command].help or "")
    assert set(named) <= {"Harbour", "Millfield", "Northgate", "Orchard"}


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_option_is_a_wrong_use(command: str) -> None:
    assert "No such option" in said(plumb(command, "--no-such-option"), 2)


def test_the_version_is_that_of_the_library() -> None:
    assert plumb("--version").output == f"plumbline, version {plumbline.__version__}\n"


# check


def test_a_good_extract_ends_well(place: Path) -> None:
    assert said(plumb("check", place / "good"), 0) == ""


def test_warnings_and_notices_are_well(tmp_path: Path) -> None:
    records = small_records()
    records["contacts"][0]["recorded_on"] = date(2020, 1, 1)
    found = plumb("check", write_csv_extract(tmp_path / "extract", records))
    assert (found.exit_code, "1 warning" in found.output) == (0, True)


def test_errors_end_with_1_and_are_listed(place: Path) -> None:
    found = plumb("check", place / "faulty")
    assert (found.exit_code, found.stdout.splitlines()[0]) == (1, "1 error")


def test_an_extract_that_is_not_there_is_a_wrong_use(place: Path) -> None:
    assert "does not exist" in said(plumb("check", place / "nowhere"), 2)


def test_the_faults_as_json_are_a_list_of_exactly_these_keys(place: Path, tmp_path: Path) -> None:
    plumb("check", place / "faulty", "--faults-json", tmp_path / "faults.json")
    faults = json.loads((tmp_path / "faults.json").read_text("utf-8"))
    keys = ["file", "table", "row", "column", "value", "kind", "severity", "message"]
    assert [list(fault) for fault in faults] == [keys] * len(faults)
    (error,) = [fault for fault in faults if fault["severity"] == "error"]
    assert [error[key] for key in keys[:7]] == [
        *("orders.csv", "orders", 4, "person_id", "nobody", "reference_missing", "error"),
    ]


def test_a_fault_of_a_whole_column_has_no_row(tmp_path: Path) -> None:
    records = small_records()
    records["orders"][0]["shoe_size"] = "9"
    extract = write_csv_extract(tmp_path / "extract", records)
    plumb("check", extract, "--faults-json", tmp_path / "faults.json")
    faults = json.loads((tmp_path / "faults.json").read_text("utf-8"))
    found = [(fault["row"], fault["severity"]) for fault in faults if fault["column"] == "shoe_size"]
    assert found == [(None, "notice")]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_the_faults_as_csv_neutralise_what_a_spreadsheet_would_take_for_a_formula(
    tmp_path: Path, sign: str
) -> None:
    records = small_records()
    records["orders"][0]["kind"] = f"{sign}cmd|' /C calc'!A0"
    extract = write_csv_extract(tmp_path / "extract", records)
    plumb("check", extract, "--faults-csv", tmp_path / "faults.csv")
    written = (tmp_path / "faults.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert f"'{sign}cmd|' /C calc'!A0" in {row["value"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


# take


def test_errors_refuse_the_whole_extract_and_say_which(place: Path, tmp_path: Path) -> None:
    message = said(plumb("take", place / "faulty", tmp_path / "taken"), 1)
    assert "orders.csv, row 4, person_id" in message
    assert not (tmp_path / "taken").exists()


def test_going_on_without_faulty_rows_ends_well_and_counts_them(place: Path, tmp_path: Path) -> None:
    found = plumb("take", place / "faulty", tmp_path / "taken", "--accept-partial")
    manifest = json.loads((tmp_path / "taken/manifest.json").read_text("utf-8"))
    left_out = {
        name: (table["rows_read"], table["rows"], table["left_out_faulty"], table["left_out_hanging"])
        for name, table in manifest["tables"].items()
    }
    assert (found.exit_code, manifest["accept_partial"]) == (0, True)
    assert left_out == {"people": (12, 12, 0, 0), "orders": (12, 11, 1, 0), "contacts": (12, 11, 0, 1)}


def test_what_is_already_taken_is_not_taken_again(place: Path, tmp_path: Path) -> None:
    assert "already taken" in said(plumb("take", place / "taken", tmp_path / "again"), 2)


def test_an_output_folder_that_is_not_ours_is_refused_and_untouched(place: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis/chapter.txt").write_text("one")
    for command in (
        ("take", place / "good", tmp_path / "thesis"),
        ("run", place / "taken", "--as-at", "2026-03-31", "--out", tmp_path / "thesis"),
        ("synth", tmp_path / "thesis", "--years", "1"),
        ("template", tmp_path / "thesis"),
    ):
        assert "left alone" in said(plumb(*command), 2)
    assert [path.read_text() for path in (tmp_path / "thesis").iterdir()] == ["one"]


def test_the_folder_of_another_command_is_not_replaced(place: Path) -> None:
    assert "left alone" in said(
        plumb("run", place / "taken", "--as-at", "2026-03-31", "--out", place / "taken"), 2
    )


def test_an_output_folder_of_ours_is_replaced_whole(place: Path, tmp_path: Path) -> None:
    command = ("run", place / "taken", "--as-at", "2026-03-31", "--out", tmp_path / "run")
    said(plumb(*command, "--standard", "cpo_first_contact"), 0)
    (tmp_path / "run/stray").write_text("x")
    said(plumb(*command, "--standard", "cpo_officer_nominated"), 0)
    codes = pq.read_table(tmp_path / "run/results.parquet")["standard"].unique().to_pylist()
    assert (codes, (tmp_path / "run/stray").exists()) == (["cpo_officer_nominated"], False)


# run


def test_run_takes_an_extract_as_well_as_one_taken(place: Path, tmp_path: Path) -> None:
    said(plumb("run", place / "good", "--as-at", "2026-03-31", "--out", tmp_path / "run"), 0)
    for name in ("results.parquet", "measures.csv"):
        assert (tmp_path / "run" / name).read_bytes() == (place / "run" / name).read_bytes()


def test_the_results_have_exactly_the_columns_and_types_agreed(place: Path) -> None:
    written = pq.read_schema(place / "run/results.parquet")
    assert [(field.name, field.type) for field in written] == [(field.name, field.type) for field in SCHEMA]


def test_the_measures_have_exactly_the_header_agreed(place: Path) -> None:
    lines = (place / "run/measures.csv").read_text("utf-8").splitlines()
    april = "cpo_first_contact,2025-04,yes,X12000001,2,2,0,0,0,0.5,0.5,0.0,0.5,0.5"
    assert (lines[0], april in lines) == (MEASURES_HEADER, True)


def test_the_manifest_of_a_run_says_what_it_was_made_of(place: Path) -> None:
    manifest = json.loads((place / "run/manifest.json").read_text("utf-8"))
    taken = json.loads((place / "taken/manifest.json").read_text("utf-8"))
    assert manifest["extract"]["extract_hash"] == taken["extract_hash"]
    assert [file["sha256"] for file in manifest["extract"]["files"]] == [
        file["sha256"] for file in taken["files"]
    ]
    assert manifest["tables"]["orders"] == {
        "rows": 12,
        "rows_read": 12,
        "left_out_faulty": 0,
        "left_out_hanging": 0,
    }
    assert (manifest["as_at"], manifest["library_version"]) == ("2026-03-31", plumbline.__version__)
    assert manifest["cover"]["contacts"] == {"covers_from": "2025-04-01", "covers_until": "2026-03-31"}
    assert manifest["calendar"]["name"] == "scotland"
    assert manifest["seconds"] > 0


def test_the_manifest_names_standards_with_their_editions_and_those_left_out_with_why(place: Path) -> None:
    manifest = json.loads((place / "run/manifest.json").read_text("utf-8"))
    editions = {one["code"]: one["edition"] for one in manifest["standards"]}
    left_out = {one["code"]: one["why"] for one in manifest["left_out"]}
    assert editions["cpo_first_contact"] == "2013-14, Table 13"
    assert left_out["court_report"] == "the extract has no reports"
    assert len(editions) + len(left_out) == 18


def test_what_is_left_out_is_said_on_standard_error(place: Path, tmp_path: Path) -> None:
    found = plumb("run", place / "taken", "--as-at", "2026-03-31", "--out", tmp_path / "run")
    assert "Left out: court_report: the extract has no reports." in said(found, 0)
    assert "Left out" not in found.stdout


def test_an_unknown_standard_is_a_wrong_use_that_names_those_known(place: Path, tmp_path: Path) -> None:
    command = ("run", place / "taken", "--as-at", "2026-03-31", "--out", tmp_path / "run")
    message = said(plumb(*command, "--standard", "cpo_first_contcat"), 2)
    assert "cpo_first_contcat" in message and "cpo_first_contact" in message
    assert not (tmp_path / "run").exists()


def test_a_day_after_the_extract_was_made_is_refused(place: Path, tmp_path: Path) -> None:
    found = plumb("run", place / "taken", "--as-at", "2026-04-01", "--out", tmp_path / "run")
    assert "2026-03-31" in said(found, 2)
    assert not (tmp_path / "run").exists()


def test_the_day_the_extract_was_made_is_not_refused(place: Path, tmp_path: Path) -> None:
    said(plumb("run", place / "taken", "--as-at", "2026-03-31", "--out", tmp_path / "run"), 0)
    assert json.loads((tmp_path / "run" / "manifest.json").read_text("utf-8"))["as_at"] == "2026-03-31"


@pytest.mark.parametrize("day", ["31/03/2026", "2026-02-30", "20260331", "yesterday", ""])
def test_a_day_that_cannot_be_read_is_a_wrong_use(place: Path, tmp_path: Path, day: str) -> None:
    found = plumb("run", place / "taken", "--as-at", day, "--out", tmp_path / "run")
    assert "is not a date such as 2026-03-31" in said(found, 2)


@pytest.mark.parametrize("without", ["--as-at", "--out"])
def test_the_day_and_the_place_must_be_given(place: Path, tmp_path: Path, without: str) -> None:
    given = {"--as-at": "2026-03-31", "--out": tmp_path / "run"}
    words = [word for name, value in given.items() if name != without for word in (name, value)]
    assert f"Missing option '{without}'" in said(plumb("run", place / "taken", *words), 2)


def test_an_extract_from_which_nothing_can_be_judged_ends_with_1(tmp_path: Path) -> None:
    counts = {"activity_counts": [{"month": "2026-01", "authority": "X12000001", "task": "Bail", "count": 3}]}
    extract = write_csv_extract(tmp_path / "extract", counts)
    found = plumb("run", extract, "--as-at", "2026-03-31", "--out", tmp_path / "run")
    assert "Nothing can be judged from this extract." in said(found, 1)
    assert not (tmp_path / "run").exists()


def test_an_empty_folder_ends_with_1_and_says_what_a_file_is_called(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    found = plumb("run", tmp_path / "empty", "--as-at", "2026-03-31", "--out", tmp_path / "run")
    assert "named after their tables" in said(found, 1)


def test_the_first_and_the_last_day_that_a_record_may_have_are_judged(tmp_path: Path) -> None:
    records = small_records()
    records["orders"][0] |= {"imposed_on": date(1900, 1, 1), "ended_on": date(1900, 1, 1)}
    records["orders"][1] |= {"imposed_on": date(2100, 12, 31)}
    write_csv_extract(tmp_path / "extract", records)
    said(plumb("run", tmp_path / "extract", "--as-at", "2100-12-31", "--out", tmp_path / "run"), 0)
    found = duckdb.execute(
        "SELECT min(clock_start), max(clock_start) FROM read_parquet(?) WHERE standard = 'cpo_first_contact'",
        [str(tmp_path / "run" / "results.parquet")],
    ).fetchall()
    assert found == [(date(1900, 1, 1), date(2100, 12, 31))]


def test_a_mapping_for_what_is_already_taken_is_a_wrong_use(place: Path, tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text("")
    command = ("run", place / "taken", "--as-at", "2026-03-31", "--out", tmp_path / "run")
    assert "already taken" in said(plumb(*command, "--mapping", tmp_path / "mapping.toml"), 2)


def test_a_faulty_extract_stops_a_run(place: Path, tmp_path: Path) -> None:
    found = plumb("run", place / "faulty", "--as-at", "2026-03-31", "--out", tmp_path / "run")
    assert "--accept-partial" in said(found, 1)


def test_a_local_rule_is_judged_beside_the_standards_asked_for(place: Path, tmp_path: Path) -> None:
    command = ("run", place / "taken", "--as-at", "2026-03-31", "--out", tmp_path / "run")
    said(plumb(*command, "--standard", "cpo_first_contact", "--local", LOCAL_RULE), 0)
    manifest = json.loads((tmp_path / "run/manifest.json").read_text("utf-8"))
    named = [*manifest["standards"], *manifest["left_out"]]
    assert [one["code"] for one in named] == ["cpo_first_contact", LOCAL_RULE.stem]


def test_a_local_rule_given_twice_is_a_wrong_use(place: Path, tmp_path: Path) -> None:
    command = ("run", place / "taken", "--as-at", "2026-03-31", "--out", tmp_path / "run")
    assert "given twice" in said(plumb(*command, "--local", LOCAL_RULE, "--local", LOCAL_RULE), 2)


def test_an_amount_of_memory_that_is_none_is_a_wrong_use(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLUMBLINE_MEMORY", "lots")
    command = ("run", place / "taken", "--as-at", "2026-03-31", "--out", tmp_path / "run")
    assert "PLUMBLINE_MEMORY=lots" in said(plumb(*command), 2)


@pytest.mark.parametrize("damage", ["rows", "columns"])
def test_a_taken_extract_that_is_damaged_ends_with_1(place: Path, tmp_path: Path, damage: str) -> None:
    shutil.copytree(place / "taken", tmp_path / "taken")
    orders = tmp_path / "taken/orders.parquet"
    if damage == "rows":
        orders.write_bytes(orders.read_bytes()[:1000])
    else:
        pq.write_table(pq.read_table(orders).drop_columns(["order_key"]), orders)
    found = plumb("run", tmp_path / "taken", "--as-at", "2026-03-31", "--out", tmp_path / "run")
    assert "orders.parquet: is damaged. Take the extract again." in said(found, 1)


def test_a_councils_own_days_move_what_is_due(place: Path, tmp_path: Path) -> None:
    (tmp_path / "days.csv").write_text("authority,date,working\nX12000001,2025-04-08,no\n")
    command = ("run", place / "taken", "--as-at", "2026-03-31", "--out", tmp_path / "run")
    said(plumb(*command, "--standard", "cpo_first_contact", "--calendar", tmp_path / "days.csv"), 0)
    due = {
        row["case_id"]: row["due_on"] for row in pq.read_table(tmp_path / "run/results.parquet").to_pylist()
    }
    assert (due["O0"], due["O1"]) == (date(2025, 4, 9), date(2025, 4, 15))


# What is made of a run


@pytest.fixture(scope="module")
def partial(place: Path) -> Path:
    """A run without the faulty rows."""
    command = ("run", place / "faulty", "--as-at", "2026-03-31", "--out", place / "partial")
    said(plumb(*command, "--accept-partial"), 0)
    return place / "partial"


@pytest.mark.parametrize("command", [("measures",), ("tables", "--year", "2025-26")])
def test_rows_left_out_are_shown_with_every_figure(partial: Path, command: tuple[str, ...]) -> None:
    printed = " ".join(plumb(command[0], partial, *command[1:]).stdout.split())
    assert "1 of orders, 1 of contacts" in printed


def test_rows_left_out_are_in_the_manifest_of_the_run(partial: Path) -> None:
    manifest = json.loads((partial / "manifest.json").read_text("utf-8"))
    counted = {
        name: table["left_out_faulty"] + table["left_out_hanging"]
        for name, table in manifest["tables"].items()
    }
    assert (manifest["accept_partial"], counted) == (True, {"people": 0, "orders": 1, "contacts": 1})


@pytest.mark.parametrize(
    "command",
    [
        ("measures", "{run}"),
        ("measures", "{run}", "--by", "team", "--period", "month"),
        ("measures", "{run}", "--publish"),
        ("due", "{run}"),
        ("compare", "{good}", "{taken}"),
        ("standards",),
        ("terms", "80", "99", "--population", "702"),
    ],
    ids=lambda command: " ".join(command),
)
def test_json_can_be_read(place: Path, command: tuple[str, ...]) -> None:
    words = [word.format(run=place / "run", good=place / "good", taken=place / "taken") for word in command]
    found = plumb(*words, "--format", "json")
    said(found, 0)
    assert json.loads(found.stdout)


@pytest.mark.parametrize("command", [("measures",), ("tables", "--year", "2025-26"), ("due",)])
def test_csv_has_as_many_cells_in_each_row(place: Path, command: tuple[str, ...]) -> None:
    found = plumb(command[0], place / "run", *command[1:], "--format", "csv")
    said(found, 0)
    assert len({len(row) for row in csv.reader(io.StringIO(found.stdout))}) == 1


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_csv_for_people_neutralises_what_a_spreadsheet_would_take_for_a_formula(
    tmp_path: Path, sign: str
) -> None:
    records = small_records()
    for row in records["orders"]:
        row["team"] = f"{sign}SUM(A1)"
    del records["contacts"][0]
    write_csv_extract(tmp_path / "extract", records)
    said(plumb("run", tmp_path / "extract", "--as-at", "2025-07-01", "--out", tmp_path / "run"), 0)
    for command in (("measures", "--by", "team"), ("due",)):
        printed = plumb(command[0], tmp_path / "run", *command[1:], "--format", "csv").stdout
        teams = {cell for row in csv.reader(io.StringIO(printed)) for cell in row if cell.endswith("SUM(A1)")}
        assert teams == {f"'{sign}SUM(A1)"}


def test_open_data_is_written_as_a_zip_that_says_where_it_is(place: Path, tmp_path: Path) -> None:
    done = plumb("open-data", place / "run", "--period", "2025-26", "--out", tmp_path / "open.zip")
    assert (said(done, 0), done.stdout) == ("", f"The open data is in {tmp_path / 'open.zip'}.\n")
    with zipfile.ZipFile(tmp_path / "open.zip") as packed:
        assert {"README.md", "datapackage.json", "measures_by_period.csv"} <= set(packed.namelist())


def test_the_due_list_may_be_of_one_team(place: Path, tmp_path: Path) -> None:
    said(plumb("run", place / "taken", "--as-at", "2025-04-08", "--out", tmp_path / "run"), 0)
    rows = csv.DictReader(
        io.StringIO(plumb("due", tmp_path / "run", "--team", "North", "--format", "csv").stdout)
    )
    assert {row["team"] for row in rows} <= {"North"}


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        (("measures", "--by", "worker_id"), "never shown by worker"),
        (("measures", "--by", "shoe_size"), "shoe_size"),
        (("measures", "--standard", "nope"), "nope"),
        (("measures", "--period", "week"), "week"),
        (("tables", "--year", "2025"), "2025-26"),
        (("tables", "--year", "2025-27"), "2025-27"),
        (("tables",), "--year"),
        (("due", "--within", "-1"), "-1"),
        (("report",), "--out"),
        (("report", "--out", "x.html", "--period", "2031-32"), "is not over as at"),
        (("open-data", "--out", "x.zip", "--period", "2031-32"), "is not over as at"),
        (("report", "--out", "x.html", "--period", "2025-Q4"), "2025-26-Q3 for October to December 2025"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_use_of_a_run_says_what_is_wrong(
    place: Path, command: tuple[str, ...], complaint: str
) -> None:
    assert complaint in said(plumb(command[0], place / "run", *command[1:]), 2)


@pytest.mark.parametrize("command", [("measures",), ("tables", "--year", "2025-26"), ("due",)])
@pytest.mark.parametrize("folder", ["good", "taken"])
def test_a_folder_that_is_no_run_ends_with_1(place: Path, folder: str, command: tuple[str, ...]) -> None:
    assert "Give the folder that plumbline run wrote" in said(
        plumb(command[0], place / folder, *command[1:]), 1
    )


@pytest.mark.parametrize("command", [("measures",), ("tables", "--year", "2025-26"), ("due",)])
def test_a_run_whose_rows_are_damaged_ends_with_1(
    place: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    shutil.copytree(place / "run", tmp_path / "run")
    (tmp_path / "run/results.parquet").write_bytes(b"PAR1 and no more")
    message = said(plumb(command[0], tmp_path / "run", *command[1:]), 1)
    assert message.endswith("results.parquet is damaged. Judge the extract again.\n")


def test_an_unknown_code_cannot_be_explained_or_shown_as_sql() -> None:
    for command in ("explain", "sql"):
        assert "nope" in said(plumb(command, "nope"), 2)


def test_every_standard_is_explained_and_shown_as_sql(place: Path) -> None:
    for one in json.loads(plumb("standards", "--format", "json").stdout):
        assert one["title"] in plumb("explain", one["code"]).stdout
        assert "SELECT" in plumb("sql", one["code"]).stdout


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("5", "4"), "5 of 4: K cannot be larger than N."),
        (("1", "0"), "0 is not in the range"),
        (("--", "-1", "4"), "-1 is not in the range"),
        (("3", "4", "--population", "2"), "--population 2: cannot be smaller than N, which is 4."),
        (("x", "4"), "'x' is not a valid integer"),
    ],
)
def test_terms_that_cannot_be_are_a_wrong_use_with_its_reason(words: tuple[str, ...], why: str) -> None:
    assert why in said(plumb("terms", *words), 2)


def test_the_terms_of_a_sample_give_word_percentage_interval_and_whether_it_holds() -> None:
    found = json.loads(plumb("terms", "80", "99", "--population", "702", "--format", "json").stdout)
    assert {"word", "percent", "interval", "holds"} <= set(found)
    assert (found["k"], found["n"], found["population"]) == (80, 99, 702)
