from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from factories.runs import duties, write_run
from plumbline.errors import UsageError
from plumbline.measures.frozen import FrozenRun, open_run
from plumbline.measures.tables import NationalTable, national_as_csv, national_as_table, national_tables

CONTACT = ("within_1_working_day", "over_1_to_5_working_days", "over_5_working_days")
MEETING = ("within_5_working_days", "over_5_to_10_working_days", "over_10_working_days")

# The editions of the national bulletins: standard, year, three bands, not known or not applicable, shares.
CPO_2013_14 = [
    ("cpo_first_contact", "2011-12", (7319, 1255, 961), 693, ("76.8", "13.2", "10.1")),
    ("cpo_first_contact", "2012-13", (11992, 1517, 1639), 909, ("79.2", "10.0", "10.8")),
    ("cpo_first_contact", "2013-14", (13803, 1813, 1880), 1103, ("78.9", "10.4", "10.7")),
    ("cpo_induction", "2011-12", (7484, 833, 734), 1177, ("82.7", "9.2", "8.1")),
    ("cpo_induction", "2012-13", (11978, 1272, 1205), 1602, ("82.9", "8.8", "8.3")),
    ("cpo_induction", "2013-14", (13977, 1669, 1562), 1391, ("81.2", "9.7", "9.1")),
]
COMMENCED = {"2011-12": 10228, "2012-13": 16057, "2013-14": 18599}
DTTO_2019_20 = [
    ("dtto_first_contact", "2015-16", (401, 51, 42), 39, ("81.2", "10.3", "8.5")),
    ("dtto_first_contact", "2016-17", (334, 62, 56), 23, ("73.9", "13.7", "12.4")),
    ("dtto_first_contact", "2017-18", (366, 109, 63), 39, ("68.0", "20.3", "11.7")),
    ("dtto_first_contact", "2018-19", (353, 117, 87), 43, ("63.4", "21.0", "15.6")),
    ("dtto_first_contact", "2019-20", (334, 86, 61), 29, ("69.4", "17.9", "12.7")),
    ("dtto_induction", "2015-16", (412, 37, 43), 41, ("83.7", "7.5", "8.7")),
    ("dtto_induction", "2016-17", (373, 39, 38), 25, ("82.9", "8.7", "8.4")),
    ("dtto_induction", "2017-18", (447, 39, 49), 42, ("83.6", "7.3", "9.2")),
    ("dtto_induction", "2018-19", (433, 47, 74), 46, ("78.2", "8.5", "13.4")),
    ("dtto_induction", "2019-20", (387, 35, 49), 39, ("82.2", "7.4", "10.4")),
]


def banded(
    standard: str, year: str, bands: tuple[int, ...], not_known: int, **more: Any
) -> list[dict[str, Any]]:
    """Rows of one standard whose clocks start in a year, in bands; half of the not known were never done."""
    start = date(int(year[:4]), 9, 1)
    common = {"standard": standard, "clock_start": start, "due_on": start, **more}
    codes = CONTACT if standard.endswith("first_contact") else MEETING
    verdicts = ("met", "not_met", "not_met")
    rows = [
        row
        for code, verdict, n in zip(codes, verdicts, bands, strict=True)
        for row in duties(n, verdict=verdict, done_on=start, band=code, **common)
    ]
    never = not_known // 2
    rows += duties(never, verdict="not_met", band="not_done", **common)
    return rows + duties(not_known - never, verdict="not_applicable", band="not_known", **common)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> FrozenRun:
    rows = [row for entry in CPO_2013_14 + DTTO_2019_20 for row in banded(*entry[:4])]
    return open_run(write_run(tmp_path_factory.mktemp("published") / "run", rows))


def one(run: FrozenRun, year: str, code: str, publish: bool = False) -> NationalTable:
    (table,) = (table for table in national_tables(run, year, publish).tables if table.code == code)
    return table


def small_run(folder: Path, rows: list[dict[str, Any]], **manifest: Any) -> FrozenRun:
    return open_run(write_run(folder / "run", rows, **manifest))


@pytest.mark.parametrize(("code", "year", "bands", "not_known", "percentages"), CPO_2013_14 + DTTO_2019_20)
def test_the_published_percentages_come_out_exactly(
    published: FrozenRun,
    code: str,
    year: str,
    bands: tuple[int, ...],
    not_known: int,
    percentages: tuple[str, ...],
) -> None:
    (area,) = one(published, year, code).areas
    assert (area.bands, area.not_known) == (bands, not_known)
    assert area.percentages() == percentages


@pytest.mark.parametrize(("year", "commenced"), COMMENCED.items())
def test_the_orders_commenced_come_out_exactly(published: FrozenRun, year: str, commenced: int) -> None:
    assert [
        one(published, year, code).areas[0].commenced for code in ("cpo_first_contact", "cpo_induction")
    ] == [
        commenced,
        commenced,
    ]


def test_the_published_table_of_2013_14_is_safe_to_publish_as_it_is(published: FrozenRun) -> None:
    area = one(published, "2013-14", "cpo_first_contact", publish=True).areas[0]
    assert area.percentages() == ("78.9", "10.4", "10.7")


def test_the_bands_stand_in_their_published_order_under_their_labels(published: FrozenRun) -> None:
    table = one(published, "2013-14", "cpo_first_contact")
    assert table.commenced_label == "Orders commenced"
    assert table.band_labels == (
        "Within 1 working day",
        "Over 1 to 5 working days",
        "Over 5 working days",
    )


def test_clocks_of_other_years_are_left_out(tmp_path: Path) -> None:
    rows = banded("cpo_first_contact", "2025-26", (10, 5, 5), 0)
    rows += duties(7, clock_start=date(2025, 3, 31), band=CONTACT[0]) + duties(
        6, clock_start=date(2026, 4, 1)
    )
    assert one(small_run(tmp_path, rows), "2025-26", "cpo_first_contact").areas[0].commenced == 20


def test_requirements_added_later_are_left_out(tmp_path: Path) -> None:
    common = {"standard": "cpo_placement_start", "band": "within_7_working_days"}
    rows = duties(12, **common) + duties(3, added=True, **common) + duties(1, added=None, **common)
    assert one(small_run(tmp_path, rows), "2025-26", "cpo_placement_start").areas[0].commenced == 13


def test_a_percentage_is_not_printed_on_a_base_below_ten(tmp_path: Path) -> None:
    run = small_run(tmp_path, banded("cpo_first_contact", "2025-26", (6, 3, 0), 50))
    assert one(run, "2025-26", "cpo_first_contact").areas[0].percentages() == ("", "", "")


def test_several_authorities_follow_all_of_them_together(tmp_path: Path) -> None:
    rows = banded("cpo_first_contact", "2025-26", (10, 5, 5), 0, authority="X12000001")
    rows += banded("cpo_first_contact", "2025-26", (30, 0, 10), 8, authority="X12000002")
    areas = one(small_run(tmp_path, rows), "2025-26", "cpo_first_contact").areas
    assert [(area.name, area.commenced, area.percentages()[0]) for area in areas] == [
        ("All authorities", 68, "66.7"),
        ("X12000001", 20, "50.0"),
        ("X12000002", 48, "75.0"),
    ]


def test_published_small_bands_are_hidden_with_one_more_and_with_their_percentages(tmp_path: Path) -> None:
    run = small_run(tmp_path, banded("cpo_first_contact", "2025-26", (40, 3, 9), 20))
    area = one(run, "2025-26", "cpo_first_contact", publish=True).areas[0]
    assert (area.commenced, area.bands, area.not_known) == (72, (40, None, None), 20)
    assert area.percentages() == ("76.9", "", "")


def test_published_percentages_go_where_the_not_known_are_hidden(tmp_path: Path) -> None:
    run = small_run(tmp_path, banded("cpo_first_contact", "2025-26", (40, 30, 9), 3))
    area = one(run, "2025-26", "cpo_first_contact", publish=True).areas[0]
    assert (area.bands, area.not_known) == ((40, 30, None), None)
    assert area.percentages() == ("", "", "")


def test_a_table_too_small_to_publish_is_not_printed_and_says_so(tmp_path: Path) -> None:
    run = small_run(tmp_path, banded("cpo_first_contact", "2025-26", (2, 1, 0), 0))
    found = national_tables(run, "2025-26", publish=True)
    assert found.tables == ()
    assert any("First direct contact" in note and "not printed" in note for note in found.notes)


def test_a_year_that_is_not_over_says_so(tmp_path: Path) -> None:
    run = small_run(tmp_path, banded("cpo_first_contact", "2025-26", (20, 5, 5), 0), as_at=date(2026, 1, 31))
    assert (
        "The year is not over at the as-at date: figures to 2026-01-31 only."
        in national_tables(run, "2025-26").notes
    )


def test_a_standard_left_out_of_the_run_says_why(tmp_path: Path) -> None:
    left_out = [{"code": "cpo_induction", "title": "Induction", "why": "contacts were not sent"}]
    run = small_run(tmp_path, duties(1), left_out=left_out)
    notes = national_tables(run, "2025-26").notes
    assert any(
        "Induction or case management meeting" in note and "contacts were not sent" in note for note in notes
    )


def test_what_is_no_year_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no year"):
        national_tables(small_run(tmp_path, duties(1)), "2025")


def test_the_csv_has_a_line_for_each_published_line(published: FrozenRun) -> None:
    text = national_as_csv(national_tables(published, "2013-14"))
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["standard"] == "cpo_first_contact"]
    assert [(row["line"], row["number"], row["percent"]) for row in rows] == [
        ("Orders commenced", "18599", ""),
        ("Within 1 working day", "13803", "78.9"),
        ("Over 1 to 5 working days", "1813", "10.4"),
        ("Over 5 working days", "1880", "10.7"),
        ("Not known or not applicable", "1103", ""),
    ]
    assert {row["authority"] for row in rows} == {"X12000001"}


def test_the_terminal_shows_the_published_layout(published: FrozenRun) -> None:
    console = Console(file=io.StringIO(), width=100)
    national_as_table(national_tables(published, "2013-14"), console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    lines = [" ".join(line.replace("│", " ").replace("┃", " ").split()) for line in text.splitlines()]
    at = lines.index("Orders commenced 18,599")
    assert lines[at : at + 5] == [
        "Orders commenced 18,599",
        "Within 1 working day 13,803",
        "Over 1 to 5 working days 1,813",
        "Over 5 working days 1,880",
        "Not known or not applicable 1,103",
    ]
    assert "Within 1 working day (%) 78.9" in lines
    assert any(line.startswith("Not for publication") for line in lines)
