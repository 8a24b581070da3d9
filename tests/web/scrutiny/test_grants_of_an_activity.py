"""Grants of an activity: asked by its lead, opened by the service alone, closed when it ends; runs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from factories.activities import TEMPLATE, Team, inspection
from factories.site import ELSEWHERE, council, person, run_of
from plumbline_web.people.actions import close_grant
from plumbline_web.people.models import Grant
from plumbline_web.people.queries import access, today
from plumbline_web.scrutiny.actions import (
    ScrutinyRefused,
    ask_opening,
    note_notified,
    open_activity,
    open_opening,
    pin_run,
    refuse_opening,
    set_numbers,
    stop_activity,
    withdraw_opening,
)
from plumbline_web.scrutiny.models import Draw, Opening, Subject
from plumbline_web.scrutiny.queries import runs_to_pin

pytestmark = pytest.mark.django_db
LATER = timedelta(days=90)


def subject_of(team: Team) -> Subject:
    return Subject.objects.get(activity=team.activity)


def asked(team: Team) -> Opening:
    return ask_opening(by=team.lead, subject=subject_of(team), to=team.body, until_on=today() + LATER)


def address(team: Team, *, of_service: bool = False) -> str:
    place = team.council if of_service else team.body
    return reverse("scrutiny:service", args=[place.slug, team.activity.key, subject_of(team).key])


def test_a_grant_that_is_asked_for_opens_nothing() -> None:
    team = inspection()
    asked(team)
    assert not access(team.lead, team.council).may("see cases")


def test_the_service_opens_it_under_the_title_of_the_activity() -> None:
    team = inspection()
    open_opening(by=team.manager, opening=asked(team))
    grant = Grant.objects.get()
    assert (grant.purpose, grant.from_on, grant.until_on) == (
        "Inspection of Ashmarrow",
        today(),
        today() + LATER,
    )
    assert access(team.lead, team.council).may("see cases")


def test_nobody_but_the_service_opens_it() -> None:
    team = inspection()
    opening = asked(team)
    for account in (team.lead, person(team.council, "information_lead")):
        with pytest.raises(ScrutinyRefused, match="Only a service manager of Ashmarrow"):
            open_opening(by=account, opening=opening)
    assert not Grant.objects.exists()


def test_a_grant_is_refused_with_a_reason_and_can_be_asked_for_again() -> None:
    team = inspection()
    opening = asked(team)
    with pytest.raises(ScrutinyRefused, match="Say why"):
        refuse_opening(by=team.manager, opening=opening, why=" ")
    refuse_opening(by=team.manager, opening=opening, why="Wait for the new information lead")
    assert asked(team).state == "asked"


def test_a_grant_is_not_asked_for_twice() -> None:
    team = inspection()
    open_opening(by=team.manager, opening=asked(team))
    with pytest.raises(ScrutinyRefused, match="opened by the service already"):
        asked(team)


def test_one_that_its_owner_closed_can_be_asked_for_again() -> None:
    team = inspection()
    first = open_opening(by=team.manager, opening=asked(team))
    close_grant(by=team.manager, grant=first.grant)
    assert asked(team).state == "asked"
    assert Opening.objects.get(pk=first.pk).state == "closed"


def test_a_grant_to_the_service_itself_or_to_somebody_not_on_the_team_is_not_asked_for() -> None:
    team = inspection()
    for to, words in (
        (team.council, "No grant is needed"),
        (council("Brackenmoor", ELSEWHERE), "on the team"),
    ):
        with pytest.raises(ScrutinyRefused, match=words):
            ask_opening(by=team.lead, subject=subject_of(team), to=to, until_on=today())


@pytest.mark.parametrize("days", [-1, 366])
def test_a_grant_is_asked_for_a_year_at_most_and_not_for_the_past(days: int) -> None:
    team = inspection()
    with pytest.raises(ScrutinyRefused, match="a year at most"):
        ask_opening(
            by=team.lead, subject=subject_of(team), to=team.body, until_on=today() + timedelta(days=days)
        )


def test_what_was_withdrawn_cannot_be_opened() -> None:
    team = inspection()
    opening = withdraw_opening(by=team.lead, opening=asked(team))
    with pytest.raises(ScrutinyRefused, match="cannot become"):
        open_opening(by=team.manager, opening=opening)


def test_when_the_activity_ends_its_grants_are_closed_and_others_stay() -> None:
    team = inspection()
    own = open_opening(by=team.manager, opening=asked(team))
    other = Grant.objects.create(
        owner=team.council,
        to=team.body,
        purpose="Another",
        from_on=today(),
        until_on=today(),
        opened_by=team.manager,
    )
    stop_activity(by=team.lead, activity=team.activity, why="The council merged its service")
    assert Grant.objects.get(pk=own.grant_id).closed_at is not None
    assert Grant.objects.get(pk=other.pk).closed_at is None


def test_when_the_activity_ends_what_is_still_asked_for_is_taken_back() -> None:
    team = inspection()
    opening = asked(team)
    stop_activity(by=team.lead, activity=team.activity, why="The council merged its service")
    assert Opening.objects.get(pk=opening.pk).state == "withdrawn"


def test_on_the_pages_the_lead_asks_and_the_manager_opens_and_sees_it_among_the_grants(
    client: Client,
) -> None:
    team = inspection()
    client.force_login(team.lead)
    until = f"{today() + LATER:%d/%m/%Y}"
    client.post(address(team), {"grant": "yes", "grant-to": team.body.slug, "grant-until_on": until})
    client.force_login(team.manager)
    front = client.get(reverse("scrutiny:activity", args=[team.council.slug, team.activity.key]))
    assert "National inspectorate asks to see your cases" in front.content.decode()
    client.post(address(team, of_service=True), {"open": Opening.objects.get().key})
    page = client.get(reverse("people:grants", args=[team.council.slug])).content.decode()
    assert "Inspection of Ashmarrow" in page


def test_the_lead_cannot_press_the_managers_button(client: Client) -> None:
    team = inspection()
    opening = asked(team)
    client.force_login(team.lead)
    assert client.post(address(team), {"open": opening.key}).status_code == 403


@pytest.mark.parametrize("key", ["nothing", "\x00", "é", ""])
def test_a_button_of_nothing_is_not_found(client: Client, key: str) -> None:
    team = inspection()
    client.force_login(team.manager)
    assert client.post(address(team, of_service=True), {"open": key}).status_code == 404


def test_a_run_is_pinned_by_who_sees_all_of_its_cases(extract: Path) -> None:
    team = inspection()
    run = run_of(team.council, person(team.council, "information_lead"), extract)
    with pytest.raises(ScrutinyRefused, match="do not see all of its cases"):
        pin_run(by=team.lead, subject=subject_of(team), run=run)
    open_opening(by=team.manager, opening=asked(team))
    assert pin_run(by=team.lead, subject=subject_of(team), run=run).run == run


def test_a_team_leader_who_sees_some_cases_pins_no_run(extract: Path) -> None:
    team = inspection()
    run_of(team.council, person(team.council, "information_lead"), extract)
    leader = person(team.council, "team_leader", teams=["North"])
    assert not runs_to_pin(leader, subject_of(team)).exists()
    assert runs_to_pin(team.manager, subject_of(team)).exists()


def test_another_run_is_not_pinned_once_a_list_was_frozen_from_the_first(extract: Path) -> None:
    team = inspection()
    lead = person(team.council, "information_lead")
    first, second = run_of(team.council, lead, extract), run_of(team.council, lead, extract)
    subject = pin_run(by=team.manager, subject=subject_of(team), run=first)
    Draw.objects.create(subject=subject, source="run", state="frozen")
    with pytest.raises(ScrutinyRefused, match="frozen from the run chosen before"):
        pin_run(by=team.manager, subject=subject, run=second)
    assert pin_run(by=team.manager, subject=subject, run=first).run == first


def test_the_service_gives_the_numbers_that_a_reader_rings(client: Client) -> None:
    team = inspection()
    client.force_login(team.manager)
    given = {
        "numbers": "yes",
        "numbers-day_number": "01632 960 017",
        "numbers-night_number": "+44 1632 960018",
    }
    client.post(address(team, of_service=True), given)
    subject = subject_of(team)
    assert (subject.day_number, subject.night_number) == ("01632 960 017", "+44 1632 960018")


@pytest.mark.parametrize("number", ["ring Mary", "12", "0" * 30, "javascript:1111"])
def test_what_is_no_telephone_number_is_not_kept(client: Client, number: str) -> None:
    team = inspection()
    client.force_login(team.manager)
    answer = client.post(address(team, of_service=True), {"numbers": "yes", "numbers-day_number": number})
    assert (answer.status_code, subject_of(team).day_number) == (422, "")


def test_the_day_of_notice_is_not_one_to_come() -> None:
    team = inspection()
    with pytest.raises(ScrutinyRefused, match="still to come"):
        note_notified(by=team.lead, subject=subject_of(team), on=today() + timedelta(days=1))


def test_the_service_does_not_enter_its_own_day_of_notice(client: Client) -> None:
    team = inspection()
    client.force_login(team.manager)
    given = {"notified": "yes", "notified-on": f"{today():%d/%m/%Y}"}
    assert client.post(address(team, of_service=True), given).status_code == 403


def test_of_two_services_each_sees_its_own_page_alone(client: Client) -> None:
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
    keys = {one.organisation_id: one.key for one in both.subjects.all()}
    client.force_login(team.manager)
    found = {
        place.name: client.get(
            reverse("scrutiny:service", args=[team.council.slug, both.key, keys[place.pk]])
        )
        for place in (team.council, there)
    }
    assert {name: answer.status_code for name, answer in found.items()} == {
        "Ashmarrow": 200,
        "Brackenmoor": 404,
    }


def test_in_an_ended_activity_nothing_of_a_service_changes() -> None:
    team = inspection()
    opening, subject = asked(team), subject_of(team)
    stop_activity(by=team.lead, activity=team.activity, why="No longer wanted")
    for verb in (
        lambda: open_opening(by=team.manager, opening=opening),
        lambda: set_numbers(by=team.manager, subject=subject, day_number="01632 960 017", night_number=""),
        lambda: note_notified(by=team.lead, subject=subject, on=today()),
        lambda: asked(team),
    ):
        with pytest.raises(ScrutinyRefused, match="has ended"):
            verb()
