"""A paper as it stands: its sections, the text that counts of each, and what does not hold in it."""

from __future__ import annotations

from plumbline.scrutiny.quantities import Linted, lint
from plumbline_web.evidence.queries import quantities_of
from plumbline_web.writing.models import Paper, Section, SectionVersion


def sections_of(paper: Paper) -> list[tuple[Section, SectionVersion | None]]:
    """The sections in their order, each with the version that counts; None where nothing is written yet."""
    found = paper.sections.filter(removed_at=None).prefetch_related("versions__by")
    return [
        (one, next((text for text in reversed(one.versions.all()) if text.chosen), None)) for one in found
    ]


def checked(paper: Paper) -> dict[str, Linted]:
    """What does not hold in each written section, by the section's key."""
    evidence = quantities_of(paper.activity)
    return {
        section.key: lint(version.text, evidence)
        for section, version in sections_of(paper)
        if version is not None
    }
