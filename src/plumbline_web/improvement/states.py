"""The states of an action, and the ways an area may close, in the words that are shown."""

from __future__ import annotations

ACTION_WORDS = {
    "planned": "Not begun",
    "under_way": "Under way",
    "at_risk": "At risk",
    "done": "Done",
    "watched": "Done and being watched",
    "dropped": "Given up, with a reason",
}
"""Overdue is worked out from the date, never kept. Done is not improved."""

AREA_WORDS = {"open": "Open", "closed": "Closed: it has improved", "opened_again": "Opened again"}
AREA_MOVES = {
    ("open", "closed"): "the verdict on its evidence is “held”",
    ("closed", "opened_again"): "it no longer holds, or was not looked at again in time",
    ("opened_again", "closed"): "the verdict on its evidence is “held” once more",
}
