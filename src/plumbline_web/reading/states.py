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
