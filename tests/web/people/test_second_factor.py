"""The second factor: nobody goes on without it, codes are shown until kept, and its secrets lie sealed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from factories.second_factor import SECRET, code, with_app
from factories.site import PASSWORD
from plumbline_web.audit.models import Event
from plumbline_web.people.models import Account

pytestmark = pytest.mark.django_db
SET_UP = "/account/2fa/totp/activate/"
CODES = "/account/2fa/recovery-codes/"


@pytest.fixture(autouse=True)
def required(settings: Any) -> None:
    """As on any site that is no demonstration."""
    settings.SECOND_FACTOR = "required"


def password_given(client: Client, account: Account) -> Any:
    return client.post("/account/login/", {"login": account.email, "password": PASSWORD})


def code_given(client: Client, what: str) -> Any:
    return client.post("/account/2fa/authenticate/", {"code": what})


def app_set_up(client: Client) -> Any:
    secret = client.get(SET_UP).context["form"].secret
    return client.post(SET_UP, {"code": code(secret)})


@pytest.mark.parametrize("page", ["/", "/account/", "/o/ashmarrow/", "/o/ashmarrow/people/", "/account/2fa/"])
def test_a_person_without_one_is_led_to_set_it_up_from_any_page(
    administrator: Account, client: Client, page: str
) -> None:
    password_given(client, administrator)
    assert client.get(page)["Location"] == SET_UP


def test_nothing_can_be_sent_without_one(administrator: Account, client: Client) -> None:
    password_given(client, administrator)
    assert client.post("/o/ashmarrow/people/invite/", {})["Location"] == SET_UP


def test_a_person_without_one_can_sign_out(administrator: Account, client: Client) -> None:
    password_given(client, administrator)
    client.post("/account/logout/")
    assert client.get("/account/")["Location"].startswith("/account/login/")


def test_somebody_who_has_just_signed_in_is_not_asked_for_the_password_again(
    administrator: Account, client: Client
) -> None:
    password_given(client, administrator)
    assert client.get(SET_UP).status_code == 200


def test_the_picture_for_the_app_is_made_here(administrator: Account, client: Client) -> None:
    password_given(client, administrator)
    assert 'src="data:image/svg+xml;base64,' in client.get(SET_UP).content.decode()


def test_setting_up_the_app_leads_to_the_recovery_codes(administrator: Account, client: Client) -> None:
    password_given(client, administrator)
    assert app_set_up(client)["Location"] == CODES


def test_the_recovery_codes_are_ten(administrator: Account, client: Client) -> None:
    password_given(client, administrator)
    app_set_up(client)
    assert client.get(CODES).content.decode().count('<code class="pl-key">') == 10


def test_a_person_who_has_not_kept_the_codes_is_led_back_to_them(
    administrator: Account, client: Client
) -> None:
    password_given(client, administrator)
    app_set_up(client)
    assert client.get("/account/")["Location"] == CODES


def test_going_on_without_the_tick_is_an_error(administrator: Account, client: Client) -> None:
    password_given(client, administrator)
    app_set_up(client)
    assert client.post(CODES, {}).status_code == 422


def test_codes_that_are_kept_let_a_person_go_on(administrator: Account, client: Client) -> None:
    password_given(client, administrator)
    app_set_up(client)
    client.post(CODES, {"kept": "on"})
    assert client.get("/account/").status_code == 200


def test_codes_that_are_kept_are_not_shown_again(administrator: Account, client: Client) -> None:
    password_given(client, administrator)
    app_set_up(client)
    client.post(CODES, {"kept": "on"})
    assert '<code class="pl-key">' not in client.get(CODES).content.decode()


def test_setting_it_up_is_written_into_the_trail(
    administrator: Account, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    password_given(client, administrator)
    with django_capture_on_commit_callbacks(execute=True):
        app_set_up(client)
    client.post(CODES, {"kept": "on"})
    acts = Event.objects.filter(account_key=administrator.key).order_by("id").values_list("act", flat=True)
    assert list(acts)[-3:] == ["set up second factor", "set up second factor", "kept recovery codes"]


def test_the_password_alone_signs_nobody_in_who_has_the_app(administrator: Account, client: Client) -> None:
    with_app(administrator)
    password_given(client, administrator)
    assert client.get("/account/")["Location"] == "/account/login/?next=/account/"


def test_password_and_code_sign_a_person_in(administrator: Account, client: Client) -> None:
    with_app(administrator)
    password_given(client, administrator)
    code_given(client, code())
    assert client.get("/account/").status_code == 200


def test_the_event_of_signing_in_names_both_ways(administrator: Account, client: Client) -> None:
    with_app(administrator)
    password_given(client, administrator)
    code_given(client, code())
    assert Event.objects.get(act="signed in").details == {"ways": ["password", "mfa"]}


@pytest.mark.parametrize("wrong", ["000000", "", "abcdef", "\x00", "1" * 5000])
def test_a_wrong_code_signs_nobody_in(administrator: Account, client: Client, wrong: str) -> None:
    with_app(administrator)
    password_given(client, administrator)
    code_given(client, wrong)
    assert client.get("/account/").status_code == 302


def test_a_wrong_code_is_an_event(administrator: Account, client: Client) -> None:
    with_app(administrator)
    password_given(client, administrator)
    code_given(client, "000000")
    assert Event.objects.get(outcome="refused").details == {"why": "wrong code"}


def test_a_sixth_wrong_code_is_refused_unheard(administrator: Account, client: Client) -> None:
    with_app(administrator)
    password_given(client, administrator)
    right = code()
    for _ in range(5):
        code_given(client, "000000")
    code_given(client, right)
    assert client.get("/account/").status_code == 302


def test_a_code_of_the_app_counts_once(administrator: Account, client: Client) -> None:
    with_app(administrator)
    shown = code()
    password_given(client, administrator)
    code_given(client, shown)
    client.post("/account/logout/")
    password_given(client, administrator)
    code_given(client, shown)
    assert client.get("/account/").status_code == 302


def test_a_code_of_the_app_counts_once_even_after_half_a_minute(
    administrator: Account, client: Client
) -> None:
    with_app(administrator)
    shown = code()
    password_given(client, administrator)
    code_given(client, shown)
    client.post("/account/logout/")
    cache.delete(f"allauth.mfa.totp.used?user={administrator.pk}&code={shown}")
    password_given(client, administrator)
    assert "was used already" in code_given(client, shown).content.decode()


def test_a_recovery_code_signs_a_person_in(administrator: Account, client: Client) -> None:
    codes = with_app(administrator)
    password_given(client, administrator)
    code_given(client, codes[3])
    assert client.get("/account/").status_code == 200


def test_a_recovery_code_counts_once(administrator: Account, client: Client) -> None:
    codes = with_app(administrator)
    for _ in range(2):
        password_given(client, administrator)
        answer = code_given(client, codes[3])
        client.post("/account/logout/")
    assert answer.status_code == 200


def test_the_secrets_do_not_stand_in_the_database(administrator: Account) -> None:
    codes = with_app(administrator)
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert [one for one in (SECRET, *codes) if one in kept] == []


def test_with_another_secret_of_the_site_no_code_fits(
    administrator: Account, client: Client, settings: Any
) -> None:
    codes = with_app(administrator)
    settings.SECRET_KEY = "another secret of the tests, worth nothing anywhere"
    password_given(client, administrator)
    answers = [code_given(client, one).status_code for one in (code(), codes[0])]
    assert answers == [200, 200]


def test_turning_the_app_off_leads_to_setting_it_up_again(administrator: Account, client: Client) -> None:
    with_app(administrator)
    password_given(client, administrator)
    code_given(client, code())
    client.post("/account/2fa/reauthenticate/", {"code": code()})
    client.post("/account/2fa/totp/deactivate/")
    assert client.get("/account/")["Location"] == SET_UP


def test_turning_the_app_off_asks_once_more_who_it_is(administrator: Account, client: Client) -> None:
    with_app(administrator)
    password_given(client, administrator)
    code_given(client, code())
    assert "reauthenticate" in client.post("/account/2fa/totp/deactivate/")["Location"]


def test_where_it_is_optional_nobody_is_led_anywhere(
    administrator: Account, client: Client, settings: Any
) -> None:
    settings.SECOND_FACTOR = "optional"
    password_given(client, administrator)
    assert client.get("/account/").status_code == 200
