"""Why a duty was missed and on whose side, worked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from factories.owed_rows import (
    Judge,
    Row,
    contact,
    delay,
    licence,
    only,
    order,
    sentence,
    session,
    supervision,
    work,
)


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
