"""A page of HTML read back for tests: its tags, headings, tables and text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "img", "link", "input", "hr"}


@dataclass
class Table:
    """A table: its caption, and for each row the cells as (tag, attributes, text)."""

    caption: str = ""
    rows: list[list[tuple[str, dict[str, str | None], str]]] = field(default_factory=list)

    def texts(self) -> list[list[str]]:
        """The cells' text, row by row."""
        return [[text for _, _, text in row] for row in self.rows]


class Page(HTMLParser):
    """What a test asks of a page. Raises AssertionError where a tag is closed that was not open."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = text
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[int, str]] = []
        self.tables: list[Table] = []
        self.paragraphs: list[str] = []
        self.items: list[str] = []
        self.words: list[str] = []
        self._inside: list[tuple[str, list[str]]] = []
        self.feed(text)
        assert self.open == [], f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag == "table":
            self.tables.append(Table())
        if tag == "tr":
            self.tables[-1].rows.append([])
        if tag in ("th", "td"):
            self.tables[-1].rows[-1].append((tag, found, ""))
        if tag == "br":
            self.handle_data(" ")
        if tag not in VOID:
            self.open.append(tag)
            self._inside.append((tag, []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        for _, held in self._inside:
            held.append(data)
        if "style" not in self.open:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()
        _, held = self._inside.pop()
        said = " ".join("".join(held).split())
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append((int(tag[1]), said))
        if tag in ("th", "td"):
            kind, attributes, _ = self.tables[-1].rows[-1][-1]
            self.tables[-1].rows[-1][-1] = (kind, attributes, said)
        if tag == "caption":
            self.tables[-1].caption = said
        if tag == "p":
            self.paragraphs.append(said)
        if tag == "li":
            self.items.append(said)

    @property
    def text(self) -> str:
        """All text that people read, in one line."""
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every tag of this name."""
        return [found for name, found in self.tags if name == tag]

    def table(self, caption: str) -> Table:
        """The first table whose caption begins so."""
        return next(one for one in self.tables if one.caption.startswith(caption))
