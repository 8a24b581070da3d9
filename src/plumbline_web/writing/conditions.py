"""Whether a paper can be written or given out now, and why not in words."""

from __future__ import annotations

from plumbline.errors import PlumblineError
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.writing.models import Paper, Section
from plumbline_web.writing.rules import LONGEST_TEXT


class WritingRefused(PlumblineError):
    """It cannot be done as things are. The message says why and what to do."""


def check_draft(paper: Paper) -> None:
    """Raise WritingRefused where the paper is not being written, ScrutinyRefused where its activity ended."""
    check_open(paper.activity)
    if paper.state != "draft":
        raise WritingRefused("Only a draft can be changed. Open the text again first.")


def check_written(section: Section) -> None:
    """Raise WritingRefused where a section is worked out, or was taken out."""
    if section.made:
        raise WritingRefused("This section is worked out from what is held, so it is not written by hand.")
    if section.removed_at is not None:
        raise WritingRefused("The section was taken out of the report. Bring it back first.")


def check_length(text: str) -> None:
    """Raise WritingRefused for a text longer than a section may be."""
    if len(text) > LONGEST_TEXT:
        raise WritingRefused(
            f"A section can have {LONGEST_TEXT:,} characters; this has {len(text):,}. Make two of it."
        )
