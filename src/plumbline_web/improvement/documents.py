"""A plan as a printed document: under the five columns that councils use, and where each area stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from plumbline.publishing.documents import (
    Document,
    Notice,
    Part,
    Table,
    page_of,
    pdf_of_document,
    plan_document,
    word_of_document,
)
from plumbline.publishing.documents.plan_table import KeyMessage, PlannedAction
from plumbline.publishing.wording import day
from plumbline_web.improvement.facts import AreaFacts, PlanFacts
from plumbline_web.improvement.figures import ATTRIBUTION

FILES: dict[str, tuple[str, str, Callable[[Document], bytes]]] = {
    "page": ("html", "text/html; charset=utf-8", page_of),
    "pdf": ("pdf", "application/pdf", pdf_of_document),
    "word": (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        word_of_document,
    ),
}
"""Form -> the ending of its file, its type, and what makes it."""


def document_of(facts: PlanFacts) -> Document:
    """The plan as at its day. Names of people stand nowhere in it, nor any case."""
    actions = [
        PlannedAction(
            text=one.text,
            question=area.question,
            indicator=" ".join(part for part in (area.indicator, area.indicator_title) if part) or area.text,
            key_messages=one.key_messages,
            responsible=one.owners,
            when=one.due,
            evidence=one.expected,
            state=f"{one.stands}. Nothing has shifted." if one.no_shift else one.stands,
        )
        for area in facts.areas
        for one in area.actions
    ]
    header = [("Service", facts.organisation), ("As at", day(facts.as_at))]
    if facts.came_from:
        header.append(("Answers", facts.came_from))
    loud = sum(one.no_shift for one in facts.actions)
    notices = []
    if loud:
        are = "1 action is" if loud == 1 else f"{loud} actions are"
        notices.append(
            Notice("Done, and nothing has shifted", f"{are} done, and the evidence shows no improvement.")
        )
    made = plan_document(
        facts.title,
        actions,
        [KeyMessage(code, text) for code, text in facts.key_messages],
        header=tuple(header),
        under="Plan for improvement",
        made_on=facts.as_at.isoformat(),
    )
    # Key messages come first; what is loud stands with the actions that it speaks of.
    parts = tuple(
        replace(one, blocks=(*notices, *one.blocks)) if one.code == "actions" else one for one in made.parts
    )
    return replace(made, parts=(*parts, _standing(facts)))


def _standing(facts: PlanFacts) -> Part:
    rows = tuple(
        (f"{one.number}. {one.text}", _verdict(one), one.reason, one.settled or "Nobody has settled it")
        for one in facts.areas
    )
    head = ("Area for improvement", "Verdict", "Why", "How it may close")
    table = Table("Where each area stands", head, rows, note=ATTRIBUTION)
    return Part("standing", "Is it working?", (table,) if rows else (), new_page=True)


def _verdict(one: AreaFacts) -> str:
    words = one.verdict_words[:1].upper() + one.verdict_words[1:]
    return f"{words}\nClosed on {day(one.closed_on)}" if one.closed_on else words
