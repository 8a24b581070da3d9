"""Every address inside an activity, as everybody who stands somehow in it, and as those without a part."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from factories.activities import furnish, inspection
from factories.activity_addresses import IN_ACTIVITIES, LETTERS, ONLY_POSTED
from factories.draws import in_draw
from factories.evidence import evidence_of
from factories.judgements import judgements_of
from factories.publishing import publishing_of
from factories.readings import on_form, readings_of_everybody
from factories.site import ELSEWHERE, council, person
from factories.voices import voices_of
from factories.written import report_in
from plumbline_web.people.models import Account, Organisation
from plumbline_web.scrutiny.actions import add_member

LET_IN = {200, 302, 405, 422}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[SimpleNamespace]:
    """An inspection with everything in it, somebody for each way of standing in it, and others."""
    with django_db_blocker.unblock(), transaction.atomic():
        team = inspection(readers=2)
        people: dict[str, tuple[Account, Organisation]] = {
            "lead": (team.lead, team.body),
            "reader": (team.readers[0], team.body),
            "service": (team.manager, team.council),
        }
        for role in ("settler", "observer"):
            account = person(team.body, "inspector") if role == "settler" else person(team.body, "analyst")
            add_member(
                by=team.lead, activity=team.activity, account=account, organisation=team.body, role=role
            )
            people[role] = (account, team.body)
        holder = person(None, "another lead inspector")
        holder.memberships.create(
            organisation=team.body, role="lead_inspector", from_on=team.activity.opened_at.date()
        )
        people["holder"] = (holder, team.body)
        apart = person(None, "an inspector not on the team")
        apart.memberships.create(
            organisation=team.body, role="inspector", from_on=team.activity.opened_at.date()
        )
        on_form(team)
        drawn_from = in_draw(team)
        readings = readings_of_everybody(team)
        elsewhere = council("Brackenmoor", ELSEWHERE)
        yield SimpleNamespace(
            team=team,
            keys=(
                furnish(team)
                | evidence_of(team)
                | judgements_of(team, holder)
                | voices_of(team)
                | report_in(team)
                | publishing_of(team)
            ),
            people=people,
            readings=readings,
            draw={
                "subject": drawn_from.subject.key,
                "draw": drawn_from.key,
                "record": drawn_from.records.first().key,
                "name": "certificate",
            },
            apart=(apart, team.body),
            practitioner=(person(team.council, "practitioner"), team.council),
            elsewhere=(person(elsewhere, "service_manager"), elsewhere),
        )
        transaction.set_rollback(True)


def address_of(name: str, world: SimpleNamespace, place: Organisation, who: str = "reader") -> str:
    """The address with keys of things that there are, seen through an organisation.

    who: how somebody stands in the activity: a reading is one that was dealt to them, where any was.
    """
    space, _, bare = name.partition(":")
    _, inner = get_resolver().namespace_dict[space]
    wanted = {part for found in inner.reverse_dict.getlist(bare) for _, parts in found[0] for part in parts}
    there = {"organisation": place.slug, "activity": world.team.activity.key, "code": "prepare"}
    there["indicator"] = "5.2"
    there["source"] = "document"
    there |= world.draw
    if space == "reading":
        readings = world.readings
        there |= {"key": readings.get(who, readings["reader"]), "record": readings["record"]}
        there["key"] = readings.get(name, there["key"])
        there |= {"number": 1, "form": "package"}
        if name == "reading:instrument_file":
            there |= {"code": "chosen", "form": "xlsx"}
        if name == "reading:settle":
            there["record"] = readings[name]
    if space == "voices":
        there["code"] = "self_evaluation"
    if space == "publication":
        there |= {"name": "page", "paragraph": world.keys["publication:paragraph"]}
    if name in world.keys:
        there["key"] = world.keys[name]
    return reverse(name, kwargs={part: there[part] for part in {"organisation", *wanted}})


def status(account: Account, address: str, method: str) -> int:
    """What this person gets."""
    client = Client()
    client.force_login(account)
    answer = getattr(client, method)(address)
    if answer.streaming:  # read to its end, it is closed; close() itself would end this module's transaction
        answer.getvalue()
    return answer.status_code


def way_in(name: str) -> str:
    """How an address is come to."""
    return "post" if name in ONLY_POSTED else "get"


@pytest.mark.django_db
@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("name", IN_ACTIVITIES)
def test_who_stands_so_is_let_in_or_refused(world: SimpleNamespace, name: str, letter: str) -> None:
    account, place = world.people[LETTERS[letter]]
    expected = LET_IN if letter in IN_ACTIVITIES[name] else {403}
    address = address_of(name, world, place, LETTERS[letter])
    assert status(account, address, way_in(name)) in expected


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["apart", "elsewhere", "practitioner"])
@pytest.mark.parametrize("name", IN_ACTIVITIES)
def test_for_somebody_without_a_part_there_is_no_such_activity(
    world: SimpleNamespace, name: str, who: str, method: str
) -> None:
    account, place = getattr(world, who)
    assert status(account, address_of(name, world, place), method) == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", IN_ACTIVITIES)
def test_under_another_organisation_the_activity_is_not_found(world: SimpleNamespace, name: str) -> None:
    account, _ = world.people["lead"]
    assert status(account, address_of(name, world, world.team.council, "lead"), way_in(name)) == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", IN_ACTIVITIES)
def test_who_is_not_signed_in_is_led_to_signing_in(world: SimpleNamespace, name: str) -> None:
    answer = getattr(Client(), way_in(name))(address_of(name, world, world.team.body))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/account/login/")
