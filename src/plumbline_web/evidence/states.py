"""The kinds of evidence, how strong a piece is and which way it points, in the words that are shown."""

from __future__ import annotations

SOURCES = {
    "run": "Figure from a run",
    "reading": "Reading of records",
    "survey": "Survey",
    "document": "Document",
    "self_evaluation": "Self-evaluation",
    "group": "Focus group",
    "interview": "Interview",
    "observation": "Observation",
    "partner": "Partner’s view",
    "lived_experience": "People with lived experience",
}
"""A kind of source -> its words. A column of the evidence board each."""

ABOUT_SOURCES = {
    "run": "a rate of the service’s pinned run, with its count",
    "reading": "what the records that were read say on one question",
    "survey": "how many of those who answered gave an answer",
    "document": "a plan, policy, minute or report, with its file",
    "self_evaluation": "what the service says of itself",
    "group": "what was heard in groups of staff or others",
    "interview": "what was heard in interviews or meetings",
    "observation": "what somebody of the team saw",
    "partner": "what another body says of the service",
    "lived_experience": "what people who are or were supervised, or their families, say",
}
"""A kind of source -> what it is, for whoever chooses one."""

FIGURES = frozenset({"run", "reading", "survey"})
"""Kinds of source that are worked out from what the site holds, and never typed."""
SAID_IN = frozenset({"group", "interview", "partner", "lived_experience"})
"""Kinds of source in which people took part, who are counted by group and never named."""

STRENGTHS = {"strong": "Strong", "fair": "Fair", "weak": "Weak"}
ABOUT_STRENGTHS = {
    "strong": "direct, recent, and much of it",
    "fair": "sound as far as it goes",
    "weak": "second-hand, old, or from few",
}

DIRECTIONS = {
    "strength": "A strength",
    "weakness": "A weakness",
    "mixed": "Both",
    "neither": "Neither; background",
}

SCANNED = {
    "clean": "Scanned, and no virus found",
    "no_scanner": "Not scanned: no virus scanner is set on this site",
}

SENT_AS = {"service": "the service", "partner": "a partner"}
"""As what somebody sent a piece."""

PIECE_WORDS = {
    "sent": "Sent, not taken in yet",
    "in_use": "In use",
    "followed": "Followed by a later version",
    "withdrawn": "Withdrawn",
    "not_taken": "Not taken in",
}
PIECE_COLOURS = {
    "sent": "blue",
    "in_use": "green",
    "followed": "grey",
    "withdrawn": "red",
    "not_taken": "grey",
}
