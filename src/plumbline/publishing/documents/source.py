"""The one HTML of a document, of which the page, the PDF and the Word file are made."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from plumbline.publishing.documents.model import (
    Block,
    Document,
    Evaluated,
    Notice,
    Numbered,
    Part,
    Picture,
    Table,
    Text,
)
from plumbline.publishing.documents.spans import KEPT_TOGETHER, Cell, height_of, spanned
from plumbline.publishing.documents.svg_checks import safe_svg
from plumbline.publishing.documents.written import UNUSABLE, Manner, html_of_written
from plumbline.publishing.drawing import as_data

if TYPE_CHECKING:
    from jinja2 import Environment

Form = Literal["page", "pdf", "word"]
"""What the HTML is for."""

GENERATOR = "Plumbline document"
"""What a file says made it."""

TAB = "\ue000"
"""Stands in the HTML for Word where a tab belongs; HTML takes a tab for a space."""

_SHORT = 20
"""Lines of a row up to which it is kept whole."""

_UNDER = re.compile(r"\(.{1,5}\)|[a-z]\.|[–•-]")
"""The numbers of paragraphs that stand under another: (i), (a), a., a dash."""


@dataclass(frozen=True)
class _Shown:
    """A part made ready. level: of its heading, 2 to 4. begins_wide, ends_wide: whether paper turns on its
    side before it and back after it."""

    id: str
    level: int
    number: str
    title: str
    blocks: tuple[tuple[str, dict[str, Any]], ...]
    new_page: bool
    wide: bool
    begins_wide: bool
    ends_wide: bool


def html_of(document: Document, form: Form, back: tuple[str, str] | None = None) -> str:
    """The document as HTML. The same document gives the same text every time.

    form: `page` is for reading; `pdf` and `word` hold what those files are made of and are no pages.
    back: the address and words of a link at the head of a page.
    Raises PlumblineError where a picture asks for something outside itself.
    """
    sheet = "document.css" if form == "page" else "document_paper.css"
    css = _sheet(sheet)
    if form == "pdf":
        css += _running(document)
    # Only this style may apply: its fingerprint stands in the page's own security policy.
    fingerprint = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    html = (
        _environment()
        .get_template("document.html")
        .render(
            document=document,
            form=form,
            back=back,
            parts=_shown(document, form),
            css=css,
            policy=f"default-src 'none'; img-src data:; style-src 'sha256-{fingerprint}'; "
            "base-uri 'none'; form-action 'none'",
            generator=GENERATOR,
            title_level=1,
        )
    )
    return UNUSABLE.sub("", html)


def ids_of(parts: Sequence[Part]) -> list[str]:
    """The id of each part: its code in letters and digits, and with a number where two parts share it."""
    given: list[str] = []
    for part in parts:
        wanted = re.sub(r"[^A-Za-z0-9_.-]+", "-", part.code).strip("-") or "part"
        name, count = wanted, 1
        while name in given or name in _TAKEN:
            count += 1
            name = f"{wanted}-{count}"
        given.append(name)
    return given


_TAKEN = ("main", "contents")
"""The ids of the frame around the parts."""


def _shown(document: Document, form: Form) -> list[_Shown]:
    ids = ids_of(document.parts)
    shown, level = [], 1
    turned = [False, *(part.landscape and not document.landscape for part in document.parts), False]
    for at, (part, name) in enumerate(zip(document.parts, ids, strict=True), start=1):
        level = min(max(part.level, 1) + 1, level + 1, 4)
        shown.append(
            _Shown(
                name,
                level,
                part.number,
                part.title,
                tuple(
                    _block(block, level, ids, form, f"{name}-{nth}") for nth, block in enumerate(part.blocks)
                ),
                part.new_page,
                turned[at],
                turned[at] and not turned[at - 1],
                turned[at] and not turned[at + 1],
            )
        )
    return shown


def _block(block: Block, level: int, ids: Sequence[str], form: Form, name: str) -> tuple[str, dict[str, Any]]:
    """The kind of a block and what the template needs of it."""
    known, page = frozenset(ids), form == "page"

    def written(markdown: str, under: int, **more: Any) -> str:
        return html_of_written(markdown, Manner(level=under, ids=known, page=page, **more))

    if isinstance(block, Text):
        return "text", {"html": written(block.markdown, level)}
    if isinstance(block, Numbered):
        return "numbered", {
            "items": [_item(number, text, level, form, written) for number, text in block.items]
        }
    if isinstance(block, Table):
        classes, stays = _breaking(block)
        return "table", {
            "table": block,
            "rows": spanned(block),
            "id": name,
            "heads": _heads(block),
            "classes": classes,
            "stays": stays,
        }
    if isinstance(block, Picture):
        return "picture", {"picture": block, "address": as_data(safe_svg(block.svg)), "id": name}
    if isinstance(block, Evaluated):
        return "evaluated", {
            "of": block,
            "level": min(level + 1, 6),
            "html": written(block.rationale, min(level + 1, 6)),
            "id": name,
        }
    if isinstance(block, Notice):
        return "notice", {"notice": block}
    raise TypeError(f"a document has no block of the kind {type(block).__name__}")


def _item(number: str, text: str, level: int, form: Form, written: Any) -> dict[str, Any]:
    """A numbered paragraph: its number, how deep it stands, and its text."""
    under = not number or bool(_UNDER.fullmatch(number))
    if form != "word":
        return {"number": number, "under": under, "html": written(text, level)}
    style = "Numbered Line" if under else "Numbered Paragraph"
    before = f"{escape(number)}{TAB}"
    return {"html": written(text, level, styles=(style, f"{style} More"), before=before)}


def _heads(table: Table) -> list[Cell]:
    return [Cell(text.split("\n"), 1) for text in table.head]


def _breaking(table: Table) -> tuple[str, list[bool]]:
    """How a table may be broken over pages: its classes, and for each row whether the next stays with it.

    short: each row is kept whole. A row that must be whole and is higher than a page loses the headers of its
    columns there. fixed: its columns have widths of their own. Rows that share a cell stay together where
    they fit on a page, since what is shared is printed once.
    """
    width = len(table.head) or max((len(row) for row in table.rows), default=1)
    shares = table.widths if len(table.widths) == width else (100 // width,) * width
    heights = [height_of(row, shares) for row in table.rows]
    stays = [False] * len(table.rows)
    for at, row in enumerate(spanned(table)):
        for column, cell in row:
            if column in table.span and sum(heights[at : at + cell.rows]) <= KEPT_TOGETHER:
                stays[at : at + cell.rows - 1] = [True] * (cell.rows - 1)
    said = {
        "many": width > 4,
        "short": all(height <= _SHORT for height in heights),
        "fixed": len(table.widths) == width,
    }
    return " ".join(name for name, holds in said.items() if holds), stays


def _running(document: Document) -> str:
    """What stands at the head and foot of each page of a PDF."""
    return (
        f'@page{{@top-left{{content:"{_in_css(document.mark)}"}}'
        f'@bottom-left{{content:"{_in_css(document.foot)}"}}}}'
        f'@page{{@top-right{{content:"{_in_css(_short(document.title))}"}}}}'
        "@page:first{@top-right{content:none}}"
    )


def _short(title: str) -> str:
    return title if len(title) <= 80 else title[:80].rpartition(" ")[0] + " …"


def _in_css(text: str) -> str:
    """A text that CSS takes for nothing else, whatever stands in it."""
    plain = UNUSABLE.sub("", " ".join(text.split()))
    return "".join(one if one.isalnum() and one.isascii() else f"\\{ord(one):06x}" for one in plain)


@lru_cache
def _sheet(name: str) -> str:
    return files("plumbline.publishing").joinpath(f"templates/{name}").read_text("utf-8")


@lru_cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("plumbline.publishing", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
