"""How files arrive: encodings, delimiters, line ends, quoting, workbooks, zips, Parquet, and their limits."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from factories.extracts import order, rows, severe, write_extract
from plumbline.records import check, take

LINES = ["person_id,gender", "É1,male", "P2,female"]


def people_taken(folder: Path, out: Path) -> list[tuple[object, object, object]]:
    table = pq.read_table(take(folder, out).parquet("people"))
    return [(row["person_id"], row["gender"], row["source_row"]) for row in table.to_pylist()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_is_read_however_it_is_written(
    tmp_path: Path, encoding: str, delimiter: str, newline: str
) -> None:
    text = (newline.join(LINES) + newline).replace(",", delimiter)
    folder = write_extract(tmp_path / "x", people=text.encode(encoding))
    assert people_taken(folder, tmp_path / "taken") == [("É1", "male", 1), ("P2", "female", 2)]


def test_a_late_letter_of_windows_1252_turns_the_whole_file(tmp_path: Path) -> None:
    lines = ["person_id,gender", *(f"P{n},male" for n in range(1, 600_000)), "É1,female"]
    folder = write_extract(tmp_path / "x", people="\n".join(lines).encode("cp1252"))
    table = pq.read_table(take(folder, tmp_path / "taken").parquet("people"))
    assert (table.num_rows, table["person_id"][-1].as_py()) == (600_000, "É1")


def test_quoted_cells_keep_their_line_breaks_delimiters_and_marks(tmp_path: Path) -> None:
    orders = (
        "order_id,person_id,authority,kind,imposed_on,team\n"
        'O1,P1,X12000001,cpo,2026-01-05,"East, and\nWest"\n'
        'O2,P1,X12000001,cpo,2026-01-05,"The ""A"" team"\n'
    )
    taken = take(write_extract(tmp_path / "x", orders=orders), tmp_path / "taken")
    assert pq.read_table(taken.parquet("orders"))["team"].to_pylist() == ["East, and\nWest", 'The "A" team']


def test_blank_lines_are_no_records_and_rows_of_empty_cells_are(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", people="\n\nperson_id,gender\n\nP1,male\n\n,\n  \nP2,female\n\n")
    assert people_taken(folder, tmp_path / "taken") == [("P1", "male", 1), ("P2", "female", 3)]


def test_a_quotation_mark_that_is_never_closed_is_an_error_that_names_its_row(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", people='person_id,gender\nP1,male\nP2,"female\nP3,male\n')
    checked = check(folder)
    (fault, *_) = checked.faults
    assert (fault.kind, fault.row, fault.file) == ("unreadable_file", 2, "people.csv")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"PK\x03\x04rest", "a zip or a workbook"),
        (b"PAR1rest", "a Parquet file"),
        (b"person_id\n\x00\x01\x02\n", "holds bytes that no CSV has"),
        (b"\xef\xbb\xbfperson_id\n\xe9\n", "says it is UTF-8 and is not"),
        (b"person_id\n\x81\n", "cannot be read as UTF-8 or Windows-1252"),
    ],
)
def test_what_is_no_csv_is_said_to_be_none(tmp_path: Path, content: bytes, says: str) -> None:
    faults = list(check(write_extract(tmp_path / "x", people=content)).faults)
    assert [(fault.kind, fault.file) for fault in faults] == [
        ("unreadable_file", "people.csv"),
        ("no_tables", "x"),
    ]
    assert says in faults[0].message


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (",".join(["person_id", *(f"x{n}" for n in range(500))]) + "\n", "501 columns, and the limit is 500"),
        ("person_id,gender\nP1," + "x" * 1_000_001 + "\n", "longer than 1 MB"),
    ],
)
def test_a_limit_that_is_passed_is_named(tmp_path: Path, content: str, says: str) -> None:
    checked = check(write_extract(tmp_path / "x", people=content, orders=order()))
    (fault,) = checked.faults.of_kind("limit")
    assert says in fault.message
    assert checked.refused


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(path)
    return path


def test_a_workbook_has_a_table_a_sheet_and_keeps_real_dates_and_typed_numbers(tmp_path: Path) -> None:
    day = datetime.datetime(2026, 1, 5)
    path = workbook(
        tmp_path / "march.xlsx",
        People=[["Person ID", "Gender"], [42, "male"], ["000042", "female"]],
        Orders=[
            ["order_id", "person_id", "authority", "kind", "imposed_on", "expected_end_on"],
            ["O1", 42, "X12000001", "CPO", day, "05/01/2027"],
        ],
        Notes=[["hello"]],
    )
    taken = take(path, tmp_path / "taken")
    assert pq.read_table(taken.parquet("people"))["person_id"].to_pylist() == ["42", "000042"]
    (row,) = pq.read_table(taken.parquet("orders")).to_pylist()
    assert (row["person_id"], row["imposed_on"], row["expected_end_on"]) == (
        "42", datetime.date(2026, 1, 5), datetime.date(2027, 1, 5),
    )  # fmt: skip
    assert [(file.file, file.table) for file in taken.manifest.files] == [("march.xlsx", "people, orders")]


def test_rows_of_a_sheet_are_numbered_after_its_header(tmp_path: Path) -> None:
    lines: list[list[object]] = [
        [],
        ["person_id", "gender"],
        ["P1", "male"],
        [None, None],
        ["P2", "fish"],
        [" "],
    ]
    checked = check(workbook(tmp_path / "x.xlsx", people=lines))
    assert severe(checked) == [("code_unknown", 3, "gender", "warning")]
    (fault,) = checked.faults.of_kind("code_unknown")
    assert fault.file == "x.xlsx, sheet people"


def packed(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/") + ".csv", content)
    return path


@pytest.mark.parametrize("prefix", ["", "march__", "march__final__"])
def test_a_zip_is_read_like_the_folder_in_it(tmp_path: Path, prefix: str) -> None:
    path = packed(
        tmp_path / "x.zip", **{f"{prefix}people": "\n".join(LINES), f"{prefix}orders": order(person_id="P2")}
    )
    assert severe(check(path)) == []
    assert list(check(path).tables) == ["people", "orders"]


def test_files_of_one_name_in_the_folders_of_a_zip_are_told_apart(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "x.zip",
        north__people="person_id,gender\nP1,fish\n",
        south__notes="a\n1\n",
        south__orders=order(kind="fish"),
        north__notes="a\n1\n",
    )
    named = [(fault.kind, fault.file) for fault in check(path).faults if fault.kind != "reference_missing"]
    assert sorted(named) == [
        ("code_unknown", "north/people.csv"),
        ("code_unknown", "south/orders.csv"),
        ("file_ignored", "north/notes.csv"),
        ("file_ignored", "south/notes.csv"),
    ]


def test_one_table_in_two_folders_of_a_zip_is_sent_twice_and_both_are_named(tmp_path: Path) -> None:
    text = "\n".join(LINES)
    (fault,) = check(packed(tmp_path / "x.zip", north__people=text, south__people=text)).faults.of_kind(
        "table_twice"
    )
    assert "north/people.csv and south/people.csv" in fault.message


def test_a_mapping_may_name_which_of_two_files_of_one_name_is_meant(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", north__list="\n".join(LINES), south__list="person_id\nP9\n")
    (tmp_path / "map.toml").write_text('[tables.people]\nfile = "south/list.csv"\n')
    taken = take(path, tmp_path / "taken", mapping=tmp_path / "map.toml")
    assert pq.read_table(taken.parquet("people"))["person_id"].to_pylist() == ["P9"]
    assert [file.file for file in taken.manifest.files] == ["south/list.csv"]


def test_two_statements_of_cover_in_a_zip_are_an_error_and_not_the_last_of_them(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", north__people="\n".join(LINES))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("north/extract.toml", "extracted_on = 2026-03-31\n")
        archive.writestr("extract.toml", "extracted_on = 2026-04-30\n")
    (fault,) = check(path).faults.of_kind("extract_toml")
    assert "extract.toml and north/extract.toml" in fault.message


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("orders.csv", ("unreadable_file", "error", "orders.csv is a folder, not a file, so nothing in it")),
        ("old", ("file_ignored", "notice", "old is a folder, not a file, and is left alone.")),
    ],
)
def test_a_folder_among_the_files_is_said_to_be_one(
    tmp_path: Path, name: str, says: tuple[str, str, str]
) -> None:
    folder = write_extract(tmp_path / "x", people=rows(*LINES))
    (folder / name).mkdir()
    (fault,) = [one for one in check(folder).faults if one.file == name]
    assert (fault.kind, fault.severity, fault.message[: len(says[2])]) == says


def test_a_zip_with_a_path_out_of_it_writes_nothing_and_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../escaped.csv", "a\n1\n")
    checked = check(path)
    assert {fault.kind for fault in checked.faults} == {"unsafe_path", "no_tables"}
    assert sorted(entry.name for entry in tmp_path.rglob("*")) == ["in", "x.zip"]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", people="person_id\n" + "0" * 50_000_000)
    (fault,) = check(path).faults.of_kind("limit")
    assert "packed more than 200 to 1, the limit" in fault.message


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("\n".join(LINES))
    folder = write_extract(tmp_path / "x", orders=order())
    (folder / "people.csv").symlink_to(tmp_path / "secret.csv")
    checked = check(folder)
    assert ("unsafe_path", "people.csv") in {(fault.kind, fault.file) for fault in checked.faults}
    assert checked.refused


def test_parquet_is_read_by_its_values(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x")
    table = pa.table(
        {
            "requirement_id": pa.array([1.0, 2.0]),
            "order_id": ["O1", "O1"],
            "kind": ["conduct", "unpaid_work"],
            "imposed_on": pa.array([datetime.date(2026, 1, 5)] * 2),
            "added_by_variation": [True, None],
            "hours_imposed": [None, 7.5],
        }
    )
    pq.write_table(table, folder / "requirements.parquet")
    rows_taken = pq.read_table(take(folder, tmp_path / "taken").parquet("requirements")).to_pylist()
    assert [
        (row["requirement_id"], row["imposed_on"], row["added_by_variation"], row["hours_imposed"])
        for row in rows_taken
    ] == [("1", datetime.date(2026, 1, 5), True, None), ("2", datetime.date(2026, 1, 5), None, 7.5)]


def parquet_orders(folder: Path, **columns: object) -> Path:
    """An extract whose orders are Parquet, with these columns changed or added."""
    given = {
        "order_id": ["O1"],
        "person_id": ["P1"],
        "authority": ["X12000001"],
        "kind": ["cpo"],
        "imposed_on": ["2026-01-05"],
        **columns,
    }
    write_extract(folder, people="person_id,gender\nP1,male\n")
    pq.write_table(pa.table(given), folder / "orders.parquet")
    return folder


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (pa.array([["North", "South"]]), "holds lists or records, not one value a row"),
        (pa.array([["North"]], pa.large_list(pa.string())), "holds lists or records, not one value a row"),
        (pa.array([["N", "S"]], pa.list_(pa.string(), 2)), "holds lists or records, not one value a row"),
        (pa.array([{"name": "North"}]), "holds lists or records, not one value a row"),
        (
            pa.array([[("a", "b")]], pa.map_(pa.string(), pa.string())),
            "holds lists or records, not one value",
        ),
        (pa.array([b"\xff\xfe"]), "holds bytes that are no text"),
        (pa.array([b"N\x00"]), "holds bytes that are no text"),
    ],
    ids=["lists", "large lists", "lists of two", "records", "maps", "bytes", "bytes with NUL"],
)
def test_a_column_of_parquet_that_holds_no_texts_is_an_error_that_names_it(
    tmp_path: Path, values: pa.Array, says: str
) -> None:
    checked = check(parquet_orders(tmp_path / "x", team=values))
    (fault,) = checked.faults.of_kind("unreadable_file")
    assert (fault.file, fault.column, fault.severity) == ("orders.parquet", "team", "error")
    assert says in fault.message


def test_lists_in_a_column_that_no_table_has_are_left_alone(tmp_path: Path) -> None:
    checked = check(parquet_orders(tmp_path / "x", tags=pa.array([["a", "b"]])))
    assert (severe(checked), list(checked.tables)) == ([], ["people", "orders"])


def test_text_that_a_program_wrote_as_bytes_is_read_as_text(tmp_path: Path) -> None:
    folder = parquet_orders(tmp_path / "x", team=pa.array(["Éast".encode()]))
    taken = take(folder, tmp_path / "taken")
    assert pq.read_table(taken.parquet("orders"))["team"].to_pylist() == ["Éast"]


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    check(write_extract(tmp_path / "x", people=rows(*LINES)))
    check(write_extract(tmp_path / "y", people=b"\x00"))
    assert list(place.iterdir()) == []
