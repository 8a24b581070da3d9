"""The states of a reading and of a concern, as tables: each move, and the words that are shown."""

from __future__ import annotations

READING_KINDS = {
    "practice": "For practice",
    "first": "First reading",
    "second": "Second reading, blind to the first",
}

READING_WORDS = {
    "dealt": "Not begun",
    "open": "Begun",
    "submitted": "Submitted",
    "returned": "Returned with a comment",
    "taken_away": "Taken away",
}
READING_MOVES = {
    ("dealt", "open"): "the reader opened it",
    ("taken_away", "dealt"): "it is dealt to the same reader again, with the answers it had",
    ("submitted", "dealt"): "a record that was practised on came into the sample, to be read in earnest",
    ("dealt", "taken_away"): "the record is dealt to another, or is not read",
    ("open", "submitted"): "every question is answered, and the reader submitted it",
    ("open", "taken_away"): "the record is dealt to another, or is not read",
    ("submitted", "open"): "the reader withdrew it before anybody compared it",
    ("submitted", "returned"): "the lead returned it with a comment",
    ("returned", "submitted"): "the reader submitted it again",
    ("returned", "taken_away"): "the record is dealt to another, or is not read",
}

CONCERN_WORDS = {"raised": "Raised, not yet received", "received": "Received", "closed": "Closed"}
CONCERN_MOVES = {
    ("raised", "received"): "the service or the lead said that they have it",
    ("received", "closed"): "the service said what was done",
}
CONCERN_STEPS = {
    "told": "The site told them by e-mail",
    "not_told": "E-mail could not be sent",
    "seen": "Seen",
    "received": "Received",
    "note": "What was done",
    "closed": "Closed",
}

OBSTACLE_WORDS = {"said": "Waits for the lead", "read_on": "To be read all the same", "dropped": "Not read"}
OBSTACLE_MOVES = {
    ("said", "read_on"): "the lead said how to go on",
    ("said", "dropped"): "the lead took the record out of the sample",
}

WRITING = ("dealt", "open", "returned")
"""The states in which a reading is not submitted: its reader writes, and is blind to what others wrote."""


def how_long(minutes: int) -> str:
    """So many minutes in words: less than a minute, minutes, hours and minutes, or days and hours."""
    if minutes < 1:
        return "less than a minute"
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    said = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in parts if n][:2]
    return " ".join(said)
