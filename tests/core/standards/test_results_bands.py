"""The published band of each result row, worked by hand at each edge."""

from __future__ import annotations

from datetime import date

import pytest

from factories.owed_rows import (
    AS_AT,
    Judge,
    Row,
    contact,
    only,
    order,
    session,
    work,
)


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
