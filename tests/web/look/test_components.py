"""What single components say and where their links lead."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.messages import ERROR, SUCCESS
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from factories.html_pages import Page


def shown(name: str, address: str = "/", **given: object) -> Page:
    """A component as a page, at an address."""
    return Page(render_to_string(f"components/{name}.html", given, request=RequestFactory().get(address)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("better", "▲ improving"),
        ("worse", "▼ worsening"),
        ("none", "= no real change"),
        ("too_few", "? cannot be told yet"),
        ("", "? cannot be told yet"),
    ],
)
def test_a_direction_is_a_sign_and_a_word(change: str, said: str) -> None:
    assert shown("direction", change=change).text == said


def test_a_direction_says_since_when() -> None:
    assert shown("direction", change="worse", since="since June 2025").text == "▼ worsening since June 2025"


def test_a_rate_that_may_not_be_opened_is_no_link() -> None:
    page = shown("rate", text="62.3% (43 of 69)")
    assert page.text == "62.3% (43 of 69)"
    assert page.all("a") == []


def test_a_rate_has_its_interval_folded_beside_it() -> None:
    page = shown(
        "rate", text="62.3% (43 of 69)", interval="50.5% to 72.8%", of="First direct contact", href="/c"
    )
    assert page.text == "62.3% (43 of 69) Range of the rate: First direct contact 95% range 50.5% to 72.8%"
    assert page.all("details") == [{"class": "pl-range"}]


def test_pagination_keeps_everything_else_in_the_address() -> None:
    page = shown("pagination", "/cases?team=north&run=4f2a&page=2", page=Paginator(range(151), 50).page(2))
    assert [link["href"] for link in page.all("a")] == [
        "?team=north&run=4f2a&page=1",
        "?team=north&run=4f2a&page=1",
        "?team=north&run=4f2a&page=3",
        "?team=north&run=4f2a&page=4",
    ]
    assert page.paragraphs == ["51 to 100 of 151 · page 2 of 4"]


def test_a_list_of_one_page_has_no_pagination() -> None:
    assert shown("pagination", page=Paginator(range(50), 50).page(1)).text == ""


@pytest.mark.parametrize(
    ("sort", "order", "next_sort"),
    [("due", "ascending", "-due"), ("-due", "descending", "due"), ("rate", None, "due")],
)
def test_a_column_head_says_how_the_list_is_sorted_and_turns_it(
    sort: str, order: str | None, next_sort: str
) -> None:
    drawn = render_to_string(
        "components/sort_head.html",
        {"label": "Due", "key": "due", "sort": sort},
        request=RequestFactory().get("/cases?team=north&page=7"),
    )
    page = Page(f"<table><tr>{drawn}</tr></table>")
    assert page.all("th")[0].get("aria-sort") == order
    assert page.all("a")[0]["href"] == f"?team=north&sort={next_sort}"


def test_progress_that_is_over_no_longer_asks() -> None:
    going = shown("progress", label="Checking", share=0.255, poll_href="/p")
    over = shown("progress", label="Checking", share=1)
    assert going.all("div")[0]["hx-get"] == "/p"
    assert "hx-get" not in over.all("div")[0]
    assert going.all("progress")[0]["value"] == "0.255"
    assert over.all("progress")[0]["value"] == "1.000"


def test_the_share_done_is_never_said_to_be_more_than_it_is() -> None:
    said = {share: shown("progress", label="Checking", share=share).text for share in (0, 0.009, 0.999, 1)}
    assert said == {0: "Checking 0%", 0.009: "Checking 0%", 0.999: "Checking 99%", 1: "Checking 100%"}


def test_what_an_act_came_to_is_said_as_text() -> None:
    told = [Message(SUCCESS, "The extract of <b>March</b> was taken."), Message(ERROR, "It was not.")]
    page = shown("messages", messages=told)
    assert page.text == "Done: The extract of <b>March</b> was taken. Error: It was not."


@pytest.mark.parametrize(
    ("kind", "said", "role"),
    [
        ("success", "Done:", "status"),
        ("warning", "Warning:", "status"),
        ("error", "Error:", "alert"),
        ("", "Note:", "status"),
    ],
)
def test_a_notice_says_its_kind_in_words(kind: str, said: str, role: str) -> None:
    page = shown("notice", kind=kind, text="The extract was taken.", live=True)
    assert page.text == f"{said} The extract was taken."
    assert page.all("div")[0]["role"] == role


def test_a_fault_says_what_where_how_many_and_how_to_mend_it() -> None:
    page = shown(
        "fault", level="error", what="No day", where="contacts.csv", how_many=1203, mend="Fill it in."
    )
    assert page.text == "Error No day Where contacts.csv How many 1,203 How to mend it Fill it in."


def test_the_place_says_whose_figures_and_for_which_day() -> None:
    page = shown("place", organisation=SimpleNamespace(name="Ardmore"), as_at=date(2026, 3, 31))
    assert page.text == "Ardmore As at 31 March 2026"


def test_a_step_that_cannot_be_started_is_no_link() -> None:
    page = shown("task_list", tasks=[{"label": "Take it", "status": "Cannot start yet"}])
    assert page.all("a") == []
    assert page.text == "Take it Cannot start yet"
