"""The page of a document in a real browser: no barrier, no overflow on a phone, nothing asked of anybody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from factories.board_papers import board_paper, plan
from factories.browsers import LAPTOP, PHONE, beyond_the_edge, violations
from factories.documents import everything
from plumbline.publishing.documents import Document, board_paper_document, layouts, page_of

DOCUMENTS = {
    "report": everything(),
    "plan": plan(),
    **{code: board_paper_document(board_paper(), layout) for code, layout in layouts().items()},
}


@pytest.fixture(params=sorted(DOCUMENTS))
def document(request: pytest.FixtureRequest) -> Document:
    return DOCUMENTS[request.param]


def opened(open_page: Callable[..., Page], tmp_path: Path, document: Document, **how: int) -> Page:
    path = tmp_path / "document.html"
    path.write_bytes(page_of(document))
    page = open_page(script=True, **how)
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_it_has_no_barrier_and_fits(
    open_page: Callable[..., Page], tmp_path: Path, document: Document, size: tuple[int, int]
) -> None:
    page = opened(open_page, tmp_path, document, width=size[0], height=size[1])
    edge = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert violations(page) == []
    assert (edge, beyond_the_edge(page)) == (0, [])


def test_at_200_percent_it_still_fits(open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = opened(open_page, tmp_path, everything(), width=1280, height=800, zoom=2)
    assert beyond_the_edge(page) == []


def test_the_first_stop_of_the_tab_key_leads_to_the_text(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = opened(open_page, tmp_path, everything())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_a_wide_table_is_reached_by_the_keyboard_and_named(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = opened(open_page, tmp_path, plan(), width=PHONE[0], height=PHONE[1])
    region = page.get_by_role("region", name="What key outcomes have we achieved?")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("one => one.scrollLeft > 0", arg=region.element_handle())
    assert region.evaluate("one => one === document.activeElement")
