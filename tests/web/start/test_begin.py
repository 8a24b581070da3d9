"""Where somebody begins who has no figures yet: what is next, who does it, and when that is over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories.site import ELSEWHERE, council, national, person, run_of
from plumbline_web.people.actions import open_grant
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import access, today
from plumbline_web.people.states import ROLE_NAMES
from plumbline_web.records.actions import load_extract
from plumbline_web.start.queries import steps

pytestmark = pytest.mark.django_db
COUNCIL_ROLES = [role for role in ROLE_NAMES if role not in ("inspector", "lead_inspector")]


@pytest.fixture
def here() -> Organisation:
    """A council."""
    return council()


def of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def standing(account: Account, organisation: Organisation) -> list[tuple[str, str]]:
    return [(step.label, step.status) for step in steps(access(account, organisation))]


@pytest.mark.parametrize("role", COUNCIL_ROLES)
def test_whoever_signs_in_where_nothing_is_loaded_lands_at_the_first_steps(
    role: str, here: Organisation
) -> None:
    assert of(person(here, role)).get("/")["Location"] == "/o/ashmarrow/start/"


@pytest.mark.parametrize("role", COUNCIL_ROLES)
def test_the_first_steps_open_for_every_role(role: str, here: Organisation) -> None:
    assert of(person(here, role)).get("/o/ashmarrow/start/").status_code == 200


def test_the_first_steps_of_another_council_do_not_exist(here: Organisation) -> None:
    stranger = person(council("Brackenmoor", ELSEWHERE), "administrator")
    assert of(stranger).get("/o/ashmarrow/start/").status_code == 404


def test_without_an_information_lead_the_administrator_is_led_to_inviting_one(here: Organisation) -> None:
    first = steps(access(person(here, "administrator"), here))[0]
    assert (first.status, first.href) == ("To do", "/o/ashmarrow/people/invite/")


def test_nobody_is_led_to_a_page_that_refuses_them(here: Organisation) -> None:
    browser, account = of(person(here, "partner_contributor")), Account.objects.get()
    person(here, "information_lead")
    found = [step.href for step in steps(access(account, here)) if step.href]
    assert [browser.get(href).status_code for href in found] == [200]


def test_an_information_lead_is_led_to_loading(here: Organisation) -> None:
    page = of(person(here, "information_lead")).get("/o/ashmarrow/start/").content.decode()
    assert 'href="/o/ashmarrow/extracts/"' in page


def test_an_extract_with_errors_is_what_to_look_at(here: Organisation) -> None:
    lead = person(here, "information_lead")
    file = SimpleUploadedFile("orders.csv", b"order_id\nO1\n")
    load_extract(by=lead, organisation=here, files=[file], as_at=today())
    assert standing(lead, here)[3] == ("Check it and accept it", "Look at it")


def test_with_a_run_every_step_is_done(here: Organisation, extract: Path) -> None:
    lead = person(here, "information_lead")
    run_of(here, lead, extract)
    assert {status for _, status in standing(lead, here)} == {"Done"}


def test_with_a_run_a_person_lands_at_the_overview(here: Organisation, extract: Path) -> None:
    lead = person(here, "information_lead")
    run_of(here, lead, extract)
    assert of(lead).get("/")["Location"] == "/o/ashmarrow/"


def test_an_inspectorate_is_told_to_ask_for_a_grant(here: Organisation) -> None:
    body = national()
    assert standing(person(body, "inspector"), body)[-1] == ("Be granted a council’s cases", "To do")


def test_an_inspectorate_with_a_grant_chooses_where_to_look(here: Organisation) -> None:
    body, administrator = national(), person(here, "administrator")
    inspector = person(body, "inspector")
    open_grant(
        by=administrator, owner=here, to=body, purpose="A visit", from_on=today(),
        until_on=today() + timedelta(days=1),
    )  # fmt: skip
    page = of(inspector).get("/").content.decode()
    links = ('href="/o/ashmarrow/"', 'href="/o/national-inspectorate/start/"')
    assert [link in page for link in links] == [True, False]
