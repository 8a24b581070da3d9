"""A run of several authorities: a funnel for each standard, and no team that could be any of several."""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path

import pytest
from tests.factories.html_pages import Page
from tests.factories.runs import duties, write_run

from plumbline.measures.frozen import open_run
from plumbline.publishing.report import report_html


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = []
    for number in range(1, 33):
        for month in range(1, 13):
            place = {"authority": f"X120000{number:02d}", "team": "North"}
            days = {"clock_start": date(2025, month, 3), "due_on": date(2025, month, 4)}
            rows += duties(8 if number != 4 else 3, **place, **days)
            rows += duties(2 if number != 4 else 7, verdict="not_met", **place, **days)
    rows += duties(2, authority="X12000033", clock_start=date(2025, 6, 3), due_on=date(2025, 6, 4))
    return write_run(tmp_path_factory.mktemp("run"), rows)


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    return Page(report_html(open_run(folder)))


def test_it_says_how_many_authorities_it_is_of(page: Page) -> None:
    assert "33 authorities" in page.paragraphs[1]


def test_the_comparison_is_said_before_it_is_drawn(page: Page) -> None:
    words = next(one for one in page.paragraphs if one.startswith("Around"))
    assert "outside the 99.8% limits, Dapplewick below" in words
    funnel = next(one for one in page.all("img") if (one["alt"] or "").startswith("Funnel plot"))
    svg = base64.b64decode((funnel["src"] or "").partition(",")[2]).decode()
    assert svg.count("<circle") == 32
    assert "Dapplewick" in svg


def test_authorities_stand_in_the_order_of_their_names(page: Page) -> None:
    rows = page.table("cpo_first_contact by authority").texts()[1:]
    names = [row[0] for row in rows]
    assert names == sorted(names)
    assert len(names) == 33
    assert rows[names.index("Dapplewick X12000004")][1].startswith(
        "30.0% (36 of 120), below the 99.8% limits"
    )


def test_no_rate_is_shown_by_a_team_that_could_be_any_of_several(page: Page) -> None:
    assert "By team" not in page.text


def test_what_falls_due_is_one_line_with_the_authorities_folded_away(page: Page) -> None:
    table = page.table("Duties that fall due").texts()
    assert table[0][0] == "Authority"
    assert len(table) == 34


def test_a_published_funnel_leaves_out_what_is_too_small(folder: Path) -> None:
    page = Page(report_html(open_run(folder), publish=True))
    funnel = next(one for one in page.all("img") if (one["alt"] or "").startswith("Funnel plot"))
    svg = base64.b64decode((funnel["src"] or "").partition(",")[2]).decode()
    assert "X12000033" not in svg
    left_out = next(one for one in page.paragraphs if one.startswith("Not in the picture"))
    assert "X12000033: its numbers are too small to publish" in left_out


@pytest.mark.parametrize(
    ("rates", "grey", "diamonds"), [((8, 8, 8, 8), False, False), ((8, 8, 8, 3), True, True)]
)
def test_below_the_funnel_stands_what_is_drawn_in_it_and_no_more(
    rates: tuple[int, ...], grey: bool, diamonds: bool, tmp_path: Path
) -> None:
    rows = []
    for number, met in enumerate(rates, 1):
        place = {"authority": f"X120000{number:02d}", "team": "North"}
        for month in range(1, 13):
            days = {"clock_start": date(2025, month, 3), "due_on": date(2025, month, 4)}
            rows += duties(met, **place, **days)
            rows += duties(10 - met, verdict="not_met", **place, **days)
    page = Page(report_html(open_run(write_run(tmp_path, rows))))
    funnel = next(one for one in page.all("img") if (one["alt"] or "").startswith("Funnel plot"))
    svg = base64.b64decode((funnel["src"] or "").partition(",")[2]).decode()
    assert ("stroke-dasharray='8 3 2 3'" in svg, svg.count("<circle") < len(rates)) == (grey, diamonds)
    assert ("Grey: the 99.8% limits" in page.text, "Diamonds lie" in page.text) == (grey, diamonds)
