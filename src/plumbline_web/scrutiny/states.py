"""The states of an activity and all that belongs to it, as tables: each move, and the words shown."""

from __future__ import annotations

from dataclasses import dataclass

ACTIVITY_WORDS = {"open": "Under way", "closed": "Ended", "stopped": "Stopped before its end"}
ACTIVITY_MOVES = {
    ("open", "closed"): "the last stage has ended",
    ("open", "stopped"): "the lead stopped it, with a reason",
}

STAGE_WORDS = {"planned": "Not begun", "begun": "Under way", "ended": "Ended"}
STAGE_MOVES = {
    ("planned", "begun"): "the stage before it has ended, and the lead began it",
    ("begun", "ended"): "nothing it needs is missing, or the lead gave a reason to go on",
    ("ended", "begun"): "the lead opened it again, with a reason",
}

REQUEST_WORDS = {
    "asked": "Asked",
    "answered": "Answered",
    "not_held": "The service does not hold it",
    "withdrawn": "Withdrawn",
}
REQUEST_MOVES = {
    ("asked", "answered"): "the service answered",
    ("asked", "not_held"): "the service said that it does not hold it",
    ("asked", "withdrawn"): "the lead withdrew it",
    ("answered", "asked"): "the lead asked for more, with a reason",
}

OPENING_WORDS = {
    "asked": "Asked for",
    "open": "Opened by the service",
    "refused": "Refused by the service",
    "withdrawn": "No longer asked for",
    "closed": "Closed",
}
OPENING_MOVES = {
    ("asked", "open"): "a manager of the service opened the grant",
    ("asked", "refused"): "a manager of the service refused it, with a reason",
    ("asked", "withdrawn"): "the lead withdrew it, or the activity ended",
    ("open", "closed"): "the activity ended, or the grant was closed early",
}

DRAW_WORDS = {"planned": "Being planned", "frozen": "List frozen, not drawn", "drawn": "Drawn"}
DRAW_MOVES = {
    ("planned", "frozen"): "the list of who is in scope was frozen and its hash noted",
    ("frozen", "planned"): "the list was found wrong before anything was drawn, with a reason",
    ("frozen", "drawn"): "a seed was fixed after the freezing, and the sample drawn",
}

RECORD_WORDS = {
    "in_sample": "In the sample",
    "dropped": "Not read, with a reason",
    "practice": "For practice",
}
RECORD_MOVES = {("in_sample", "dropped"): "it could not be read, or should not have been in the list"}

DROP_REASONS = {
    "out_of_scope": "It should not have been in the list",
    "unreadable": "It could not be opened or read",
    "missing": "It could not be found",
    "empty": "It was empty",
}
"""Why a drawn record is not read. Only the first means that the list was wrong; the others are findings."""

NOTE_KINDS = {
    "meeting": "Meeting",
    "feedback": "Feedback given by word of mouth",
    "output": "Report, letter or statement given out",
    "desktop_review": "Desktop review",
    "form": "Form that came in",
    "survey": "Survey closed",
    "other": "Other note",
}


@dataclass(frozen=True)
class MemberRole:
    """A part on the team of an activity. about: what it is for."""

    code: str
    name: str
    about: str


MEMBER_ROLES = (
    MemberRole("lead", "Lead", "plans the activity, draws the sample, and answers for the reading"),
    MemberRole("reader", "Reader", "reads the records dealt to them"),
    MemberRole("settler", "Third person", "settles what two readers answered differently"),
    MemberRole("observer", "Observer", "sees how it goes and what the reading says, and changes nothing"),
)
MEMBER_NAMES = {one.code: one.name for one in MEMBER_ROLES}
