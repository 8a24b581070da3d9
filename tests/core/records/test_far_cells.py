"""Sheets whose cells lie too far apart are found before they are opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from factories.malformed_containers import SHEET, book, cells_xml, raw_rows, rewritten
from plumbline.records.far_cells import too_far_apart


def with_cell(folder: Path, cell: str, row: int) -> Path:
    file = folder / "march.xlsx"
    file.write_bytes(rewritten(book([["order_id"]]), SHEET, raw_rows(more=cells_xml(row, {cell: "x"}))))
    return file


@pytest.mark.parametrize(
    ("cell", "row", "column"),
    [("XFD1048576", 1_048_576, 16_384), ("SF1048576", 1_048_576, 500), ("AX1000001", 1_000_001, 50)],
)
def test_a_cell_too_far_away_is_named_by_its_row_and_column(tmp_path, cell, row, column):
    said = too_far_apart(with_cell(tmp_path, cell, row))
    assert said is not None
    assert said.startswith(f"march.xlsx has a sheet whose cells reach to row {row:,} and column {column:,}")


@pytest.mark.parametrize(
    ("cell", "row"), [("A9", 9), ("XFD9", 9), ("A1048576", 1_048_576), ("AX1000000", 1_000_000)]
)
def test_a_sheet_that_can_be_opened_is_let_be(tmp_path, cell, row):
    assert too_far_apart(with_cell(tmp_path, cell, row)) is None


def test_a_place_cut_in_two_by_reading_in_blocks_is_still_seen(tmp_path):
    file = tmp_path / "march.xlsx"
    start = raw_rows()[: -len("</sheetData></worksheet>")]
    cell = cells_xml(1_048_576, {"XFD1048576": "x"}).encode()
    padding = b" " * (1_000_000 - len(start) - cell.index(b"XFD") - 3)
    file.write_bytes(
        rewritten(book([["order_id"]]), SHEET, start + padding + cell + b"</sheetData></worksheet>")
    )
    assert too_far_apart(file) is not None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"order_id,person_id\n"])
def test_what_is_no_workbook_is_left_to_the_reader(tmp_path, content):
    file = tmp_path / "march.xlsx"
    file.write_bytes(content)
    assert too_far_apart(file) is None
