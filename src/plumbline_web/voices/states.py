"""The states of a form, a survey and a remark, as tables: each move, and the words shown."""

from __future__ import annotations

FORM_WORDS = {
    "open": "With the service",
    "submitted": "Submitted",
    "returned": "Returned to the service",
    "closed": "Closed",
}
FORM_MOVES = {
    ("open", "submitted"): "a manager of the service submitted it",
    ("submitted", "returned"): "the lead returned it, with a comment",
    ("returned", "submitted"): "a manager of the service submitted it again",
    ("submitted", "closed"): "the lead took it as it is",
    ("open", "closed"): "the lead no longer asks for it, with a reason",
    ("returned", "closed"): "the lead no longer asks for it to be changed, with a reason",
}

SURVEY_WORDS = {"open": "Open", "closed": "Closed"}
SURVEY_MOVES = {("open", "closed"): "the lead closed it; it is over by itself after its last day"}

RETURN_WORDS = {
    "complete": "Every question with answers to choose from was answered",
    "partial": "At least half of them were",
    "broke_off": "Fewer than half of them were, so it is not counted",
}

REMARK_WORDS = {
    "unread": "Not read yet",
    "released": "Released",
    "held": "Not released",
}
REMARK_MOVES = {
    ("unread", "released"): "the lead read it and released it",
    ("unread", "held"): "the lead read it and keeps it back",
    ("released", "held"): "the lead keeps it back after all",
    ("held", "released"): "the lead released it after all",
    ("released", "released"): "the lead changed what is shown of it",
}
