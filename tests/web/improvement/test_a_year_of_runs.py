"""A year of runs: an area refuses to close though its action is done, then closes, then opens again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from factories.plans import BETTER, MEASURE, STEADY, forget_counted, frozen_run
from factories.site import ELSEWHERE, council
from plumbline.calendars import add_months
from plumbline.scrutiny.effect import ShiftedAndHeld
from plumbline_web.improvement.actions import (
    NotImproved,
    add_action,
    add_area,
    close_area,
    look_again,
    look_again_everywhere,
    make_plan,
    update_action,
)
from plumbline_web.improvement.books import book_of
from plumbline_web.improvement.models import Area, AreaMove
from plumbline_web.improvement.verdicts import judged, look_at, with_evidence
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today
from plumbline_web.timetable import EACH_DAY, on_frozen

pytestmark = pytest.mark.django_db

FIRST = date(2024, 4, 1)
ACTED = date(2025, 4, 1)


@pytest.fixture
def area(here: Organisation, manager: Account) -> Area:
    """An area judged by first contact, whose one action was done in a day."""
    plan = make_plan(by=manager, organisation=here, title="After the inspection")
    made = add_area(by=manager, plan=plan, text="First contact", closing=ShiftedAndHeld(MEASURE, "increase"))
    action = add_action(by=manager, area=made, text="Ring on the day of sentence")
    update_action(by=manager, action=action, state="done", on=ACTED)
    return made


def run_to(area: Area, manager: Account, since: tuple[int, ...]) -> date:
    """A run that holds the year before the action and so many months since; its as-at date."""
    return frozen_run(area.plan.organisation, manager, FIRST, (*STEADY, *since)).as_at


def close(area: Area, manager: Account, as_at: date) -> AreaMove:
    held = with_evidence(Area.objects.filter(pk=area.pk)).get()
    gathered = look_at(held, book_of(held.plan.organisation, as_at)).gathered
    assert gathered is not None
    return close_area(by=manager, area=area, evidence=gathered.evidence, as_at=as_at)


def test_a_done_action_closes_nothing_while_its_measure_stands_where_it_stood(
    area: Area, manager: Account
) -> None:
    as_at = run_to(area, manager, (25, 24, 26))
    with pytest.raises(NotImproved, match="no signal of improvement"):
        close(area, manager, as_at)


def test_a_shift_of_two_months_has_not_held_yet(area: Area, manager: Account) -> None:
    as_at = run_to(area, manager, BETTER[:2])
    assert judged(area, as_at).state == "shifted_not_held"


def test_an_area_closes_once_its_measure_has_shifted_and_held(area: Area, manager: Account) -> None:
    as_at = run_to(area, manager, BETTER)
    close(area, manager, as_at)
    area.refresh_from_db()
    assert (area.state, area.closed_on) == ("closed", as_at)


def test_a_run_in_which_it_fell_back_opens_it_again_by_itself(area: Area, manager: Account) -> None:
    close(area, manager, run_to(area, manager, BETTER))
    as_at = run_to(area, manager, (*BETTER, 22, 21, 20))
    look_again(area.plan.organisation, as_at=as_at)
    area.refresh_from_db()
    move = area.moves.last()
    assert (area.state, move.after, move.by, move.on) == ("opened_again", "opened_again", None, as_at)


def test_looking_again_twice_leaves_one_move(area: Area, manager: Account) -> None:
    close(area, manager, run_to(area, manager, BETTER))
    as_at = run_to(area, manager, (*BETTER, 22, 21, 20))
    for _ in range(2):
        look_again(area.plan.organisation, as_at=as_at)
    assert area.moves.filter(after="opened_again").count() == 1


def test_an_area_that_goes_on_holding_stays_closed(area: Area, manager: Account) -> None:
    close(area, manager, run_to(area, manager, BETTER))
    as_at = run_to(area, manager, (*BETTER, 34, 33, 34))
    look_again(area.plan.organisation, as_at=as_at)
    area.refresh_from_db()
    assert area.state == "closed"


def test_a_look_that_was_not_had_opens_it_again(area: Area, manager: Account) -> None:
    as_at = run_to(area, manager, BETTER)
    close(area, manager, as_at)
    look_again(area.plan.organisation, as_at=add_months(as_at, 7) + timedelta(1))
    area.refresh_from_db()
    assert area.state == "opened_again"


def test_what_opened_again_closes_again_once_it_holds(area: Area, manager: Account) -> None:
    close(area, manager, run_to(area, manager, BETTER))
    fell = (*BETTER, 22, 21, 20)
    look_again(area.plan.organisation, as_at=run_to(area, manager, fell))
    as_at = run_to(area, manager, (*fell, *BETTER))
    close(area, manager, as_at)
    area.refresh_from_db()
    assert (area.state, area.closed_on) == ("closed", as_at)


def test_a_frozen_run_is_offered_to_the_areas(
    area: Area, manager: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(area, manager, run_to(area, manager, BETTER))
    run = frozen_run(area.plan.organisation, manager, FIRST, (*STEADY, *BETTER, 22, 21, 20))
    run.state = "judging"
    run.save()
    monkeypatch.setattr("plumbline_web.timetable.prepare", lambda run: None)
    monkeypatch.setattr("plumbline_web.timetable.make_due_list", lambda run: None)
    monkeypatch.setattr("plumbline_web.timetable.offer_teams", lambda run: None)
    on_frozen(run.key)
    area.refresh_from_db()
    assert area.state == "opened_again"


def test_each_day_opens_what_was_not_looked_at_in_time(area: Area, manager: Account) -> None:
    close(area, manager, run_to(area, manager, BETTER))
    for work in EACH_DAY:
        if work is look_again_everywhere:
            work(today())
    area.refresh_from_db()
    assert area.state == "opened_again"


def test_the_limits_stand_when_the_case_rows_of_the_first_year_are_gone(area: Area, manager: Account) -> None:
    run = frozen_run(area.plan.organisation, manager, FIRST, STEADY)
    look_again(area.plan.organisation, as_at=run.as_at)
    (run.folder / "run" / "results.parquet").unlink()
    run.state = "removed"
    run.save()
    forget_counted()
    as_at = frozen_run(area.plan.organisation, manager, ACTED, BETTER).as_at
    assert judged(area, as_at).state == "held"


def test_without_what_was_kept_the_strict_rate_is_read_from_the_run_s_own_table(
    area: Area, manager: Account
) -> None:
    run = frozen_run(area.plan.organisation, manager, FIRST, STEADY)
    (run.folder / "run" / "results.parquet").unlink()
    run.state = "removed"
    run.save()
    as_at = frozen_run(area.plan.organisation, manager, ACTED, BETTER).as_at
    assert judged(area, as_at).state == "held"


def test_a_run_of_another_organisation_is_no_evidence(area: Area, manager: Account) -> None:
    other = council("Brackenmoor", ELSEWHERE)
    as_at = frozen_run(other, manager, FIRST, (*STEADY, *BETTER)).as_at
    assert judged(area, as_at).missing == ("12 more complete periods before the first action",)


def test_a_damaged_run_is_no_reason_to_open_an_area_again(area: Area, manager: Account) -> None:
    close(area, manager, run_to(area, manager, BETTER))
    run = frozen_run(area.plan.organisation, manager, FIRST, (*STEADY, *BETTER, 22, 21, 20))
    (run.folder / "run" / "manifest.json").write_text("{", "utf-8")
    look_again(area.plan.organisation, as_at=run.as_at)
    area.refresh_from_db()
    assert area.state == "closed"
