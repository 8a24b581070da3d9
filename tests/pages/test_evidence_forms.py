"""Forms of evidence that the table of addresses does not open: nothing past the edge, no barriers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page

from factories.activities import inspection
from factories.evidence import GROUPS, piece
from factories.standing import let_in, on_the_tests_database
from factories.voices import voices_of
from pages.a_page import wrong_with

OpenPage = Callable[..., Page]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["run", "reading", "survey", "group", "later version"])
def test_a_form_of_evidence(browser: Browser, db: None, open_page: OpenPage, kind: str) -> None:
    team = inspection(readers=1)
    voices_of(team)
    former = piece(team, "group", quantity=GROUPS, took_part={"Social workers": 12})
    source = "group" if kind == "later version" else kind
    place = {"organisation": team.body.slug, "activity": team.activity.key, "source": source}
    path = reverse("evidence:add_kind", kwargs=place)
    path += f"?in_place_of={former.key}" if kind == "later version" else ""
    with on_the_tests_database() as address:
        page = open_page()
        let_in(page, address, team.lead)
        page.goto(address + path)
        assert wrong_with(page, organisation=team.body.name) == []


@pytest.mark.django_db
def test_a_form_of_evidence_with_everything_wrong(browser: Browser, db: None, open_page: OpenPage) -> None:
    team = inspection(readers=1)
    place = {"organisation": team.body.slug, "activity": team.activity.key, "source": "group"}
    with on_the_tests_database() as address:
        page = open_page(expected="422")
        let_in(page, address, team.lead)
        page.goto(address + reverse("evidence:add_kind", kwargs=place))
        page.get_by_text("There is a number in it").click()
        page.get_by_label("How many").first.fill("4")
        page.get_by_role("button", name="Bring it in").click()
        assert page.get_by_text("Say what kind of number it is").first.is_visible()
        assert wrong_with(page, organisation=team.body.name) == []
