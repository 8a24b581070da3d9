"""Whether something can be done with evidence now, and why not in words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from plumbline.errors import PlumblineError
from plumbline_web.evidence.states import DIRECTIONS, SOURCES, STRENGTHS

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
"""Days that evidence can speak of or expire on: others are slips of the hand."""


class EvidenceNotTaken(PlumblineError):
    """It cannot be done as things are. The message says why and what to do."""


def check_kind(source: str, strength: str) -> None:
    """Raise EvidenceNotTaken for a kind of source or a strength that is not in the list."""
    if source not in SOURCES or strength not in STRENGTHS:
        raise EvidenceNotTaken("Choose the kind of evidence, and how strong it is, from the list.")


def check_title(title: str) -> None:
    """Raise EvidenceNotTaken where a piece has no title, or one that is too long."""
    if not title.strip():
        raise EvidenceNotTaken("Give the piece a title.")
    if len(title.strip()) > 200:
        raise EvidenceNotTaken("Give the piece a title of at most 200 letters.")


def check_tie(indicator: str, points: str, known: Collection[str]) -> None:
    """Raise EvidenceNotTaken for what is not judged in the activity, or a direction that there is not."""
    if indicator not in known:
        raise EvidenceNotTaken(
            f"{indicator} is not looked into in this activity. Choose one that the evidence board lists."
        )
    if points not in DIRECTIONS:
        raise EvidenceNotTaken("Say which way the piece points: a strength, a weakness, both or neither.")


def check_days(first: date | None, last: date | None, expires: date | None) -> None:
    """Raise EvidenceNotTaken where the days of a piece cannot be."""
    for one in (first, last, expires):
        if one is not None and not EARLIEST <= one <= LATEST:
            raise EvidenceNotTaken(f"{one.year} cannot be the year that is meant. Give the day again.")
    if first is not None and last is not None and last < first:
        raise EvidenceNotTaken("The last day it speaks of is before the first.")
    if expires is not None and first is not None and expires < first:
        raise EvidenceNotTaken("It expires before the first day it speaks of.")
