"""The papers as Markdown with their facts filled in, and as HTML for the site.

The texts are ours and hold no HTML; any that stood in one would be shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from plumbline.publishing.drawing import as_data
from plumbline_web.papers.facts import facts, retention_months
from plumbline_web.papers.picture import drawn

PAPERS = (
    "privacy",
    "impact-assessment",
    "where-data-goes",
    "criminal-offence-data",
    "retention",
    "security",
    "accessibility",
)
"""The papers in the order in which they are listed. Each is texts/<name>.md, and docs/papers/<name>.md."""
PICTURE = "where-data-goes.svg"

_FACT = re.compile(r"\{\{ (?P<name>[a-z_]+) \}\}")


@dataclass(frozen=True)
class Paper:
    """One paper as HTML, without its title. about: its first paragraph, as text."""

    name: str
    title: str
    about: str
    html: str


def filled(name: str, site: Any) -> str:
    """A paper as Markdown with the facts of these settings. Raises KeyError for a fact there is not."""
    known = facts(site)
    return _FACT.sub(lambda found: known[found["name"]], source(name))


@cache
def source(name: str) -> str:
    """A paper as it is written."""
    return (files("plumbline_web") / "papers" / "texts" / f"{name}.md").read_text("utf-8")


def picture() -> str:
    """The picture of where data goes, as SVG."""
    return drawn(retention_months())


def paper(name: str, site: Any, address: Callable[[str], str]) -> Paper:
    """A paper for a page of the site. address: from a paper's name to where the site shows it."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(filled(name, site))
    title, about = tokens[1].content, next(t for t in tokens[3:] if t.type == "inline").content
    under = title
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            under = tokens[at + 1].content
            token.attrSet("id", anchor(under))
        elif token.type == "table_open":
            token.attrSet("class", "ds_table pl-table")
            token.meta["label"] = under
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        for child in token.children or ():
            _addressed(child, address)
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", _table_close)
    html = markdown.renderer.render(tokens[3:], markdown.options, {})
    return Paper(name, title, _plain(about), html)


def anchor(heading: str) -> str:
    """How a heading is linked to, as code hosts do it."""
    return re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-")


def _plain(text: str) -> str:
    return re.sub(r"[*`]|\[([^\]]*)\]\([^)]*\)", lambda found: found[1] or "", text).replace("\n", " ")


def _addressed(token: Token, address: Callable[[str], str]) -> None:
    """Lead a link to another paper to its page, and give the picture itself in place of its file."""
    if token.type == "link_open":
        name, _, part = str(token.attrs["href"]).partition("#")
        if name.endswith(".md"):
            token.attrSet("href", address(name.removesuffix(".md")) + (f"#{part}" if part else ""))
    elif token.type == "image" and token.attrs["src"] == PICTURE:
        token.attrSet("src", as_data(picture()))
        token.attrSet("class", "pl-picture")


def _table_open(_: Any, tokens: Sequence[Token], at: int, *rest: Any) -> str:
    label = escape(tokens[at].meta["label"])
    return (
        f'<div class="pl-scroll" role="region" tabindex="0" aria-label="{label}">'
        f'<table class="{tokens[at].attrs["class"]}">'
    )


def _table_close(*_: Any) -> str:
    return "</table></div>\n"
