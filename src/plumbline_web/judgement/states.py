"""The kinds of a finding and of a statement, and the states of an evaluation, in the words that are shown."""

from __future__ import annotations

FINDING_KINDS = {"strength": "Strength", "weakness": "Weakness"}
SIDES = {"for": "For", "against": "Against"}
WHOSE = {"team": "The team’s", "service": "The service’s own"}

EVALUATION_WORDS = {"draft": "Being worked on", "panel": "With the panel", "settled": "Settled"}
EVALUATION_MOVES = {
    ("draft", "panel"): "the lead gave it to the consistency panel",
    ("panel", "draft"): "the panel gave it back with what it asks, or the lead took it back with a reason",
    ("panel", "settled"): "somebody of the panel agreed, and the lead settled it with nothing in the way",
    ("draft", "settled"): "no panel is named, and the lead settled it with nothing in the way",
    ("settled", "draft"): "the lead opened it again, with a reason",
}

STATEMENT_KINDS = {
    "key_message": "Key message",
    "area": "Area for improvement",
    "capacity": "Capacity for improvement",
    "good_practice": "Good practice",
    "limit": "Limit of the method",
}
STATEMENT_LETTERS = {"key_message": "KM", "area": "A", "capacity": "C", "good_practice": "GP", "limit": "L"}
"""What stands before the number of a statement when it is spoken of: KM2, A3."""
STATEMENTS_SAID = {
    "key_message": "Key messages",
    "area": "Areas for improvement",
    "capacity": "Capacity for improvement",
    "good_practice": "Good practice",
    "limit": "Limits of the method",
}
"""The headings of several of a kind."""
STATEMENTS_ADDED = {
    "key_message": "Write a key message",
    "area": "Write an area for improvement",
    "capacity": "Write about the capacity",
    "good_practice": "Write about good practice",
    "limit": "Write a limit",
}
"""What a button says that leads to writing one."""
