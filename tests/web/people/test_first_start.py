"""The first start: one link, one organisation, one administrator, and then the page is gone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import signing
from django.test import Client

from factories.site import PASSWORD
from plumbline_web.audit.models import Event
from plumbline_web.people.actions import PeopleRefused, first_link, open_first_organisation
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import access

pytestmark = pytest.mark.django_db
PAGE = "/start/first-administrator/"
FILLED = {
    "organisation": "Ashmarrow Council",
    "kind": "council",
    "authority": "x12000001",
    "name": "Una Firth",
    "email": "una@example.scot",
    "password": PASSWORD,
    "again": PASSWORD,
}


def test_without_the_link_there_is_no_such_page(client: Client) -> None:
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize(
    "token",
    ["x", "x:y:z", "%00", signing.dumps("first", salt="another salt")],
    ids=["a letter", "three parts", "a zero", "another salt"],
)
def test_a_made_up_link_leads_to_nothing(token: str, client: Client) -> None:
    assert client.get(f"{PAGE}{token}/").status_code == 404


def test_the_link_leads_to_an_address_without_its_secret(client: Client) -> None:
    assert client.get(first_link())["Location"] == PAGE


def test_the_first_person_opens_an_organisation_and_is_its_administrator(client: Client) -> None:
    client.get(first_link())
    client.post(PAGE, FILLED)
    account = Account.objects.get()
    assert access(account, Organisation.objects.get(authority="X12000001")).roles == {"administrator"}


def test_the_first_person_who_loads_the_records_too_is_the_information_lead_as_well(client: Client) -> None:
    client.get(first_link())
    client.post(PAGE, {**FILLED, "loads": "on"})
    account = Account.objects.get()
    seen = access(account, Organisation.objects.get(authority="X12000001"))
    assert seen.roles == {"administrator", "information_lead"}


def test_the_first_person_is_signed_in(client: Client) -> None:
    client.get(first_link())
    client.post(PAGE, FILLED)
    assert client.get("/")["Location"] == "/o/ashmarrow-council/start/"


def test_the_first_person_is_led_to_the_second_factor(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = "required"
    client.get(first_link())
    client.post(PAGE, FILLED)
    assert client.get("/")["Location"] == "/account/2fa/totp/activate/"


def test_what_was_done_is_written_into_the_trail(client: Client) -> None:
    client.get(first_link())
    client.post(PAGE, FILLED)
    account = Account.objects.get()
    found = Event.objects.order_by("id").values_list("act", "account_key")
    acts = ("opened account", "opened organisation", "gave role", "signed in")
    assert list(found) == [(act, account.key) for act in acts]


def test_the_link_works_once(client: Client) -> None:
    link, other = first_link(), Client()
    other.get(link)
    client.get(link)
    client.post(PAGE, FILLED)
    assert [other.get(link).status_code, other.post(PAGE, FILLED).status_code] == [404, 404]


def test_there_is_no_link_once_there_is_an_account(administrator: Account) -> None:
    assert first_link() == ""


def test_of_two_who_send_the_form_at_once_the_second_is_refused(administrator: Account) -> None:
    with pytest.raises(PeopleRefused, match="administrator already"):
        open_first_organisation(
            name="B", kind="prison", authority="", person="B", email="b@example.scot", password=PASSWORD
        )


def test_a_link_older_than_a_day_works_no_longer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    link = first_link()
    monkeypatch.setattr("plumbline_web.people.actions.organisations.FIRST_LINK_HOURS", -1)
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"organisation": ""}, "organisation"),
        ({"authority": ""}, "authority"),
        ({"authority": "Fife"}, "authority"),
        ({"kind": "partnership"}, "kind"),
        ({"email": "una"}, "email"),
        ({"again": "something else"}, "again"),
        ({"password": "una@example.scot", "again": "una@example.scot"}, "password"),
    ],
)
def test_what_does_not_do_says_where(change: dict[str, str], field: str, client: Client) -> None:
    client.get(first_link())
    page = client.post(PAGE, {**FILLED, **change})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


def test_a_form_that_does_not_do_opens_nothing(client: Client) -> None:
    client.get(first_link())
    client.post(PAGE, {**FILLED, "authority": "Fife"})
    assert (Account.objects.count(), Organisation.objects.count()) == (0, 0)
