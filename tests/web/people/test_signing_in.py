"""Signing in and out with e-mail address and password, what is limited, and what the trail says of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from factories.site import PASSWORD, person
from plumbline_web.audit.models import Event
from plumbline_web.people.models import Account, Organisation

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **more})


def last() -> Event:
    return Event.objects.order_by("-id").first()


def whole_trail() -> str:
    rows = Event.objects.values_list("account_key", "account_name", "act", "subject", "details")
    return json.dumps(list(rows))


def test_signing_in_is_an_event_that_says_by_which_way(administrator: Account, client: Client) -> None:
    sign_in(client, administrator.email)
    assert (last().act, last().account_key, last().details) == (
        "signed in",
        administrator.key,
        {"ways": ["password"]},
    )


def test_signing_out_is_an_event(administrator: Account, client: Client) -> None:
    sign_in(client, administrator.email)
    client.post("/account/logout/")
    assert (last().act, last().account_key) == ("signed out", administrator.key)


def test_after_signing_out_a_page_asks_to_sign_in(administrator: Account, client: Client) -> None:
    sign_in(client, administrator.email)
    client.post("/account/logout/")
    assert client.get("/account/")["Location"] == "/account/login/?next=/account/"


def test_looking_at_the_page_of_signing_out_signs_nobody_out(administrator: Account, client: Client) -> None:
    sign_in(client, administrator.email)
    client.get("/account/logout/")
    assert client.get("/account/").status_code == 200


def test_a_wrong_password_is_an_event_about_the_account_and_by_nobody(
    administrator: Account, client: Client
) -> None:
    sign_in(client, administrator.email, "not this one")
    event = last()
    assert (event.outcome, event.account_key, event.subject, event.details) == (
        "refused",
        "",
        f"account:{administrator.key}",
        {"why": "wrong password"},
    )


def test_the_address_of_a_stranger_is_nowhere_in_the_trail(client: Client, db: None) -> None:
    sign_in(client, "a.stranger@example.scot")
    assert "stranger" not in whole_trail()


def test_a_strangers_try_is_an_event_all_the_same(client: Client, db: None) -> None:
    sign_in(client, "a.stranger@example.scot")
    assert (last().outcome, last().subject) == ("refused", "")


def test_a_password_typed_in_place_of_the_address_is_nowhere_in_the_trail(client: Client, db: None) -> None:
    sign_in(client, "correct-horse-battery@example.scot")
    assert "battery" not in whole_trail()


def test_a_stranger_and_a_wrong_password_are_told_the_same(administrator: Account, client: Client) -> None:
    known = sign_in(client, administrator.email, "not this one").context["form"].errors
    strange = sign_in(client, "a.stranger@example.scot", "not this one").context["form"].errors
    assert known == strange


def test_the_letters_of_an_address_may_be_large_or_small(administrator: Account, client: Client) -> None:
    sign_in(client, administrator.email.upper())
    assert client.get("/account/").status_code == 200


def test_a_sixth_try_is_refused_even_with_the_right_password(administrator: Account, client: Client) -> None:
    for _ in range(5):
        sign_in(client, administrator.email, "not this one")
    sign_in(client, administrator.email)
    assert (last().outcome, last().details) == ("refused", {"why": "too many tries"})


def test_too_many_tries_from_one_place_get_a_page_of_our_own(client: Client, db: None, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in(client, "a@example.scot")
    answer = sign_in(client, "b@example.scot")
    text = answer.content.decode()
    assert (answer.status_code, "Too many tries in a short time" in text) == (429, True)
    assert 'class="ds_page"' in text


def test_the_limit_holds_with_the_limits_kept_in_the_database(
    administrator: Account, client: Client, settings: Any
) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "site_cache"}
    }
    call_command("createcachetable", verbosity=0)
    for _ in range(5):
        sign_in(client, administrator.email, "not this one")
    sign_in(client, administrator.email)
    assert client.get("/account/").status_code == 302


def test_a_limit_on_one_account_holds_nobody_else_up(here: Organisation, client: Client) -> None:
    one, other = person(here, "analyst"), person(here, "board_reader")
    for _ in range(5):
        sign_in(client, one.email, "not this one")
    sign_in(client, other.email)
    assert client.get("/account/").status_code == 200


def test_the_session_gets_a_new_key_when_somebody_signs_in(administrator: Account, client: Client) -> None:
    session = client.session
    session["something"] = 1
    session.save()
    before = session.session_key
    sign_in(client, administrator.email)
    assert client.session.session_key != before


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(administrator: Account, client: Client, elsewhere: str) -> None:
    assert sign_in(client, administrator.email, next=elsewhere)["Location"] == "/"


@pytest.mark.parametrize("nonsense", ["", " ", "\x00", "'; DROP TABLE account; --", "ä" * 5000, "{{7*7}}"])
def test_nonsense_in_place_of_an_address_signs_nobody_in(client: Client, db: None, nonsense: str) -> None:
    assert sign_in(client, nonsense, nonsense).status_code == 200


def test_nobody_opens_an_account_by_themselves(client: Client, db: None) -> None:
    assert client.get("/account/signup/").status_code == 404


@pytest.mark.parametrize("path", ["/account/email/", "/account/3rdparty/", "/account/confirm-email/"])
def test_pages_of_the_library_that_are_not_used_are_not_there(
    administrator: Account, browse: Any, path: str
) -> None:
    assert browse(administrator).get(path).status_code == 404


def test_a_changed_password_signs_its_owner_out_everywhere(administrator: Account, client: Client) -> None:
    elsewhere = Client()
    sign_in(elsewhere, administrator.email)
    sign_in(client, administrator.email)
    new = "another plumb line"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert elsewhere.get("/account/").status_code == 302


def test_a_changed_password_is_an_event(administrator: Account, client: Client) -> None:
    sign_in(client, administrator.email)
    new = "another plumb line"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert Event.objects.filter(act="changed password", account_key=administrator.key).count() == 1


@pytest.mark.parametrize("weak", ["short", "password1234", "administrator of ashmarrow"])
def test_a_weak_password_is_refused(administrator: Account, client: Client, weak: str) -> None:
    sign_in(client, administrator.email)
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    cache.clear()
    assert administrator.__class__.objects.get(pk=administrator.pk).check_password(PASSWORD)


def test_without_a_mail_server_a_forgotten_password_says_whom_to_ask(client: Client, db: None) -> None:
    assert "Ask an administrator" in client.get("/account/password/reset/").content.decode()


def test_with_a_mail_server_a_link_is_sent(
    administrator: Account, client: Client, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.HAS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client.post("/account/password/reset/", {"email": administrator.email})
    assert ["/account/password/reset/key/" in one.body for one in mailoutbox] == [True]


def test_with_a_mail_server_a_stranger_is_sent_nothing(
    client: Client, db: None, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.HAS_MAIL = True
    client.post("/account/password/reset/", {"email": "a.stranger@example.scot"})
    assert mailoutbox == []
