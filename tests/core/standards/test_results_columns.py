"""What a result row carries beside its verdict, worked by hand: its month, breakdowns, offers."""

from __future__ import annotations

from datetime import date

import pytest

from factories.owed_rows import (
    COUNCIL,
    Judge,
    contact,
    licence,
    only,
    order,
    person,
    sentence,
    session,
    supervision,
    work,
)

# The month a row belongs to


def test_the_month_is_that_of_the_clock(judged: Judge) -> None:
    rows = judged("cpo_first_contact", orders=[order(imposed_on=date(2025, 5, 30))], contacts=[])
    assert only(rows, "due_on", "period") == (date(2025, 6, 2), "2025-05")


def test_the_month_of_a_repeated_duty_is_that_of_each_due_date(judged: Judge) -> None:
    rows = judged("cpo_weekly_contact", orders=[order()], requirements=[supervision()], contacts=[])
    assert [(row["clock_start"], row["period"]) for row in rows] == [
        (date(2025, 6, 2), month) for month in ("2025-06", "2025-06", "2025-06", "2025-06")
    ]
    rows = judged("cpo_review", orders=[order()], requirements=[supervision()], reviews=[])
    assert [row["period"] for row in rows] == ["2025-09", "2025-12", "2026-06"]


def test_the_month_of_a_duty_without_a_clock_is_that_of_its_due_date(judged: Judge) -> None:
    report = {"report_id": "B1", "person_id": "P1", "authority": COUNCIL, "kind": "court"}
    rows = judged("court_report", reports=[{**report, "due_on": date(2026, 2, 28)}])
    assert only(rows, "clock_start", "days_taken", "period") == (None, None, "2026-02")


def test_without_a_clock_or_a_due_date_there_is_no_month(judged: Judge) -> None:
    report = {"report_id": "B1", "person_id": "P1", "authority": COUNCIL, "kind": "court"}
    rows = judged("court_report", reports=[report])
    assert only(rows, "verdict", "period", "age_group") == ("cannot_tell", None, None)


# What figures are broken down by, for each kind of case


def test_a_row_about_an_order_carries_what_the_order_says(judged: Judge) -> None:
    described = order(
        team="North",
        worker_id="W7",
        risk_level="high",
        court="sheriff_summary",
        offence_group="dishonesty",
        ended_on=date(2025, 9, 1),
    )
    rows = judged(
        "cpo_first_contact",
        people=[person(gender="female", birth_year=1990)],
        orders=[described],
        requirements=[work(level="1"), work(requirement_id="R2", level="2"), supervision()],
        contacts=[contact(date(2025, 6, 3), recorded_on=date(2025, 6, 5))],
    )
    assert only(
        rows, "case_id", "authority", "team", "worker_id", "risk_level", "court", "offence_group"
    ) == (*("O1", COUNCIL, "North", "W7", "high", "sheriff_summary", "dishonesty"),)
    assert only(rows, "person_id", "order_id", "licence_id", "sentence_id") == ("P1", "O1", None, None)
    assert only(rows, "gender", "age_group", "level", "added") == ("female", "31-40", "2", False)
    assert only(rows, "evidence", "recorded_on", "ended_on") == ("C1", date(2025, 6, 5), date(2025, 9, 1))


def test_a_row_about_a_requirement_carries_its_own_level_and_the_rest_of_its_order(judged: Judge) -> None:
    rows = judged(
        "cpo_placement_start",
        people=[person(gender="male", birth_year=2000)],
        orders=[order(team="South", worker_id="W1", risk_level="low", court="high", offence_group="drugs")],
        requirements=[work(level="1"), work(requirement_id="R2", level="2")],
        work_sessions=[],
    )
    assert [(row["case_id"], row["level"]) for row in rows] == [("R1", "1"), ("R2", "2")]
    columns = ("order_id", "authority", "team", "worker_id", "risk_level", "court", "offence_group", "gender")
    assert only(rows[:1], *columns) == ("O1", COUNCIL, "South", "W1", "low", "high", "drugs", "male")


def test_a_row_about_a_licence_carries_the_licences_team_and_risk(judged: Judge) -> None:
    rows = judged(
        "licence_first_contact",
        people=[person(gender="other", birth_year=1985)],
        sentences=[sentence(worker_id="W2")],
        licences=[licence(sentence_id="T1", team="Throughcare", worker_id="W3", risk_level="very_high")],
        contacts=[],
    )
    columns = ("case_id", "licence_id", "sentence_id", "order_id", "team", "worker_id", "risk_level", "court")
    assert only(rows, *columns) == ("L1", "L1", "T1", None, "Throughcare", "W3", "very_high", None)
    assert only(rows, "gender", "age_group", "authority") == ("other", "31-40", COUNCIL)


def test_a_row_about_a_sentence_carries_its_authority_and_worker(judged: Judge) -> None:
    rows = judged(
        "prison_induction",
        people=[person(gender="male", birth_year=1960)],
        sentences=[sentence(worker_id="W2", information_received_on=date(2025, 6, 2))],
    )
    columns = (
        "case_id",
        "sentence_id",
        "order_id",
        "authority",
        "team",
        "worker_id",
        "age_group",
        "recorded_on",
    )
    assert only(rows, *columns) == ("T1", "T1", None, COUNCIL, None, "W2", "over 40", None)


def test_a_row_about_enforcement_carries_what_its_order_or_licence_says(judged: Judge) -> None:
    lodged = {"decided_on": date(2025, 7, 1), "lodged_on": date(2025, 7, 2), "recorded_on": date(2025, 7, 4)}
    of_order = {"enforcement_id": "E1", "order_id": "O1", "kind": "breach_application", **lodged}
    rows = judged(
        "cpo_breach_lodged",
        people=[person(birth_year=1995)],
        orders=[order(team="North", risk_level="medium")],
        enforcement=[of_order],
    )
    columns = (
        "case_id",
        "order_id",
        "licence_id",
        "team",
        "risk_level",
        "age_group",
        "evidence",
        "recorded_on",
    )
    assert only(rows, *columns) == ("E1", "O1", None, "North", "medium", "26-30", "E1", date(2025, 7, 4))
    of_licence = {"enforcement_id": "E1", "licence_id": "L1", "kind": "breach_report", **lodged}
    rows = judged(
        "licence_breach_report",
        licences=[licence(team="Throughcare", risk_level="high")],
        enforcement=[of_licence],
    )
    assert only(rows, "case_id", "licence_id", "order_id", "authority", "team", "risk_level") == (
        *("E1", "L1", None, COUNCIL, "Throughcare", "high"),
    )


def test_a_row_about_a_report_takes_from_its_order_what_it_does_not_say_itself(judged: Judge) -> None:
    report = {"report_id": "B1", "person_id": "P1", "authority": "X12000002", "kind": "court"}
    report |= {"order_id": "O1", "due_on": date(2025, 7, 1), "submitted_on": date(2025, 7, 1)}
    rows = judged("court_report", orders=[order(team="North", court="high")], reports=[report])
    assert only(rows, "case_id", "authority", "team", "court", "evidence") == (
        *("B1", "X12000002", "North", "high", "B1"),
    )


@pytest.mark.parametrize(
    ("age", "group"),
    [
        *(
            (-1, None),
            (0, "16-17"),
            (17, "16-17"),
            (18, "18-20"),
            (20, "18-20"),
            (21, "21-25"),
            (25, "21-25"),
        ),
        *((26, "26-30"), (30, "26-30"), (31, "31-40"), (40, "31-40"), (41, "over 40"), (99, "over 40")),
    ],
)
def test_ages_at_the_start_of_the_clock_fall_into_their_groups(
    judged: Judge, age: int, group: str | None
) -> None:
    rows = judged("cpo_first_contact", people=[person(birth_year=2025 - age)], orders=[order()], contacts=[])
    assert only(rows, "age_group") == group


def test_without_a_birth_year_or_a_person_there_is_no_age_group(judged: Judge) -> None:
    assert (
        only(judged("cpo_first_contact", people=[person()], orders=[order()], contacts=[]), "age_group")
        is None
    )
    assert only(judged("cpo_first_contact", orders=[order()], contacts=[]), "age_group") is None


@pytest.mark.parametrize(
    ("said", "imposed", "added"),
    [
        *((None, date(2025, 6, 2), False), (None, date(2025, 6, 3), True), (True, date(2025, 6, 2), True)),
        *((False, date(2025, 7, 1), False),),
    ],
)
def test_a_requirement_is_added_where_it_says_so_or_says_nothing_and_came_later(
    judged: Judge, said: bool | None, imposed: date, added: bool
) -> None:
    late = work(imposed_on=imposed, added_by_variation=said)
    rows = judged("cpo_placement_start", orders=[order()], requirements=[late], work_sessions=[])
    assert only(rows, "added") is added


def test_supervision_is_added_only_where_all_its_requirements_were(judged: Judge) -> None:
    first, later = supervision(), supervision(requirement_id="S2", imposed_on=date(2025, 8, 1))
    plain = judged("cpo_lscmi", orders=[order()], requirements=[first, later], assessments=[])
    added = judged("cpo_lscmi", orders=[order()], requirements=[later], assessments=[])
    assert (only(plain, "added"), only(added, "added")) == (False, True)


# Offered in time


@pytest.mark.parametrize("attendance", ["missed_acceptable", "missed_unacceptable"])
def test_the_first_appointment_missed_by_the_person_is_the_day_it_was_offered(
    judged: Judge, attendance: str
) -> None:
    rows = judged(
        "cpo_first_contact",
        orders=[order()],
        contacts=[
            contact(date(2025, 5, 30), contact_id="C0", attendance=attendance),
            contact(date(2025, 6, 5), contact_id="C2", attendance=attendance),
            contact(date(2025, 6, 3), contact_id="C1", attendance=attendance),
            contact(date(2025, 6, 9), contact_id="C3"),
        ],
    )
    assert only(rows, "verdict", "offered_on") == ("not_met", date(2025, 6, 3))


@pytest.mark.parametrize(
    "columns",
    [
        {"attendance": "cancelled_by_service"},
        {"attendance": "not_known"},
        {"attendance": "missed_acceptable", "mode": "letter"},
    ],
)
def test_what_the_service_called_off_or_sent_by_letter_was_not_offered(
    judged: Judge, columns: dict[str, str]
) -> None:
    rows = judged("cpo_first_contact", orders=[order()], contacts=[contact(date(2025, 6, 3), **columns)])
    assert only(rows, "offered_on") is None


def test_a_session_of_work_missed_was_offered_and_one_called_off_was_not(judged: Judge) -> None:
    for outcome, offered in (
        ("missed_unacceptable", date(2025, 6, 4)),
        ("sent_home_by_service", None),
        ("cancelled_by_service", None),
    ):
        sessions = [session(date(2025, 6, 4), outcome=outcome)]
        rows = judged("cpo_placement_start", orders=[order()], requirements=[work()], work_sessions=sessions)
        assert only(rows, "offered_on") == offered
