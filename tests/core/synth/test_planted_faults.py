from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow.parquet
import pytest

from plumbline.records.faults import KINDS
from plumbline.records.specification import load
from plumbline.synth import PlantedFault, SynthSummary, faults_csv, make

AS_AT = date(2026, 8, 31)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SynthSummary]:
    folder = tmp_path_factory.mktemp("faulty") / "extract"
    return folder, make(
        folder, authorities=["X12000001"], years=1, as_at=AS_AT, orders_per_year=200, faults=60
    )


def records(folder: Path, file: str) -> tuple[list[str], list[list[str]]]:
    with (folder / file).open(encoding="utf-8", newline="") as text:
        header, *rows = csv.reader(text)
    return header, rows


def test_exactly_as_many_faults_are_planted_as_asked_for(faulty: tuple[Path, SynthSummary]) -> None:
    assert len(faulty[1].faults) == 60


@pytest.mark.parametrize("count", [0, 1, 7, 100])
def test_any_number_of_faults_can_be_planted(tmp_path: Path, count: int) -> None:
    summary = make(tmp_path / "out", authorities=["X12000006"], years=1, as_at=AS_AT, faults=count)
    assert len(summary.faults) == count


def test_every_fault_has_a_row_of_its_own(faulty: tuple[Path, SynthSummary]) -> None:
    places = [(fault.file, fault.row) for fault in faulty[1].faults]
    assert len(places) == len(set(places))


def test_the_checker_knows_every_kind(faulty: tuple[Path, SynthSummary]) -> None:
    kinds = Counter(fault.kind for fault in faulty[1].faults)
    assert set(kinds) <= set(KINDS)
    assert len(kinds) == 11


def test_faults_are_spread_over_many_tables(faulty: tuple[Path, SynthSummary]) -> None:
    assert len({fault.file for fault in faulty[1].faults}) >= 15


def test_the_value_stands_in_the_file_where_the_list_says(faulty: tuple[Path, SynthSummary]) -> None:
    folder, summary = faulty
    wrong = []
    for fault in summary.faults:
        header, rows = records(folder, fault.file)
        row = rows[fault.row - 1]
        cell = row[header.index(fault.column)] if fault.column else row[len(header)]
        if cell != fault.value:
            wrong.append(fault)
    assert wrong == []


def test_only_rows_that_are_said_to_be_too_long_are_longer_than_the_header(
    faulty: tuple[Path, SynthSummary],
) -> None:
    folder, summary = faulty
    told = {(fault.file, fault.row) for fault in summary.faults if fault.kind == "row_too_long"}
    found = set()
    for name in load().tables:
        header, rows = records(folder, f"{name}.csv")
        found |= {(f"{name}.csv", at) for at, row in enumerate(rows, start=1) if len(row) != len(header)}
    assert found == told


def test_the_good_rows_are_those_of_the_extract_without_faults(
    tmp_path: Path, faulty: tuple[Path, SynthSummary]
) -> None:
    folder, summary = faulty
    make(tmp_path / "clean", authorities=["X12000001"], years=1, as_at=AS_AT, orders_per_year=200)
    planted = Counter(fault.file for fault in summary.faults)
    for name in load().tables:
        file = f"{name}.csv"
        _, clean = records(tmp_path / "clean", file)
        _, rows = records(folder, file)
        assert rows[: len(clean)] == clean
        assert len(rows) - len(clean) == planted[file]


def test_nothing_refers_to_a_faulty_row(faulty: tuple[Path, SynthSummary]) -> None:
    folder, summary = faulty
    own: set[str] = set()
    for fault in summary.faults:
        name = fault.file.removesuffix(".csv")
        identifier = load().tables[name].identifier
        if identifier and fault.kind != "identifier_repeated":
            header, rows = records(folder, fault.file)
            own.add(rows[fault.row - 1][header.index(identifier.name)])
    for name, table in load().tables.items():
        header, rows = records(folder, f"{name}.csv")
        places = [header.index(column.name) for column in table.columns if column.references]
        assert not own & {row[place] for row in rows for place in places}


def test_a_missing_reference_is_to_a_row_that_is_not_there(faulty: tuple[Path, SynthSummary]) -> None:
    folder, summary = faulty
    everything = {row[0] for name in load().tables for row in records(folder, f"{name}.csv")[1]}
    wanted = [fault.value for fault in summary.faults if fault.kind == "reference_missing"]
    assert wanted and not set(wanted) & everything


def test_parquet_holds_the_same_faults_but_rows_that_are_too_long(tmp_path: Path) -> None:
    summary = make(
        tmp_path / "out", authorities=["X12000006"], years=1, as_at=AS_AT, faults=30, file_format="parquet"
    )
    assert len(summary.faults) == 30
    assert "row_too_long" not in {fault.kind for fault in summary.faults}
    for fault in summary.faults:
        table = pyarrow.parquet.read_table(tmp_path / "out" / fault.file)
        assert (table[fault.column][fault.row - 1].as_py() or "") == fault.value


def test_the_list_of_faults_is_a_csv_for_people() -> None:
    faults = [
        PlantedFault("orders.csv", 12, "imposed_on", "03/25/2026", "date_unreadable"),
        PlantedFault("people.csv", 3, "", "left, over", "row_too_long"),
    ]
    assert faults_csv(faults) == (
        "file,row,column,value,kind\n"
        "orders.csv,12,imposed_on,03/25/2026,date_unreadable\n"
        'people.csv,3,,"left, over",row_too_long\n'
    )
