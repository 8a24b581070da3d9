from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from factories.csv_extracts import small_records, write_csv_extract
from plumbline.engine import MANY_ROWS, locked_connection, memory_for, sql_text
from plumbline.runs import run


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection locked to the folder `ours`, with a file in it and one beside it."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "a.csv").write_text("x\n1\n")
    (tmp_path / "other.csv").write_text("x\n2\n")
    connection = locked_connection([tmp_path / "ours"])
    yield connection
    connection.close()


def test_files_in_the_folder_are_read_and_written(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    con.execute(f"COPY (FROM read_csv('{ours}/a.csv')) TO '{ours}/b.parquet' (FORMAT parquet)")
    assert con.execute(f"SELECT x FROM read_parquet('{ours}/b.parquet')").fetchall() == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "FROM read_csv('{0}/other.csv')",
        "FROM '{0}/other.csv'",
        "FROM read_csv('{0}/ours/../other.csv')",
        "FROM read_text('{0}/other.csv')",
        "FROM read_blob('/etc/hostname')",
        "FROM glob('{0}/*')",
        "COPY (SELECT 1) TO '{0}/stolen.csv'",
        "COPY (SELECT 1) TO '{0}/ours/../stolen.csv'",
        "COPY (SELECT 1) TO '{0}/ours-beside/stolen.csv'",
        "CREATE TABLE t (x INTEGER); COPY t FROM '{0}/other.csv'",
        "EXPORT DATABASE '{0}/all'",
        "IMPORT DATABASE '{0}/all'",
        "ATTACH '{0}/other.db'",
        "ATTACH '{0}/other.db' AS other (TYPE sqlite)",
        "INSTALL httpfs",
        "LOAD httpfs",
        "INSTALL spatial FROM community",
        "LOAD '{0}/evil.duckdb_extension'",
        "FROM read_csv('https://localhost/a.csv')",
        "FROM read_parquet('s3://bucket/a.parquet')",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET autoload_known_extensions = true",
        "SET memory_limit = '64GB'",
        "SET temp_directory = '/tmp'",
        "SET lock_configuration = false",
        "RESET lock_configuration",
        "PRAGMA enable_profiling",
    ],
)
def test_the_rest_is_refused(con: duckdb.DuckDBPyConnection, tmp_path: Path, statement: str) -> None:
    with pytest.raises(duckdb.Error):
        con.execute(statement.format(tmp_path)).fetchall()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.csv", "ours"]


def test_a_link_in_the_folder_leads_nowhere_else(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "ours" / "link.csv").symlink_to(tmp_path / "other.csv")
    with pytest.raises(duckdb.Error):
        con.execute(f"FROM read_csv('{tmp_path}/ours/link.csv')").fetchall()


@pytest.mark.parametrize("text", ["'", "''", "a'; DROP TABLE t; --", "\\'", '"', "é'", ""])
def test_a_text_literal_gives_back_the_text(text: str) -> None:
    assert duckdb.execute(f"SELECT {sql_text(text)}").fetchall() == [(text,)]


NASTY = "it's; DROP TABLE judged; --\" $1 {0} %s"


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of records with quotes and semicolons in folder names, file names, columns and every text."""
    folder = tmp_path_factory.mktemp("o'brien; --")
    records = small_records(6)
    for row in records["orders"]:
        row |= {"order_id": f"O'{row['order_id']}", "team": NASTY, "worker_id": "';--", "a\"b'); --": "x"}
    for row in records["contacts"]:
        row |= {"order_id": f"O'{row['order_id']}", "contact_id": f"';{row['order_id']}"}
    extract = write_csv_extract(folder / "the 'extract'; --", records)
    (extract / "x'); DROP TABLE seen_orders; --.csv").write_text("a\n1\n")
    return run(extract, folder / 'the "run" it\'s', as_at=records["orders"][-1]["imposed_on"]).folder


def test_quotes_in_records_come_through_as_they_are(nasty: Path) -> None:
    found = duckdb.read_parquet(str(nasty / "results.parquet"))
    teams = found.filter("order_id = 'O''O1'").select("team, worker_id").distinct().fetchall()
    assert teams == [(NASTY, "';--")]


def test_quotes_in_identifiers_come_through_as_evidence(nasty: Path) -> None:
    found = duckdb.read_parquet(str(nasty / "results.parquet"))
    met = found.filter("standard = 'cpo_first_contact' AND verdict = 'met'").select("case_id, evidence")
    assert sorted(met.fetchall()) == [("O'O1", "';O1"), ("O'O2", "';O2"), ("O'O4", "';O4")]


def test_up_to_ten_years_of_all_scotland_the_engine_holds_one_and_a_half_gigabytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLUMBLINE_MEMORY", raising=False)
    with locked_connection([tmp_path], memory=memory_for(MANY_ROWS)) as con:
        assert con.execute("SELECT current_setting('memory_limit')").fetchall() == [("1.3 GiB",)]


def test_for_more_rows_the_engine_may_hold_two_fifths_of_the_machines_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLUMBLINE_MEMORY", raising=False)

    def held(memory: str) -> str:
        with locked_connection([tmp_path], memory=memory) as con:
            return str(con.execute("SELECT current_setting('memory_limit')").fetchall()[0][0])

    assert held(memory_for(MANY_ROWS + 1)) == held("40%") != held("1500MB")
