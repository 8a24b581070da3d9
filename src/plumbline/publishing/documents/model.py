"""What a document says, as plain data: parts, and in each part blocks of a closed list of kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from plumbline.errors import PlumblineError

FORM = "document-1"


@dataclass(frozen=True)
class Text:
    """Running text, as Markdown (CommonMark with tables, no HTML), its quantities printed already."""

    markdown: str


@dataclass(frozen=True)
class Numbered:
    """Paragraphs with numbers of their own, as boards have them: ("4.1", Markdown). An item of no number is a
    line under the one before it."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table of texts. head: one for each column. rows: each with as many cells; a cell may have lines.

    note: beneath it. span: the columns, from 0, whose equal neighbours, one below the other, are one cell,
    within the cells of the columns of `span` before them. widths: of the columns on paper, in hundredths of
    the whole; empty for widths that follow what stands in them.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    span: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, made here. alt: the same in words. caption: above it."""

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True)
class Evaluated:
    """The evaluation of one indicator: its code and title, the grade's word, the rationale as Markdown."""

    indicator: str
    title: str
    grade: str
    rationale: str


@dataclass(frozen=True)
class Notice:
    """A banner: who may see it, what it is of, or that it is made up."""

    title: str
    text: str = ""


Block = Text | Numbered | Table | Picture | Evaluated | Notice
_KINDS: dict[str, type[Any]] = {
    "text": Text,
    "numbered": Numbered,
    "table": Table,
    "picture": Picture,
    "evaluated": Evaluated,
    "notice": Notice,
}


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it. code: by which links and comments name it. level: 1 to 3.

    number: what stands before the title: "4.", "Appendix 2". new_page: whether paper begins a page with it.
    landscape: whether paper is turned on its side for it, for a wide table; a page begins where it turns.
    """

    code: str
    title: str
    blocks: tuple[Block, ...] = ()
    level: int = 1
    number: str = ""
    new_page: bool = False
    landscape: bool = False


@dataclass(frozen=True)
class Document:
    """A whole document. header: labelled lines at its head, such as report number, date, author.

    under: the line under the title. mark: in the head of each page, such as "Draft" or "Exempt". foot: in the
    foot of each page. landscape: for wide tables. contents: whether it begins with a list of its parts.
    made_on: as YYYY-MM-DD.
    """

    title: str
    parts: tuple[Part, ...]
    under: str = ""
    header: tuple[tuple[str, str], ...] = ()
    mark: str = ""
    foot: str = ""
    landscape: bool = False
    contents: bool = True
    made_on: str = ""
    language: str = "en-GB"


def document_as_json(document: Document) -> dict[str, Any]:
    """The document as plain data, ready for JSON; each block says its kind."""
    plain = {field.name: getattr(document, field.name) for field in fields(document)}
    plain["header"] = [list(one) for one in document.header]
    plain["parts"] = [
        {
            **{field.name: getattr(part, field.name) for field in fields(part) if field.name != "blocks"},
            "blocks": [block_as_json(block) for block in part.blocks],
        }
        for part in document.parts
    ]
    return {"form": FORM, **plain}


def document_from_json(data: Mapping[str, Any]) -> Document:
    """The document that such data describes. Raises PlumblineError where it is no document of this form."""
    if not isinstance(data, Mapping) or data.get("form") != FORM:
        raise PlumblineError(
            f"this is no document of the form {FORM}. Open it with the version that made it."
        )
    try:
        plain = {name: value for name, value in data.items() if name != "form"}
        parts = tuple(
            Part(**{**one, "blocks": tuple(block_from_json(block) for block in one["blocks"])})
            for one in plain.pop("parts")
        )
        header = tuple((label, text) for label, text in plain.pop("header"))
        return Document(parts=parts, header=header, **plain)
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise PlumblineError(f"a kept document is damaged ({fault}). Bring it back from a backup.") from None


def block_as_json(block: Block) -> dict[str, Any]:
    """A block as plain data that says its kind."""
    kinds = {kind: name for name, kind in _KINDS.items()}
    return {"kind": kinds[type(block)], **asdict(block)}


def block_from_json(data: Mapping[str, Any]) -> Block:
    """The block that such data describes. Raises KeyError or TypeError where it describes none."""
    kind = _KINDS[data["kind"]]
    made: Block = kind(**{name: _tupled(value) for name, value in data.items() if name != "kind"})
    return made


def _tupled(value: Any) -> Any:
    return tuple(_tupled(one) for one in value) if isinstance(value, (list, tuple)) else value
