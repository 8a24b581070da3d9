"""Each warning and notice: said where it is, and the row kept in."""

from __future__ import annotations

from pathlib import Path

import pytest

from factories.extracts import faults_of, order, rows, severe, write_extract
from plumbline.records import check

UNPAID = "requirement_id,order_id,kind,imposed_on,level,hours_imposed,completed_on"
SESSION = "session_id,order_id,worked_on,activity,outcome,hours_credited"
ASSESSMENT = "assessment_id,person_id,tool,completed_on,score,level,level_overridden"


def warned(folder: Path) -> list[tuple[str, int | None, str | None]]:
    """What is found, which must all be warnings: kind, row, column."""
    found = severe(check(folder))
    assert {severity for *_, severity in found} <= {"warning"}
    return [(kind, row, column) for kind, row, column, _ in found]


@pytest.mark.parametrize(
    ("column", "cell", "kind"),
    [
        ("court", "crown", "code_unknown"),
        ("end_reason", "moved", "code_unknown"),
        ("mappa_level", "4", "code_unknown"),
    ],
)
def test_an_unreadable_value_in_a_descriptive_column_is_kept_as_not_known(
    tmp_path: Path, column: str, cell: str, kind: str
) -> None:
    folder = write_extract(tmp_path / "x", orders=order(**{column: cell}))
    assert warned(folder) == [(kind, 1, column)]
    assert check(folder).tables["orders"].rows == 1


@pytest.mark.parametrize(
    "day", ["01/02/1985", "1985-02-01", "1-Feb-85", "01021985", "010285", "1.2.1985 00:00"]
)
def test_a_full_date_of_birth_is_a_warning_that_does_not_repeat_it(tmp_path: Path, day: str) -> None:
    folder = write_extract(tmp_path / "x", people=rows("person_id,birth_year", f"P1,{day}", "P2,1985"))
    found = check(folder)
    [fault] = found.faults
    assert (fault.kind, fault.row, fault.column, fault.severity) == (
        "date_of_birth",
        1,
        "birth_year",
        "warning",
    )
    assert day not in fault.message
    assert fault.value == day[:2] + "…"


def test_a_birth_year_that_cannot_be_is_a_warning(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", people=rows("person_id,birth_year,simd_quintile", "P1,90,6"))
    assert warned(folder) == [
        ("number_out_of_range", 1, "birth_year"),
        ("number_out_of_range", 1, "simd_quintile"),
    ]


def test_ended_before_imposed(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", orders=order(ended_on="2026-01-04"))
    assert warned(folder) == [("ended_before_begun", 1, "ended_on")]


def test_ended_on_the_day_it_was_imposed_is_well(tmp_path: Path) -> None:
    assert warned(write_extract(tmp_path / "x", orders=order(ended_on="2026-01-05"))) == []


@pytest.mark.parametrize(
    ("day", "kind"),
    [("2026-01-04", "before_start"), ("2026-01-05", None), ("2026-03-31", None), ("2026-04-01", "after_end")],
)
def test_an_event_outside_its_order(tmp_path: Path, day: str, kind: str | None) -> None:
    contacts = rows("contact_id,order_id,happened_on,kind,attendance", f"C1,O1,{day},supervision,attended")
    folder = write_extract(tmp_path / "x", orders=order(ended_on="2026-03-31"), contacts=contacts)
    assert warned(folder) == ([(kind, 1, "happened_on")] if kind else [])


def test_recorded_before_it_happened(tmp_path: Path) -> None:
    contacts = rows(
        "contact_id,order_id,happened_on,recorded_on,kind,attendance",
        "C1,O1,2026-01-06,2026-01-05,supervision,attended",
        "C2,O1,2026-01-06,2026-01-06,supervision,attended",
    )
    folder = write_extract(tmp_path / "x", contacts=contacts)
    assert warned(folder) == [("recorded_before", 1, "recorded_on")]


@pytest.mark.parametrize(
    ("score", "level", "overridden", "column"),
    [
        ("4", "very_low", "", None),
        ("5", "very_low", "", "level"),
        ("10", "low", "", None),
        ("11", "medium", "", None),
        ("19", "high", "", "level"),
        ("20", "high", "no", None),
        ("30", "very_high", "", None),
        ("43", "very_high", "", None),
        ("44", "very_high", "", "score"),
        ("5", "high", "yes", None),
        ("", "high", "", None),
        ("5", "", "", None),
    ],
)
def test_a_score_that_does_not_agree_with_its_level(
    tmp_path: Path, score: str, level: str, overridden: str, column: str | None
) -> None:
    table = rows(ASSESSMENT, f"A1,P1,lscmi,2026-01-06,{score},{level},{overridden}")
    folder = write_extract(tmp_path / "x", assessments=table)
    assert warned(folder) == ([("score_level", 1, column)] if column else [])


def test_other_tools_have_other_scales(tmp_path: Path) -> None:
    table = rows(ASSESSMENT, "A1,P1,rosh,2026-01-06,99,very_low,")
    assert warned(write_extract(tmp_path / "x", assessments=table)) == []


@pytest.mark.parametrize(
    ("level", "hours", "odd"),
    [
        ("1", 19, True),
        ("1", 20, False),
        ("1", 100, False),
        ("1", 101, True),
        ("2", 100, True),
        ("2", 101, False),
        ("2", 300, False),
        ("2", 301, True),
        ("", 500, False),
    ],
)
def test_hours_outside_their_level(tmp_path: Path, level: str, hours: int, odd: bool) -> None:
    table = rows(UNPAID, f"R1,O1,unpaid_work,2026-01-05,{level},{hours},")
    folder = write_extract(tmp_path / "x", requirements=table)
    assert warned(folder) == ([("hours_level", 1, "hours_imposed")] if odd else [])


@pytest.mark.parametrize(("credited", "short"), [("39.5", True), ("40", False)])
def test_completed_with_hours_short(tmp_path: Path, credited: str, short: bool) -> None:
    requirements = rows(UNPAID, "R1,O1,unpaid_work,2026-01-05,1,40,2026-02-05")
    sessions = rows(SESSION, f"S1,O1,2026-01-10,unpaid_work,worked,{credited}")
    folder = write_extract(tmp_path / "x", requirements=requirements, work_sessions=sessions)
    assert warned(folder) == ([("hours_short", 1, "completed_on")] if short else [])


def test_hours_are_not_short_where_the_sessions_are_not_all_covered(tmp_path: Path) -> None:
    requirements = rows(UNPAID, "R1,O1,unpaid_work,2026-01-05,1,40,2026-02-05")
    sessions = rows(SESSION, "S1,O1,2026-01-30,unpaid_work,worked,5")
    cover = "[work_sessions]\ncovers_from = 2026-01-20\n"
    folder = write_extract(tmp_path / "x", requirements=requirements, work_sessions=sessions, extract=cover)
    assert warned(folder) == []


@pytest.mark.parametrize(
    ("imposed", "other", "odd"),
    [("60", "18", False), ("60", "18.5", True), ("200", "30", False), ("200", "30.5", True)],
)
def test_other_activity_beyond_the_lesser_of_30_per_cent_and_30_hours(
    tmp_path: Path, imposed: str, other: str, odd: bool
) -> None:
    requirements = rows(UNPAID, f"R1,O1,unpaid_work,2026-01-05,,{imposed},")
    sessions = rows(SESSION, f"S1,O1,2026-01-10,other_activity,worked,{other}")
    folder = write_extract(tmp_path / "x", requirements=requirements, work_sessions=sessions)
    assert warned(folder) == ([("other_activity_over", 1, "hours_imposed")] if odd else [])


def test_a_standard_that_is_not_known(tmp_path: Path) -> None:
    table = rows("delay_id,order_id,standard,reason", "D1,O1,cpo_inducton,ill")
    folder = write_extract(tmp_path / "x", delays=table)
    found = severe(check(folder, standard_codes=["cpo_induction"]))
    assert found == [("standard_unknown", 1, "standard", "warning")]


def imposed(*days: str) -> str:
    head = "order_id,person_id,authority,kind,imposed_on"
    return rows(head, *(f"O{n},P{n},X12000001,cpo,{day}" for n, day in enumerate(days)))


def met(*days: str) -> str:
    return rows("order_id,happened_on,kind,attendance", *(f"O9,{day},supervision,attended" for day in days))


MONTHLY = [f"2025-{month:02}-01" for month in range(1, 13)]


def test_events_that_begin_later_than_orders_are_a_warning(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", orders=imposed(*MONTHLY), contacts=met(*MONTHLY[6:]))
    (fault,) = faults_of(folder, "cover_gap")
    assert (fault.table, fault.row, fault.severity) == ("contacts", None, "warning")
    assert "[contacts] covers_from = 2025-07-01" in fault.message


def test_events_that_stop_earlier_than_orders_are_a_warning(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", orders=imposed(*MONTHLY), contacts=met(*MONTHLY[:6]))
    (fault,) = faults_of(folder, "cover_gap")
    assert "[contacts] covers_until = 2025-06-01" in fault.message


def test_where_cover_is_stated_there_is_no_such_warning(tmp_path: Path) -> None:
    cover = "[contacts]\ncovers_from = 2025-07-01\ncovers_until = 2025-12-31\n"
    folder = write_extract(
        tmp_path / "x", orders=imposed(*MONTHLY), contacts=met(*MONTHLY[6:]), extract=cover
    )
    assert faults_of(folder, "cover_gap") == []


def test_events_as_long_as_orders_are_no_gap(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", orders=imposed(*MONTHLY), contacts=met(*MONTHLY[1:]))
    assert faults_of(folder, "cover_gap") == []


def test_a_file_that_is_no_table_is_left_alone_with_a_notice(tmp_path: Path) -> None:
    folder = write_extract(tmp_path / "x", orders=order(), notes="a,b\n1,2\n")
    (fault,) = check(folder).faults
    assert (fault.kind, fault.file, fault.severity) == ("file_ignored", "notes.csv", "notice")


def test_a_column_that_is_not_known_is_left_alone_with_a_notice(tmp_path: Path) -> None:
    (fault,) = check(write_extract(tmp_path / "x", orders=order(Remarks="x"))).faults
    assert (fault.kind, fault.column, fault.row, fault.severity) == (
        "column_ignored",
        "Remarks",
        None,
        "notice",
    )


def test_words_for_nothing_are_one_notice_a_column(tmp_path: Path) -> None:
    people = rows("person_id,gender,birth_year", "P1,N/A,NULL", "P2,none,1990", "P3,male,1991")
    found = faults_of(write_extract(tmp_path / "x", people=people), "empty_word")
    assert [(fault.column, fault.message.split()[0]) for fault in found] == [
        ("gender", "2"),
        ("birth_year", "1"),
    ]


def test_rows_of_empty_cells_keep_their_number_and_are_passed_over_with_a_notice(tmp_path: Path) -> None:
    people = "person_id,gender\n\nP1,male\n , \n\nP2,fish\n"
    folder = write_extract(tmp_path / "x", people=people)
    checked = check(folder)
    assert [(fault.kind, fault.row) for fault in checked.faults] == [
        ("blank_record", None),
        ("code_unknown", 3),
    ]
    assert (checked.tables["people"].rows_read, checked.tables["people"].rows) == (2, 2)


def test_a_retired_council_is_one_notice(tmp_path: Path) -> None:
    (fault,) = check(write_extract(tmp_path / "x", orders=order(authority="S12000024"))).faults
    assert (fault.kind, fault.column, fault.value, fault.severity) == (
        "authority_retired",
        "authority",
        "S12000024",
        "notice",
    )


def test_identifiers_that_were_not_sent_are_made_with_one_notice(tmp_path: Path) -> None:
    (fault,) = check(write_extract(tmp_path / "x", contacts=met("2026-01-06", "2026-01-06"))).faults
    assert (fault.kind, fault.column, fault.row, fault.severity) == (
        "identifier_made",
        "contact_id",
        None,
        "notice",
    )
