"""What people do on pages, by what they see there: words of links, buttons and labels, never an id."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page

from factories.browsers import beyond_the_edge

LONG = 60_000
"""Milliseconds that a page may take on a busy machine, where an extract is checked or judged behind it."""


def patient(page: Page) -> Page:
    """The same page, that waits for work done behind it."""
    page.set_default_timeout(LONG)
    page.set_default_navigation_timeout(LONG)
    return page


def heading(page: Page) -> str:
    """What the page is called."""
    return page.get_by_role("heading", level=1).inner_text()


def said(page: Page) -> str:
    """All that the page says."""
    return page.get_by_role("main").inner_text()


def follow(page: Page, words: str, *, within: Locator | None = None) -> None:
    """Press the first link that begins with these words, and wait for the page it leads to."""
    before = page.url
    (within or page.get_by_role("main")).get_by_role("link", name=words).first.click()
    page.wait_for_url(lambda url: url != before)


def go_to(page: Page, words: str) -> None:
    """Choose a page of the navigation; on a narrow window it lies under "Menu"."""
    menu = page.get_by_text("Menu", exact=True)
    if menu.is_visible():
        menu.click()
    link = page.get_by_role("navigation", name="Pages").get_by_role("link", name=words, exact=True)
    leads_to = link.get_attribute("href")
    link.click()
    page.wait_for_url(lambda url: url.endswith(leads_to))


def places(page: Page) -> list[str]:
    """The pages that the navigation offers."""
    return page.get_by_role("navigation", name="Pages").get_by_role("link").all_inner_texts()


def press(page: Page, words: str, *, within: Locator | None = None) -> None:
    """Press the button with these words, and wait for what it brings."""
    (within or page.get_by_role("main")).get_by_role("button", name=words).first.click()
    page.wait_for_load_state()


def column(page: Page, table: str, head: str) -> list[str]:
    """What stands in a column of a table, row by row."""
    found = page.get_by_role("table", name=table)
    heads = found.locator("thead th").all_inner_texts()
    at = next(at for at, one in enumerate(heads) if one.strip().startswith(head))
    return [row.locator("th, td").nth(at).inner_text() for row in found.locator("tbody tr").all()]


def downloaded(page: Page, words: str, folder: Path) -> Path:
    """Press a link or button that gives a file, and keep the file."""
    pressed = page.get_by_role("main").get_by_role("link", name=words)
    if not pressed.count():
        pressed = page.get_by_role("main").get_by_role("button", name=words)
    with page.expect_download() as coming:
        pressed.first.click()
    kept = folder / coming.value.suggested_filename
    coming.value.save_as(kept)
    return kept


def fits(page: Page) -> bool:
    """Whether nothing sticks out of the window."""
    return beyond_the_edge(page) == []
