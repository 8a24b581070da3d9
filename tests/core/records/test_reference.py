"""The reference page is generated: what is committed is what the specification says today."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.records.reference import reference_page
from plumbline.records.specification import load

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "records.md"


def test_the_committed_page_is_what_the_specification_generates():
    assert PAGE.read_text("utf-8") == reference_page(), "run `make docs`"


@pytest.mark.parametrize("table", load().tables.values(), ids=lambda table: table.name)
def test_each_table_shows_its_columns_in_order_with_their_codes(table):
    section = reference_page().split(f"### {table.name}\n")[1].split("\n##")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    assert [row[0].split("`")[1] for row in rows] == [column.name for column in table.columns]
    for row, column in zip(rows, table.columns, strict=True):
        assert all(f"`{code}`" in row[3] for code in column.codes)


def test_a_required_reference_shows_both_its_marks():
    assert "| `person_id` `*→people` |" in reference_page()


def test_a_row_identifier_that_may_be_left_out_is_marked_so():
    assert "| `contact_id` `**?` |" in reference_page()


def test_the_limits_on_the_page_are_those_of_the_specification():
    page = reference_page()
    assert "500 columns" in page
    assert "a cell of more than 1\n  MB" in page
    assert "10,000 files" in page
    assert "4 GB unpacked" in page
    assert "more than\n  200 to 1" in page


def test_every_reason_for_delay_is_on_one_side():
    section = reference_page().split("### Whose side")[1].split("\n##")[0]
    assert {reason: section.count(f"`{reason}`") for reason in load().delay_sides} == dict.fromkeys(
        load().delay_sides, 1
    )
