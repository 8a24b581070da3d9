"""The page of scrutiny and the page of one activity: who finds what there, and what each says first."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.activities import TEMPLATE, Team, furnish, inspection
from factories.site import ELSEWHERE, council, person
from plumbline.scrutiny.activities import load_templates
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import (
    ScrutinyRefused,
    begin_stage,
    open_activity,
    plan_stages,
    stop_activity,
)
from plumbline_web.scrutiny.models import Activity

pytestmark = pytest.mark.django_db


def front(client: Client, place: object, query: str = "") -> str:
    answer = client.get(reverse("scrutiny:activities", args=[place.slug]) + query)
    return " ".join(answer.content.decode().split())


def another(team: Team, title: str, of: object = None, by: object = None) -> Activity:
    return open_activity(
        by=by or team.lead,
        organisation=of or team.body,
        title=title,
        template=TEMPLATE,
        framework=None,
        subjects=[team.council],
    )


def test_a_service_sees_apart_what_looks_at_it_with_what_is_asked(client: Client) -> None:
    team = inspection()
    furnish(team)
    another(team, "Our own audit", of=team.council, by=team.manager)
    client.force_login(team.manager)
    page = front(client, team.council)
    assert page.index("What looks at Ashmarrow") < page.index("Inspection of Ashmarrow")
    assert page.index("Your own, and those you have a part in") < page.index("Our own audit")
    assert 'data-head="Hours asked" class="pl-n">2.5<' in page


def test_an_own_activity_is_not_said_to_look_at_the_service(client: Client) -> None:
    team = inspection()
    client.force_login(team.lead)
    assert "What looks at" not in front(client, team.body)


def test_ended_ones_stand_in_the_list_only_when_asked_for(client: Client) -> None:
    team = inspection()
    stop_activity(by=team.lead, activity=team.activity, why="No longer wanted")
    client.force_login(team.lead)
    found = [
        "Inspection of Ashmarrow" in front(client, team.body, query)
        for query in ("", "?state=ended", "?state=all")
    ]
    assert found == [False, True, True]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=inspection", True),
        ("?kind=own_audit", False),
        ("?q=ASH", True),
        ("?q=%00", True),
        ("?q=x", False),
    ],
)
def test_the_list_is_narrowed_by_kind_and_by_words(client: Client, query: str, found: bool) -> None:
    team = inspection()
    client.force_login(team.lead)
    assert ("Inspection of Ashmarrow" in front(client, team.body, query)) == found


def test_somebody_without_a_part_is_told_how_one_begins(client: Client) -> None:
    team = inspection()
    client.force_login(person(team.body, "inspector"))
    assert "No activity yet" in front(client, team.body)
    assert "adds you to the team" in front(client, team.body)


def test_one_activity_and_three_ask_the_database_as_often(client: Client) -> None:
    team = inspection()
    furnish(team)
    counts = []
    for account, place in ((team.lead, team.body), (team.manager, team.council)):
        client.force_login(account)
        for more in (0, 2):
            for number in range(more):
                another(team, f"{account.pk} {number}")
            with CaptureQueriesContext(connection) as held:
                front(client, place)
            counts.append(len(held))
    assert (counts[0], counts[2]) == (counts[1], counts[3])


def test_the_activity_says_first_where_it_stands(client: Client) -> None:
    team = inspection()
    client.force_login(team.lead)
    page = reverse("scrutiny:activity", args=[team.body.slug, team.activity.key])
    assert client.get(page).context["lead"] == "Nothing has begun yet. “Preparation” comes next."
    stage = team.activity.stages.first()
    plan_stages(by=team.lead, activity=team.activity, days={"prepare": (None, today())})
    begin_stage(by=team.lead, stage=stage, on=today())
    lead = client.get(page).context["lead"]
    assert lead.startswith("Stage 1 of 3, “Preparation”, is under way since ")
    assert lead.endswith(" It is planned to end on " + f"{today().day} {today():%B %Y}.")


def test_what_stands_in_the_way_is_on_the_page_with_who_is_waited_for(client: Client) -> None:
    team = inspection()
    begin_stage(by=team.lead, stage=team.activity.stages.first(), on=today())
    client.force_login(team.lead)
    page = client.get(reverse("scrutiny:activity", args=[team.body.slug, team.activity.key])).content.decode()
    assert "Nothing has been asked of Ashmarrow yet." in page
    assert "Waits for the lead." in page


def test_no_reader_is_named_to_the_service(client: Client) -> None:
    team = inspection(readers=2)
    furnish(team)
    begin_stage(by=team.lead, stage=team.activity.stages.first(), on=today())
    client.force_login(team.manager)
    place = {"organisation": team.council.slug, "activity": team.activity.key}
    for name, more in (("activity", {}), ("stage", {"code": "prepare"}), ("services", {}), ("requests", {})):
        page = client.get(reverse(f"scrutiny:{name}", kwargs=place | more)).content.decode()
        assert [account.name for account in team.readers if account.name in page] == []


def test_who_has_not_declared_is_led_to_it(client: Client) -> None:
    team = inspection(readers=1)
    client.force_login(team.readers[0])
    page = client.get(reverse("scrutiny:activity", args=[team.body.slug, team.activity.key])).content.decode()
    assert "Say whether you have a conflict of interest" in page


def opened(client: Client, place: object, **given: object) -> object:
    return client.post(reverse("scrutiny:open", args=[place.slug]), given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": ""}, "Choose a kind of activity."),
        ({"title": ""}, "Give the activity a title."),
        ({"services": []}, "Choose at least one service."),
        ({"kind": "no_such"}, "There is a problem"),
        ({"services": ["nowhere"]}, "There is a problem"),
        (
            {"services": ["ashmarrow", "brackenmoor"]},
            "This kind of activity looks at one service. You chose 2.",
        ),
        ({"kind": "national_self_evaluation"}, "This kind of activity looks at 32 services. You chose 1."),
    ],
)
def test_an_activity_with_a_fault_is_not_opened(client: Client, given: dict[str, object], said: str) -> None:
    team = inspection()
    council("Brackenmoor", ELSEWHERE)
    client.force_login(team.lead)
    wanted = {"kind": "cpo_inspection", "title": "Another", "services": ["ashmarrow"]}
    answer = opened(client, team.body, **(wanted | given))
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert Activity.objects.count() == 1


def test_a_council_cannot_look_at_another(client: Client) -> None:
    team = inspection()
    there = council("Brackenmoor", ELSEWHERE)
    client.force_login(team.manager)
    answer = opened(client, team.council, kind="monthly_audit", title="A look", services=[there.slug])
    assert answer.status_code == 422
    with pytest.raises(ScrutinyRefused, match="Ashmarrow cannot look at Brackenmoor"):
        open_activity(
            by=team.manager,
            organisation=team.council,
            title="A look",
            template=load_templates()["monthly_audit"],
            framework=None,
            subjects=[there],
        )


def test_an_inspector_who_leads_nothing_opens_no_activity(client: Client) -> None:
    team = inspection()
    client.force_login(team.readers[0])
    assert client.get(reverse("scrutiny:open", args=[team.body.slug])).status_code == 403


def test_hours_are_shown_as_they_were_given() -> None:
    team = inspection()
    furnish(team)
    assert team.activity.subjects.get().requests.get().hours == Decimal("2.5")
