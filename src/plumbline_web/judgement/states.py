"""The kinds of a finding and of a statement, and the states of an evaluation, in the words that are shown."""

from __future__ import annotations

FINDING_KINDS = {"strength": "Strength", "weakness": "Weakness"}
SIDES = {"for": "For", "against": "Against"}
WHOSE = {"team": "The team’s", "service": "The service’s own"}

EVALUATION_WORDS = {"draft": "Being worked on", "panel": "With the panel", "settled": "Settled"}
EVALUATION_MOVES = {
    ("draft", "panel"): "the lead gave it to the consistency panel",
    ("panel", "draft"): "the panel gave it back, with what it asks",
    ("panel", "settled"): "the panel agreed, and nothing stands in the way",
    ("draft", "settled"): "no panel was named, and nothing stands in the way",
    ("settled", "draft"): "the lead opened it again, with a reason",
}

STATEMENT_KINDS = {
    "key_message": "Key message",
    "area": "Area for improvement",
    "capacity": "Capacity for improvement",
    "good_practice": "Good practice",
    "limit": "Limit of the method",
}
