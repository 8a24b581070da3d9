"""Looking after accounts: an invitation by link, a second factor, an account closed, all in the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.test import override_settings
from playwright.sync_api import Page

from factories.second_factor import code, with_app
from factories.site import council, person
from factories.standing import sign_in
from journeys.steps import column, follow, go_to, heading, patient, press, said

pytestmark = pytest.mark.django_db
OpenPage = Callable[..., Page]
PASSWORD = "heather-and-thistle-17"


@pytest.fixture
def administrator(nothing_yet: str) -> Iterator[SimpleNamespace]:
    """Somebody who looks after accounts, on a site that asks for a second factor."""
    account = person(council(), "administrator")
    with_app(account)
    with override_settings(SECOND_FACTOR="required"):
        yield SimpleNamespace(address=nothing_yet, account=account)


def give_code(page: Page, secret: str | None = None) -> None:
    page.get_by_label("Code").fill(code(secret) if secret else code())


def test_somebody_is_invited_by_a_link_follows_it_and_is_closed_again(
    open_page: OpenPage, administrator: SimpleNamespace
) -> None:
    page, site = patient(open_page()), administrator.address
    sign_in(page, site, administrator.account)
    give_code(page)
    press(page, "Sign in")
    go_to(page, "People")
    follow(page, "Invite somebody")
    page.get_by_label("Name", exact=True).fill("Una Firth")
    page.get_by_label("E-mail address").fill("una@example.scot")
    page.get_by_text("Board reader: ").click()
    press(page, "Invite")
    assert heading(page) == "Pass this link on to Una Firth"
    link = page.locator("code").inner_text()

    other = patient(open_page())
    other.goto(site + urlsplit(link).path)
    assert heading(other) == "You are invited to Ashmarrow"
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_label("The same password again").fill(PASSWORD)
    press(other, "Open my account")
    assert heading(other) == "Set up the authenticator app"
    secret = other.locator("code").inner_text()
    give_code(other, secret)
    press(other, "Turn on the app")
    other.get_by_text("I have kept these codes").click()
    press(other, "Go on")
    other.get_by_role("button", name="Sign out").first.click()
    other.wait_for_load_state()

    una = SimpleNamespace(email="una@example.scot")
    sign_in(other, site, una, PASSWORD)
    assert heading(other) == "Enter your code"
    give_code(other, secret)
    press(other, "Sign in")
    assert "Nothing is loaded yet" in said(other)

    go_to(page, "People")
    follow(page, "Una Firth")
    follow(page, "Close the account")
    press(page, "Close the account")
    other.goto(f"{site}/o/ashmarrow/")
    assert heading(other) == "Sign in"

    go_to(page, "Audit trail")
    acts = column(page, "Events", "What")
    assert acts.index("Closed account") < acts.index("Invited")
    assert "Una Firth" in column(page, "Events", "Who")
