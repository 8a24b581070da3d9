"""The pages for anybody, and the first ones of who signs in, in a real browser: no barrier, no overflow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from factories.browsers import LAPTOP, PHONE, beyond_the_edge, violations
from factories.site import council, person
from factories.standing import let_in, standing
from pages.a_page import TWO_FRAMES
from plumbline.scrutiny.published import load_published
from plumbline_web.papers.rendering import PAPERS

pytestmark = pytest.mark.django_db
PATHS = (
    "/",
    "/papers/",
    *(f"/papers/{name}/" for name in PAPERS),
    "/published-cases/",
    *(f"/published-cases/{code}/" for code in load_published()),
    "/published-cases/west_dunbartonshire_2019/report/",
    "/published-cases/west_dunbartonshire_2019/plan/",
    "/published-cases/inverclyde_2019/progress/",
    "/start/tools/",
    "/start/tools/?k=80&n=99&population=702",
    "/start/tools/?whole=702&margin=5",
    "/start/tools/?k=100&n=99",
)


@pytest.fixture(scope="module")
def address(browser: Browser, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The site's address.

    The browser comes first: Django keeps a connection of its own once the browser's loop runs in this thread.
    """
    with standing(django_db_blocker) as there:
        yield there


def barriers(page: Page) -> list[str]:
    """What axe finds, and what sticks out, at a laptop's width and at a phone's."""
    found = []
    for width, height in (LAPTOP, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(TWO_FRAMES)
        found += [f"{width} px, {one}" for one in violations(page) + beyond_the_edge(page)]
    return found


@pytest.mark.parametrize("path", PATHS)
def test_a_page_for_anybody_has_no_barrier(same_page: Page, address: str, path: str) -> None:
    same_page.goto(address + path)
    assert barriers(same_page) == []


@pytest.mark.parametrize("path", ["start", "digest"])
def test_a_first_page_of_somebody_signed_in_has_no_barrier(same_page: Page, address: str, path: str) -> None:
    let_in(same_page, address, person(council(), "service_manager"))
    same_page.goto(f"{address}/o/ashmarrow/{path}/")
    assert barriers(same_page) == []


def test_a_word_is_given_without_script(open_page: Callable[..., Page], address: str) -> None:
    page = open_page(script=False)
    page.goto(f"{address}/start/tools/")
    page.get_by_label("How many", exact=True).fill("80")
    page.get_by_label("Out of how many").fill("99")
    page.get_by_role("button", name="Get the word").click()
    assert page.locator(".ds_inset-text__text").inner_text().startswith("80 of 99 (81%): Most.")
