from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.errors import PlumblineError
from plumbline.measures.population import read_population


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "population.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_calendar_year_stands_for_the_year_that_begins_in_it(tmp_path: Path) -> None:
    path = written(tmp_path, "authority,year,population\nX12000001,2025,100000\nX12000002,2025-26,90000\n")
    assert read_population(path) == {("X12000001", "2025-26"): 100_000, ("X12000002", "2025-26"): 90_000}


def test_headings_codes_and_thousands_are_read_as_people_write_them(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '\ufeffPopulation;Authority;YEAR\n"1,234,567";x12000001;2024-2025\n\n90 000;S12000015;2024\n',
    )
    found = read_population(path)
    assert found == {("X12000001", "2024-25"): 1_234_567, ("S12000047", "2024-25"): 90_000}


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "authority,year,population\nX99,2025,10\nX12000001,25,0\nX12000001,2025,many\n")
    with pytest.raises(PlumblineError) as error:
        read_population(path)
    first, *lines = str(error.value).splitlines()
    assert first == f"{path}: 4 faults in the population file."
    assert [line.split(":")[0].strip() for line in lines] == [
        "row 1, column authority, value 'X99'",
        "row 2, column year, value '25'",
        "row 2, column population, value '0'",
        "row 3, column population, value 'many'",
    ]


def test_a_year_given_twice_is_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, "authority,year,population\nX12000001,2025,1\nX12000001,2025-26,2\n")
    with pytest.raises(PlumblineError, match="X12000001 has 2025-26 already in row 1; keep one"):
        read_population(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("authority,year\n", "the first row must name each of the columns"),
        ("", "the first row must name each of the columns"),
        ("authority,year,population\n", "holds no rows"),
        ('authority,year,population\n"X', "cannot be read as CSV"),
        ("authority\0,year,population\n", "not a text file"),
    ],
)
def test_a_file_that_is_no_population_file_says_why(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(PlumblineError, match=message):
        read_population(written(tmp_path, text))


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(PlumblineError, match="cannot be opened"):
        read_population(tmp_path / "none.csv")


def test_an_old_encoding_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "authority,year,population,note\nX12000001,2025,10,café\n", "cp1252")
    assert read_population(path) == {("X12000001", "2025-26"): 10}
