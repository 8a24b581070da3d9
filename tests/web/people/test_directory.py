"""A council's own directory lets those in who were invited, by their verified address, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from factories.directory import CLIENT, ISSUER, Directory, came_back
from factories.second_factor import code, with_app
from factories.site import PASSWORD
from plumbline_web.audit.models import Event
from plumbline_web.people.actions import close_account, give_role, open_account
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.sign_in import DirectoryAdapter

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory(administrator: Account, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Directory:
    """The directory, in which the administrator has signed in."""
    app = {
        "provider_id": "directory",
        "name": "Ashmarrow Council",
        "client_id": CLIENT,
        "secret": "a secret of the tests",
        "settings": {"server_url": ISSUER},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    made = Directory({"sub": "u-17", "email": administrator.email, "email_verified": True, "name": "Someone"})
    monkeypatch.setattr(DirectoryAdapter, "get_requests_session", made.session)
    return made


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_the_sign_in_page_has_a_button_for_the_directory(directory: Directory, client: Client) -> None:
    assert "Sign in with Ashmarrow Council" in client.get("/account/login/").content.decode()


def test_without_a_directory_there_is_no_such_button(client: Client, db: None) -> None:
    assert "Sign in with" not in client.get("/account/login/").content.decode()


def test_a_look_at_the_address_leads_nowhere_else(directory: Directory, client: Client) -> None:
    assert client.get("/account/directory/directory/login/").status_code == 200


def test_a_person_with_an_account_is_let_in(directory: Directory, client: Client) -> None:
    came_back(client)
    assert is_in(client)


def test_the_event_says_that_it_was_by_the_directory(directory: Directory, client: Client) -> None:
    came_back(client)
    assert Event.objects.get(act="signed in").details == {"ways": ["socialaccount"]}


def test_a_person_without_an_account_is_told_to_ask_for_an_invitation(
    directory: Directory, client: Client
) -> None:
    directory.person["email"] = "a.stranger@example.scot"
    assert "Accounts are by invitation" in came_back(client).content.decode()


def test_a_person_without_an_account_gets_none(directory: Directory, client: Client) -> None:
    directory.person["email"] = "a.stranger@example.scot"
    came_back(client)
    assert Account.objects.count() == 1


def test_the_address_of_a_person_without_an_account_is_not_kept(directory: Directory, client: Client) -> None:
    directory.person["email"] = "a.stranger@example.scot"
    came_back(client)
    assert "stranger" not in str(list(Event.objects.values()))


def test_a_refusal_is_an_event(directory: Directory, client: Client) -> None:
    directory.person["email"] = "a.stranger@example.scot"
    came_back(client)
    assert Event.objects.get(outcome="refused").act == "signed in"


@pytest.mark.parametrize("verified", [False, None])
def test_an_address_that_the_directory_has_not_verified_lets_nobody_in(
    directory: Directory, client: Client, verified: bool | None
) -> None:
    directory.person["email_verified"] = verified
    came_back(client)
    assert not is_in(client)


def test_no_address_lets_nobody_in(directory: Directory, client: Client) -> None:
    del directory.person["email"]
    came_back(client)
    assert not is_in(client)


def test_a_closed_account_is_not_let_in(
    directory: Directory, client: Client, here: Organisation, administrator: Account
) -> None:
    other = open_account(by=None, email="o@example.scot", name="Other")
    give_role(by=None, account=other, organisation=here, role="administrator")
    close_account(by=other, account=administrator, organisation=here)
    came_back(client)
    assert not is_in(client)


def test_a_person_once_met_is_known_by_the_directorys_own_key(
    directory: Directory, client: Client, administrator: Account
) -> None:
    came_back(client)
    assert SocialAccount.objects.get().uid == "u-17"


def test_an_address_given_to_a_new_person_does_not_open_the_account_of_the_old_one(
    directory: Directory, client: Client
) -> None:
    came_back(client)
    directory.person["sub"] = "u-99"
    newcomer = Client()
    came_back(newcomer)
    assert not is_in(newcomer)


def test_that_refusal_says_what_to_do(directory: Directory, client: Client) -> None:
    came_back(client)
    directory.person["sub"] = "u-99"
    assert "belongs to another person" in came_back(Client()).content.decode()


def test_the_password_still_works_beside_the_directory(
    directory: Directory, client: Client, administrator: Account
) -> None:
    came_back(client)
    assert Account.objects.get(pk=administrator.pk).check_password(PASSWORD)


def test_the_second_factor_is_asked_for_all_the_same(
    directory: Directory, client: Client, administrator: Account
) -> None:
    with_app(administrator)
    came_back(client)
    assert not is_in(client)


def test_directory_and_code_let_a_person_in(
    directory: Directory, client: Client, administrator: Account
) -> None:
    with_app(administrator)
    came_back(client)
    client.post("/account/2fa/authenticate/", {"code": code()})
    assert is_in(client)


def test_a_person_without_a_second_factor_is_led_to_it(
    directory: Directory, client: Client, settings: Any
) -> None:
    settings.SECOND_FACTOR = "required"
    came_back(client)
    assert client.get("/")["Location"] == "/account/2fa/totp/activate/"


def test_an_answer_that_nobody_asked_for_lets_nobody_in(directory: Directory, client: Client) -> None:
    client.get("/account/directory/directory/login/callback/", {"code": "x", "state": "made-up"})
    assert not is_in(client)


def test_no_token_of_the_directory_is_kept(directory: Directory, client: Client) -> None:
    came_back(client)
    assert SocialToken.objects.count() == 0


def test_nothing_about_the_person_is_kept_but_the_key(directory: Directory, client: Client) -> None:
    came_back(client)
    assert SocialAccount.objects.get().extra_data == {}


def test_a_directory_that_does_not_answer_gives_a_clear_page(
    directory: Directory, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    import requests

    def silent(*arguments: Any, **values: Any) -> None:
        raise requests.ConnectionError("no route")

    monkeypatch.setattr(Directory, "send", silent)
    page = client.post("/account/directory/directory/login/?process=login")
    assert "did not work" in page.content.decode()


def test_another_directory_is_not_there(directory: Directory, client: Client) -> None:
    assert client.get("/account/directory/elsewhere/login/").status_code == 404


def test_nobody_ties_an_account_to_another_person_of_the_directory(
    directory: Directory, administrator: Account, browse: Any
) -> None:
    answer = browse(administrator).post("/account/directory/directory/login/?process=connect")
    assert answer.status_code == 404
