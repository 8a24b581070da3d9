"""What a result row carries beside its verdict, worked by hand: breakdowns, bands, explanations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from factories.judged import judge_by_sql
from plumbline.standards.loading import load_standards

AS_AT = date(2026, 3, 31)
STANDARDS = load_standards()
Row = dict[str, Any]
Judge = Callable[..., list[Row]]
COUNCIL = "X12000001"


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    def judge(code: str, as_at: date = AS_AT, **records: list[Row]) -> list[Row]:
        return judge_by_sql([STANDARDS[code]], records, tmp_path / "taken", as_at=as_at)

    return judge


def person(**columns: Any) -> Row:
    return {"person_id": "P1", **columns}


def order(**columns: Any) -> Row:
    """Imposed on Monday 2 June 2025: contact is due on the 3rd, induction on the 9th."""
    usual = {"order_id": "O1", "person_id": "P1", "authority": COUNCIL, "kind": "cpo"}
    return {**usual, "imposed_on": date(2025, 6, 2), **columns}


def contact(day: date, **columns: Any) -> Row:
    usual = {"contact_id": "C1", "order_id": "O1", "kind": "first_direct_contact", "mode": "in_person"}
    return {**usual, "attendance": "attended", "happened_on": day, **columns}


def work(**columns: Any) -> Row:
    usual = {"requirement_id": "R1", "order_id": "O1", "kind": "unpaid_work", "level": "1"}
    return {**usual, "imposed_on": date(2025, 6, 2), **columns}


def supervision(**columns: Any) -> Row:
    usual = {"requirement_id": "S1", "order_id": "O1", "kind": "offender_supervision"}
    return {**usual, "imposed_on": date(2025, 6, 2), **columns}


def session(day: date, **columns: Any) -> Row:
    usual = {"session_id": "W1", "order_id": "O1", "activity": "unpaid_work", "outcome": "worked"}
    return {**usual, "worked_on": day, **columns}


def delay(standard: str, reason: str, **columns: Any) -> Row:
    return {"delay_id": "D1", "order_id": "O1", "standard": standard, "reason": reason, **columns}


def sentence(**columns: Any) -> Row:
    usual = {"sentence_id": "T1", "person_id": "P1", "authority": COUNCIL, "kind": "long_term"}
    return {**usual, "sentenced_on": date(2024, 1, 8), **columns}


def licence(**columns: Any) -> Row:
    usual = {"licence_id": "L1", "person_id": "P1", "authority": COUNCIL, "kind": "parole"}
    return {**usual, "released_on": date(2025, 6, 2), **columns}


def only(rows: list[Row], *names: str) -> Any:
    """The columns of the one row."""
    (row,) = rows
    found = tuple(row[name] for name in names)
    return found if len(names) > 1 else found[0]


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


# Bands


@pytest.mark.parametrize(
    ("day", "band"),
    [
        (date(2025, 6, 2), "within_1_working_day"),
        (date(2025, 6, 3), "within_1_working_day"),
        (date(2025, 6, 4), "over_1_to_5_working_days"),
        (date(2025, 6, 9), "over_1_to_5_working_days"),
        (date(2025, 6, 10), "over_5_working_days"),
        (date(2026, 3, 31), "over_5_working_days"),
    ],
)
def test_the_bands_of_first_contact_at_each_edge(judged: Judge, day: date, band: str) -> None:
    rows = judged("cpo_first_contact", orders=[order()], contacts=[contact(day)])
    assert only(rows, "band") == band


@pytest.mark.parametrize(
    ("day", "band"),
    [
        (date(2025, 6, 9), "within_5_working_days"),
        (date(2025, 6, 10), "over_5_to_10_working_days"),
        (date(2025, 6, 16), "over_5_to_10_working_days"),
        (date(2025, 6, 17), "over_10_working_days"),
    ],
)
def test_the_bands_of_induction_at_each_edge(judged: Judge, day: date, band: str) -> None:
    rows = judged("cpo_induction", orders=[order()], contacts=[contact(day, kind="induction")])
    assert only(rows, "band") == band


def test_due_on_friday_and_done_on_saturday_is_missed_and_never_in_the_first_band(judged: Judge) -> None:
    thursday, saturday = date(2025, 6, 5), date(2025, 6, 7)
    rows = judged("cpo_first_contact", orders=[order(imposed_on=thursday)], contacts=[contact(saturday)])
    assert only(rows, "due_on", "days_taken", "verdict", "band") == (
        *(date(2025, 6, 6), 1, "not_met", "over_1_to_5_working_days"),
    )


def test_a_clock_that_starts_on_saturday_counts_from_monday(judged: Judge) -> None:
    monday = date(2025, 6, 9)
    rows = judged(
        "cpo_first_contact", orders=[order(imposed_on=date(2025, 6, 7))], contacts=[contact(monday)]
    )
    assert only(rows, "due_on", "days_taken", "verdict") == (monday, 1, "met")


@pytest.mark.parametrize(
    ("day", "band"),
    [
        (date(2025, 6, 11), "within_7_working_days"),
        (date(2025, 6, 12), "over_7_working_days_to_3_weeks"),
        (date(2025, 6, 23), "over_7_working_days_to_3_weeks"),
        (date(2025, 6, 24), "over_3_weeks_to_1_month"),
        (date(2025, 7, 2), "over_3_weeks_to_1_month"),
        (date(2025, 7, 3), "over_1_to_2_months"),
        (date(2025, 8, 2), "over_1_to_2_months"),
        (date(2025, 8, 3), "over_2_months"),
    ],
)
def test_the_bands_of_placement_start_at_each_edge(judged: Judge, day: date, band: str) -> None:
    rows = judged(
        "cpo_placement_start", orders=[order()], requirements=[work()], work_sessions=[session(day)]
    )
    assert only(rows, "band") == band


def test_a_month_from_the_31st_ends_on_the_last_day_of_a_shorter_one(judged: Judge) -> None:
    january = date(2025, 1, 31)
    bands = [
        only(
            judged(
                "cpo_placement_start",
                orders=[order(imposed_on=january)],
                requirements=[work(imposed_on=january)],
                work_sessions=[session(day)],
            ),
            "band",
        )
        for day in (date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 31), date(2025, 4, 1))
    ]
    assert bands == ["over_3_weeks_to_1_month", "over_1_to_2_months", "over_1_to_2_months", "over_2_months"]


@pytest.mark.parametrize(
    ("columns", "completed", "band", "verdict"),
    [
        ({"level": "1"}, date(2025, 9, 2), "within_set_period", "met"),
        ({"level": "1"}, date(2025, 9, 3), "outwith_period", "not_met"),
        ({"level": "2"}, date(2025, 12, 2), "within_set_period", "met"),
        ({"level": "2"}, date(2025, 12, 3), "outwith_period", "not_met"),
        ({"level": "1", "complete_by": date(2025, 12, 1)}, date(2025, 9, 2), "within_set_period", "met"),
        ({"level": "1", "complete_by": date(2025, 12, 1)}, date(2025, 9, 3), "within_later_period", "met"),
        ({"level": "1", "complete_by": date(2025, 12, 1)}, date(2025, 12, 1), "within_later_period", "met"),
        ({"level": "1", "complete_by": date(2025, 12, 1)}, date(2025, 12, 2), "outwith_period", "not_met"),
        ({"level": None, "complete_by": date(2025, 12, 1)}, date(2025, 7, 1), "within_later_period", "met"),
        ({"level": "1", "complete_by": date(2025, 8, 1)}, date(2025, 8, 15), "outwith_period", "not_met"),
    ],
)
def test_the_bands_of_unpaid_work_done(
    judged: Judge, columns: Row, completed: date, band: str, verdict: str
) -> None:
    requirement = work(**{**columns, "completed_on": completed})
    rows = judged("cpo_unpaid_work_done", orders=[order()], requirements=[requirement])
    assert only(rows, "band", "verdict") == (band, verdict)


def test_work_done_within_an_extension_was_done_within_a_later_period(judged: Judge) -> None:
    longer = {"extension_id": "X1", "requirement_id": "R1", "granted_on": date(2025, 9, 2)}
    rows = judged(
        "cpo_unpaid_work_done",
        orders=[order()],
        requirements=[work(completed_on=date(2025, 9, 30))],
        extensions=[{**longer, "complete_by": date(2025, 10, 1)}],
    )
    assert only(rows, "due_on", "band") == (date(2025, 10, 1), "within_later_period")


@pytest.mark.parametrize(
    ("imposed", "due", "completed", "band"),
    [
        (date(2020, 1, 7), date(2021, 4, 7), date(2021, 4, 7), "within_set_period"),
        (date(2020, 4, 6), date(2021, 7, 6), date(2021, 7, 7), "outwith_period"),
        (date(2020, 1, 6), date(2020, 4, 6), date(2020, 4, 7), "outwith_period"),
        (date(2020, 4, 7), date(2020, 7, 7), date(2020, 7, 7), "within_set_period"),
    ],
)
def test_the_year_that_the_law_of_2020_added_belongs_to_the_set_period(
    judged: Judge, imposed: date, due: date, completed: date, band: str
) -> None:
    requirement = work(imposed_on=imposed, completed_on=completed)
    rows = judged("cpo_unpaid_work_done", orders=[order(imposed_on=imposed)], requirements=[requirement])
    assert only(rows, "due_on", "band") == (due, band)


@pytest.mark.parametrize(
    ("columns", "as_at", "verdict", "band"),
    [
        ({}, AS_AT, "not_met", "not_done"),
        ({}, date(2025, 6, 3), "not_yet_due", "not_known"),
        ({"ended_on": date(2025, 6, 3)}, AS_AT, "not_applicable", "not_known"),
        ({"transferred_in_on": date(2025, 6, 2)}, AS_AT, "not_applicable", "not_known"),
    ],
)
def test_what_was_not_done_has_its_band_by_the_verdict(
    judged: Judge, columns: Row, as_at: date, verdict: str, band: str
) -> None:
    rows = judged("cpo_first_contact", as_at=as_at, orders=[order(**columns)], contacts=[])
    assert only(rows, "verdict", "band") == (verdict, band)


def test_done_before_the_order_and_never_since_is_not_known(judged: Judge) -> None:
    rows = judged("cpo_first_contact", orders=[order()], contacts=[contact(date(2025, 6, 1))])
    assert only(rows, "verdict", "band", "done_on") == ("cannot_tell", "not_known", None)


def test_one_transferred_in_is_not_known_even_where_it_was_done(judged: Judge) -> None:
    transferred = order(transferred_in_on=date(2025, 7, 1))
    rows = judged("cpo_first_contact", orders=[transferred], contacts=[contact(date(2025, 6, 3))])
    assert only(rows, "verdict", "band", "done_on", "evidence", "recorded_on") == (
        *("not_applicable", "not_known", None, None, None),
    )


def test_a_standard_without_published_bands_has_none(judged: Judge) -> None:
    rows = judged("cpo_officer_nominated", orders=[order(received_on=date(2025, 6, 2))])
    assert only(rows, "band") is None


# Why it was late


def missed(judged: Judge, *delays: Row, **records: list[Row]) -> Any:
    """The reason, side and evidence of a first contact due on 3 June and never made."""
    rows = judged("cpo_first_contact", orders=[order()], contacts=[], delays=list(delays), **records)
    return only(rows, "delay_reason", "delay_side", "delay_evidenced")


FIRST = "cpo_first_contact"


@pytest.mark.parametrize(
    ("reason", "side"),
    [
        ("did_not_turn_up", "client"),
        ("could_not_comply", "client"),
        ("in_custody", "client"),
        ("ill", "client"),
        ("paid_employment", "client"),
        ("currently_on_order", "client"),
        ("other_client", "client"),
        ("first_contact_late", "service"),
        ("staff_not_available", "service"),
        ("work_not_available", "service"),
        ("weather", "service"),
        ("other_service", "service"),
        ("order_received_late", "another_agency"),
        ("other_agency", "another_agency"),
        ("transferred_in", "neither"),
    ],
)
def test_each_reason_has_its_side(judged: Judge, reason: str, side: str) -> None:
    assert missed(judged, delay(FIRST, reason)) == (reason, side, False)


@pytest.mark.parametrize(
    ("recorded", "evidenced"), [(date(2025, 6, 3), True), (date(2025, 6, 4), False), (None, False)]
)
def test_a_reason_is_evidenced_where_it_was_recorded_by_the_due_date(
    judged: Judge, recorded: date | None, evidenced: bool
) -> None:
    assert missed(judged, delay(FIRST, "ill", recorded_on=recorded))[2] is evidenced


def test_a_miss_without_a_reason_has_none(judged: Judge) -> None:
    assert missed(judged) == (None, None, None)


def test_a_reason_for_another_standard_or_order_explains_nothing(judged: Judge) -> None:
    elsewhere = [delay("cpo_induction", "ill"), delay(FIRST, "ill", delay_id="D2", order_id="O2")]
    assert missed(judged, *elsewhere) == (None, None, None)


def test_what_was_done_in_time_needs_no_reason(judged: Judge) -> None:
    rows = judged(FIRST, orders=[order()], contacts=[contact(date(2025, 6, 3))], delays=[delay(FIRST, "ill")])
    assert only(rows, "delay_reason", "delay_side", "delay_evidenced") == (None, None, None)


def test_the_services_side_wins_even_where_the_other_was_evidenced(judged: Judge) -> None:
    ours = delay(FIRST, "staff_not_available", recorded_on=date(2025, 9, 1))
    theirs = delay(FIRST, "ill", delay_id="D2", recorded_on=date(2025, 6, 2))
    assert missed(judged, theirs, ours) == ("staff_not_available", "service", False)


def test_of_reasons_on_the_persons_side_the_evidenced_one_is_given(judged: Judge) -> None:
    late, prompt = (
        delay(FIRST, "did_not_turn_up"),
        delay(FIRST, "ill", delay_id="D2", recorded_on=date(2025, 6, 3)),
    )
    assert missed(judged, late, prompt) == ("ill", "client", True)


def absence(first: date, last: date | None, kind: str = "custody", **columns: Any) -> Row:
    usual = {"absence_id": "A1", "person_id": "P1", "kind": kind}
    return {**usual, "from_on": first, "until_on": last, **columns}


@pytest.mark.parametrize("kind", ["custody", "hospital", "abroad"])
@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2025, 6, 3), date(2025, 6, 3)),
        (date(2025, 1, 1), date(2025, 6, 3)),
        (date(2025, 6, 3), None),
        (date(2025, 1, 1), date(2027, 1, 1)),
    ],
)
def test_an_absence_over_the_due_date_is_evidence_on_the_persons_side(
    judged: Judge, first: date, last: date | None, kind: str
) -> None:
    found = missed(judged, absences=[absence(first, last, kind)])
    assert found == (f"absent_{kind}", "client", True)


@pytest.mark.parametrize(
    ("first", "last", "person_id"),
    [
        (date(2025, 6, 4), None, "P1"),
        (date(2025, 1, 1), date(2025, 6, 2), "P1"),
        (date(2025, 1, 1), None, "P2"),
    ],
)
def test_an_absence_that_does_not_cover_the_due_date_explains_nothing(
    judged: Judge, first: date, last: date | None, person_id: str
) -> None:
    assert missed(judged, absences=[absence(first, last, person_id=person_id)]) == (None, None, None)


def test_an_absence_makes_a_reason_typed_afterwards_no_less_evidenced(judged: Judge) -> None:
    found = missed(
        judged, delay(FIRST, "in_custody"), absences=[absence(date(2025, 6, 1), date(2025, 6, 30))]
    )
    assert found[1:] == ("client", True)


def placement(judged: Judge, *sessions: Row, delays: tuple[Row, ...] = (), **records: list[Row]) -> list[Row]:
    """A placement due on 11 June 2025."""
    records = {"requirements": [work()], **records}
    return judged(
        "cpo_placement_start",
        orders=[order()],
        work_sessions=list(sessions),
        delays=list(delays),
        **records,
    )


@pytest.mark.parametrize("outcome", ["sent_home_by_service", "cancelled_by_service"])
def test_a_session_that_the_service_called_off_is_on_its_side_without_a_reason_given(
    judged: Judge, outcome: str
) -> None:
    rows = placement(judged, session(date(2025, 6, 11), outcome=outcome))
    assert only(rows, "delay_reason", "delay_side", "delay_evidenced") == (outcome, "service", True)


@pytest.mark.parametrize("day", [date(2025, 6, 1), date(2025, 6, 12)])
def test_a_session_called_off_before_day_0_or_after_the_due_date_explains_nothing(
    judged: Judge, day: date
) -> None:
    assert only(placement(judged, session(day, outcome="sent_home_by_service")), "delay_side") is None


def test_a_reason_that_names_a_requirement_speaks_for_it_alone(judged: Judge) -> None:
    both = [work(), work(requirement_id="R2")]
    named = delay("cpo_placement_start", "ill", requirement_id="R2")
    rows = placement(judged, delays=(named,), requirements=both)
    assert [(row["case_id"], row["delay_reason"]) for row in rows] == [("R1", None), ("R2", "ill")]


def test_a_reason_that_names_only_the_order_speaks_for_every_row_of_it(judged: Judge) -> None:
    both = [work(), work(requirement_id="R2")]
    rows = placement(judged, delays=(delay("cpo_placement_start", "ill"),), requirements=both)
    assert [row["delay_reason"] for row in rows] == ["ill", "ill"]


def test_a_reason_that_names_one_application_speaks_for_it_alone(judged: Judge) -> None:
    applied = {"order_id": "O1", "kind": "breach_application", "decided_on": date(2025, 7, 1)}
    rows = judged(
        "cpo_breach_lodged",
        orders=[order()],
        enforcement=[{**applied, "enforcement_id": "E1"}, {**applied, "enforcement_id": "E2"}],
        delays=[delay("cpo_breach_lodged", "staff_not_available", enforcement_id="E1")],
    )
    assert [row["delay_side"] for row in rows] == ["service", None]


def test_a_reason_that_names_an_occurrence_speaks_for_it_alone(judged: Judge) -> None:
    rows = judged(
        "cpo_weekly_contact",
        orders=[order()],
        requirements=[supervision()],
        contacts=[],
        delays=[delay("cpo_weekly_contact", "ill", occurrence=3)],
    )
    assert [row["delay_reason"] for row in rows] == [None, None, "ill", None]


def test_reasons_reach_licences_and_sentences_too(judged: Judge) -> None:
    of_licence = {"delay_id": "D1", "licence_id": "L1", "standard": "licence_first_contact", "reason": "ill"}
    rows = judged("licence_first_contact", licences=[licence()], contacts=[], delays=[of_licence])
    assert only(rows, "delay_side") == "client"
    received = sentence(information_received_on=date(2025, 6, 2))
    of_sentence = {
        "delay_id": "D1",
        "sentence_id": "T1",
        "standard": "prison_induction",
        "reason": "other_agency",
    }
    rows = judged("prison_induction", sentences=[received], delays=[of_sentence])
    assert only(rows, "delay_side") == "another_agency"
