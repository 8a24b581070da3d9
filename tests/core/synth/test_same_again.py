from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pyarrow.parquet
import pytest

from plumbline.records.specification import load
from plumbline.synth import make

AS_AT = date(2026, 8, 31)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def rows_of(folder: Path, table: str, council: str) -> list[str]:
    lines = (folder / f"{table}.csv").read_text("utf-8").splitlines()
    if table == "activity_counts":
        return [line for line in lines if f",X120000{council[1:]}," in line]
    return [line for line in lines if line.startswith(f"{council}-")]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("three") / "extract"
    make(folder, authorities=["X12000016", "X12000006", "X12000022"], as_at=AS_AT)
    return folder


def test_the_same_arguments_give_the_same_files_byte_by_byte(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make(tmp_path / name, authorities=["X12000016"], years=2, as_at=AS_AT, faults=15)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_another_seed_gives_another_extract(tmp_path: Path) -> None:
    for seed in (1, 2):
        make(tmp_path / str(seed), authorities=["X12000006"], years=1, seed=seed, as_at=AS_AT)
    assert digests(tmp_path / "1")["contacts.csv"] != digests(tmp_path / "2")["contacts.csv"]


@pytest.mark.parametrize("table", list(load().tables))
def test_a_council_that_carries_the_story_is_the_same_alone(tmp_path: Path, three: Path, table: str) -> None:
    make(tmp_path / "alone", authorities=["X12000006"], as_at=AS_AT)
    assert rows_of(tmp_path / "alone", table, "X06") == rows_of(three, table, "X06")


@pytest.mark.parametrize("table", list(load().tables))
def test_a_council_without_the_story_is_the_same_among_fewer(tmp_path: Path, three: Path, table: str) -> None:
    make(tmp_path / "two", authorities=["X12000006", "X12000022"], as_at=AS_AT)
    assert rows_of(tmp_path / "two", table, "X22") == rows_of(three, table, "X22")


def test_parquet_holds_what_csv_holds(tmp_path: Path) -> None:
    asked = {"authorities": ["X12000006"], "years": 1, "as_at": AS_AT}
    counts = make(tmp_path / "csv", **asked).counts
    assert make(tmp_path / "parquet", **asked, file_format="parquet").counts == counts
    for name, table in load().tables.items():
        found = pyarrow.parquet.read_table(tmp_path / "parquet" / f"{name}.parquet")
        assert found.column_names == [column.name for column in table.columns]
        assert len(found) == counts[name]


def test_dates_are_dates_in_parquet(tmp_path: Path) -> None:
    make(tmp_path / "out", authorities=["X12000006"], years=1, as_at=AS_AT, file_format="parquet")
    found = pyarrow.parquet.read_schema(tmp_path / "out" / "orders.parquet")
    assert str(found.field("imposed_on").type) == "date32[day]"
    assert str(found.field("order_id").type) == "string"


def test_nothing_is_written_but_tables_cover_and_story(tmp_path: Path) -> None:
    make(tmp_path / "out", authorities=["X12000006"], years=1, as_at=AS_AT)
    wanted = {f"{name}.csv" for name in load().tables} | {"extract.toml", "STORY.md"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == wanted


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    heard: list[tuple[str, float]] = []
    make(
        tmp_path / "out",
        authorities=["X12000006", "X12000022"],
        years=1,
        as_at=AS_AT,
        progress=lambda what, share: heard.append((what, share)),
    )
    assert heard == [("Fathom Isles", 0.0), ("Velvet Isles", 0.5), ("done", 1.0)]


def test_orders_per_year_is_an_average_over_the_councils(tmp_path: Path) -> None:
    two = ["X12000001", "X12000006"]
    summary = make(tmp_path / "out", authorities=two, years=2, as_at=AS_AT, orders_per_year=50)
    assert summary.counts["orders"] == 2 * 2 * 50
