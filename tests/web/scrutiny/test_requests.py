"""Requests to a service: asked after a look at what was asked before, answered, counted in hours."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.activities import TEMPLATE, Team, inspection
from factories.site import ELSEWHERE, council, person
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import (
    ScrutinyRefused,
    answer_request,
    ask,
    ask_more,
    open_activity,
    say_not_held,
    stop_activity,
    withdraw_request,
)
from plumbline_web.scrutiny.asking import alike
from plumbline_web.scrutiny.models import Request, Subject

pytestmark = pytest.mark.django_db
SOON = timedelta(days=7)


def asked(team: Team, title: str = "Case management guidance", hours: str = "2.5", **more: object) -> Request:
    wanted = {"what": "The guidance in force.", "due_on": today() + SOON, **more}
    subject = wanted.pop("subject", None) or Subject.objects.get(activity=team.activity)
    return ask(by=team.lead, subject=subject, title=title, hours=Decimal(hours), **wanted)


def answered(team: Team, request: Request, hours: str = "1.5") -> Request:
    return answer_request(by=team.manager, request=request, text="On the drive", hours_taken=Decimal(hours))


def address(team: Team, name: str = "requests", *more: str, of_service: bool = False) -> str:
    place = team.council if of_service else team.body
    return reverse(f"scrutiny:{name}", args=[place.slug, team.activity.key, *more])


def overdue(request: Request) -> Request:
    request.due_on = today() - timedelta(days=1)
    request.save()
    return request


def test_each_step_of_a_request_is_kept() -> None:
    team = inspection()
    one = answered(team, asked(team))
    one = ask_more(by=team.lead, request=one, text="That of 2024", hours=Decimal(1), due_on=today() + SOON)
    say_not_held(by=team.manager, request=one, text="There was none in 2024")
    assert [(move.after, move.hours) for move in one.moves.all()] == [
        ("asked", Decimal("2.5")),
        ("answered", Decimal("1.5")),
        ("asked", Decimal("1.0")),
        ("not_held", None),
    ]


def test_hours_asked_for_and_taken_add_up_over_what_was_asked_again() -> None:
    team = inspection()
    one = answered(team, asked(team))
    one = ask_more(by=team.lead, request=one, text="That of 2024", hours=Decimal(1), due_on=today() + SOON)
    one = answered(team, one, "0.5")
    assert (one.hours, one.hours_taken) == (Decimal("3.5"), Decimal("2.0"))


@pytest.mark.parametrize("state", ["answered", "not_held", "withdrawn"])
def test_what_was_decided_is_not_answered_again(state: str) -> None:
    team = inspection()
    one = asked(team)
    one.state = state
    one.save()
    with pytest.raises(ScrutinyRefused, match="cannot become “Answered”"):
        answered(team, one)


def test_an_answer_without_words_is_none() -> None:
    team = inspection()
    one = asked(team)
    for verb in (
        lambda: answer_request(by=team.manager, request=one, text=" ", hours_taken=Decimal(0)),
        lambda: say_not_held(by=team.manager, request=one, text=" "),
        lambda: withdraw_request(by=team.lead, request=one, text=" "),
    ):
        with pytest.raises(ScrutinyRefused, match="Say "):
            verb()


def test_nothing_is_asked_for_a_day_that_is_over() -> None:
    team = inspection()
    with pytest.raises(ScrutinyRefused, match="That day is over"):
        asked(team, due_on=today() - timedelta(days=1))


def test_nothing_is_asked_in_an_activity_that_has_ended() -> None:
    team = inspection()
    one = asked(team)
    stop_activity(by=team.lead, activity=team.activity, why="No longer wanted")
    for verb in (lambda: asked(team), lambda: answered(team, one)):
        with pytest.raises(ScrutinyRefused, match="has ended"):
            verb()


@pytest.mark.parametrize(
    ("title", "what", "found"),
    [
        ("case-management GUIDANCE", "Anything", True),
        ("Guidance on case management plans", "That in force", True),
        ("Management of cases: guidance", "That in force", True),
        ("Workloads of each team", "Cases on the last day of each month", False),
        ("List of the staff", "The guidance in force.", True),
        ("", "", False),
    ],
)
def test_requests_are_alike_by_their_words(title: str, what: str, found: bool) -> None:
    team = inspection()
    one = asked(team)
    assert alike(title, what, [one]) == ([one] if found else [])


def test_the_one_of_the_same_title_comes_first() -> None:
    team = inspection()
    other, same = asked(team, "Guidance on plans"), asked(team, "Guidance")
    assert alike("guidance", "x", [other, same]) == [same, other]


FORM = {"title": "Guidance on case management", "what": "All of it", "hours": "3"}


def form() -> dict[str, str]:
    return FORM | {"due_on": f"{today() + SOON:%d/%m/%Y}"}


def test_something_new_is_asked_at_once(client: Client) -> None:
    team = inspection()
    client.force_login(team.lead)
    client.post(address(team, "ask"), form())
    assert Request.objects.get().hours == Decimal(3)


def test_before_something_is_asked_again_the_earlier_request_is_shown(client: Client) -> None:
    team = inspection()
    answered(team, asked(team))
    client.force_login(team.lead)
    page = client.post(address(team, "ask"), form()).content.decode()
    assert "Something like this was asked before" in page
    assert "Answer: On the drive" in page
    assert "There is a problem" not in page
    assert Request.objects.count() == 1


def test_then_the_asker_says_whether_it_is_the_same(client: Client) -> None:
    team = inspection()
    earlier = asked(team)
    client.force_login(team.lead)
    page = client.post(address(team, "ask"), form() | {"looked": "yes"}).content.decode()
    assert "Say whether it is one of these that were asked before." in page
    client.post(address(team, "ask"), form() | {"looked": "yes", "same_as": earlier.key})
    assert Request.objects.latest("pk").same_as == earlier
    client.post(address(team, "ask"), form() | {"looked": "yes", "same_as": "new"})
    assert Request.objects.latest("pk").same_as is None


def test_what_another_body_asked_in_an_activity_of_its_own_is_not_shown(client: Client) -> None:
    team = inspection()
    asked(team)
    own = open_activity(
        by=team.manager,
        organisation=team.council,
        title="Own audit",
        template=TEMPLATE,
        framework=None,
        subjects=[team.council],
    )
    subject = Subject.objects.get(activity=own)
    ask(
        by=team.manager,
        subject=subject,
        title="Secret plan",
        what="x",
        hours=Decimal(1),
        due_on=today() + SOON,
    )
    client.force_login(team.lead)
    page = client.post(address(team, "ask"), form() | {"title": "Secret plan"}, follow=True).content.decode()
    assert "Something like this was asked before" not in page


def test_the_hours_asked_so_far_are_said_before_one_asks(client: Client) -> None:
    team = inspection()
    asked(team)
    withdraw_request(by=team.lead, request=asked(team, hours="99"), text="Found it")
    client.force_login(team.lead)
    page = client.get(address(team, "ask")).content.decode()
    assert "Ashmarrow has been asked for 2.5 hours of work in this activity." in page


@pytest.mark.parametrize(
    "given",
    [{"title": ""}, {"what": ""}, {"hours": "-1"}, {"hours": "x"}, {"hours": "1.25"}, {"due_on": "soon"}],
)
def test_a_form_with_a_fault_asks_nothing(client: Client, given: dict[str, str]) -> None:
    team = inspection()
    client.force_login(team.lead)
    answer = client.post(address(team, "ask"), form() | given)
    assert (answer.status_code, Request.objects.count()) == (422, 0)


def test_the_service_answers_on_its_page(client: Client) -> None:
    team = inspection()
    one = asked(team)
    client.force_login(team.manager)
    page = address(team, "request", one.key, of_service=True)
    client.post(page, {"answer": "yes", "answer-text": "On the drive", "answer-hours_taken": "1.5"})
    assert Request.objects.get().state == "answered"


def test_the_service_says_that_it_does_not_hold_it(client: Client) -> None:
    team = inspection()
    one = asked(team)
    client.force_login(team.manager)
    page = address(team, "request", one.key, of_service=True)
    client.post(page, {"not_held": "yes", "not_held-text": "Never kept"})
    assert Request.objects.get().state == "not_held"


def test_the_lead_asks_for_more_and_withdraws(client: Client) -> None:
    team = inspection()
    one = answered(team, asked(team))
    client.force_login(team.lead)
    page = address(team, "request", one.key)
    more = {"more-text": "2024 too", "more-hours": "1", "more-due_on": f"{today():%d/%m/%Y}"}
    client.post(page, {"more": "yes", **more})
    assert Request.objects.get().state == "asked"
    client.post(page, {"withdraw": "yes", "withdraw-text": "Found it"})
    assert Request.objects.get().state == "withdrawn"


@pytest.mark.parametrize(
    ("who", "button"), [("lead", "answer"), ("manager", "withdraw"), ("reader", "answer")]
)
def test_nobody_presses_the_others_button(client: Client, who: str, button: str) -> None:
    team = inspection()
    one = asked(team)
    client.force_login({"lead": team.lead, "manager": team.manager, "reader": team.readers[0]}[who])
    page = address(team, "request", one.key, of_service=who == "manager")
    assert client.post(page, {button: "yes", f"{button}-text": "x"}).status_code == 403


def test_an_answer_that_comes_too_late_says_how_it_stands(client: Client) -> None:
    team = inspection()
    one = withdraw_request(by=team.lead, request=asked(team), text="Found it")
    client.force_login(team.manager)
    page = address(team, "request", one.key, of_service=True)
    answer = client.post(page, {"answer": "yes", "answer-text": "x", "answer-hours_taken": "1"}, follow=True)
    assert "the request had moved on" in answer.content.decode()


def rows(client: Client, team: Team, query: str = "") -> list[str]:
    page = client.get(address(team) + query).context["page"]
    return [one.title for one in page]


def test_the_list_is_in_the_order_of_the_days_and_can_be_put_in_another(client: Client) -> None:
    team = inspection()
    asked(team, "B", hours="1", due_on=today() + 2 * SOON)
    asked(team, "A", hours="9")
    client.force_login(team.lead)
    assert [
        rows(client, team, query) for query in ("", "?sort=-due", "?sort=title", "?sort=hours", "?sort=x")
    ] == [
        ["A", "B"],
        ["B", "A"],
        ["A", "B"],
        ["B", "A"],
        ["A", "B"],
    ]


def test_the_list_is_narrowed_to_what_is_overdue(client: Client) -> None:
    team = inspection()
    overdue(asked(team, "Late"))
    asked(team, "In time")
    client.force_login(team.lead)
    assert rows(client, team, "?state=overdue") == ["Late"]


def test_the_page_counts_requests_and_hours_and_leaves_out_those_withdrawn(client: Client) -> None:
    team = inspection()
    answered(team, asked(team))
    overdue(asked(team, "Late", hours="4"))
    withdraw_request(by=team.lead, request=asked(team, hours="99"), text="Found it")
    client.force_login(team.lead)
    page = " ".join(client.get(address(team)).content.decode().split())
    assert "2 requests, 6.5 hours of work asked for; the answers took 1.5 hours." in page
    assert "1 waits for an answer, <strong>1 overdue</strong>." in page


def test_of_two_services_each_sees_what_is_asked_of_itself_alone(client: Client) -> None:
    team = inspection()
    there = council("Brackenmoor", ELSEWHERE)
    both = open_activity(
        by=team.lead,
        organisation=team.body,
        title="Both",
        template=TEMPLATE,
        framework=None,
        subjects=[team.council, there],
    )
    for subject in both.subjects.all():
        asked(team, f"From {subject.organisation.name}", subject=subject)
    other = Request.objects.get(title="From Brackenmoor")
    client.force_login(team.manager)
    place = [team.council.slug, both.key]
    page = client.get(reverse("scrutiny:requests", args=place)).content.decode()
    assert ("From Ashmarrow" in page, "From Brackenmoor" in page) == (True, False)
    file = client.get(reverse("scrutiny:requests_file", args=place)).content.decode()
    assert ("From Ashmarrow" in file, "From Brackenmoor" in file) == (True, False)
    assert client.get(reverse("scrutiny:request", args=[*place, other.key])).status_code == 404


def test_the_file_has_every_request_and_no_formula(client: Client) -> None:
    team = inspection()
    asked(team, "=1+1")
    client.force_login(team.lead)
    answer = client.get(address(team, "requests_file"))
    lines = answer.content.decode().splitlines()
    assert (answer["Content-Type"], len(lines)) == ("text/csv; charset=utf-8", 2)
    assert lines[0].startswith("service,title,what,state,asked_on,asked_by,due_on,hours_asked")
    assert lines[1].startswith("Ashmarrow,'=1+1,")


def test_one_request_and_three_ask_the_database_as_often(client: Client) -> None:
    team = inspection()
    client.force_login(team.lead)
    counts = []
    for titles in ("1", "23"):
        for title in titles:
            asked(team, title)
        with CaptureQueriesContext(connection) as held:
            client.get(address(team))
        counts.append(len(held))
    assert counts[0] == counts[1]


def test_somebody_who_is_only_a_practitioner_of_the_service_sees_none(client: Client) -> None:
    team = inspection()
    one = asked(team)
    client.force_login(person(team.council, "practitioner", workers=["W1"]))
    assert client.get(address(team, "request", one.key, of_service=True)).status_code == 404
