"""Where no measure fits: a named person outside the line of management accepts stated evidence.

This rule checks that the statement is complete. Whether the evidence is good enough is that person's to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plumbline.scrutiny.effect.verdict import AreaVerdict, Decider, day_words, not_yet

FEWEST_WORDS = 5
"""A statement of fewer words does not say what was seen."""


@dataclass(frozen=True)
class StatedEvidence:
    """A piece of evidence that a statement rests on: what it is, where it is kept, and its day."""

    title: str
    source: str
    on: date


@dataclass(frozen=True)
class Statement:
    """What a person says of an area on a day.

    outside_line: whether they are outside the line of management of those who own the area; None where it is
    not known. accepts: False where they do not accept it, or no longer. says: what they saw, in their words.
    """

    person: str
    role: str
    outside_line: bool | None
    accepts: bool
    says: str
    on: date
    evidence: tuple[StatedEvidence, ...] = ()


def accepted(statement: Statement | None, owners: Sequence[str], first_action: date | None) -> AreaVerdict:
    """Whether the statement closes the area: it accepts, and nothing is missing from it.

    owners: the names of those who own the area or its actions; none of them can accept it. A piece of
    evidence has to be from the day of the first action or later, and no later than the statement.
    """
    if statement is None:
        return not_yet(
            "Not yet: nobody has made a statement.",
            "a statement by a named person outside the line of management",
        )
    who = f"{statement.person.strip() or 'nobody named'}, {statement.role.strip() or 'no role given'}"
    deciders = (Decider(f"statement of {day_words(statement.on)}", f"{who}: {statement.says.strip()}"),)
    if not statement.accepts:
        return not_yet(
            f"Not yet: on {day_words(statement.on)} {who}, did not accept the evidence.",
            "a statement that accepts the evidence",
            deciders=deciders,
        )
    missing = _missing(statement, owners, first_action)
    if missing:
        return not_yet(
            f"Not yet: the statement of {day_words(statement.on)} is not complete. "
            f"Missing: {'; '.join(missing)}.",
            *missing,
            deciders=deciders,
        )
    pieces = "; ".join(f"{one.title.strip()} ({day_words(one.on)})" for one in statement.evidence)
    return AreaVerdict(
        "held",
        f"Held: on {day_words(statement.on)} {who}, who is outside the line of management, accepted "
        f"the evidence: {pieces}. No measure stands behind this.",
        (),
        deciders,
    )


def _missing(statement: Statement, owners: Sequence[str], first_action: date | None) -> list[str]:
    """What the statement lacks, each as a thing to supply."""
    found = []
    if first_action is None:
        found.append("a first action with the day it began")
    elif statement.on < first_action:
        found.append(f"a statement made since the first action on {day_words(first_action)}")
    person = _plain(statement.person)
    if not person:
        found.append("the name of the person")
    elif person in {_plain(one) for one in owners}:
        found.append("a person who owns neither the area nor an action of it")
    if not statement.role.strip():
        found.append("the person’s role")
    if statement.outside_line is None:
        found.append("whether the person is outside the line of management")
    elif not statement.outside_line:
        found.append("a person outside the line of management")
    if len(statement.says.split()) < FEWEST_WORDS:
        found.append(f"what the person saw, in {FEWEST_WORDS} words or more")
    if not statement.evidence:
        found.append("the evidence that was accepted, piece by piece")
    for number, one in enumerate(statement.evidence, start=1):
        name = one.title.strip() or f"piece {number}"
        if not one.title.strip():
            found.append(f"what {name} of the evidence is")
        if not one.source.strip():
            found.append(f"where {name} is kept")
        if one.on > statement.on:
            found.append(f"the right day of {name}: it is later than the statement")
        if first_action is not None and one.on < first_action:
            found.append(f"evidence from since the first action in place of {name}, which is older")
    return found


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
