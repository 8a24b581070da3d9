"""The first path: sign in, load, see where the service stands, down to a case; strangers are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from factories.site import ELSEWHERE, PASSWORD, as_posted, council, person, run_of
from plumbline_web.audit.models import Event
from plumbline_web.people.models import Organisation
from plumbline_web.records.models import Extract, Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Organisation:
    """A council."""
    return council()


def signed_in(account: object) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(account)
    return client


def test_a_person_signs_in_with_email_and_password_and_lands_at_their_organisation(
    here: Organisation, client: Client
) -> None:
    account = person(here, "service_manager")
    client.post("/account/login/", {"login": account.email, "password": PASSWORD})
    assert client.get("/")["Location"] == "/o/ashmarrow/start/"


def test_an_extract_loaded_and_accepted_becomes_a_frozen_run(here: Organisation, extract: Path) -> None:
    browser = signed_in(person(here, "information_lead"))
    browser.post("/o/ashmarrow/extracts/", {"files": as_posted(extract)})
    loaded = Extract.objects.get()
    assert loaded.state == "ready"
    browser.post(f"/o/ashmarrow/extracts/{loaded.key}/", {"decision": "accept"})
    assert [run.state for run in Run.objects.all()] == ["frozen"]


def test_the_overview_leads_to_a_standard_to_its_cases_and_to_one_case(
    here: Organisation, extract: Path
) -> None:
    run_of(here, person(here, "information_lead"), extract)
    browser = signed_in(person(here, "service_manager"))
    overview = browser.get("/o/ashmarrow/")
    assert "/o/ashmarrow/standards/cpo_lscmi/" in overview.content.decode()
    standard = browser.get("/o/ashmarrow/standards/cpo_lscmi/")
    assert "/o/ashmarrow/cases/?standard=cpo_lscmi" in standard.content.decode()
    cases = browser.get("/o/ashmarrow/cases/?standard=cpo_lscmi&verdict=not_met")
    key = cases.context["found"].rows[0]["case_key"]
    assert browser.get(f"/o/ashmarrow/cases/{key}/").status_code == 200


def test_another_organisations_people_are_told_that_there_is_no_such_place(
    here: Organisation, extract: Path
) -> None:
    run_of(here, person(here, "information_lead"), extract)
    there = council("Brackenmoor", ELSEWHERE)
    browser = signed_in(person(there, "service_manager"))
    assert browser.get("/o/ashmarrow/").status_code == 404
    refused = Event.objects.get(outcome="refused")
    assert (refused.account_name, refused.organisation) == ("service manager of brackenmoor", "ashmarrow")
