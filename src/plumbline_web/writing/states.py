"""What an activity writes, and the states of it, in the words that are shown."""

from __future__ import annotations

PAPER_KINDS = {
    "report": "Report",
    "letter": "Validation letter",
    "feedback": "Structured feedback, without grades",
    "summary": "Summary of two pages in plain English",
}
PAPER_WORDS = {
    "draft": "Being written",
    "accuracy": "With the service for factual accuracy",
    "signed": "Signed off",
    "published": "Published",
}
PAPER_MOVES = {
    ("draft", "accuracy"): "the lead opened the round of factual accuracy",
    ("accuracy", "draft"): "the round was closed, with every comment answered",
    ("draft", "signed"): "everybody named has signed it off",
    ("signed", "draft"): "a signature was taken back, or the text was opened again",
    ("signed", "published"): "an edition was published",
    ("published", "draft"): "a further edition was begun",
}

CLASH_ENDS = {
    "left": "The text that counts was left as it is",
    "taken": "It was taken in place of the text that counted",
    "merged": "A text put together from both took their place",
    "followed": "A later text of the same writer took its place",
}
"""What became of a version that stood beside another."""
