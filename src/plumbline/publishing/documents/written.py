"""What people wrote, as HTML: Markdown without HTML of its own, without pictures, with links that are safe.

Nothing that somebody types can make a page, a PDF or a Word file ask for anything, and nothing typed is lost:
a picture becomes its words, and a link that may not be one becomes its words and its address.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from markdown_it.token import Token

SCHEMES = ("http://", "https://", "mailto:")
"""What the address of a link may begin with; one that begins with # leads to a part of the document."""

UNUSABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that neither HTML nor XML can hold, such as those that steer a terminal."""


@dataclass(frozen=True)
class Manner:
    """How to write a text of people down.

    level: of the heading that it stands under, 1 to 6. ids: parts that a link may lead to. styles: the names
    of the Word styles for its paragraphs, the first and those after it; empty for a page or a PDF. before:
    HTML that opens the first paragraph. page: whether it is for a page, where a table stands in a box that
    scrolls and an empty header cell is none; on paper every cell must have one.
    """

    level: int = 2
    ids: Collection[str] = ()
    styles: tuple[str, str] = ("", "")
    before: str = ""
    page: bool = False


def html_of_written(markdown: str, manner: Manner | None = None) -> str:
    """The Markdown as HTML. Headings come out below the one they stand under, with no level left out."""
    how = manner or Manner()
    parser = _parser()
    tokens = parser.parse(UNUSABLE.sub("", markdown))
    _fit_headings(tokens, how.level)
    _mend_tables(tokens, how.page)
    for token in tokens:
        if token.children:
            token.children = _safe(token.children, how.ids)
    html: str = parser.renderer.render(tokens, parser.options, {"how": how})
    if how.before and not (tokens and tokens[0].type == "paragraph_open"):
        html = _opened(how.styles[0]) + how.before + _closed(how.styles[0]) + html
    return html


def as_markdown(text: str) -> str:
    """A plain text as Markdown that means nothing but the text: a role, a title, an address."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


@lru_cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    # Every address is let through here, so that `_safe` can say what became of it.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.add_render_rule("paragraph_open", _paragraph_open)
    parser.add_render_rule("paragraph_close", _paragraph_close)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    return parser


def _safe(tokens: Sequence[Token], ids: Collection[str]) -> list[Token]:
    """The parts of a line with pictures as their words, and links that may not be followed as theirs."""
    from markdown_it.token import Token

    held: list[Token] = []
    shown_after: list[str | None] = []
    for token in tokens:
        if token.type == "image":
            words = "".join(one.content for one in token.children or ()).strip() or "picture without words"
            held.append(Token("text", "", 0, content=f"[{words}]"))
        elif token.type == "link_open":
            address = str(token.attrs.get("href", ""))
            if _may_lead(address, ids):
                token.attrs = {"href": address}  # a title would be there for a mouse alone
                shown_after.append(None)
                held.append(token)
            else:
                shown_after.append("" if address.startswith("#") else address)
        elif token.type == "link_close":
            address_after = shown_after.pop()
            if address_after is None:
                held.append(token)
            elif address_after and not (held and held[-1].content == address_after):
                held.append(Token("text", "", 0, content=f" ({address_after})"))
        else:
            held.append(token)
    return held


def _may_lead(address: str, ids: Collection[str]) -> bool:
    if address.startswith("#"):
        return address[1:] in ids
    return address.lower().startswith(SCHEMES) and "\\" not in address


def _fit_headings(tokens: Sequence[Token], level: int) -> None:
    """Put the headings of a text below the one it stands under, their order of rank kept and no gap left."""
    used = sorted({token.tag for token in tokens if token.type == "heading_open"})
    last = level
    for token in tokens:
        if token.type == "heading_open":
            last = min(level + 1 + used.index(token.tag), last + 1, 6)
            token.tag = f"h{last}"
        elif token.type == "heading_close":
            token.tag = f"h{last}"


def _mend_tables(tokens: Sequence[Token], page: bool) -> None:
    """Say what each header cell heads, and make an empty one an ordinary cell where it need head nothing."""
    empty = False
    for at, token in enumerate(tokens):
        if token.type == "th_open":
            empty = page and not tokens[at + 1].content.strip()
            token.attrs = {"class": "n"} if "right" in str(token.attrs.get("style")) else {}
            if empty:
                token.tag = "td"
            else:
                token.attrSet("scope", "col")
        elif token.type == "th_close" and empty:
            token.tag = "td"
        elif token.type == "td_open":
            token.attrs = {"class": "n"} if "right" in str(token.attrs.get("style")) else {}


def _paragraph_open(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    if tokens[at].level:
        return str(renderer.renderToken(tokens, at, options, env))
    how: Manner = env["how"]
    return _opened(how.styles[min(at, 1)]) + (how.before if at == 0 else "")


def _paragraph_close(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    if tokens[at].level:
        return str(renderer.renderToken(tokens, at, options, env))
    return _closed(env["how"].styles[0])


def _opened(style: str) -> str:
    return f'<div data-custom-style="{style}"><p>' if style else "<p>"


def _closed(style: str) -> str:
    return "</p></div>\n" if style else "</p>\n"


def _table_open(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    box = '<div class="scroll" role="region" tabindex="0" aria-label="Table">' if env["how"].page else ""
    return f"{box}<table>\n"


def _table_close(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return "</table></div>\n" if env["how"].page else "</table>\n"
