"""A document taken apart into paragraphs, each with an id of its own that comments can name.

The id comes from the paragraph's words and the part it stands in. So it stays the same wherever the paragraph
moves within its part, and a paragraph that was changed is another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt

from plumbline.publishing.documents import (
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
from plumbline.publishing.documents.written import Manner, html_of_written

# Only to find where paragraphs begin and end; what is shown is made as in the published page.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
LEVEL = 3
"""The level of the heading under which a paragraph stands on the page of a draft."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, list item, evaluation, table or picture. html: as it is shown; table: where it is one.

    part, title: code and heading of the part it stands in. text: its words alone.
    """

    id: str
    part: str
    title: str
    text: str
    html: str = ""
    table: Table | None = None


def paragraphs_of(document: Document) -> list[Paragraph]:
    """Every paragraph of a document in its order."""
    found: list[Paragraph] = []
    seen: dict[str, int] = {}
    for part in document.parts:
        for text, html, table in (one for block in part.blocks for one in _of(block, part)):
            name = hashlib.sha256(f"{part.code}\n{' '.join(text.split())}".encode()).hexdigest()[:12]
            seen[name] = seen.get(name, 0) + 1
            again = f"-{seen[name]}" if seen[name] > 1 else ""
            found.append(Paragraph(f"p{name}{again}", part.code, part.title, text, html, table))
    return found


def _of(block: Block, part: Part) -> Iterator[tuple[str, str, Table | None]]:
    """What a block says, in pieces: its words, how they are shown, and the table where it is one."""
    match block:
        case Text(markdown):
            yield from ((one, _shown(one), None) for one in _pieces(markdown))
        case Numbered(items):
            for number, markdown in items:
                shown = f"{number} {markdown}".strip()
                yield shown, _numbered(number, markdown), None
        case Table():
            words = [block.caption, " | ".join(block.head), *(" | ".join(row) for row in block.rows)]
            yield "\n".join(words), "", block
        case Evaluated(indicator, title, grade, rationale):
            head = f"{indicator} {title}".strip() + (f": {grade}" if grade else "")
            pieces = list(_pieces(rationale))
            yield head, _shown(f"**{_plain(head)}**"), None
            yield from ((one, _shown(one), None) for one in pieces)
        case Picture(_, alt, caption):
            yield f"{caption}. {alt}", _shown(_plain(f"{caption}. {alt}")), None
        case Notice(title, text):
            yield f"{title}. {text}", _shown(f"**{_plain(title)}** {_plain(text)}"), None


def _pieces(markdown: str) -> Iterator[str]:
    """The paragraphs of a Markdown text: each block at its top, and each item of a list there."""
    lines = markdown.split("\n")
    tokens = _MARKDOWN.parse(markdown)
    for token in tokens:
        listed = token.type in ("bullet_list_open", "ordered_list_open")
        ends = token.nesting < 0 or token.map is None
        if ends or (token.level == 0 and listed):
            continue
        if token.level == 0 or (token.level == 1 and token.type == "list_item_open"):
            assert token.map is not None
            text = "\n".join(lines[token.map[0] : token.map[1]]).strip("\n")
            if text.strip():
                yield text


def _shown(markdown: str) -> str:
    return html_of_written(markdown, Manner(level=LEVEL))


def _numbered(number: str, markdown: str) -> str:
    return _shown(f"**{_plain(number)}** {markdown}" if number else markdown)


def _plain(text: str) -> str:
    """Words that are no Markdown, so that none is read into them."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|!" else sign for sign in text)
