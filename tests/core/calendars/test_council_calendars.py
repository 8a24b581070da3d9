from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from plumbline.calendars import is_working_day, read_council_calendars, scotland
from plumbline.errors import PlumblineError


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "calendar.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_each_authority_gets_its_own_days(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "authority,date,working,name\n"
        "X12000001,2026-09-21,no,Autumn holiday\n"
        "X12000001,2026-11-30,yes,\n"
        "X12000002,26/10/2026,no,October holiday\n",
    )
    calendars = read_council_calendars(path, scotland())
    assert sorted(calendars) == ["X12000001", "X12000002"]
    first, second = calendars["X12000001"], calendars["X12000002"]
    assert first.holidays[date(2026, 9, 21)] == "Autumn holiday"
    assert is_working_day(first, date(2026, 11, 30))
    assert not is_working_day(second, date(2026, 11, 30))
    assert not is_working_day(second, date(2026, 10, 26))
    assert is_working_day(second, date(2026, 9, 21))


def test_a_weekend_day_can_be_made_working(tmp_path: Path) -> None:
    path = written(tmp_path, "authority,date,working,name\nX12000001,2026-03-07,yes,open Saturday\n")
    assert is_working_day(read_council_calendars(path, scotland())["X12000001"], date(2026, 3, 7))


def test_the_name_and_source_say_whose_days_they_are(tmp_path: Path) -> None:
    path = written(tmp_path, "authority,date,working\nX12000001,2026-03-02,no\n")
    calendar = read_council_calendars(path, scotland())["X12000001"]
    assert calendar.name == "scotland with the days of X12000001"
    assert calendar.source.endswith("local days from calendar.csv")
    assert calendar.holidays[date(2026, 3, 2)] == "local holiday"
    assert calendar.known_until == date(2040, 12, 31)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_file_is_read_as_spreadsheets_write_it(
    tmp_path: Path, encoding: str, delimiter: str, line_end: str
) -> None:
    rows = [
        ["Name", " AUTHORITY", "Date ", "Wor_king", "Note"],
        ["Fête", "x12000001", "02/03/2026", "No", "x"],
        [],
    ]
    path = written(tmp_path, line_end.join(delimiter.join(row) for row in rows), encoding)
    assert read_council_calendars(path, scotland())["X12000001"].holidays[date(2026, 3, 2)] == "Fête"


@pytest.mark.parametrize(
    "form",
    ["2026-03-02", "02/03/2026", "2/3/2026", "2-3-2026", "02.03.2026", "02-Mar-2026", "2026-03-02T00:00:00",
     "02/03/2026 00:00"],
)  # fmt: skip
def test_dates_are_read_in_every_accepted_form(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, f"authority,date,working,name\nX12000001,{form},no,x\n")
    assert date(2026, 3, 2) in read_council_calendars(path, scotland())["X12000001"].holidays


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "authority,date,working,name\n"
        "Glasgow,2026-03-02,no,a\n"
        "X12000001,02/03/26,no,b\n"
        "X12000001,2026-02-30,no,c\n"
        "X12000001,2026-03-03,perhaps,d\n"
        ",,,e\n"
        "X12000001,2026-03-04,no,f\n"
        "X12000001,2026-03-04,yes,g\n"
        "X12000001,1826-03-04,yes,h\n",
    )
    with pytest.raises(PlumblineError) as caught:
        read_council_calendars(path, scotland())
    assert str(caught.value).splitlines() == [
        f"{path}: 9 faults in the calendar.",
        "  row 1, column authority, value 'Glasgow': not a council code; "
        "write S12 and six digits, such as S12000039",
        "  row 2, column date, value '02/03/26': write the year with four digits",
        "  row 3, column date, value '2026-02-30': there is no such day; write the date as 2026-03-01 or "
        "01/03/2026, day first",
        "  row 4, column working, value 'perhaps': write yes or no",
        "  row 5, column authority, value (empty): give the council's code, such as S12000039",
        "  row 5, column date, value (empty): give the date",
        "  row 5, column working, value (empty): write yes or no",
        "  row 7, column date, value '2026-03-04': X12000001 has this day already in row 6; "
        "keep one of the two",
        "  row 8, column date, value '1826-03-04': the year must lie between 1900 and 2100",
    ]


def test_rows_keep_their_number_past_rows_of_empty_cells(tmp_path: Path) -> None:
    path = written(tmp_path, "authority,date,working,name\n\n,,,\nX12000001,soon,no,x\n")
    with pytest.raises(PlumblineError, match="row 2, column date, value 'soon'"):
        read_council_calendars(path, scotland())


def test_a_retired_code_is_read_as_its_successor(tmp_path: Path) -> None:
    path = written(tmp_path, "authority,date,working,name\nS12000015,2026-03-02,no,x\n")
    calendars = read_council_calendars(path, scotland(), successors={"S12000015": "S12000047"})
    assert list(calendars) == ["S12000047"]


def test_a_code_that_no_council_has_is_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, "authority,date,working,name\nX12000099,2026-03-02,no,x\n")
    with pytest.raises(PlumblineError, match="row 1, column authority, value 'X12000099': no council in use"):
        read_council_calendars(path, scotland(), known={"X12000001"})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"authority,date\nX12000001,2026-03-02\n", "there is no column working in the first row"),
        (b"date\n2026-03-02\n", "there is no column authority and no column working"),
        (b"authority,date,Date,working\n", "the column date stands there twice"),
        (b"authority,date,working,name\n", "the calendar holds no days"),
        (b"PK\x03\x04\x00\x00\x00", "this is not a text file"),
        (b'authority,date,working\n"X12000001,2026-03-02,no\n', "cannot be read as CSV"),
        (b"\xff\xfea", "this is not a text file"),
    ],
)
def test_a_file_that_is_no_calendar_says_why(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "calendar.csv"
    path.write_bytes(content)
    with pytest.raises(PlumblineError, match=message):
        read_council_calendars(path, scotland())


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(PlumblineError, match=r"nowhere\.csv: cannot be opened"):
        read_council_calendars(tmp_path / "nowhere.csv", scotland())


def test_a_file_too_large_for_a_calendar_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "calendar.csv"
    path.write_bytes(b"authority,date,working\n" * 500_000)
    with pytest.raises(PlumblineError, match="too large for a calendar"):
        read_council_calendars(path, scotland())


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlumblineError, match="cannot be opened"):
        read_council_calendars(tmp_path, scotland())


def test_a_huge_field_is_refused_without_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "calendar.csv"
    path.write_bytes(b"authority,date,working\n" + b"x" * 200_000 + b",2026-03-02,no\n")
    with pytest.raises(PlumblineError, match="cannot be read as CSV"):
        read_council_calendars(path, scotland())
