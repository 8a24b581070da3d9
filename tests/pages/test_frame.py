"""The frame of every page and its components, in a real browser: phone, tablet, laptop, zoomed, no script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from factories.browsers import LAPTOP, PHONE, TABLET, beyond_the_edge, violations

SIZES = {
    "phone": {"width": PHONE[0], "height": PHONE[1]},
    "tablet": {"width": TABLET[0], "height": TABLET[1]},
    "laptop": {"width": LAPTOP[0], "height": LAPTOP[1]},
    "laptop zoomed to 200%": {"width": LAPTOP[0], "height": LAPTOP[1], "zoom": 2},
}
OpenPage = Callable[..., Page]


@pytest.fixture(params=SIZES.values(), ids=SIZES)
def page(request: Any, open_page: OpenPage, gallery: str) -> Page:
    """The page of all components at each size."""
    opened = open_page(**request.param)
    opened.goto(gallery)
    return opened


def test_axe_finds_no_barrier_at_any_size(page: Page) -> None:
    assert violations(page) == []


def test_axe_finds_no_barrier_where_a_form_came_back_with_errors(page: Page) -> None:
    page.get_by_role("button", name="Save the council").click()
    page.wait_for_url("**/")
    assert page.title().startswith("Error: ")
    assert violations(page) == []


def test_no_page_scrolls_sideways(page: Page) -> None:
    for folded in page.locator("details").all():
        folded.evaluate("one => { one.open = true }")
    assert beyond_the_edge(page) == []


def test_the_organisation_and_the_as_at_date_are_in_sight_without_scrolling(page: Page) -> None:
    place = page.locator(".pl-place")
    assert "Ardmore and Inverlochy" in place.inner_text()
    assert "As at 31 March 2026" in place.inner_text()
    box = place.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 320


def test_the_first_stop_of_the_tab_key_leads_past_the_header(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


def test_a_page_has_one_main_heading_and_one_main_region(page: Page) -> None:
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.locator("html").get_attribute("lang") == "en-GB"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_on_a_phone_the_menu_opens_by_the_keyboard(open_page: OpenPage, gallery: str, script: bool) -> None:
    page = open_page(width=320, height=640, script=script)
    page.goto(gallery)
    menu = page.locator("summary", has_text="Menu")
    overview = page.locator(".pl-menu").get_by_role("link", name="Overview")
    assert not overview.is_visible()
    menu.focus()
    page.keyboard.press("Enter")
    assert overview.is_visible()
    assert page.locator(".pl-menu").get_by_role("button", name="Sign out").is_visible()
    page.keyboard.press("Enter")
    assert not overview.is_visible()


def test_the_menu_button_stays_where_it_was_pressed(open_page: OpenPage, gallery: str) -> None:
    page = open_page(width=320, height=640)
    page.goto(gallery)
    menu = page.locator("summary", has_text="Menu")
    before = menu.bounding_box()
    menu.click()
    assert menu.bounding_box() == before


def test_the_product_name_still_leads_home_while_the_menu_is_open(open_page: OpenPage, gallery: str) -> None:
    page = open_page(width=320, height=640)
    page.goto(f"{gallery}/plain")
    page.get_by_role("link", name="Plumbline", exact=True).click()
    page.wait_for_url(f"{gallery}/")
    page.locator("summary", has_text="Menu").click()
    page.get_by_role("link", name="Plumbline", exact=True).click()
    page.wait_for_load_state()
    assert not page.locator(".pl-menu").get_by_role("link", name="Overview").is_visible()


def test_on_a_laptop_the_page_one_is_on_is_marked(open_page: OpenPage, gallery: str) -> None:
    page = open_page()
    page.goto(gallery)
    current = page.locator(".pl-pages [aria-current=page]")
    assert current.all_inner_texts() == ["Standards"]


def test_signing_out_is_sent_as_a_form(open_page: OpenPage, gallery: str) -> None:
    page = open_page()
    page.goto(gallery)
    with page.expect_request("**/sign-out") as sent:
        page.locator(".pl-header__wide").get_by_role("button", name="Sign out").click()
    assert sent.value.method == "POST"


def test_everything_that_can_be_pressed_is_large_enough(page: Page) -> None:
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, .ds_button, nav a, select, input")]
          .filter((one) => one.checkVisibility() && one.type !== "hidden")
          .map((one) => [one.getBoundingClientRect(), one.outerHTML])
          .filter(([box, _]) => box.height < 24 || box.width < 24)
          .map(([_, html]) => html)"""
    )
    assert small == []


def test_a_page_with_nothing_given_to_it_still_stands(open_page: OpenPage, gallery: str) -> None:
    page = open_page()
    page.goto(f"{gallery}/plain")
    assert page.title() == "Welcome · Plumbline"
    assert page.locator(".pl-place").count() == 0
    assert violations(page) == []


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_axe_finds_no_barrier_on_a_page_for_what_goes_wrong(
    open_page: OpenPage, gallery: str, name: str
) -> None:
    page = open_page(width=320, height=640)
    page.goto(f"{gallery}/wrong/{name}")
    assert violations(page) == []
    assert beyond_the_edge(page) == []


def test_without_colours_of_our_own_nothing_is_lost(open_page: OpenPage, gallery: str) -> None:
    page = open_page(forced_colors="active")
    page.goto(gallery)
    assert page.locator(".pl-direction").all_inner_texts()[:4] == [
        "▲ improving since June 2025",
        "▼ worsening",
        "= no real change",
        "? cannot be told yet",
    ]
    assert violations(page) == []


def test_printing_shows_intervals_and_no_controls(open_page: OpenPage, gallery: str) -> None:
    page = open_page(script=False)
    page.goto(gallery)
    page.emulate_media(media="print")
    assert page.locator(".pl-range > span").first.is_visible()
    assert not page.locator(".pl-pages").is_visible()
    assert not page.get_by_role("button", name="Save the council").is_visible()


def test_a_page_that_is_not_found_is_no_fault_of_the_test(open_page: OpenPage, gallery: str) -> None:
    page = open_page(width=320, height=640)
    answer = page.goto(f"{gallery}/nowhere")
    assert answer is not None
    assert answer.status == 404
    assert page.locator("h1").inner_text() == "Page not found"
    assert violations(page) == []
    assert beyond_the_edge(page) == []
