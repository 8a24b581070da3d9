"""A paper as the core's document: what is written, with its quantities printed, and what is worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from plumbline.publishing.documents import Document, Part, Text
from plumbline.publishing.wording import day, listed
from plumbline.scrutiny.report_sections import SECTION_KINDS
from plumbline_web.people.queries import today
from plumbline_web.publication.annexes import ANNEXES, quantities, quantities_in_short
from plumbline_web.publication.holding import Held, held_of
from plumbline_web.publication.judged import JUDGED
from plumbline_web.writing.models import Paper, Section
from plumbline_web.writing.queries import sections_of
from plumbline_web.writing.states import PAPER_KINDS

MADE: dict[str, Callable[[Held, Section], Iterable[Part]]] = {**JUDGED, **ANNEXES}
"""The code of a section that is worked out -> what makes its parts. Empty parts are left out."""
ANNEX_OF_QUANTITIES = "quantities"
MOST_NAMED = 5
"""Services named in the head of a paper; of more, their number."""


@dataclass(frozen=True)
class Composed:
    """A paper put together. held: what it was made from.

    left_out: in words for the editor, which sections are not printed since nothing is written or held for
    them. unknown: in words, which cannot be made at all.
    """

    document: Document
    left_out: tuple[str, ...]
    unknown: tuple[str, ...]
    held: Held


def document_of(paper: Paper, *, protect: bool = False, mark: str = "") -> Document:
    """The paper as it stands. protect: whether small numbers are protected. mark: see `Document`."""
    return composed(paper, protect=protect, mark=mark).document


def composed(paper: Paper, *, protect: bool = False, mark: str = "") -> Composed:
    """The paper as it stands, with what had to be left out, which is never left out in silence.

    Every quantity that the text prints is listed in an annex, asked for or not; of a summary, which has no
    room for it, in its open data.
    """
    held = held_of(paper, protect=protect)
    parts: list[Part] = []
    left_out: list[str] = []
    unknown: list[str] = []
    annex: Section | None = None
    question = ""
    for section, version in sections_of(paper):
        if not section.made:
            if version is None or not version.text.strip():
                left_out.append(f"“{section.title}” is not printed: nothing is written there yet.")
                continue
            if section.question and section.question != question:
                parts.append(Part(f"{section.key}-question", section.question))
            question = section.question
            said = Text(held.says(section, version.text))
            parts.append(Part(section.key, section.title, (said,), level=2 if question else 1))
        elif section.code == ANNEX_OF_QUANTITIES:
            annex = section
            parts.append(Part(section.key, section.title))
        elif section.code not in MADE:
            unknown.append(
                f"“{section.title}” cannot be printed: nothing here makes a section of the kind "
                f"“{section.code}”. Take the section out, or write it by hand."
            )
        else:
            made = list(MADE[section.code](held, section))
            if not any(one.blocks for one in made):
                left_out.append(f"“{section.title}” is not printed: nothing is held for it yet.")
            parts += made if any(one.blocks for one in made) else []
    parts = _annexes_numbered(paper, _with_quantities(held, parts, annex, left_out))
    document = Document(
        title=paper.title,
        parts=tuple(parts),
        under=f"{PAPER_KINDS[paper.kind]}: {paper.activity.title}",
        header=(
            ("Published by" if not mark else "Written by", paper.activity.organisation.name),
            (
                "To" if paper.kind in ("letter", "feedback") else "About",
                _listed([one.organisation.name for one in held.subjects]),
            ),
            ("Date", day(today())),
        ),
        mark=mark,
        foot=paper.title,
        contents=paper.kind == "report",
        made_on=today().isoformat(),
    )
    return Composed(document, tuple(left_out), tuple(unknown), held)


def _with_quantities(held: Held, parts: list[Part], annex: Section | None, left_out: list[str]) -> list[Part]:
    """The parts with the annex of every quantity in its place, which is the end where none is given."""
    key, title = (annex.key, annex.title) if annex else (ANNEX_OF_QUANTITIES, "What the words stand on")
    in_short = held.is_summary and annex is None
    made = list((quantities_in_short if in_short else quantities)(held, key, title))
    if not made:
        if annex:
            left_out.append(f"“{title}” is not printed: the text states no quantity.")
        return [one for one in parts if one.code != key]
    if annex is None:
        return [*parts, *made]
    return [new for one in parts for new in (made if one.code == key else [one])]


def _annexes_numbered(paper: Paper, parts: list[Part]) -> list[Part]:
    """The parts with those that stand behind the text called appendices, where there are any."""
    annexes = {
        one.key
        for one in paper.sections.filter(removed_at=None)
        if one.code in SECTION_KINDS and SECTION_KINDS[one.code].annex
    } | {ANNEX_OF_QUANTITIES}
    found, number = [], 0
    for one in parts:
        if one.code in annexes and paper.kind == "report":
            number += 1
            found.append(replace(one, number=f"Appendix {number}:", new_page=number == 1))
        else:
            found.append(one)
    return found


def _listed(names: list[str]) -> str:
    """The services by name; where they are many, how many."""
    return listed(names) if len(names) <= MOST_NAMED else f"{len(names)} services"
