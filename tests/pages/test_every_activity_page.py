"""Every page of an activity in a real browser, with everything in it: nothing past the edge, no barriers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page

from factories.activity_addresses import IN_ACTIVITIES, LETTERS, ONLY_POSTED
from factories.standing import let_in, on_the_tests_database
from pages.a_page import wrong_with
from pages.test_every_page import is_page
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import begin_stage
from web.test_every_activity_address import address_of, world  # noqa: F401

OpenPage = Callable[..., Page]
SEEN = [
    (name, letter)
    for name in sorted(IN_ACTIVITIES)
    if name not in ONLY_POSTED
    for letter in dict.fromkeys((IN_ACTIVITIES[name][0], IN_ACTIVITIES[name][-1]))
]
"""Each address, as the first and as the last of those who may see it."""


@pytest.fixture(scope="module")
def site(browser: Browser, world: SimpleNamespace) -> Iterator[SimpleNamespace]:  # noqa: F811
    """The world of the table of addresses, its first stage under way, and the site's address."""
    team = world.team
    begin_stage(by=team.lead, stage=team.activity.stages.get(code="prepare"), on=today())
    with on_the_tests_database() as address:
        yield SimpleNamespace(world=world, address=address)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "letter"), SEEN)
def test_a_page_of_an_activity(open_page: OpenPage, site: SimpleNamespace, name: str, letter: str) -> None:
    account, place = site.world.people[LETTERS[letter]]
    path = address_of(name, site.world, place, LETTERS[letter])
    if not is_page(account, path):
        return  # a file, or a piece of a page that a script asks for
    page = open_page()
    let_in(page, site.address, account)
    page.goto(site.address + path)
    assert wrong_with(page, organisation=place.name) == []
