"""The states of a report, as a table, and the words that are shown."""

from __future__ import annotations

REPORT_WORDS = {
    "waiting": "Waiting to be made",
    "making": "Being made",
    "made": "Ready",
    "failed": "Could not be made",
}
REPORT_MOVES = {
    ("waiting", "making"): "the making begins",
    ("making", "made"): "every file is whole",
    ("making", "failed"): "it could not be made",
    ("making", "waiting"): "the making was interrupted and will begin again",
    ("failed", "waiting"): "a person asked for it again",
}
