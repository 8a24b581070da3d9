"""Actions: what they say, what became of them, what is taken back, and when they are overdue or loud."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from factories.plans import MEASURE, STEADY, frozen_run
from plumbline.scrutiny.effect import ShiftedAndHeld
from plumbline_web.improvement.actions import (
    PlanRefused,
    add_action,
    add_area,
    change_action,
    make_plan,
    undo_update,
    update_action,
)
from plumbline_web.improvement.facts import ActionFacts
from plumbline_web.improvement.forms import periods_over
from plumbline_web.improvement.models import Action, ActionUpdate
from plumbline_web.improvement.telling_facts import plan_facts
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today

pytestmark = pytest.mark.django_db
DAY = date(2025, 4, 1)


@pytest.fixture
def action(here: Organisation, manager: Account) -> Action:
    plan = make_plan(by=manager, organisation=here, title="Plan")
    area = add_area(by=manager, plan=plan, text="Contact", closing=ShiftedAndHeld(MEASURE, "increase"))
    return add_action(by=manager, area=area, text="Ring", due_on=date(2025, 6, 30))


def told(
    action: Action, manager: Account, state: str, on: date = DAY, text: str = "So it is."
) -> ActionUpdate:
    return update_action(by=manager, action=action, state=state, on=on, text=text)


def facts(action: Action, as_at: date = date(2025, 9, 30)) -> ActionFacts:
    return plan_facts(action.area.plan, as_at).actions[0]


def test_an_action_begins_with_its_first_update_that_says_so(action: Action, manager: Account) -> None:
    told(action, manager, "under_way")
    action.refresh_from_db()
    assert (action.state, action.began_on) == ("under_way", DAY)


def test_an_area_an_action_and_an_update_sent_twice_are_kept_once(action: Action, manager: Account) -> None:
    area = action.area
    again = add_action(by=manager, area=area, text="Ring", due_on=date(2025, 6, 30))
    other = add_action(by=manager, area=area, text="Ring", due_on=date(2025, 7, 31))
    assert ((again, other.position), area.actions.count()) == ((action, 2), 2)
    for text in ("It is.", "It is.", "It was."):
        told(action, manager, "under_way", text=text)
    assert action.updates.count() == 2
    for words in ("Plans", "Plans", "Reviews"):
        add_area(by=manager, plan=area.plan, text=words)
    assert list(area.plan.areas.order_by("position").values_list("text", flat=True)) == [
        *("Contact", "Plans", "Reviews")
    ]


def test_an_action_at_risk_has_not_begun_by_that(action: Action, manager: Account) -> None:
    told(action, manager, "at_risk")
    action.refresh_from_db()
    assert (action.state, action.began_on) == ("at_risk", None)


def test_an_update_before_the_last_one_is_refused(action: Action, manager: Account) -> None:
    told(action, manager, "under_way")
    with pytest.raises(PlanRefused, match="The last update is of 1 April 2025"):
        told(action, manager, "done", on=DAY - timedelta(1))


def test_an_update_of_a_day_to_come_is_refused(action: Action, manager: Account) -> None:
    with pytest.raises(PlanRefused, match="still to come"):
        told(action, manager, "done", on=today() + timedelta(1))


def test_taking_an_update_back_is_a_new_update(action: Action, manager: Account) -> None:
    told(action, manager, "under_way")
    last = told(action, manager, "done", on=DAY + timedelta(5))
    made = undo_update(by=manager, action=action, why="It was another action.")
    action.refresh_from_db()
    assert (action.state, made.undoes, action.updates.count()) == ("under_way", last, 3)


def test_taking_the_beginning_back_leaves_an_action_that_has_not_begun(
    action: Action, manager: Account
) -> None:
    told(action, manager, "under_way")
    undo_update(by=manager, action=action, why="It was another action.")
    action.refresh_from_db()
    assert (action.state, action.began_on) == ("planned", None)


def test_two_updates_are_taken_back_one_after_the_other(action: Action, manager: Account) -> None:
    told(action, manager, "under_way")
    told(action, manager, "done")
    for _ in range(2):
        undo_update(by=manager, action=action, why="Neither is true.")
    with pytest.raises(PlanRefused, match="no update to take back"):
        undo_update(by=manager, action=action, why="Nor this.")


def test_giving_an_action_up_needs_a_reason(action: Action, manager: Account) -> None:
    with pytest.raises(PlanRefused, match="Say why"):
        told(action, manager, "dropped", text=" ")


def test_a_date_that_moves_keeps_what_it_was_and_why(action: Action, manager: Account) -> None:
    change_action(by=manager, action=action, why="The post is vacant.", due_on=date(2025, 12, 31))
    change = action.changes.get()
    assert (change.before, change.why) == ({"due_on": "2025-06-30"}, "The post is vacant.")


def test_a_change_without_a_reason_is_refused(action: Action, manager: Account) -> None:
    with pytest.raises(PlanRefused, match="Say why"):
        change_action(by=manager, action=action, why="", due_on=None)


def test_an_action_names_no_key_message_that_the_plan_does_not_have(action: Action, manager: Account) -> None:
    with pytest.raises(PlanRefused, match="no key message KM9"):
        add_action(by=manager, area=action.area, text="Train", key_messages=["KM9"])


def test_an_update_keeps_the_figures_of_its_time(action: Action, manager: Account) -> None:
    frozen_run(action.area.plan.organisation, manager, date(2024, 4, 1), STEADY)
    made = told(action, manager, "under_way")
    frozen_run(action.area.plan.organisation, manager, date(2024, 4, 1), (*STEADY, 30))
    made.refresh_from_db()
    assert [(one["period"], one["x"], one["n"]) for one in made.figures] == [("2025-03", 25, 40)]


@pytest.mark.parametrize(
    ("period", "figures"),
    [("2024-05", [(26, 40)]), ("2024-25 Q1", [(75, 120)]), ("2026-01", [])],
)
def test_an_update_that_reports_on_a_period_keeps_its_figures(
    action: Action, manager: Account, period: str, figures: list[tuple[int, int]]
) -> None:
    frozen_run(action.area.plan.organisation, manager, date(2024, 4, 1), STEADY)
    made = update_action(by=manager, action=action, state="under_way", on=DAY, period=period)
    assert [(one["x"], one["n"]) for one in made.figures] == figures


def test_a_period_that_is_not_over_is_reported_on_later(action: Action, manager: Account) -> None:
    with pytest.raises(PlanRefused, match="not over"):
        update_action(by=manager, action=action, state="under_way", on=DAY, period=f"{today():%Y-%m}")


def test_what_is_no_period_is_refused(action: Action, manager: Account) -> None:
    with pytest.raises(PlanRefused):
        update_action(by=manager, action=action, state="under_way", on=DAY, period="last spring")


def test_the_months_and_quarters_offered_are_over() -> None:
    (_, months), (_, quarters) = periods_over(date(2026, 4, 1))
    assert ([one for one, _ in months[:2]], [one for one, _ in quarters[:2]]) == (
        ["2026-03", "2026-02"],
        ["2025-26 Q4", "2025-26 Q3"],
    )


def test_an_action_is_overdue_from_the_day_after_its_day(action: Action) -> None:
    assert (facts(action, date(2025, 6, 30)).overdue, facts(action, date(2025, 7, 1)).overdue) == (0, 1)


def test_a_done_action_is_not_overdue(action: Action, manager: Account) -> None:
    told(action, manager, "done")
    assert facts(action).overdue == 0


def test_a_timescale_in_words_is_never_overdue(action: Action, manager: Account) -> None:
    change_action(
        by=manager, action=action, why="So the board wrote it.", due_on=None, due_words="July 2019 onwards"
    )
    assert (facts(action).overdue, facts(action).due) == (0, "July 2019 onwards")


def test_a_done_action_whose_area_has_not_shifted_is_loud(action: Action, manager: Account) -> None:
    frozen_run(action.area.plan.organisation, manager, date(2024, 4, 1), (*STEADY, 25, 24, 26))
    told(action, manager, "done")
    assert facts(action).no_shift


def test_a_done_action_whose_area_has_shifted_is_not(action: Action, manager: Account) -> None:
    frozen_run(action.area.plan.organisation, manager, date(2024, 4, 1), (*STEADY, 33, 34, 33, 35))
    told(action, manager, "done")
    assert not facts(action).no_shift


def test_an_open_action_is_asked_about_when_nothing_was_said_for_a_month(
    action: Action, manager: Account
) -> None:
    told(action, manager, "under_way", on=today())
    days = [facts(action, today() + timedelta(n)).ask for n in (30, 31)]
    assert days == [False, True]
