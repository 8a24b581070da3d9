"""A plan of improvement as it is printed: key messages first, then the actions under each indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plumbline.publishing.documents.model import Block, Document, Notice, Part, Table, Text
from plumbline.publishing.documents.spans import KEPT_TOGETHER, height_of

HEAD = (
    "Quality indicators",
    "Actions for improvement",
    "Responsible",
    "Timescales and review",
    "Evidence of improvement",
)
"""The columns of a plan, as councils print them."""

MOST_SHARING = 5
"""So many rows may share a cell, and fewer where they are long: of more, those that go over to a next page
would stand under nothing."""
NOT_SAID = "Not said"
"""What stands in a cell that the plan leaves open, so that nobody takes it for an oversight of the print."""


@dataclass(frozen=True)
class KeyMessage:
    """A key message of the report that a plan answers, and its code."""

    code: str
    text: str


@dataclass(frozen=True)
class PlannedAction:
    """An action. question, indicator: what it stands under. responsible: roles and bodies. when: as the plan
    writes it. evidence: of improvement, as expected. key_messages: codes. state: in words, or empty.
    """

    text: str
    question: str = ""
    indicator: str = ""
    key_messages: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    when: str = ""
    evidence: str = ""
    state: str = ""


def plan_document(
    title: str,
    actions: Sequence[PlannedAction],
    key_messages: Sequence[KeyMessage] = (),
    *,
    about: str = "",
    under: str = "",
    notices: Sequence[Notice] = (),
    header: tuple[tuple[str, str], ...] = (),
    mark: str = "",
    foot: str = "",
    made_on: str = "",
) -> Document:
    """A plan as a document on its side. The actions keep their order; those under one key question have a
    table of their own, and within it those of one indicator share its cell.

    about: Markdown before the actions. notices: what is to be read before all else, under a heading of its
    own. Nothing is left out: an action under no question comes in a table too.
    """
    parts: list[Part] = [Part("read-first", "Read this first", tuple(notices))] if notices else []
    if key_messages:
        rows = tuple((one.code, one.text) for one in key_messages)
        parts.append(
            Part("key-messages", "Key messages", (Table("Key messages", ("Code", "Key message"), rows),))
        )
    if about:
        parts.append(Part("about", "About this plan", (Text(about),)))
    parts.append(Part("actions", "Actions for improvement", _tables(actions)))
    return Document(
        title=title,
        parts=tuple(parts),
        under=under,
        header=header,
        mark=mark,
        foot=foot,
        landscape=True,
        contents=False,
        made_on=made_on,
    )


def plan_table(actions: Sequence[PlannedAction], caption: str = "Actions for improvement") -> Table:
    """The actions as one table under the five columns, and a sixth where any of them says its state.

    The first column names the key question and below it the indicator. Up to MOST_SHARING neighbours that
    share both share the cell, and fewer where they would not stay on one page; those after them have it once
    more, as continued. The codes of key messages follow each action in brackets.
    """
    stated = any(one.state for one in actions)
    rows = tuple(
        (
            _named(one),
            action_text(one),
            "\n".join(one.responsible) or NOT_SAID,
            one.when or NOT_SAID,
            one.evidence or NOT_SAID,
            *((one.state or NOT_SAID,) if stated else ()),
        )
        for one in actions
    )
    head, widths = ((*HEAD, "State"), (18, 30, 15, 11, 14, 12)) if stated else (HEAD, (20, 34, 16, 12, 18))
    rows = tuple((under, *row[1:]) for under, row in zip(_under(rows, widths), rows, strict=True))
    return Table(caption, head, rows, span=(0,), widths=widths)


def _named(action: PlannedAction) -> str:
    """What an action stands under, as its first cell."""
    return "\n".join(text for text in (action.question, action.indicator) if text) or NOT_SAID


def _under(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    """The first cell of each row, as continued where the rows above that share it fill a page."""
    last, sharing, lines, part = "", 0, 0, 0
    for row in rows:
        high = height_of(row, widths)
        if row[0] != last:
            last, sharing, lines, part = row[0], 0, 0, 0
        elif sharing == MOST_SHARING or lines + high > KEPT_TOGETHER:
            sharing, lines, part = 0, 0, part + 1
        sharing, lines = sharing + 1, lines + high
        again = f"continued, {part}" if part > 1 else "continued"  # unlike the one before: it shares no cell
        yield f"{row[0]} ({again})" if part else row[0]


def action_text(action: PlannedAction) -> str:
    """The action with the codes of its key messages in brackets: "Review the plans (KM1, KM2)"."""
    codes = ", ".join(action.key_messages)
    return f"{action.text} ({codes})" if codes else action.text


def _tables(actions: Sequence[PlannedAction]) -> tuple[Block, ...]:
    """A table for each key question, in the order in which the questions first come."""
    if not actions:
        return (Text("This plan has no actions yet."),)
    questions = list(dict.fromkeys(one.question for one in actions))
    return tuple(
        plan_table(
            _by_indicator([one for one in actions if one.question == question]),
            question or ("No key question" if len(questions) > 1 else "Actions for improvement"),
        )
        for question in questions
    )


def _by_indicator(actions: Sequence[PlannedAction]) -> list[PlannedAction]:
    """The actions with those of one indicator together, in the order in which the indicators first come."""
    order = list(dict.fromkeys(one.indicator for one in actions))
    return sorted(actions, key=lambda one: order.index(one.indicator))
