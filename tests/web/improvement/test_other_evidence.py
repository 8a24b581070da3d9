"""The three ways beside a measure over time: all cases of two periods, a statement, a second reading."""

from __future__ import annotations

from datetime import date

import pytest

from factories.plans import MEASURE, frozen_run
from factories.site import person
from plumbline.scrutiny.effect import Accepted, AllCases, SecondReading, StatedEvidence
from plumbline_web.improvement.actions import (
    NotImproved,
    PlanRefused,
    accept_improvement,
    add_action,
    add_area,
    close_area,
    look_again,
    make_plan,
    tie_reading,
    update_action,
)
from plumbline_web.improvement.books import book_of
from plumbline_web.improvement.models import Area, AreaReading
from plumbline_web.improvement.verdicts import judged, look_at, with_evidence
from plumbline_web.people.actions import give_role
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today

pytestmark = pytest.mark.django_db
ACTED = date(2025, 4, 1)
SAID = "I read ten plans and each said who does what."
PIECE = (StatedEvidence("Ten plans", "In the shared folder", date(2025, 6, 1)),)


def area_by(here: Organisation, manager: Account, closing: object, months: int = 12) -> Area:
    plan = make_plan(by=manager, organisation=here, title="Plan")
    area = add_area(by=manager, plan=plan, text="Area", closing=closing, months=months)
    action = add_action(by=manager, area=area, text="Do it", responsible=["Head of Service"])
    update_action(by=manager, action=action, state="done", on=ACTED)
    return area


def accepting(area: Area, by: Account, **other: object) -> object:
    said = {"role": "Board member", "accepts": True, "says": SAID, "on": date(2025, 7, 1), "evidence": PIECE}
    return accept_improvement(by=by, area=area, **{**said, **other})


def close(area: Area, manager: Account, as_at: date) -> None:
    held = with_evidence(Area.objects.filter(pk=area.pk)).get()
    gathered = look_at(held, book_of(held.plan.organisation, as_at)).gathered
    assert gathered is not None
    close_area(by=manager, area=area, evidence=gathered.evidence, as_at=as_at)


def test_all_cases_of_two_years_beat_each_other_by_an_exact_test(
    here: Organisation, manager: Account
) -> None:
    area = area_by(here, manager, AllCases(MEASURE, "increase", 2, "few orders"), months=6)
    run = frozen_run(here, manager, date(2024, 10, 1), (0, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1), of=1)
    assert judged(area, run.as_at).state == "held"


def test_a_second_period_that_is_not_over_decides_nothing(here: Organisation, manager: Account) -> None:
    area = area_by(here, manager, AllCases(MEASURE, "increase", 2, "few orders"), months=6)
    run = frozen_run(here, manager, date(2024, 10, 1), (0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1), of=1)
    assert judged(area, run.as_at).reason == "Not yet: there is no second period."


def test_a_statement_from_outside_the_line_lets_an_area_close(here: Organisation, manager: Account) -> None:
    area = area_by(here, manager, Accepted("A policy was to be written."))
    accepting(area, person(here, "board_reader"))
    assert judged(area, date(2025, 7, 2)).state == "held"


def test_what_was_not_looked_at_in_time_does_not_close_again_on_the_same_evidence(
    here: Organisation, manager: Account
) -> None:
    area = area_by(here, manager, Accepted("A policy was to be written."))
    accepting(area, person(here, "board_reader"))
    close(area, manager, date(2025, 7, 2))
    look_again(here, as_at=date(2026, 2, 3))
    with pytest.raises(NotImproved, match="evidence from 2 October 2025 or later"):
        close(area, manager, date(2026, 2, 4))


def test_it_closes_again_on_a_statement_about_new_evidence(here: Organisation, manager: Account) -> None:
    area = area_by(here, manager, Accepted("A policy was to be written."))
    reader = person(here, "board_reader")
    accepting(area, reader)
    close(area, manager, date(2025, 7, 2))
    look_again(here, as_at=date(2026, 2, 3))
    fresh = (StatedEvidence("Ten more plans", "In the shared folder", date(2025, 10, 2)),)
    accepting(area, reader, on=date(2026, 2, 4), evidence=fresh)
    close(area, manager, date(2026, 2, 4))
    area.refresh_from_db()
    assert (area.state, area.closed_on) == ("closed", date(2026, 2, 4))


def test_nothing_is_held_while_nobody_has_said_so(here: Organisation, manager: Account) -> None:
    area = area_by(here, manager, Accepted("A policy was to be written."))
    assert judged(area, date(2025, 7, 2)).reason == "Not yet: nobody has made a statement."


def test_who_made_the_plan_cannot_accept(here: Organisation, manager: Account) -> None:
    area = area_by(here, manager, Accepted("A policy."))
    with pytest.raises(PlanRefused, match="Only a board reader"):
        accepting(area, manager)


def test_who_is_in_the_line_of_management_too_cannot_accept(here: Organisation, manager: Account) -> None:
    both = person(here, "board_reader")
    give_role(by=None, account=both, organisation=here, role="team_leader")
    with pytest.raises(PlanRefused, match="in the line of management"):
        accepting(area_by(here, manager, Accepted("A policy.")), both)


def test_who_made_the_plan_cannot_accept_as_a_board_reader_either(here: Organisation) -> None:
    reader = person(here, "board_reader")
    with pytest.raises(PlanRefused, match="You made this plan"):
        accepting(area_by(here, reader, Accepted("A policy.")), reader)


def test_who_wrote_an_update_cannot_accept(here: Organisation, manager: Account) -> None:
    reader = person(here, "board_reader")
    area = area_by(here, manager, Accepted("A policy."))
    update_action(by=reader, action=area.actions.get(), state="watched", on=date(2025, 5, 1))
    with pytest.raises(PlanRefused, match="You wrote updates"):
        accepting(area, reader)


def test_a_role_that_owns_an_action_cannot_accept(here: Organisation, manager: Account) -> None:
    with pytest.raises(PlanRefused, match="owns this area"):
        accepting(
            area_by(here, manager, Accepted("A policy.")), person(here, "analyst"), role="head of service"
        )


def test_a_statement_without_evidence_is_refused_with_what_is_missing(
    here: Organisation, manager: Account
) -> None:
    with pytest.raises(PlanRefused, match="the evidence that was accepted"):
        accepting(area_by(here, manager, Accepted("A policy.")), person(here, "analyst"), evidence=())


def test_a_person_of_another_organisation_cannot_accept(
    here: Organisation, manager: Account, stranger: Organisation
) -> None:
    with pytest.raises(PlanRefused, match="Only a board reader"):
        accepting(area_by(here, manager, Accepted("A policy.")), person(stranger, "board_reader"))


def test_an_area_judged_by_a_measure_takes_no_statement(here: Organisation, manager: Account) -> None:
    area = area_by(here, manager, AllCases(MEASURE, "increase", 2, "few orders"))
    with pytest.raises(PlanRefused, match="not judged by a named person"):
        accepting(area, person(here, "analyst"))


def reading(area: Area, by: Account, activity: object, days: tuple[date, date], yes: int) -> None:
    """A reading of 60 of 600 records as an area keeps it, so many of them a yes."""
    strata = [{"name": "All", "population": "600", "read": 60, "yes": yes, "applies": 60}]
    AreaReading.objects.create(
        area=area,
        activity=activity,
        first_day=days[0],
        last_day=days[1],
        sample={"label": f"Reading of {days[0].year}", "strata": strata, "could_not_be_read": [0]},
        by=by,
    )


def test_a_second_reading_beats_the_first(here: Organisation, manager: Account, two_activities: list) -> None:
    area = area_by(here, manager, SecondReading("plan", "increase"))
    first, second = two_activities
    reading(area, manager, first, (date(2024, 4, 1), date(2025, 3, 31)), 20)
    reading(area, manager, second, (date(2025, 4, 1), date(2026, 3, 31)), 45)

    assert judged(area, today()).state == "held"


def test_one_reading_alone_shows_nothing(here: Organisation, manager: Account, two_activities: list) -> None:
    area = area_by(here, manager, SecondReading("plan", "increase"))
    reading(area, manager, two_activities[0], (date(2024, 4, 1), date(2025, 3, 31)), 20)

    assert judged(area, today()).reason == "Not yet: there is no second reading."


def test_an_activity_that_is_not_over_is_tied_to_no_area(
    here: Organisation, manager: Account, two_activities: list
) -> None:
    area = area_by(here, manager, SecondReading("plan", "increase"))
    with pytest.raises(PlanRefused, match="that is over"):
        tie_reading(
            by=manager,
            area=area,
            activity=two_activities[0],
            first_day=date(2024, 4, 1),
            last_day=date(2025, 3, 31),
        )
