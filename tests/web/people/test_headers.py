"""What every answer says to the browser, and what no address, log or error page says of a person."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from factories.site import PASSWORD, person
from plumbline_web.people.actions import first_link
from plumbline_web.people.models import Account, Organisation

pytestmark = pytest.mark.django_db
Browse = Callable[[Account], Client]
PAGES = ["/account/login/", "/o/ashmarrow/people/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_a_page_says(page: str, name: str, value: str, administrator: Account, browse: Browse) -> None:
    assert browse(administrator).get(page, follow=True).headers[name] == value


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_kept_by_nobody(page: str, administrator: Account, browse: Browse) -> None:
    assert "no-store" in browse(administrator).get(page, follow=True).headers["Cache-Control"]


RULES = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("rule", RULES)
def test_a_page_lets_nothing_in_from_elsewhere(
    page: str, rule: str, administrator: Account, browse: Browse
) -> None:
    policy = browse(administrator).get(page, follow=True).headers["Content-Security-Policy"]
    assert rule in [one.strip() for one in policy.split(";")]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    administrator: Account, client: Client
) -> None:
    client.post("/account/login/", {"login": administrator.email, "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


def test_a_secure_cookie_is_for_https_alone(administrator: Account, client: Client, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client.post("/account/login/", {"login": administrator.email, "password": PASSWORD})
    assert client.cookies["sessionid"]["secure"]


def as_set(what: str, **environment: str) -> str:
    """What a setting is with these words in the environment."""
    code = f"from plumbline_web import settings as s; print({what})"
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PLUMBLINE_DATA": folder, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("address", "secure"), [("https://plumbline.example.scot", "True"), ("http://127.0.0.1:8000", "False")]
)
def test_cookies_are_for_https_alone_wherever_the_address_is(address: str, secure: str) -> None:
    what = "s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE"
    assert as_set(what, PLUMBLINE_URL=address) == secure


def test_a_button_may_lead_to_the_councils_directory_and_nowhere_else() -> None:
    what = "s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action']"
    directory = {
        "PLUMBLINE_OIDC_URL": "https://login.example.scot/tenant/v2.0",
        "PLUMBLINE_OIDC_CLIENT": "x",
        "PLUMBLINE_OIDC_SECRET": "x",
    }
    assert as_set(what, **directory) == "[\"'self'\", 'https://login.example.scot']"


def test_a_form_from_elsewhere_is_refused(administrator: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(administrator)
    assert strict.post("/o/ashmarrow/people/invite/", {}).status_code == 403


def test_an_address_never_holds_a_name_or_an_e_mail_address(
    here: Organisation, administrator: Account, browse: Browse
) -> None:
    account = person(here, "analyst")
    browser = browse(administrator)
    pages = [browser.get(page).content.decode() for page in (
        "/o/ashmarrow/people/", f"/o/ashmarrow/people/{account.key}/", "/o/ashmarrow/trail/", "/account/"
    )]  # fmt: skip
    addresses = [one for page in pages for one in re.findall(r'(?:href|action)="([^"]*)"', page)]
    assert [one for one in addresses if re.search("analyst.of|@|example", one)] == []


def test_nothing_of_a_person_is_logged(
    administrator: Account, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="plumbline")
    caplog.set_level(logging.INFO, logger="django")
    caplog.set_level(logging.INFO, logger="allauth")
    client.post("/account/login/", {"login": administrator.email, "password": "not this one"})
    client.get("/o/ashmarrow/people/")
    client.get("/o/nowhere/")
    assert [one for one in caplog.messages if "example.scot" in one or "administrator of" in one] == []


def test_a_page_that_is_not_there_says_nothing_of_anybody(
    here: Organisation, there: Organisation, browse: Browse
) -> None:
    page = browse(person(there, "analyst")).get("/o/ashmarrow/people/").content.decode()
    assert "Ashmarrow" not in page


def test_the_first_links_secret_is_in_no_page(client: Client, db: None) -> None:
    link = first_link()
    page = client.get(link, follow=True).content.decode()
    assert link.split("/")[3] not in page
