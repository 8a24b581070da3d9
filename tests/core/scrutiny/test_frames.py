"""The list a sample is drawn from: what is read, and what is refused, all at once."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest

from plumbline.scrutiny import frames
from plumbline.scrutiny.frames import Frame, FrameFault, FrameRefused, FrameRow, frame_of, read_frame

GOOD = b"order_id,team\nO1,North\nO2,South\nO3,North\n"


def read(text: str, stratum_column: str | None = "team") -> Frame:
    return read_frame(text.encode(), id_column="order_id", stratum_column=stratum_column)


def faults(content: str | bytes, stratum_column: str | None = "team") -> list[tuple[int | None, str, str]]:
    """Row, column and message of each fault."""
    content = content.encode() if isinstance(content, str) else content
    with pytest.raises(FrameRefused) as refused:
        read_frame(content, id_column="order_id", stratum_column=stratum_column)
    return [(one.row, one.column, one.message) for one in refused.value.frame_faults]


def test_a_list_is_read_in_its_order_with_its_hash() -> None:
    found = read_frame(GOOD, id_column="order_id", stratum_column="team")
    assert found.rows == (FrameRow("North", "O1"), FrameRow("South", "O2"), FrameRow("North", "O3"))
    assert found.strata == {"North": 2, "South": 1}
    assert found.sha256 == hashlib.sha256(GOOD).hexdigest()


def test_a_file_is_read_with_the_hash_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(GOOD)
    assert read_frame(path, id_column="order_id").sha256 == hashlib.sha256(GOOD).hexdigest()


def test_without_a_stratum_column_the_stratum_is_the_empty_string() -> None:
    found = read_frame(GOOD, id_column="order_id")
    assert found.strata == {"": 3}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_part_columns(delimiter: str) -> None:
    content = GOOD.replace(b",", delimiter.encode())
    assert read_frame(content, id_column="order_id", stratum_column="team").strata == {"North": 2, "South": 1}


def test_a_byte_order_mark_and_windows_line_ends_change_the_hash_and_nothing_else() -> None:
    content = b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n")
    found = read_frame(content, id_column="order_id", stratum_column="team")
    assert found.rows == read_frame(GOOD, id_column="order_id", stratum_column="team").rows
    assert found.sha256 == hashlib.sha256(content).hexdigest()


def test_space_around_a_cell_is_not_part_of_it() -> None:
    assert read("order_id,team\n O1 ,\u00a0North\t\n").rows == (FrameRow("North", "O1"),)


def test_empty_lines_are_passed_over_and_not_counted() -> None:
    assert faults("order_id,team\n\nO1,North\n,\nO1,North\n") == [
        (2, "order_id", "this record stands in row 1 already, and would have two chances. Keep one row for "
         "each record.")
    ]  # fmt: skip


def test_letters_beyond_ascii_and_quoted_delimiters_are_read_as_they_are() -> None:
    assert read('order_id,team\n"Ó,1",Àird\n').rows == (FrameRow("Àird", "Ó,1"),)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    text = "order_id,team\nO1,North\n,South\nO1,South\nO|2,North\nO3,\nO4,A|B\nO1,North\n"
    assert [(row, column) for row, column, _ in faults(text)] == [
        (2, "order_id"),
        (3, "order_id"),
        (4, "order_id"),
        (5, "team"),
        (6, "team"),
        (7, "order_id"),
    ]


def test_a_record_in_two_strata_is_said_to_be() -> None:
    ((row, _, message),) = faults("order_id,team\nO1,North\nO1,South\n")
    assert row == 2
    assert message.startswith("this record stands in row 1 already in another stratum, and would have two")


@pytest.mark.parametrize(
    ("text", "row", "column", "start"),
    [
        ("order_id,team\n,North\n", 1, "order_id", "it is empty; every record needs an identifier."),
        ("order_id,team\nO1,\n", 1, "team", "it is empty; every record needs a stratum"),
        ("order_id,team\nO|1,North\n", 1, "order_id", "it holds “|”"),
        ("order_id,team\nO1,N|S\n", 1, "team", "it holds “|”"),
        ('order_id,team\n"O\n1",North\n', 1, "order_id", "it holds a line break"),
        (f"order_id,team\n{'O' * 201},North\n", 1, "order_id", "it is longer than 200 letters"),
        ("order_id,team\nO1,North,x\n", 1, "the row", "it has 3 cells, and the header has 2."),
        ("order_id,team\nO1\n", 1, "the row", "it has 1 cell, and the header has 2."),
        ('order_id,team\nO1,North\nO2,"South\n', 2, "the row", "a quotation mark is not closed"),
        ("", None, "the header", "there is none"),
        ("\n\n", None, "the header", "there is none"),
        (f"order_id,team,{'n' * 140_000}\n", None, "the header", "a cell is longer than 131,072 letters."),
        (f"order_id,team\nO1,{'n' * 140_000}\n", 1, "the row", "a cell is longer than 131,072 letters."),
        ('"order_id,team\nO1,North\n', None, "the header", "a quotation mark is not closed"),
        ("order_id,team\n", None, "the file", "it holds no record."),
        ("order_id,order_id,team\nO1,O1,North\n", None, "order_id", "2 columns have this name."),
    ],
)
def test_each_fault_says_where_and_what(text: str, row: int | None, column: str, start: str) -> None:
    ((found_row, found_column, message),) = faults(text)
    assert (found_row, found_column, message[: len(start)]) == (row, column, start)


def test_columns_that_are_not_there_are_named_with_those_that_are() -> None:
    assert faults("order,group\nO1,North\n") == [
        (None, "order_id", "there is no such column. There are: order, group."),
        (None, "team", "there is no such column. There are: order, group."),
    ]


def test_one_column_cannot_be_both_identifier_and_stratum() -> None:
    ((_, column, message),) = faults(GOOD, "order_id")
    assert (column, message) == ("order_id", "the identifier and the stratum cannot be the same column.")


@pytest.mark.parametrize(
    "content",
    [
        "order_id,team\nÓ1,North\n".encode("cp1252"),
        "order_id,team\nO1,N\n".encode("utf-16"),
        b"PK\x03\x04\xff",
    ],
    ids=["Windows-1252", "UTF-16", "a workbook"],
)
def test_what_is_not_utf_8_is_refused_with_the_way_out(content: bytes) -> None:
    ((row, column, message),) = faults(content)
    assert (row, column) == (None, "the file")
    assert "Save it as “CSV UTF-8”" in message


def test_a_list_beyond_the_limits_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(GOOD)
    monkeypatch.setattr(frames, "MOST_BYTES", 10)
    assert faults(GOOD)[0][2].startswith("it is larger than")
    with pytest.raises(FrameRefused, match="larger than"):
        read_frame(path, id_column="order_id")
    monkeypatch.setattr(frames, "MOST_BYTES", 1000)
    monkeypatch.setattr(frames, "MOST_ROWS", 2)
    assert faults(GOOD)[0][2] == "it has more than 2 rows, which is the limit."


def test_a_header_of_very_many_columns_is_refused() -> None:
    ((_, _, message),) = faults(",".join(["order_id", "team", *(f"c{n}" for n in range(600))]) + "\n")
    assert message.startswith("it has 602 columns, and the limit is 500.")


def test_no_message_repeats_an_identifier() -> None:
    with pytest.raises(FrameRefused) as refused:
        read("order_id,team\nJean Brodie,North\nJean Brodie,South\nMiss|Jean,North\n")
    assert "Jean" not in str(refused.value)


def test_the_message_counts_the_faults_and_shows_the_first_twenty() -> None:
    with pytest.raises(FrameRefused) as refused:
        read("order_id,team\n" + "O1,North\n" * 31)
    lines = str(refused.value).splitlines()
    assert lines[0] == (
        "the list: no sample can be drawn from this list; 30 things are wrong with it (row 1 is the first "
        "under the header):"
    )
    assert (len(lines), lines[-1]) == (22, "  and 10 more")


def test_a_fault_says_its_place_first() -> None:
    assert str(FrameFault(3, "team", "it is empty.")) == "row 3, team: it is empty."
    assert str(FrameFault(None, "team", "there is no such column.")) == "team: there is no such column."


def test_rows_make_the_same_list_whatever_their_order() -> None:
    rows = [("North", "O2"), ("South", "O1"), ("North", "O10")]
    found = frame_of(rows)
    assert found.content == b"stratum,record_id\nNorth,O10\nNorth,O2\nSouth,O1\n"
    assert frame_of(reversed(rows)).sha256 == found.sha256


def test_rows_without_strata_make_a_list_of_identifiers() -> None:
    found = frame_of([("", "O2"), ("", "O1")], stratified=False)
    assert (found.content, found.strata) == (b"record_id\nO1\nO2\n", {"": 2})


def test_rows_are_held_to_the_same_rules() -> None:
    with pytest.raises(FrameRefused, match="two chances"):
        frame_of([("North", "O1"), ("South", "O1")])


def test_the_largest_list_is_read_in_seconds() -> None:
    content = "order_id,team\n" + "".join(f"O{n},T{n % 40}\n" for n in range(200_000))
    started = time.process_time()
    assert len(read(content).rows) == 200_000
    assert time.process_time() - started < 10
