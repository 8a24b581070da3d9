"""The pages for anybody, and the first ones of who signs in, in a real browser: no barrier, no overflow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import override_settings
from playwright.sync_api import Page

from factories.browsers import LAPTOP, PHONE, beyond_the_edge, violations
from factories.site import council, person
from plumbline.scrutiny.published import load_published
from plumbline_web.papers.rendering import PAPERS

pytestmark = pytest.mark.django_db(transaction=True)
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


@pytest.fixture(autouse=True)
def as_in_tests() -> object:
    """Static files under plain names."""
    with override_settings(
        STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    ):
        yield


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_for_anybody_has_no_barrier(
    open_page: Callable[..., Page], live_server, path: str, size: tuple[int, int]
) -> None:
    page = open_page(width=size[0], height=size[1])
    page.goto(f"{live_server.url}{path}")
    assert violations(page) + beyond_the_edge(page) == []


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("path", ["start", "digest"])
def test_a_first_page_of_somebody_signed_in_has_no_barrier(
    open_page: Callable[..., Page], live_server, client, path: str, size: tuple[int, int]
) -> None:
    client.force_login(person(council(), "service_manager"))
    page = open_page(width=size[0], height=size[1])
    held = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([held])
    page.goto(f"{live_server.url}/o/ashmarrow/{path}/")
    assert violations(page) + beyond_the_edge(page) == []


def test_a_word_is_given_without_script(open_page: Callable[..., Page], live_server) -> None:
    page = open_page(script=False)
    page.goto(f"{live_server.url}/start/tools/")
    page.get_by_label("How many", exact=True).fill("80")
    page.get_by_label("Out of how many").fill("99")
    page.get_by_role("button", name="Get the word").click()
    assert page.locator(".ds_inset-text__text").inner_text().startswith("80 of 99 (81%): Most.")
