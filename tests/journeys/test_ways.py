"""The way from the overview to one case, by people who see, point and type in other ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from factories.standing import sign_in
from journeys.conftest import World
from journeys.steps import fits, follow, go_to, heading, patient, press, said

pytestmark = pytest.mark.django_db
OpenPage = Callable[..., Page]
STANDARD = "LS/CMI assessment completed"
WAYS: dict[str, dict[str, Any]] = {
    "on a phone": {"width": 320, "height": 640},
    "on a phone, without script": {"width": 320, "height": 640, "script": False},
    "without script": {"script": False},
    "zoomed to 200%": {"zoom": 2},
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_team_leader_looks_into_a_number_narrows_the_list_and_notes_a_reason(
    open_page: OpenPage, world: World, way: dict[str, Any]
) -> None:
    page = patient(open_page(**way))
    sign_in(page, world.address, world.people["team_leader"])
    assert heading(page) == "Overview"
    assert fits(page)
    follow(page, STANDARD)
    assert fits(page)
    follow(page, "Open the ")
    page.get_by_text("Filter the list").click()
    assert fits(page)
    page.get_by_label("Verdict", exact=True).select_option(label="Not met")
    press(page, "Show the list")
    page.get_by_role("checkbox", name="Choose ").first.check()
    press(page, "Note a reason for those ticked")
    assert fits(page)
    page.get_by_label("Reason").select_option(index=1)
    press(page, "Note the reason")
    assert "noted here: " in said(page)
    reference = page.get_by_role("rowheader").first.inner_text()
    follow(page, reference)
    assert reference in heading(page)
    assert fits(page)
    go_to(page, "Falls due")
    assert fits(page)
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Why").select_option(index=1)
    press(page, "Put aside")
    assert "1 duty put aside until" in said(page)


def test_by_the_keyboard_alone(open_page: OpenPage, world: World) -> None:
    page = patient(open_page())
    page.goto(f"{world.address}/account/login/")
    stops(page, "Email")
    page.keyboard.type(world.people["service_manager"].email)
    page.keyboard.press("Tab")
    page.keyboard.type("plumb line and level")
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/ashmarrow/")
    enter(page, "Skip to main content")
    enter(page, STANDARD)
    assert heading(page) == STANDARD
    enter(page, "Open the ")
    stops(page, "Filter the list")
    page.keyboard.press("Enter")
    stops(page, "Verdict")
    page.keyboard.type("Not met")
    enter(page, "Show the list")
    stops(page, "Choose ")
    page.keyboard.press("Space")
    enter(page, "Note a reason for those ticked")
    stops(page, "Reason")
    page.keyboard.press("ArrowDown")
    enter(page, "Note the reason")
    assert "noted here: " in said(page)


def stops(page: Page, words: str) -> None:
    """Press Tab until what has the focus is called so; and see that it shows that it has it."""
    for _ in range(150):
        page.keyboard.press("Tab")
        called, shown = page.evaluate(
            """() => {
              const one = document.activeElement;
              const look = () => {
                document.getAnimations().forEach((moving) => moving.finish());
                const style = getComputedStyle(one);
                return [style.outline, style.boxShadow, style.backgroundColor, style.color].join();
              };
              const focused = look();
              one.blur();
              const left = look();
              one.focus();
              const label = one.labels?.length ? one.labels[0].textContent : "";
              const words = (one.getAttribute("aria-label") || label || one.textContent || "").trim();
              return [words.replace(/\\s+/g, " "), focused !== left];
            }"""
        )
        assert shown, f"Nothing shows that the keyboard is at: {called}"
        if called.startswith(words):
            return
    pytest.fail(f"The Tab key never came to: {words}")


def enter(page: Page, words: str) -> None:
    """Go to what is called so by the Tab key, and press Enter."""
    before = page.url
    stops(page, words)
    page.keyboard.press("Enter")
    if words != "Skip to main content":
        page.wait_for_url(lambda url: url != before)
