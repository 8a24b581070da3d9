"""The papers on the site: open to anybody, with the facts of this site, and without HTML that is not ours."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings as held
from django.test import Client

from plumbline_web.papers.rendering import PAPERS, paper
from plumbline_web.papers.views.paper import address_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["", *(f"{name}/" for name in PAPERS)])
def test_a_paper_opens_without_an_account(path: str) -> None:
    assert Client().get(f"/papers/{path}").status_code == 200


def test_a_paper_that_there_is_not_is_not_found() -> None:
    assert Client().get("/papers/nothing/").status_code == 404


@pytest.mark.parametrize("name", PAPERS)
def test_the_list_leads_to_every_paper(name: str) -> None:
    assert f'href="/papers/{name}/"' in Client().get("/papers/").content.decode().split("<main")[1]


@pytest.mark.parametrize("name", ["accessibility", "privacy"])
def test_the_foot_of_every_page_leads_to_it(name: str) -> None:
    assert f'href="/papers/{name}/"' in Client().get("/").content.decode().split("<footer")[1]


@pytest.mark.parametrize("name", PAPERS)
def test_every_link_in_a_paper_opens(name: str) -> None:
    links = re.findall(r'href="([^"]+)"', paper(name, held, address_of).html)
    assert [one for one in links if Client().get(one).status_code != 200] == []


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_has_one_heading_of_the_first_rank(name: str) -> None:
    assert Client().get(f"/papers/{name}/").content.decode().count("<h1") == 1


@pytest.mark.parametrize("name", PAPERS)
def test_every_table_can_be_reached_and_has_a_name(name: str) -> None:
    html = paper(name, held, address_of).html
    named = re.findall(r'<div class="pl-scroll" role="region" tabindex="0" aria-label="[^"]+"><table', html)
    assert len(named) == html.count("<table")


def test_the_picture_comes_with_the_page() -> None:
    html = paper("where-data-goes", held, address_of).html
    assert re.findall(r'<img src="([^,]{0,40}),', html) == ["data:image/svg+xml;base64"]


def test_a_paper_states_the_settings_of_this_site(settings: Any) -> None:
    settings.SESSION_COOKIE_AGE = 3 * 3600
    assert "signed out 3 hours after the last page" in Client().get("/papers/security/").content.decode()


def test_whom_to_ask_is_as_this_site_says(settings: Any) -> None:
    settings.CONTACT = "Information team, Ashmarrow"
    assert "Information team, Ashmarrow" in Client().get("/papers/accessibility/").content.decode()


def test_html_in_what_a_site_says_is_shown_as_it_is_written(settings: Any) -> None:
    settings.CONTACT = "<script>alert(1)</script>"
    assert "<script>alert" not in Client().get("/papers/accessibility/").content.decode()
