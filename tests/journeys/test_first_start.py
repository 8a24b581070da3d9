"""The first start: from the link that is printed to the first case, pressing what the page offers first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Page

from factories.second_factor import code
from journeys.steps import follow, heading, patient, press, said
from plumbline_web.people.actions import first_link

pytestmark = pytest.mark.django_db
OpenPage = Callable[..., Page]
PASSWORD = "heather-and-thistle-17"


def test_from_the_printed_link_to_the_first_case(
    open_page: OpenPage, nothing_yet: str, extract: Path
) -> None:
    with override_settings(SECOND_FACTOR="required"):
        page = patient(open_page())
        page.goto(nothing_yet + first_link())
        page.get_by_label("Name of your organisation").fill("Ashmarrow")
        page.get_by_text("Council", exact=True).click()
        page.get_by_label("The council’s code").fill("X12000001")
        page.get_by_label("Your name").fill("Una Firth")
        page.get_by_label("Your e-mail address").fill("una@example.scot")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("The same password again").fill(PASSWORD)
        page.get_by_text("I load the records too").click()
        press(page, "Open the organisation")

        assert heading(page) == "Set up the authenticator app"
        page.get_by_label("Code").fill(code(page.locator("code").inner_text()))
        press(page, "Turn on the app")
        assert heading(page) == "Keep your recovery codes"
        page.get_by_text("I have kept these codes").click()
        press(page, "Go on")

        assert heading(page) == "What to do next"
        follow(page, "Load the extract")
        page.get_by_label("Your extract").set_input_files(sorted(extract.glob("*.[ct][so][vm]*")))
        press(page, "Load and check")
        press(page, "Take this extract")
        follow(page, "See where the service stands")
        assert heading(page) == "Overview"
        follow(page, "Open those missed")
        assert "duties of" in said(page)
        reference = page.get_by_role("rowheader").first.inner_text()
        follow(page, reference)
        assert reference in heading(page)
        assert "What was owed, and what was done" in said(page)
