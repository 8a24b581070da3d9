"""What a paper for a board still needs before it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from plumbline.publishing.documents.board_layouts import Layout, subject
from plumbline.publishing.documents.board_paper import SECTIONS, BoardPaper, Implication


def board_paper_faults(paper: BoardPaper, layout: Layout) -> list[str]:
    """What a paper still needs before it is sent, each in a sentence; empty where nothing is missing."""
    return list(_faults(paper, layout))


def _faults(paper: BoardPaper, layout: Layout) -> Iterator[str]:
    named = {field: label for label, field in layout.header}
    for name, label in (
        ("title", "Subject"),
        ("body", named.get("body", "Report to")),
        ("report_number", named.get("report_number", "Report number")),
        ("report_by", named.get("report_by", "Report by")),
    ):
        if not getattr(paper, name).strip():
            yield f"{label} is empty."
    try:
        date.fromisoformat(paper.meeting_on)
    except ValueError:
        yield f"{named.get('meeting_on', 'Date')} is no day."
    for name in ("purpose", "recommendations", "background"):
        if not getattr(paper, name):
            yield f"{name.capitalize()} {'are' if name == 'recommendations' else 'is'} empty."
    for name in SECTIONS:
        for at, one in enumerate(getattr(paper, name), start=1):
            if not one.text.strip():
                yield f"Paragraph {at} of {name.replace('_', ' ')} is empty."
    given = {one.subject: one for one in paper.implications}
    asked = [
        (code, part.assessments) for part in layout.parts for group in part.groups for code in group.subjects
    ]
    if waiting := [subject(code).title for code, _ in asked if code not in given]:
        yield f"Not answered yet: {'; '.join(waiting)}. Say of each what there is, or that there is nothing."
    for code, ask in asked:
        if code in given:
            yield from _implication_faults(code, given[code], ask=ask)
    if len(given) < len(paper.implications):
        yield "A subject of implications is answered twice. Leave one."
    if not paper.signatory.strip():
        yield "The role of who signs it is empty."


def _implication_faults(code: str, found: Implication, *, ask: bool) -> Iterator[str]:
    of = subject(code)
    if found.none and (any(found.rows) or found.blocks):
        yield f"{of.title}: it says that there is nothing, and a table is filled in. Take one of them back."
    if ask and of.assessment and found.assessed is None:
        yield f"{of.title}: answer the question “{of.assessment.question}”"
    for form, rows in zip(of.tables, found.rows, strict=False):
        for row in rows:
            if len(row) != len(form.head):
                yield f"{of.title}, {form.caption}: a row has {len(row)} cells and needs {len(form.head)}."
            elif form.rows and row[0] not in form.rows:
                yield f"{of.title}, {form.caption}: there is no row “{row[0]}”."
    if len(found.rows) > len(of.tables):
        yield f"{of.title}: it has {len(of.tables)} tables, and rows are given for {len(found.rows)}."
