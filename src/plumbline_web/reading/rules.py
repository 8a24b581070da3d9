"""What can be done now with a reading, a note or a concern; nothing here reads the database.

Who may do what stands in `scrutiny.rules`. Here it is asked whether it can be done at this moment; each
answer is the reason why not, as a sentence, or nothing.
"""

from __future__ import annotations

import re

from plumbline_web.reading.states import READING_MOVES, WRITING
from plumbline_web.scrutiny.models import Member, Record

REAL = ("first", "second")
"""The kinds of reading that count; practice does not."""
LONGEST_ANSWER = 10_000
"""Characters of one answer."""
MOST_AT_ONCE = 50
"""Answers that a page may send together, after a time without network."""
MOST_INSTANCES = 100
"""How often one group may be asked again."""

_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def has_to_do_with(member: Member, record: Record) -> bool:
    """Whether a record is of a team or worker that this member of the team declared: they never read it."""
    return bool(
        (record.team and record.team in member.teams) or (record.worker and record.worker in member.workers)
    )


def tidy(value: str) -> str:
    """An answer as it is kept: one kind of line end, and a space for what no text can hold.

    Such characters come along with text copied out of other programs.
    """
    return _NO_TEXT.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n"))


def why_not_moved(state: str, after: str) -> str:
    """Why a reading in this state cannot become that; empty where it can."""
    if (state, after) in READING_MOVES:
        return ""
    return {
        "submitted": "The reading has been submitted.",
        "taken_away": "The record is no longer dealt to you.",
        "dealt": "The reading has not been begun.",
        "returned": "The reading was returned to its reader and has not been submitted again.",
        "open": "The reading has not been submitted.",
    }[state]


def why_not_written(state: str) -> str:
    """Why nothing can be saved in a reading in this state; empty where it can."""
    if state in WRITING:
        return ""
    if state == "submitted":
        return "This reading has been submitted, so nothing more was saved. Withdraw it to go on."
    return "This record is no longer dealt to you, so nothing was saved. Ask the lead."


def why_not_withdrawn(kind: str, state: str, taken_up: bool) -> str:
    """Why a reader cannot take a submitted reading back; empty where they can.

    The words are the same whoever took it up, so that they tell nobody that a record is read twice.
    """
    if state != "submitted":
        return why_not_moved(state, "open") or "The reading is open already."
    if kind == "practice":
        return "A practice reading stays as it was submitted: how others answered it is open to you now."
    if taken_up:
        return "Somebody has begun to work with this reading. Ask the lead to return it to you."
    return ""
