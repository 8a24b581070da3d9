"""The team: who can be added, what each declares, who leaves."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factories.activities import Team, inspection
from factories.site import council, national, person
from plumbline.scrutiny.activities import load_templates
from plumbline_web.people.actions import note_teams, open_organisation
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import (
    ScrutinyRefused,
    add_member,
    close_activity,
    declare,
    open_activity,
    stop_activity,
    take_off,
)
from plumbline_web.scrutiny.models import Member

pytestmark = pytest.mark.django_db


def address(team: Team, name: str = "team", *more: str, through: str = "") -> str:
    return reverse(f"scrutiny:{name}", args=[through or team.body.slug, team.activity.key, *more])


def add(client: Client, team: Team, **given: str) -> str:
    wanted = {"organisation": team.council.slug, "email": "", "role": "reader", **given}
    return client.post(address(team), wanted, follow=True).content.decode()


def test_a_local_reader_is_added_by_e_mail_address_through_their_council(client: Client) -> None:
    team = inspection(readers=0)
    local = person(team.council, "practitioner", workers=["W1"])
    client.force_login(team.lead)
    assert "is on the team" in add(client, team, email=local.email.upper())
    made = Member.objects.get(account=local)
    assert (made.organisation, made.role, made.number) == (team.council, "reader", 2)


def test_somebody_without_a_role_that_opens_activities_is_not_added(client: Client) -> None:
    team = inspection(readers=0)
    board = person(team.council, "board_reader")
    client.force_login(team.lead)
    assert "Nobody with this address has a role in Ashmarrow" in add(client, team, email=board.email)
    with pytest.raises(ScrutinyRefused, match="has no role in Ashmarrow that opens activities"):
        add_member(
            by=team.lead, activity=team.activity, account=board, organisation=team.council, role="reader"
        )


def test_somebody_of_another_organisation_is_not_found_through_this_one(client: Client) -> None:
    team = inspection(readers=0)
    client.force_login(team.lead)
    inspector = person(team.body, "inspector")
    assert "Nobody with this address has a role in Ashmarrow" in add(client, team, email=inspector.email)


def test_nobody_has_the_same_part_twice() -> None:
    team = inspection(readers=1)
    with pytest.raises(ScrutinyRefused, match="as reader already"):
        add_member(
            by=team.lead,
            activity=team.activity,
            account=team.readers[0],
            organisation=team.body,
            role="reader",
        )


def test_there_is_no_part_but_those_in_the_table() -> None:
    team = inspection(readers=1)
    with pytest.raises(ScrutinyRefused, match="no such part"):
        add_member(
            by=team.lead, activity=team.activity, account=team.readers[0], organisation=team.body, role="boss"
        )


def test_what_somebody_declared_holds_for_a_further_part_too() -> None:
    team = inspection(readers=1)
    declare(by=team.readers[0], activity=team.activity, teams=["North"])
    made = add_member(
        by=team.lead, activity=team.activity, account=team.readers[0], organisation=team.body, role="settler"
    )
    assert (made.teams, made.declared_at is None) == (["North"], False)


def test_the_only_lead_cannot_be_taken_off() -> None:
    team = inspection()
    with pytest.raises(ScrutinyRefused, match="Nobody else leads"):
        take_off(by=team.lead, member=team.activity.members.get(role="lead"))


def test_who_leaves_keeps_their_number_and_it_is_given_to_nobody_else() -> None:
    team = inspection(readers=1)
    take_off(by=team.lead, member=team.members[0])
    again = add_member(
        by=team.lead,
        activity=team.activity,
        account=team.readers[0],
        organisation=team.body,
        role="reader",
    )
    assert (Member.objects.get(pk=team.members[0].pk).number, again.number) == (2, 3)


def test_nobody_leaves_twice() -> None:
    team = inspection(readers=1)
    take_off(by=team.lead, member=team.members[0])
    with pytest.raises(ScrutinyRefused, match="left the team already"):
        take_off(by=team.lead, member=team.members[0])


def test_after_a_press_the_one_taken_off_no_longer_finds_the_activity(client: Client) -> None:
    team = inspection(readers=1)
    client.force_login(team.lead)
    asked = client.get(address(team, "take_off", team.members[0].key)).content.decode()
    assert "What they submitted stays" in asked
    client.post(address(team, "take_off", team.members[0].key))
    client.force_login(team.readers[0])
    assert client.get(address(team, "activity")).status_code == 404


def declared(client: Client, team: Team, **given: object) -> str:
    return client.post(address(team, "conflicts"), given, follow=True).content.decode()


def test_a_reader_declares_that_they_have_no_conflict(client: Client) -> None:
    team = inspection(readers=1)
    client.force_login(team.readers[0])
    declared(client, team, some="no")
    mine = Member.objects.get(pk=team.members[0].pk)
    assert (mine.teams, mine.workers, mine.declared_at is None) == ([], [], False)


def test_a_team_typed_in_small_letters_is_kept_as_the_service_writes_it(client: Client) -> None:
    team = inspection(readers=1)
    note_teams(by=None, organisation=team.council, names=["North"])
    client.force_login(team.readers[0])
    declared(client, team, some="yes", more_teams="north\nA team of old", workers="W17")
    mine = Member.objects.get(pk=team.members[0].pk)
    assert (mine.teams, mine.workers) == (["North", "A team of old"], ["W17"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Say whether you have one."),
        ({"some": "no", "workers": "W1"}, "You named something below."),
        ({"some": "yes"}, "Name a team or a worker"),
    ],
)
def test_a_declaration_that_says_two_things_or_nothing_is_not_kept(
    client: Client, given: dict[str, str], said: str
) -> None:
    team = inspection(readers=1)
    client.force_login(team.readers[0])
    assert said in declared(client, team, **given)
    assert Member.objects.get(pk=team.members[0].pk).declared_at is None


def test_the_teams_and_workers_that_somebody_has_a_role_for_are_declared_for_them(client: Client) -> None:
    team = inspection()
    one = team.readers[0]
    for role, held in (("team_leader", {"teams": ["North"]}), ("practitioner", {"workers": ["W4"]})):
        one.memberships.create(organisation=team.council, role=role, from_on=today(), **held)
    elsewhere = council("Elsewhere", "X12000002")
    one.memberships.create(organisation=elsewhere, role="team_leader", from_on=today(), teams=["South"])
    client.force_login(one)
    declared(client, team, some="no")
    assert "You have a role for North, W4 yourself" in client.get(address(team, "conflicts")).content.decode()
    mine = Member.objects.get(pk=team.members[0].pk)
    assert (mine.teams, mine.workers) == (["North"], ["W4"])


def test_a_role_in_a_council_of_a_partnership_counts_as_one_in_the_partnership() -> None:
    body, here = national(), council()
    both = open_organisation(by=None, name="Both", slug="both", kind="partnership", members=[here])
    lead = person(body, "lead_inspector")
    made = open_activity(
        by=lead,
        organisation=body,
        title="Joint",
        template=load_templates()["joint_inspection"],
        framework=None,
        subjects=[both],
    )
    lead.memberships.create(organisation=here, role="team_leader", from_on=today(), teams=["North"])
    assert declare(by=lead, activity=made)[0].teams == ["North"]


def test_only_somebody_on_the_team_declares() -> None:
    team = inspection()
    with pytest.raises(ScrutinyRefused, match="Only somebody on the team"):
        declare(by=team.manager, activity=team.activity)


def test_the_team_page_says_who_has_not_declared(client: Client) -> None:
    team = inspection(readers=1)
    declare(by=team.lead, activity=team.activity)
    client.force_login(team.lead)
    page = client.get(address(team)).content.decode()
    assert page.count("Not declared") == 1


def test_worker_references_are_counted_on_the_team_page_and_never_shown(client: Client) -> None:
    team = inspection(readers=1)
    declare(by=team.readers[0], activity=team.activity, workers=["W-4711"])
    client.force_login(team.lead)
    page = client.get(address(team)).content.decode()
    assert ("1 worker." in page, "W-4711" in page) == (True, False)


def test_a_holder_who_is_not_on_the_team_names_another_lead(client: Client) -> None:
    team = inspection(readers=1)
    holder = person(None, "holder")
    holder.memberships.create(
        organisation=team.body, role="lead_inspector", from_on=team.activity.opened_at.date()
    )
    client.force_login(holder)
    add(client, team, organisation=team.body.slug, email=team.readers[0].email, role="lead")
    assert team.activity.members.filter(role="lead").count() == 2


def test_a_reader_cannot_change_the_team(client: Client) -> None:
    team = inspection(readers=1)
    client.force_login(team.readers[0])
    answer = client.post(address(team), {"email": "x@example.scot"})
    assert answer.status_code == 403


def test_the_team_of_an_ended_activity_stays_as_it_is() -> None:
    team = inspection(readers=1)
    stop_activity(by=team.lead, activity=team.activity, why="No longer wanted")
    for verb in (
        lambda: take_off(by=team.lead, member=team.members[0]),
        lambda: declare(by=team.lead, activity=team.activity),
        lambda: close_activity(by=team.lead, activity=team.activity),
    ):
        with pytest.raises(ScrutinyRefused, match="has ended"):
            verb()
