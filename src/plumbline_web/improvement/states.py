"""The states of an action and of an area, and the moves between them, in the words that are shown."""

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

BEGUN = frozenset({"under_way", "done", "watched"})
"""The states from which an action counts as begun. One at risk may not have begun."""
OPEN = frozenset({"planned", "under_way", "at_risk"})
"""The states in which something is still to be done."""
FINISHED = frozenset({"done", "watched"})
"""The states in which all was done that was to be done."""

AREA_WORDS = {
    "open": "Open",
    "closed": "Closed: it has improved",
    "opened_again": "Opened again",
    "replaced": "Another area stands in its place",
}
AREA_MOVES = {
    ("open", "closed"): "the verdict on its evidence is “held”",
    ("closed", "opened_again"): "it no longer holds, or was not looked at again in time",
    ("opened_again", "closed"): "the verdict on its evidence is “held” once more",
    ("open", "replaced"): "it is to be judged in another way, with a reason",
    ("opened_again", "replaced"): "it is to be judged in another way, with a reason",
}

CHECKED_EVERY = {"week": "Every week", "month": "Every month"}
CHECK_DAYS = {"week": 7, "month": 31}
"""After so many days without an update an action is asked about."""
