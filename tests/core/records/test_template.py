"""The empty template: what is in it, that other tools accept it, and that filled templates are safe."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path

import pytest
from frictionless import validate
from openpyxl import load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from plumbline.errors import UsageError
from plumbline.records import check
from plumbline.records.data_package import data_package
from plumbline.records.mapping import read_mapping
from plumbline.records.specification import Column, load
from plumbline.records.template import WORKBOOK, write_template
from plumbline.records.template_files import untouched

TABLES = load().tables


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "empty"
    write_template(folder, standards=["cpo_first_contact", "cpo_review"])
    return folder


@pytest.fixture(scope="module")
def workbook(template: Path):
    book = load_workbook(template / WORKBOOK)
    yield book
    book.close()


def validation_of(sheet: Worksheet, column: str) -> DataValidation | None:
    heading = next(cell for cell in sheet[1] if cell.value == column)
    cell = f"{heading.column_letter}7"
    return next((check for check in sheet.data_validations.dataValidation if cell in check.sqref), None)


def offered(book, check: DataValidation) -> list[str]:
    name, cells = check.formula1.rsplit("!", 1)
    return [row[0].value for row in book[name.strip("'")][cells.replace("$", "")]]


def value_for(column: Column) -> str:
    """A clean value for any column of the specification."""
    return {
        "identifier": f"{column.references or 'own'}-0001",
        "text": "North",
        "date": "2026-03-02",
        "code": (column.codes or ("",))[0],
        "yes_no": "Yes",
        "whole": f"{column.minimum or 1:g}",
        "number": "1.5",
        "month": "2026-03",
        "authority": "X12000001",
        "standard": "cpo_review",
    }[column.type]


def fill(folder: Path) -> None:
    """One clean row in every CSV of the template; the row's own identifier is `<table>-0001`."""
    for name, table in TABLES.items():
        spare = (*table.owner, *table.at_most_one)[1:]
        row = {
            column.name: f"{name}-0001" if column.identifies else value_for(column)
            for column in table.columns
            if column.name not in spare
        }
        with (folder / f"{name}.csv").open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, [column.name for column in table.columns]).writerow(row)


def test_every_table_has_a_csv_file_with_its_columns_as_headings_and_no_row(template):
    found = {
        file.stem: list(csv.reader(file.read_text("utf-8").splitlines())) for file in template.glob("*.csv")
    }
    assert found == {name: [[column.name for column in table.columns]] for name, table in TABLES.items()}


def test_the_written_files_are_returned(tmp_path):
    files = write_template(tmp_path / "t")
    assert sorted(file.name for file in files) == sorted(file.name for file in (tmp_path / "t").iterdir())


def test_the_workbook_has_a_guide_a_sheet_for_each_table_every_column_and_the_codes(workbook):
    assert workbook.sheetnames == ["How to fill this in", *TABLES, "Every column", "Lists of codes"]


def test_a_workbook_reader_sees_the_headings_of_every_table_and_no_row(template):
    book = CalamineWorkbook.from_path(str(template / WORKBOOK))
    found = {name: book.get_sheet_by_name(name).to_python() for name in TABLES}
    assert found == {name: [[column.name for column in table.columns]] for name, table in TABLES.items()}


def test_the_heading_row_of_every_sheet_is_frozen(workbook):
    assert {workbook[name].freeze_panes for name in TABLES} == {"A2"}


def test_required_columns_and_only_they_are_underlined(workbook):
    underlined = {
        (name, cell.value) for name in TABLES for cell in workbook[name][1] if cell.font.underline == "single"
    }
    assert underlined == {
        (name, column.name) for name, table in TABLES.items() for column in table.columns if column.required
    }


def test_every_heading_says_what_the_column_is(workbook):
    for name, table in TABLES.items():
        for cell, column in zip(workbook[name][1], table.columns, strict=True):
            assert cell.comment.text.startswith(column.about)


def test_every_column_of_codes_offers_exactly_its_codes(workbook):
    found, wanted = {}, {}
    for name, table in TABLES.items():
        for column in table.columns:
            if column.type == "code":
                found[name, column.name] = offered(workbook, validation_of(workbook[name], column.name))
                wanted[name, column.name] = list(column.codes)
    assert found == wanted


@pytest.mark.parametrize(
    ("table", "column", "choices"),
    [
        ("orders", "authority", list(load().authorities)),
        ("contacts", "announced", ["yes", "no"]),
        ("delays", "standard", ["cpo_first_contact", "cpo_review"]),
    ],
)
def test_councils_yes_and_no_and_standards_are_chosen_from_a_list(workbook, table, column, choices):
    assert offered(workbook, validation_of(workbook[table], column)) == choices


def test_without_known_standards_any_standard_may_be_typed(tmp_path):
    write_template(tmp_path / "t")
    book = load_workbook(tmp_path / "t" / WORKBOOK)
    assert validation_of(book["delays"], "standard") is None
    book.close()


def test_a_date_column_takes_dates_only_and_shows_them_year_first(workbook):
    check = validation_of(workbook["orders"], "imposed_on")
    assert (check.type, check.formula1) == ("date", "DATE(1900,1,1)")
    assert workbook["orders"].column_dimensions["E"].number_format == "yyyy-mm-dd"


def test_a_number_column_keeps_to_its_bounds(workbook):
    check = validation_of(workbook["people"], "simd_quintile")
    assert (check.type, check.operator, check.formula1, check.formula2) == ("whole", "between", "1", "5")


def test_references_are_text_so_that_leading_noughts_stay(workbook):
    assert workbook["orders"].column_dimensions["A"].number_format == "@"


def test_the_guide_names_every_table(workbook):
    words = {str(cell.value) for row in workbook.worksheets[0].iter_rows() for cell in row}
    assert words >= set(TABLES)


def test_the_cover_example_is_all_commented_out_and_reads_as_cover_once_it_is_not(template):
    text = (template / "extract.toml").read_text("utf-8")
    assert tomllib.loads(text) == {}
    lines = [line.removeprefix("# ") for line in text.splitlines()]
    used = [line for line in lines if line.startswith("[") or " = " in line]
    assert set(tomllib.loads("\n".join(used))) == {"extracted_on", "contacts", "work_sessions"}


def test_the_example_of_a_mapping_can_be_followed_as_it_stands(template):
    mapping = read_mapping(template / "mapping-example.toml", load())
    assert [(feed.table, feed.wide) for feed in mapping.feeds] == [("orders", False), ("contacts", True)]


def test_the_data_package_of_the_empty_template_is_valid(template):
    assert validate(str(template / "datapackage.json")).valid


def test_a_filled_template_is_a_valid_data_package(tmp_path):
    write_template(tmp_path / "t")
    fill(tmp_path / "t")
    report = validate(str(tmp_path / "t" / "datapackage.json"))
    assert report.flatten(["name", "rowNumber", "fieldName", "type"]) == []


PLANTED = [
    ("plans", "person_id", "nobody", "foreign-key"),
    ("reports", "person_id", "", "constraint-error"),
    ("requirements", "kind", "something", "constraint-error"),
    ("extensions", "granted_on", "03/2026", "type-error"),
    ("contacts", "announced", "perhaps", "type-error"),
    ("people", "simd_quintile", "6", "constraint-error"),
    ("activity_counts", "month", "March", "type-error"),
    ("assessments", "assessment_id", "", "primary-key"),
]


@pytest.fixture(scope="module")
def faults_found(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    folder = tmp_path_factory.mktemp("template") / "faulty"
    write_template(folder)
    fill(folder)
    for table, column, value, _ in PLANTED:
        file = folder / f"{table}.csv"
        headings, row = csv.reader(file.read_text("utf-8").splitlines())
        row[headings.index(column)] = value
        with file.open("w", encoding="utf-8", newline="") as written:
            csv.writer(written).writerows([headings, row])
    report = validate(str(folder / "datapackage.json"))
    return {(task.name, error.type) for task in report.tasks for error in task.errors}


@pytest.mark.parametrize(("table", "column", "value", "fault"), PLANTED)
def test_the_data_package_finds_a_fault(faults_found, table, column, value, fault):
    assert (table, fault) in faults_found


def test_a_data_package_of_some_tables_points_to_no_table_that_is_not_there():
    package = data_package({"orders": ["order_id", "person_id", "kind"]})
    (orders,) = package["resources"]
    assert "foreignKeys" not in orders["schema"]
    assert [field["name"] for field in orders["schema"]["fields"]] == ["order_id", "person_id", "kind"]


def test_an_untouched_template_is_replaced_whole(tmp_path):
    write_template(tmp_path / "t")
    before = (tmp_path / "t" / "datapackage.json").read_bytes()
    write_template(tmp_path / "t")
    assert (tmp_path / "t" / "datapackage.json").read_bytes() == before


def test_a_template_somebody_has_filled_in_is_not_written_over(tmp_path):
    write_template(tmp_path / "t")
    fill(tmp_path / "t")
    with pytest.raises(UsageError, match=r"absences\.csv: was changed or added"):
        write_template(tmp_path / "t")
    assert len((tmp_path / "t" / "orders.csv").read_text("utf-8").splitlines()) == 2


def test_a_file_laid_into_the_template_is_not_lost(tmp_path):
    write_template(tmp_path / "t")
    (tmp_path / "t" / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(UsageError, match=r"notes\.txt"):
        write_template(tmp_path / "t")


def test_a_folder_that_is_not_ours_is_refused(tmp_path):
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "orders.csv").write_text("order_id\n1\n", "utf-8")
    with pytest.raises(UsageError, match="not made by this command"):
        write_template(tmp_path / "t")


def test_the_files_of_a_template_that_nobody_filled_in_are_known(tmp_path):
    write_template(tmp_path / "t")
    (tmp_path / "t" / "orders.csv").write_text("order_id\nO1\n", "utf-8")
    (tmp_path / "t" / "people.csv").unlink()
    assert {"contacts.csv", WORKBOOK, "manifest.json"} <= untouched(tmp_path / "t")
    assert not {"orders.csv", "people.csv"} & untouched(tmp_path / "t")


def test_a_folder_that_is_no_template_has_no_untouched_files(tmp_path):
    (tmp_path / "orders.csv").write_text("order_id\n", "utf-8")
    assert untouched(tmp_path) == frozenset()


@pytest.mark.parametrize("files", [None, 5, "orders.csv", ["orders.csv"], [{"file": "../orders.csv"}], [{}]])
def test_a_manifest_that_somebody_wrote_by_hand_does_no_harm(tmp_path, files):
    manifest = {"kind": "plumbline template", "files": files}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert untouched(tmp_path) == {"manifest.json"}


def test_a_template_filled_in_is_an_extract_of_the_files_that_were_filled_in(tmp_path):
    write_template(tmp_path / "t")
    fill(tmp_path / "t")
    headings = ",".join(column.name for column in TABLES["contacts"].columns)
    (tmp_path / "t" / "contacts.csv").write_bytes(f"{headings}\r\n".encode())
    checked = check(tmp_path / "t")
    assert checked.faults.count("error") == 0
    assert set(checked.tables) == set(TABLES) - {"contacts"}


def test_the_manifest_says_that_it_is_a_template(template):
    manifest = json.loads((template / "manifest.json").read_text("utf-8"))
    assert (manifest["kind"], manifest["specification"]) == ("plumbline template", "1")
