"""What runs say of a measure: which months count, which run is believed, and what is kept of them."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from factories.plans import MEASURE, STEADY, forget_counted, frozen_run
from factories.runs import duties, write_run
from plumbline_web.improvement.books import book_of
from plumbline_web.improvement.series import Measured, Month, measured, months_in
from plumbline_web.people.models import Account, Organisation

pytestmark = pytest.mark.django_db
FIRST = date(2025, 1, 1)


def test_a_month_holds_what_was_met_and_what_was_judged(here: Organisation, manager: Account) -> None:
    run = frozen_run(here, manager, FIRST, (30, 20))
    assert months_in(run.folder / "run", False, MEASURE) == (
        Month("2025-01", 30, 40, 0, True),
        Month("2025-02", 20, 40, 0, True),
    )


def test_the_newest_run_is_believed_for_every_month_it_holds(here: Organisation, manager: Account) -> None:
    frozen_run(here, manager, FIRST, (30, 20))
    frozen_run(here, manager, date(2025, 2, 1), (25, 26))
    months = measured(book_of(here, date(2025, 12, 31)).runs, MEASURE).months
    assert [(one.label, one.x) for one in months] == [("2025-01", 30), ("2025-02", 25), ("2025-03", 26)]


def test_a_run_of_a_later_day_is_not_known_yet(here: Organisation, manager: Account) -> None:
    frozen_run(here, manager, FIRST, (30, 20))
    frozen_run(here, manager, FIRST, (31, 21, 22))
    runs = book_of(here, date(2025, 2, 28)).runs
    assert [one.as_at for one in runs] == [date(2025, 2, 28)]


def test_of_two_runs_of_one_day_the_one_made_later_counts(here: Organisation, manager: Account) -> None:
    frozen_run(here, manager, FIRST, (30,))
    later = frozen_run(here, manager, FIRST, (31,))
    assert [one.pk for one in book_of(here, date(2025, 12, 31)).runs] == [later.pk]


def test_a_month_of_which_much_cannot_be_told_makes_no_point(here: Organisation, manager: Account) -> None:
    run = frozen_run(here, manager, FIRST, (30, 20))
    days = {"clock_start": date(2025, 1, 6), "due_on": date(2025, 1, 7)}
    after = {"clock_start": date(2025, 2, 3), "due_on": date(2025, 2, 4)}
    rows = [*duties(30, **days), *duties(10, verdict="cannot_tell", **days), *duties(20, **after)]
    write_run(run.folder / "run", rows, as_at=run.as_at)
    found = measured([run], MEASURE)
    assert [label for label, _ in found.periods()] == ["2025-02"]
    assert found.left_out == ("January 2025: more than a tenth of it cannot be told",)


def test_a_newest_month_of_which_much_cannot_be_told_is_said_to_be_there() -> None:
    told = [Month(f"2025-0{at}", 30, 40, 0, True) for at in range(1, 6)]
    held = Measured((*told, Month("2025-06", 20, 25, 15, False)))
    assert (held.complete_until(), held.complete_until(quarters=True)) == (date(2025, 6, 30),) * 2


def test_a_quarter_that_is_not_over_is_no_newest_quarter() -> None:
    held = Measured(tuple(Month(f"2025-0{at}", 30, 40, 0, at != 4) for at in range(1, 5)))
    assert (held.complete_until(), held.complete_until(quarters=True)) == (date(2025, 4, 30), None)


def test_three_whole_months_make_a_quarter(here: Organisation, manager: Account) -> None:
    run = frozen_run(here, manager, FIRST, (30, 20, 25, 26))
    ((label, period),) = measured([run], MEASURE).periods(quarters=True)
    assert (label, period.x, period.n) == ("2024-25 Q4", 75, 120)


def test_what_was_counted_is_kept_beside_the_run_as_counts_alone(
    here: Organisation, manager: Account
) -> None:
    run = frozen_run(here, manager, FIRST, (30,))
    months_in(run.folder / "run", False, MEASURE)
    (kept,) = (run.folder / "measured").iterdir()
    assert json.loads(kept.read_text("utf-8")) == [["2025-01", 30, 40, 0, True]]


def test_what_was_kept_is_read_again(here: Organisation, manager: Account) -> None:
    run = frozen_run(here, manager, FIRST, STEADY)
    before = months_in(run.folder / "run", False, MEASURE)
    forget_counted()
    (run.folder / "run" / "results.parquet").unlink()
    assert months_in(run.folder / "run", True, MEASURE) == before


def test_a_part_of_the_service_is_measured_by_itself(here: Organisation, manager: Account) -> None:
    run = frozen_run(here, manager, FIRST, (30,))
    days = {"clock_start": FIRST + timedelta(5), "due_on": FIRST + timedelta(6)}
    write_run(run.folder / "run", [*duties(7, **days), *duties(2, team="South", **days)], as_at=run.as_at)
    months = months_in(run.folder / "run", False, "cpo_first_contact/strict[team=South]")
    assert [(one.x, one.n) for one in months] == [(2, 2)]
