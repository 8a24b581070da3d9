"""Making a plan: of a published report's areas, or of nothing; and how its areas may close."""

from __future__ import annotations

import pytest

from factories.activities import Team, inspection
from factories.plans import MEASURE
from factories.site import ELSEWHERE, council
from plumbline.scrutiny.effect import Accepted, AllCases, ShiftedAndHeld
from plumbline_web.improvement.actions import (
    PlanRefused,
    add_action,
    add_area,
    add_key_message,
    change_area,
    end_plan,
    make_plan,
    make_plan_from,
    replace_area,
    settle_closing,
    update_action,
)
from plumbline_web.improvement.models import Area, Plan
from plumbline_web.improvement.reported import answerable, reported_for
from plumbline_web.judgement.actions import say
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today
from plumbline_web.publication.models import Edition
from plumbline_web.writing.actions import begin_paper

pytestmark = pytest.mark.django_db
BY_MEASURE = ShiftedAndHeld(MEASURE, "increase")


@pytest.fixture
def team() -> Team:
    """An inspection with a key message, an area of the council with a part, and one that is another's."""
    team = inspection(readers=1)
    by = {"by": team.lead, "activity": team.activity}
    say(**by, kind="key_message", text="Plans are not reviewed.")
    outer = say(**by, kind="area", text="Review plans", indicators=["5.2"], owners=[team.council])
    say(**by, kind="area", text="Say who", within=outer.statement, owners=[team.council], others=["Police"])
    say(**by, kind="area", text="Not yours", others=["Police"])
    return team


def published(team: Team) -> Team:
    paper = begin_paper(by=team.lead, activity=team.activity, kind="report", title="What we found")
    Edition.objects.create(paper=paper, number=1, source={}, by=team.lead)
    return team


def of_report(team: Team) -> Plan:
    return make_plan_from(
        by=team.manager, organisation=team.council, activity=published(team).activity, title="Our plan"
    )


def test_a_plan_of_a_report_has_its_key_messages_by_their_codes(team: Team) -> None:
    messages = of_report(team).key_messages.values_list("code", "text")
    assert list(messages) == [("KM1", "Plans are not reviewed.")]


def test_a_plan_of_a_report_has_the_areas_that_the_service_owns_and_no_other(team: Team) -> None:
    assert list(of_report(team).areas.values_list("text", flat=True)) == ["Review plans", "Say who"]


def test_a_part_of_an_area_stays_a_part_of_it(team: Team) -> None:
    part = of_report(team).areas.get(text="Say who")
    assert (part.within.text, part.owners) == ("Review plans", ["Ashmarrow", "Police"])


def test_an_area_stands_under_its_indicator_with_the_key_question(team: Team) -> None:
    area = of_report(team).areas.get(text="Review plans")
    assert (area.indicator, area.indicator_title) == ("5.2", "Assessing and responding to risk and need")
    assert area.question == ("How good is our delivery of services for those involved in community justice?")


def test_a_report_that_is_not_published_makes_no_plan(team: Team) -> None:
    with pytest.raises(PlanRefused, match="not published"):
        make_plan_from(by=team.manager, organisation=team.council, activity=team.activity, title="Our plan")


def test_a_report_is_no_answer_of_a_service_it_did_not_look_at(team: Team) -> None:
    other = council("Brackenmoor", ELSEWHERE)
    assert reported_for(other, published(team).activity) is None


def test_the_body_that_inspected_has_no_plan_to_make_of_others_areas(team: Team) -> None:
    assert not answerable(published(team).body).exists()


@pytest.fixture
def plan(here: Organisation, manager: Account) -> Plan:
    return make_plan(by=manager, organisation=here, title="A wish of the board")


@pytest.fixture
def area(plan: Plan, manager: Account) -> Area:
    return add_area(by=manager, plan=plan, text="First contact")


def test_how_an_area_may_close_is_settled_once(area: Area, manager: Account) -> None:
    settle_closing(by=manager, area=area, closing=BY_MEASURE)
    with pytest.raises(PlanRefused, match="is settled"):
        settle_closing(by=manager, area=area, closing=Accepted("It is easier so."))


def test_an_action_cannot_begin_before_it_is_settled_how_its_area_may_close(
    area: Area, manager: Account
) -> None:
    action = add_action(by=manager, area=area, text="Ring")
    with pytest.raises(PlanRefused, match="Settle first"):
        update_action(by=manager, action=action, state="under_way", on=today())


def test_a_measure_that_cannot_be_read_settles_nothing(area: Area, manager: Account) -> None:
    with pytest.raises(PlanRefused, match="there is no rate"):
        settle_closing(by=manager, area=area, closing=ShiftedAndHeld("cpo_first_contact/kind", "increase"))


def test_a_measure_with_a_period_settles_nothing(area: Area, manager: Account) -> None:
    with pytest.raises(PlanRefused, match="without a period"):
        settle_closing(by=manager, area=area, closing=ShiftedAndHeld(f"{MEASURE}@2025-26", "increase"))


def test_all_cases_are_compared_over_a_sensible_period(area: Area, manager: Account) -> None:
    closing = AllCases(MEASURE, "increase", 2, "6 orders a year")
    with pytest.raises(PlanRefused, match="3 to 36 months"):
        settle_closing(by=manager, area=area, closing=closing, months=1)


def test_another_way_is_a_new_area_that_says_whose_place_it_took(area: Area, manager: Account) -> None:
    settle_closing(by=manager, area=area, closing=BY_MEASURE)
    made = replace_area(by=manager, area=area, why="There are too few orders for a chart.")
    area.refresh_from_db()
    assert (area.state, area.closing["by"]) == ("replaced", "shifted_and_held")
    assert (made.in_place_of, made.closing) == (area, {})


def test_actions_go_along_to_the_area_that_takes_the_place(area: Area, manager: Account) -> None:
    settle_closing(by=manager, area=area, closing=BY_MEASURE)
    action = add_action(by=manager, area=area, text="Ring")
    made = replace_area(by=manager, area=area, why="There are too few orders for a chart.")
    action.refresh_from_db()
    assert action.area == made


def test_nothing_is_added_to_an_area_that_was_replaced(area: Area, manager: Account) -> None:
    settle_closing(by=manager, area=area, closing=BY_MEASURE)
    replace_area(by=manager, area=area, why="Too few orders.")
    with pytest.raises(PlanRefused, match="stands in the place"):
        add_action(by=manager, area=area, text="Ring")


def test_the_words_of_a_report_are_not_changed_in_the_plan(team: Team) -> None:
    area = of_report(team).areas.get(text="Review plans")
    with pytest.raises(PlanRefused, match="stay as they are"):
        change_area(by=team.manager, area=area, text="Review some plans")


def test_a_code_of_a_key_message_is_used_once(plan: Plan, manager: Account) -> None:
    add_key_message(by=manager, plan=plan, code="KM1", text="One")
    with pytest.raises(PlanRefused, match="KM1 is taken"):
        add_key_message(by=manager, plan=plan, code=" km1", text="Two")


def test_an_ended_plan_takes_nothing_more(plan: Plan, manager: Account) -> None:
    end_plan(by=manager, plan=plan, why="All of it stands in the new plan.")
    with pytest.raises(PlanRefused, match="was ended"):
        add_area(by=manager, plan=plan, text="Late")


def test_an_area_is_no_part_of_another_plans_area(plan: Plan, manager: Account, area: Area) -> None:
    other = make_plan(by=manager, organisation=plan.organisation, title="Another")
    with pytest.raises(PlanRefused, match="of the same plan"):
        add_area(by=manager, plan=other, text="Part", within=area)
