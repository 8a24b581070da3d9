"""The report as a page: what it asks for, how it is marked up, whether everyone can read it."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from tests.factories.html_pages import Page
from tests.factories.runs import duties, duty, write_run

from plumbline.measures.frozen import open_run
from plumbline.publishing.report import report_html

TITLES = {"cpo_first_contact": "First direct contact", "cpo_review": "Statutory review held"}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    rows = []
    for month in range(1, 13):
        day = date(2025, month, 10)
        for standard in TITLES:
            same = {"standard": standard, "clock_start": day, "due_on": date(2025, month, 11)}
            rows += duties(20, **same, gender="male", recorded_on=date(2025, month, 11))
            rows += duties(8, **same, verdict="not_met", team="South & <East>", gender="female")
    rows.append(duty(verdict="not_yet_due", clock_start=date(2026, 3, 30), due_on=date(2026, 4, 2)))
    folder = write_run(tmp_path_factory.mktemp("run"), rows, standards=TITLES)
    return Page(report_html(open_run(folder)))


def test_it_asks_for_nothing_from_anywhere(page: Page) -> None:
    asked = [
        value
        for _, found in page.tags
        for name, value in found.items()
        if name in ("src", "srcset", "data", "poster", "action", "background")
    ]
    assert asked
    assert all(value and value.startswith("data:image/svg+xml;base64,") for value in asked)
    assert not page.all("link") and not page.all("script") and not page.all("iframe")
    assert "url(" not in page.source and "@import" not in page.source


def test_no_chart_asks_for_anything_either(page: Page) -> None:
    for image in page.all("img"):
        svg = base64.b64decode((image["src"] or "").partition(",")[2]).decode()
        assert svg.startswith("<svg xmlns='http://www.w3.org/2000/svg'")
        assert svg.count("http") == 1
        assert "href" not in svg and "<script" not in svg and "<image" not in svg


def test_its_policy_lets_only_its_own_style_apply(page: Page) -> None:
    policy = next(one["content"] or "" for one in page.all("meta") if one.get("http-equiv"))
    style = re.search(r"<style>(.*?)</style>", page.source, re.DOTALL)
    assert style is not None
    fingerprint = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{fingerprint}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert all("style" not in found for _, found in page.tags)


def test_it_says_its_language_and_has_one_main_heading(page: Page) -> None:
    assert page.all("html") == [{"lang": "en-GB"}]
    assert [text for level, text in page.headings if level == 1] == ["Is the work done to standard?"]


def test_its_headings_never_skip_a_level(page: Page) -> None:
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_a_leader_meets_the_sections_in_the_order_in_which_they_ask(page: Page) -> None:
    assert [text for level, text in page.headings if level == 2] == [
        "For leaders",
        "Each standard",
        "First direct contact",
        "Statutory review held",
        "Patterns to ask about",
        "Data quality",
        "Method",
    ]


def test_it_has_a_way_past_the_top_and_the_landmarks(page: Page) -> None:
    first_link = page.all("a")[0]
    assert first_link == {"class": "skip", "href": "#main"}
    assert [found.get("id") for found in page.all("main")] == ["main"]
    assert [len(page.all(tag)) for tag in ("header", "nav", "footer")] == [1, 1, 1]


def test_every_link_inside_the_page_leads_somewhere(page: Page) -> None:
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids))
    inside = [found["href"] or "" for found in page.all("a") if (found["href"] or "").startswith("#")]
    assert inside
    assert {link[1:] for link in inside} <= set(ids)


def test_every_picture_says_what_it_shows(page: Page) -> None:
    pictures = page.all("img")
    assert len(pictures) == 4
    assert all(picture.get("alt") for picture in pictures)


def test_bars_are_hidden_from_those_who_hear_the_page(page: Page) -> None:
    bars = page.all("svg")
    assert bars
    assert all(bar["aria-hidden"] == "true" for bar in bars)


def test_every_table_has_a_caption_and_every_heading_cell_a_scope(page: Page) -> None:
    assert all(table.caption for table in page.tables)
    cells = [(tag, found) for table in page.tables for row in table.rows for tag, found, _ in row]
    assert all(found.get("scope") in ("col", "row", "rowgroup") for tag, found in cells if tag == "th")


def test_what_scrolls_sideways_can_be_reached_by_keyboard_and_has_a_name(page: Page) -> None:
    regions = [found for found in page.all("div") if found.get("class") == "scroll"]
    assert regions
    for region in regions:
        assert (region["role"], region["tabindex"]) == ("region", "0")
        assert region.get("aria-label") or region.get("aria-labelledby")


def test_what_the_extract_says_is_never_read_as_markup(page: Page) -> None:
    assert "South & <East>" in page.text
    assert "<East>" not in page.source


def test_the_same_run_gives_the_same_text(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", duties(12) + duties(3, verdict="not_met"))
    assert report_html(open_run(folder)) == report_html(open_run(folder))
