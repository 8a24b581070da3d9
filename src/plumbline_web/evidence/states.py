"""The kinds of evidence, how strong a piece is and which way it points, in the words that are shown."""

from __future__ import annotations

SOURCES = {
    "run": "Figure from a run",
    "reading": "Reading of records",
    "document": "Document",
    "self_evaluation": "Self-evaluation",
    "group": "Focus group",
    "interview": "Interview",
    "observation": "Observation",
    "partner": "Partner’s view",
    "lived_experience": "People with lived experience",
    "survey": "Survey",
}
"""A kind of source -> its words. A column of the evidence board each."""

STRENGTHS = {"strong": "Strong", "fair": "Fair", "weak": "Weak"}

DIRECTIONS = {
    "strength": "A strength",
    "weakness": "A weakness",
    "mixed": "Both",
    "neither": "Neither; background",
}
