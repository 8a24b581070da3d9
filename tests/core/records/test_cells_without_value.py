"""A cell of a workbook that shows an error is not empty, and a formula never worked out is refused."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from factories.malformed_containers import SHEET, book, raw_rows, rewritten, zipped
from plumbline.records import check
from plumbline.records.cells_without_value import cells_without_value


def odd(folder: Path, cell: str, name: str = "march.xlsx") -> Path:
    """A sound workbook but for E2, the day that the first order was imposed: this element stands there."""
    file = folder / name
    file.write_bytes(rewritten(book([["order_id"]]), SHEET, raw_rows({"E2": cell})))
    return file


@pytest.mark.parametrize("word", ["#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"])
def test_an_error_in_a_day_is_a_day_that_cannot_be_read(tmp_path, word):
    found = check(odd(tmp_path, f'<c r="E2" s="1" t="e"><f>B9</f><v>{word}</v></c>'))
    assert [(fault.row, fault.column, fault.value, fault.kind) for fault in found.faults] == [
        (1, "imposed_on", word, "date_unreadable")
    ]


def test_an_error_in_the_day_that_an_order_ended_does_not_leave_the_order_in_force(tmp_path):
    file = tmp_path / "march.xlsx"
    rows = [
        ["order_id", "person_id", "authority", "kind", "imposed_on", "ended_on"],
        ["O1", "P1", "X12000001", "cpo", "2026-01-05", "#REF!"],
    ]
    file.write_bytes(book(rows))
    found = check(file)
    assert [(fault.column, fault.value, fault.severity) for fault in found.faults] == [
        ("ended_on", "#REF!", "error")
    ]


def test_not_available_counts_as_empty_with_a_notice_as_in_a_csv(tmp_path):
    file = tmp_path / "march.xlsx"
    rows = [
        ["order_id", "person_id", "authority", "kind", "imposed_on", "ended_on"],
        ["O1", "P1", "X12000001", "cpo", "2026-01-05", "#N/A"],
    ]
    file.write_bytes(book(rows))
    assert [(fault.column, fault.kind, fault.severity) for fault in check(file).faults] == [
        ("ended_on", "empty_word", "notice")
    ]


def test_a_formula_that_was_never_worked_out_is_refused_with_its_place(tmp_path):
    found = check(odd(tmp_path, '<c r="E2"><f>TODAY()</f><v></v></c>'))
    [said] = [fault.message for fault in found.faults if fault.kind == "unreadable_file"]
    assert "Cell E2 holds a formula that was never worked out" in said


def test_a_formula_whose_result_is_an_empty_text_is_an_empty_cell(tmp_path):
    file = odd(tmp_path, '<c r="E2" t="str"><f>IF(1,"","")</f><v></v></c>')
    assert cells_without_value(file, "orders").not_worked_out == []
    assert [fault.kind for fault in check(file).faults] == ["required_missing"]


def test_cells_that_do_not_say_where_they_are_are_counted(tmp_path):
    file = tmp_path / "march.xlsx"
    rows = '<row><c t="n"><v>1</v></c></row><row><c/><c t="e"><v>#REF!</v></c></row>'
    sheet = raw_rows()
    head = sheet[: sheet.index(b"<sheetData>") + len(b"<sheetData>")]
    file.write_bytes(
        rewritten(book([["order_id"]]), SHEET, head + rows.encode() + b"</sheetData></worksheet>")
    )
    assert cells_without_value(file, "orders").errors == {1: {1: "#REF!"}}


@pytest.mark.parametrize("cut", range(1, 47))
def test_a_cell_cut_in_two_by_reading_in_blocks_is_still_looked_at(tmp_path, cut):
    file = tmp_path / "march.xlsx"
    sheet = raw_rows()
    start = sheet[: -len("</sheetData></worksheet>")]
    padding = b" " * (1_000_000 - len(start) - cut)
    cell = b'<row r="9"><c r="C9" t="e"><v>#REF!</v></c></row>'
    more = b'<row r="10"><c r="A10" t="n"><v>1</v></c></row></sheetData></worksheet>'
    file.write_bytes(rewritten(book([["order_id"]]), SHEET, start + padding + cell + more))
    assert cells_without_value(file, "orders").errors == {8: {2: "#REF!"}}


@pytest.mark.parametrize("hostile", [b"<row " * 400_000, b"<c>" * 400_000, b'<row r="1">' + b"<f" * 400_000])
def test_a_sheet_made_to_take_long_takes_no_longer_than_it_is(tmp_path, hostile):
    file = tmp_path / "march.xlsx"
    sheet = raw_rows()
    start = sheet[: -len("</sheetData></worksheet>")]
    file.write_bytes(rewritten(book([["order_id"]]), SHEET, start + hostile + b"</sheetData></worksheet>"))
    began = time.process_time()
    cells_without_value(file, "orders")
    assert time.process_time() - began < 20


def open_document(**people: str) -> bytes:
    """A workbook of the open document kind with one sheet, people: one row, by heading."""
    names = {
        name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text")
    }
    said = " ".join(f'xmlns:{name}="{address}"' for name, address in names.items())
    heading, row = (
        "".join(
            f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>'
            for one in those
        )
        for those in (people, people.values())
    )
    rows = f"<table:table-row>{heading}</table:table-row><table:table-row>{row}</table:table-row>"
    sheet = f'<table:table table:name="people">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    listed = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entry = f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
    return zipped(
        {
            "mimetype": kind.encode(),
            "content.xml": f"<office:document-content {said}>{body}</office:document-content>".encode(),
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{listed}">{entry}</m:manifest>'.encode(),
        }
    )


def test_a_kind_of_workbook_in_which_an_error_looks_empty_is_warned_about(tmp_path):
    file = tmp_path / "march.ods"
    file.write_bytes(open_document(person_id="P1", gender="male"))
    found = check(file)
    assert [(fault.file, fault.kind, fault.severity) for fault in found.faults] == [
        ("march.ods", "errors_unseen", "warning")
    ]
    assert found.tables["people"].rows == 1


def test_a_workbook_in_which_errors_are_seen_is_not(tmp_path):
    file = tmp_path / "march.xlsx"
    file.write_bytes(book([["order_id", "person_id", "authority", "kind", "imposed_on"]]))
    assert [fault.kind for fault in check(file).faults] == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"order_id,person_id\n"])
def test_what_is_no_workbook_is_left_to_the_reader(tmp_path, content):
    file = tmp_path / "march.xlsx"
    file.write_bytes(content)
    assert cells_without_value(file, "orders").errors == {}
