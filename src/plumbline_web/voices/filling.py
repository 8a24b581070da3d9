"""A form or survey with answers: what was sent, which of it counts, and what is still missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from plumbline.scrutiny.instruments import (
    Evaluated,
    Instrument,
    Question,
    Repeat,
    Section,
    State,
    evaluate,
    is_answered_by_a_person,
)
from plumbline_web.people.queries import today
from plumbline_web.voices.rules import MOST_INSTANCES, tidy

FIELD = "q:"
"""What the name of each field begins with, before the path of its question."""
MISSING = ("required", "words")
"""The violations that only say that an answer is still missing."""
_PART = re.compile(r"(?P<name>[^/\[\]]+)(?:\[(?P<number>[1-9][0-9]{0,2})\])?")
_NUMBERS = re.compile(r"\[[0-9]+\]")


def instrument_of(frozen: Mapping[str, Any]) -> Instrument:
    """The instrument of a frozen copy."""
    return Instrument.from_json(frozen)


def filled(instrument: Instrument, answers: Mapping[str, str]) -> Evaluated:
    """What holds in it for these answers."""
    return evaluate(instrument, answers, today=today())


def path_of(instrument: Instrument, written: str) -> str | None:
    """A path as it is kept, from what a page sent; None where nothing is answered there.

    The path of a repeat, without a number, holds how many there are.
    """
    node, parts = instrument.by_path.get(_NUMBERS.sub("", written)), written.split("/")
    if node is None or parts[0] != "":
        return None
    bare = ""
    for at, part in enumerate(parts[1:], 1):
        found = _PART.fullmatch(part)
        if found is None:
            return None
        bare += f"/{found['name']}"
        inside = isinstance(instrument.by_path.get(bare), Repeat) and at < len(parts) - 1
        if inside != (found["number"] is not None) or int(found["number"] or 1) > MOST_INSTANCES:
            return None
    if isinstance(node, Repeat):
        return None if node.repeat_count else written
    return written if is_answered_by_a_person(node) else None


def sent_in(instrument: Instrument, sent: QueryDict) -> dict[str, str]:
    """The answers that a page sent, by path. A box not ticked is not sent: `shown` names every question."""
    found = {}
    for written in dict.fromkeys(sent.getlist("shown")):
        path = path_of(instrument, written)
        if path is not None:
            found[path] = tidy(" ".join(sent.getlist(FIELD + written)))
    return found


def wrong_in(evaluated: Evaluated) -> list[State]:
    """The answers that cannot stand; one that is merely missing is not among them."""
    return [
        one for one in evaluated.violations if one.violation is not None and one.violation.kind not in MISSING
    ]


def counted_answers(evaluated: Evaluated) -> dict[str, str]:
    """The answers that count, by path: asked, given, and not wrong."""
    return {path: one.value for path, one in evaluated.states.items() if one.asked and one.answered}


def is_closed(question: object) -> bool:
    """Whether a question is answered by choosing, not by writing."""
    return isinstance(question, Question) and question.type in ("select_one", "select_multiple")


def steps(evaluated: Evaluated) -> list[str]:
    """The paths of the parts that somebody is led through, in order: those asked now, with anything in them.

    What stands at the top of the form outside a part makes a part with an empty path, at its place.
    """
    found: list[str] = []
    for path, one in evaluated.states.items():
        if not one.relevant or (path.count("/") == 1 and isinstance(one.node, (Section, Repeat))):
            continue
        top = "" if path.count("/") == 1 else _NUMBERS.sub("", f"/{path.split('/')[1]}")
        shown = is_answered_by_a_person(one.node) or (
            isinstance(one.node, Question) and one.node.type == "note"
        )
        if shown and top not in found:
            found.append(top)
    return found
