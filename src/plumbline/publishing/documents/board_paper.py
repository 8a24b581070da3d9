"""What a paper for a board says, as plain data: filled in by people, from a plan and from figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from plumbline.errors import PlumblineError
from plumbline.publishing.documents.model import Block, Document, Part, block_as_json, block_from_json

FORM = "board-paper-1"

Version = Literal["full", "public"]
"""full: everything, marked exempt where a part is. public: without the exempt parts, which it names."""


@dataclass(frozen=True)
class Said:
    """One numbered paragraph, as Markdown, and the tables and pictures that follow it.

    exempt: why the public may not have it, with the paragraph of the law; empty where it may.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    exempt: str = ""


@dataclass(frozen=True)
class Implication:
    """What the paper says of one subject of the closed list of implications.

    none: a person has said that there are none; the text, where there is one, is how that is written.
    text: Markdown; where it is empty there are none, in the words of the list. assessed: the answer to the
    question of an assessment, None while it is not answered. rows: for each table of the subject, in order,
    its rows of cells; where the table's rows are fixed, a row is (its label, its answer). exempt: see `Said`.
    """

    subject: str
    text: str = ""
    assessed: bool | None = None
    rows: tuple[tuple[tuple[str, ...], ...], ...] = ()
    blocks: tuple[Block, ...] = ()
    exempt: str = ""
    none: bool = False

    @property
    def some(self) -> bool:
        """Whether there is anything: words that do not say that there is nothing, rows, or more."""
        return not self.none and bool(self.text.strip() or any(self.rows) or self.blocks)


@dataclass(frozen=True)
class Appendix:
    """An appendix; its letter comes from its place. parts: what it holds, their levels counted from 1.

    where: for one that is a file of its own, where it is to be found. landscape: whether paper is turned.
    exempt: see `Said`; the public version then does not name its title either.
    """

    title: str
    parts: tuple[Part, ...] = ()
    where: str = ""
    landscape: bool = False
    exempt: str = ""


@dataclass(frozen=True)
class BoardPaper:
    """A paper for a board, committee or panel.

    body: which one. meeting_on, signed_on: as YYYY-MM-DD. report_by, author, contact, signatory: roles, not
    names of people. contact_details: how to reach the office. for_decision: else for information.
    recommendations: what the body is asked to do, each beginning with its verb. consultation and the texts
    before it: paragraphs in order. background_papers: one line each. mark: such as "Draft".
    """

    title: str
    body: str
    meeting_on: str
    report_number: str
    report_by: str
    purpose: tuple[Said, ...]
    recommendations: tuple[Said, ...]
    background: tuple[Said, ...]
    for_decision: bool = False
    agenda_item: str = ""
    author: str = ""
    contact: str = ""
    contact_details: str = ""
    summary: tuple[Said, ...] = ()
    main_issues: tuple[Said, ...] = ()
    proposals: tuple[Said, ...] = ()
    implications: tuple[Implication, ...] = ()
    consultation: tuple[Said, ...] = ()
    background_papers: tuple[str, ...] = ()
    appendices: tuple[Appendix, ...] = ()
    signatory: str = ""
    signed_on: str = ""
    mark: str = ""
    foot: str = ""
    made_on: str = ""


SECTIONS = (
    "purpose",
    "summary",
    "recommendations",
    "background",
    "main_issues",
    "proposals",
    "consultation",
)
"""The parts of a paper that are numbered paragraphs, in the order in which they are asked for."""


def appendix_of(title: str, document: Document, exempt: str = "") -> Appendix:
    """A document, such as a plan, as an appendix."""
    return Appendix(title, document.parts, landscape=document.landscape, exempt=exempt)


def exempt_reasons(paper: BoardPaper) -> list[str]:
    """Why parts of the paper may not be published, each reason once; empty where all of it may."""
    held = [
        *(one for name in SECTIONS for one in getattr(paper, name)),
        *paper.implications,
        *paper.appendices,
    ]
    return list(dict.fromkeys(one.exempt for one in held if one.exempt))


def board_paper_as_json(paper: BoardPaper) -> dict[str, Any]:
    """The paper as plain data, ready for JSON."""
    return {"form": FORM, **_plain(paper)}


def board_paper_from_json(data: Mapping[str, Any]) -> BoardPaper:
    """The paper that such data describes. Raises PlumblineError where it is no paper of this form."""
    if not isinstance(data, Mapping) or data.get("form") != FORM:
        raise PlumblineError(f"this is no paper of the form {FORM}. Open it with the version that made it.")
    try:
        plain = {name: value for name, value in data.items() if name != "form"}
        for name in SECTIONS:
            plain[name] = tuple(Said(**{**one, "blocks": _blocks(one)}) for one in plain.get(name, ()))
        plain["implications"] = tuple(
            Implication(**{**one, "blocks": _blocks(one), "rows": _tupled(one.get("rows", ()))})
            for one in plain.get("implications", ())
        )
        plain["appendices"] = tuple(
            Appendix(
                **{
                    **one,
                    "parts": tuple(
                        Part(**{**part, "blocks": _blocks(part)}) for part in one.get("parts", ())
                    ),
                }
            )
            for one in plain.get("appendices", ())
        )
        plain["background_papers"] = tuple(plain.get("background_papers", ()))
        return BoardPaper(**plain)
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise PlumblineError(f"a kept paper is damaged ({fault}). Bring it back from a backup.") from None


def _blocks(one: Mapping[str, Any]) -> tuple[Block, ...]:
    return tuple(block_from_json(block) for block in one.get("blocks", ()))


def _tupled(value: Any) -> Any:
    return tuple(_tupled(one) for one in value) if isinstance(value, (list, tuple)) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Block):
        return block_as_json(value)
    if isinstance(value, (BoardPaper, Said, Implication, Appendix, Part)):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value
