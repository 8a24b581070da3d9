"""Stages: begun in order, ended when nothing is missing or with a reason, opened again; each move kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from factories.activities import Team, inspection
from plumbline_web.audit.models import Event
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import (
    ScrutinyRefused,
    begin_stage,
    end_stage,
    open_stage_again,
    plan_stages,
    stop_activity,
)
from plumbline_web.scrutiny.models import Stage
from plumbline_web.scrutiny.queries import actual_days, stage_now

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def stage_of(team: Team, code: str) -> Stage:
    return Stage.objects.get(activity=team.activity, code=code)


def begun(team: Team, code: str = "prepare") -> Stage:
    return begin_stage(by=team.lead, stage=stage_of(team, code), on=today() - 9 * DAY)


def ended(team: Team, code: str = "prepare") -> Stage:
    return end_stage(by=team.lead, stage=begun(team, code), on=today() - 5 * DAY, why="Told by telephone")


def test_a_stage_does_not_begin_before_the_one_before_it_has_ended() -> None:
    team = inspection()
    begun(team)
    with pytest.raises(ScrutinyRefused, match="“Preparation” has to end before"):
        begun(team, "read")


def test_a_stage_does_not_begin_twice() -> None:
    team = inspection()
    begun(team)
    with pytest.raises(ScrutinyRefused, match="cannot become “Under way”"):
        begun(team)


def test_a_stage_does_not_begin_on_a_day_to_come() -> None:
    team = inspection()
    with pytest.raises(ScrutinyRefused, match="still to come"):
        begin_stage(by=team.lead, stage=stage_of(team, "prepare"), on=today() + DAY)


def test_a_stage_does_not_begin_before_the_day_on_which_the_one_before_it_began() -> None:
    team = inspection()
    ended(team)
    with pytest.raises(ScrutinyRefused, match="before the stage before it began"):
        begin_stage(by=team.lead, stage=stage_of(team, "read"), on=today() - 10 * DAY)


def test_a_stage_with_something_missing_ends_only_with_a_reason() -> None:
    team = inspection()
    with pytest.raises(ScrutinyRefused, match="Nothing has been asked of Ashmarrow yet"):
        end_stage(by=team.lead, stage=begun(team), on=today())


def test_what_was_missing_and_the_reason_are_kept_with_the_move() -> None:
    team = inspection()
    move = ended(team).moves.last()
    assert move.why == "Told by telephone"
    assert [one["need"] for one in move.missing] == [
        "conflicts_declared",
        "service_notified",
        "requests_sent",
    ]


def test_a_stage_does_not_end_before_the_day_it_began() -> None:
    team = inspection()
    stage = begun(team)
    with pytest.raises(ScrutinyRefused, match="before the stage began"):
        end_stage(by=team.lead, stage=stage, on=today() - 10 * DAY, why="x")


def test_a_stage_that_was_not_begun_does_not_end() -> None:
    team = inspection()
    with pytest.raises(ScrutinyRefused, match="cannot become “Ended”"):
        end_stage(by=team.lead, stage=stage_of(team, "prepare"), on=today(), why="x")


def test_a_stage_opened_again_has_not_ended_and_keeps_the_day_it_first_began() -> None:
    team = inspection()
    stage = open_stage_again(by=team.lead, stage=ended(team), why="A partner came late", on=today())
    assert actual_days(stage) == (today() - 9 * DAY, None)


def test_a_stage_is_not_opened_again_without_a_reason() -> None:
    team = inspection()
    stage = ended(team)
    with pytest.raises(ScrutinyRefused, match="Say why"):
        open_stage_again(by=team.lead, stage=stage, why=" ", on=today())


def test_a_stage_that_was_never_begun_is_not_opened_again() -> None:
    team = inspection()
    with pytest.raises(ScrutinyRefused, match="Only a stage that has ended"):
        open_stage_again(by=team.lead, stage=stage_of(team, "read"), why="x", on=today())


def test_the_stage_now_is_the_one_under_way_else_the_next() -> None:
    team = inspection()
    ended(team)
    assert stage_now(team.activity).code == "read"


def test_a_stage_is_not_planned_to_end_before_it_begins() -> None:
    team = inspection()
    with pytest.raises(ScrutinyRefused, match="Preparation: planned to end on"):
        plan_stages(by=team.lead, activity=team.activity, days={"prepare": (today(), today() - DAY)})


def test_in_a_stopped_activity_no_stage_moves() -> None:
    team = inspection()
    stop_activity(by=team.lead, activity=team.activity, why="The council merged its service")
    with pytest.raises(ScrutinyRefused, match="has ended"):
        begun(team)


def test_each_move_leaves_an_event() -> None:
    team = inspection()
    open_stage_again(by=team.lead, stage=ended(team), why="x", on=today())
    acts = Event.objects.filter(subject=f"activity:{team.activity.key}").order_by("id")
    assert [one.act for one in acts][-3:] == ["began stage", "ended stage", "opened stage again"]


def test_on_the_page_a_lead_plans_begins_ends_and_opens_again(client: Client) -> None:
    team = inspection()
    client.force_login(team.lead)
    page = reverse("scrutiny:stage", args=[team.body.slug, team.activity.key, "prepare"])
    day = f"{today():%d/%m/%Y}"
    client.post(page, {"plan": "yes", "plan-planned_from": day, "plan-planned_until": day})
    client.post(page, {"begin": "yes", "begin-on": day})
    client.post(page, {"end": "yes", "end-on": day, "end-why": "Agreed by letter"})
    client.post(page, {"again": "yes", "again-on": day, "again-why": "A partner came late"})
    stage = stage_of(team, "prepare")
    assert (stage.state, stage.planned_from) == ("begun", today())
    assert [one.after for one in stage.moves.all()] == ["begun", "ended", "begun"]


def test_a_press_that_comes_too_late_changes_nothing_and_says_so(client: Client) -> None:
    team = inspection()
    begun(team)
    client.force_login(team.lead)
    page = reverse("scrutiny:stage", args=[team.body.slug, team.activity.key, "prepare"])
    answer = client.post(page, {"begin": "yes", "begin-on": f"{today():%d/%m/%Y}"}, follow=True)
    assert "Nothing was changed: the stage had moved on." in answer.content.decode()
    assert stage_of(team, "prepare").moves.count() == 1


def test_a_reader_sees_the_stage_and_cannot_move_it(client: Client) -> None:
    team = inspection()
    client.force_login(team.readers[0])
    page = reverse("scrutiny:stage", args=[team.body.slug, team.activity.key, "prepare"])
    assert "Begin this stage" not in client.get(page).content.decode()
    assert client.post(page, {"begin": "yes", "begin-on": f"{today():%d/%m/%Y}"}).status_code == 403
    assert stage_of(team, "prepare").state == "planned"


def test_a_stage_that_no_template_has_is_not_found(client: Client) -> None:
    team = inspection()
    client.force_login(team.lead)
    assert (
        client.get(reverse("scrutiny:stage", args=[team.body.slug, team.activity.key, "no"])).status_code
        == 404
    )
