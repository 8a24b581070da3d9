"""What holds for every template: no script or style inside, a word at its head, pages that stand alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from factories.html_pages import Page
from factories.project_files import ROOT
from plumbline.publishing import drawing

WEB = ROOT / "src" / "plumbline_web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
COMPONENTS = sorted((WEB / "templates" / "components").glob("*.html"))
GALLERY = ROOT / "tests" / "pages" / "templates" / "gallery.html"
# Inline script, inline style and handlers, which the content security policy forbids. `one=` is a name that
# templates give, and no event.
FORBIDDEN = re.compile(r"<style\b|\sstyle=|<script(?![^>]*\bsrc=)|\son(?!e=)[a-z]+=|javascript:")
ELSEWHERE = re.compile(r"(?:src|href|action)=[\"']?(?:https?:)?//|url\([\"']?(?:https?:)?//")
ERRORS = ("400", "403", "403_csrf", "404", "500")


def named(path: Path) -> str:
    """A template's name as pages write it."""
    return path.relative_to(WEB / "templates").as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_holds_script_or_style(path: Path) -> None:
    assert FORBIDDEN.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "path", [*TEMPLATES, *(WEB / "static" / "plumbline").iterdir()], ids=lambda path: path.name
)
def test_nothing_is_asked_of_another_host(path: Path) -> None:
    assert ELSEWHERE.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", COMPONENTS, ids=named)
def test_each_component_says_at_its_head_what_it_is(path: Path) -> None:
    assert path.read_text("utf-8").startswith("{% comment %}")


def test_each_component_is_used_somewhere() -> None:
    places = [path.read_text("utf-8") for path in (*TEMPLATES, GALLERY)]
    used = {name for text in places for name in re.findall(r'include "(components/[a-z_]+\.html)"', text)}
    assert {named(path) for path in COMPONENTS} - used == set()


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_nothing_and_says_what_to_do(name: str) -> None:
    page = Page(render_to_string(f"{name}.html"))
    assert [level for level, _ in page.headings] == [1]
    assert len([one for one in page.paragraphs if one]) >= 3
    assert "/" in [link["href"] for link in page.all("a")]


def test_the_frame_needs_nothing() -> None:
    page = Page(render_to_string("base.html"))
    assert page.headings == [(1, "Plumbline")]
    assert page.all("html") == [{"lang": "en-GB"}]


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account/signup_closed.html", "Accounts are by invitation"),
        (
            "socialaccount/authentication_error.html",
            "Signing in with your organisation’s account did not work",
        ),
        ("socialaccount/login_cancelled.html", "You are not signed in"),
        ("socialaccount/login.html", "Sign in with"),
        ("account/verification_sent.html", "Verify Your Email Address"),
    ],
)
def test_every_page_of_signing_in_stands_in_our_frame(name: str, heading: str) -> None:
    page = Page(render_to_string(name))
    assert page.headings == [(1, heading)]
    assert page.all("main")[0]["id"] == "main-content"


def test_what_a_person_typed_cannot_become_part_of_the_page() -> None:
    bad = "<script>alert(1)</script>"
    for name in ("notice", "inset", "empty", "fault", "rate", "tag", "definition", "progress"):
        given = dict.fromkeys(("text", "title", "what", "where", "mend", "label", "term", "doing", "of"), bad)
        assert "<script>" not in render_to_string(f"components/{name}.html", given | {"share": 0})


@pytest.mark.parametrize(
    "svg",
    [
        drawing.trend([drawing.Spot("Apr 2025", 0.5, 0.2, 0.8, 0.5, "worse"), drawing.Spot("May 2025", 0.6)]),
        drawing.sparkline([drawing.Spot("Apr 2025", 0.5), drawing.Spot("May 2025", 0.6)]),
        drawing.funnel([drawing.Place("A", 10, 0.5, True)], 0.5, [(10, 0.2, 0.8, 0.1, 0.9)]),
        drawing.bar(0.5),
        drawing.reach(0.5, (0.4, 0.6)),
    ],
    ids=["trend", "sparkline", "funnel", "bar", "reach"],
)
def test_a_chart_can_stand_in_a_page_under_the_policy(svg: str) -> None:
    assert FORBIDDEN.findall(svg) == []
