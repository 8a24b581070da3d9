from __future__ import annotations

from datetime import date

import pytest

from plumbline.scrutiny.effect.watched import looks, missed_look, next_look

CLOSED = date(2025, 8, 31)


def test_an_area_is_looked_at_again_at_six_and_at_twelve_months() -> None:
    assert [(one.months, one.due) for one in looks(CLOSED)] == [
        (6, date(2026, 2, 28)),
        (12, date(2026, 8, 31)),
    ]


def test_a_looks_evidence_is_of_the_three_months_before_or_later_and_it_may_be_a_month_late() -> None:
    assert [(one.evidence_from, one.latest) for one in looks(CLOSED)] == [
        (date(2025, 11, 30), date(2026, 3, 31)),
        (date(2026, 5, 31), date(2026, 9, 30)),
    ]


@pytest.mark.parametrize("closed", [CLOSED, date(2024, 2, 29), date(2025, 1, 1)])
def test_no_evidence_from_before_its_last_day_serves_two_looks(closed: date) -> None:
    first, second = looks(closed)
    assert first.latest < second.evidence_from


@pytest.mark.parametrize(
    ("newest", "due"),
    [
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2025, 11, 29), date(2026, 2, 28)),
        (date(2025, 11, 30), date(2026, 8, 31)),
        (date(2026, 5, 30), date(2026, 8, 31)),
    ],
)
def test_the_next_look_is_the_first_that_the_evidence_does_not_serve(newest: date, due: date) -> None:
    found = next_look(CLOSED, newest)
    assert found is not None
    assert found.due == due


def test_after_the_second_look_none_is_due() -> None:
    assert next_look(CLOSED, date(2026, 5, 31)) is None


def test_a_look_is_missed_on_the_day_after_its_last() -> None:
    late = [missed_look(CLOSED, CLOSED, day) for day in (date(2026, 3, 31), date(2026, 4, 1))]
    assert late == [None, looks(CLOSED)[0]]
