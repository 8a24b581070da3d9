"""Every page of an activity in a real browser, with everything in it: nothing past the edge, no barriers."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Error, Page

from factories.activity_addresses import IN_ACTIVITIES, LETTERS, ONLY_POSTED
from factories.standing import let_in, on_the_tests_database
from pages.a_page import wrong_with
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import begin_stage
from web.test_every_activity_address import address_of, world  # noqa: F401

PARTS = {"publication:progress"}
"""A piece of a page, that a script puts into it."""
SEEN = [
    (name, letter)
    for name in sorted(IN_ACTIVITIES)
    if name not in ONLY_POSTED and name not in PARTS
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


def shows_page(page: Page, address: str) -> bool:
    """Whether a whole page stands at an address, which is then open."""
    try:
        answer = page.goto(address)
    except Error as fault:
        if "Download is starting" not in str(fault):
            raise
        return False
    assert answer is not None
    assert answer.status == 200
    return page.locator(".pl-main").count() > 0


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "letter"), SEEN)
def test_a_page_of_an_activity(same_page: Page, site: SimpleNamespace, name: str, letter: str) -> None:
    account, place = site.world.people[LETTERS[letter]]
    path = address_of(name, site.world, place, LETTERS[letter])
    let_in(same_page, site.address, account)
    if not shows_page(same_page, site.address + path):
        return  # a file
    assert wrong_with(same_page, organisation=place.name) == []
