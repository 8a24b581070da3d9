"""How a comment is answered, how far the making of an edition is, and its files, in words that are shown."""

from __future__ import annotations

ANSWERS = {
    "accepted": "Accepted",
    "partly": "Accepted in part",
    "not_accepted": "Not accepted",
}
"""How the team answers a comment on factual accuracy."""

MAKING_WORDS = {
    "waiting": "Waiting to be made",
    "making": "Being made",
    "made": "Published",
    "failed": "Could not be published",
}
MAKING_MOVES = {
    ("waiting", "making"): "the making begins",
    ("making", "made"): "every file is whole, and the edition is kept",
    ("making", "failed"): "something stood in the way",
    ("making", "waiting"): "the making was interrupted and will begin again",
}

FILES = {
    "page": ("report.html", "A page (HTML)", "text/html; charset=utf-8"),
    "pdf": ("report.pdf", "A document to print (PDF)", "application/pdf"),
    "word": (
        "report.docx",
        "A document to change (Word)",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "data": ("open-data.zip", "The figures as open data (CSV files in a zip)", "application/zip"),
    "bundle": ("bundle.zip", "The sealed bundle, to work every figure out again", "application/zip"),
}
"""A form in which a paper is given out -> its file, its words, its type."""

PUBLIC_FILES = ("page", "pdf", "word", "data")
"""What may be given to anyone; the bundle never is."""
