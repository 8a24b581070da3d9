"""The pages by which people sign in and look after how they do, in a real browser, also with errors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.test import override_settings
from playwright.sync_api import Page

from factories.browsers import beyond_the_edge, violations

pytestmark = pytest.mark.django_db(transaction=True)
OpenPage = Callable[..., Page]
PASSWORD = "heather-and-thistle-17"


@pytest.fixture(autouse=True)
def as_in_tests() -> object:
    """Static files under plain names, and no second factor asked for where a test does not set one up."""
    with override_settings(
        STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        SECOND_FACTOR="optional",
        HAS_MAIL=True,
    ):
        yield


@pytest.fixture
def account() -> object:
    """Somebody with a password."""
    return get_user_model().objects.create_user(
        email="isla@example.org", password=PASSWORD, name="Isla Fraser"
    )


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/account/login/")
    page.get_by_label("Email").fill("isla@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)


def go(page: Page, address: str) -> None:
    """To a page; where it changes how one signs in, the password is asked for again on the way."""
    page.goto(address)
    if page.locator("h1").inner_text() == "Confirm that it is you" and "reauthenticate/" not in address:
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
        page.wait_for_url(lambda url: "reauthenticate" not in url)


def barriers(page: Page) -> list[str]:
    """What axe finds, and what sticks out, as the page stands."""
    return violations(page) + beyond_the_edge(page)


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("login/", "Sign in"),
        ("password/reset/", "Have you forgotten your password?"),
        ("password/reset/done/", "Look at your e-mail"),
        ("password/reset/key/1-none/", "This link no longer works"),
        ("password/reset/key/done/", "Your password is set"),
        ("inactive/", "This account is closed"),
    ],
)
def test_a_page_for_people_not_signed_in(open_page: OpenPage, live_server, path: str, heading: str) -> None:
    page = open_page(width=320, height=640)
    page.goto(f"{live_server.url}/account/{path}")
    assert page.locator("h1").all_inner_texts() == [heading]
    assert barriers(page) == []


def test_a_wrong_password_is_said_once_and_keeps_the_address(
    open_page: OpenPage, live_server, account
) -> None:
    page = open_page()
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_label("Email").fill("isla@example.org")
    page.get_by_label("Password").fill("wrong")
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_selector("#error-summary")
    said = "The email address and/or password you specified are not correct."
    assert [one.is_visible() for one in page.get_by_text(said).all()] == [True, False]
    assert page.get_by_label("Email").input_value() == "isla@example.org"
    assert barriers(page) == []


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("password/change/", "Change your password"),
        ("logout/", "Sign out of Plumbline?"),
        ("2fa/", "How you show that it is you"),
        ("2fa/totp/activate/", "Set up the authenticator app"),
    ],
)
def test_a_page_for_somebody_signed_in(
    open_page: OpenPage, live_server, account, path: str, heading: str
) -> None:
    page = open_page(width=320, height=640)
    sign_in(page, live_server.url)
    go(page, f"{live_server.url}/account/{path}")
    assert page.locator("h1").all_inner_texts() == [heading]
    assert barriers(page) == []


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("2fa/", "How you show that it is you"),
        ("2fa/totp/deactivate/", "Turn off the authenticator app?"),
        ("2fa/recovery-codes/generate/", "Make recovery codes?"),
        ("2fa/reauthenticate/", "Confirm that it is you"),
        ("reauthenticate/", "Confirm that it is you"),
    ],
)
def test_a_page_for_somebody_with_a_second_factor(
    open_page: OpenPage, live_server, account, path: str, heading: str
) -> None:
    TOTP.activate(account, generate_totp_secret())
    codes = RecoveryCodes.activate(account).get_unused_codes()
    page = open_page(width=320, height=640)
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_label("Email").fill("isla@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/2fa/authenticate/")
    assert page.locator("h1").all_inner_texts() == ["Enter your code"]
    assert barriers(page) == []
    page.get_by_label("Code").fill(codes[0])
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "authenticate" not in url)
    go(page, f"{live_server.url}/account/{path}")
    assert page.locator("h1").all_inner_texts() == [heading]
    assert barriers(page) == []


def test_the_picture_for_the_app_is_shown_under_the_policy(open_page: OpenPage, live_server, account) -> None:
    page = open_page()
    sign_in(page, live_server.url)
    go(page, f"{live_server.url}/account/2fa/totp/activate/")
    assert page.locator(".pl-qr").evaluate("one => one.complete && one.naturalWidth > 0")
