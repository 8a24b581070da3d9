"""How long somebody holds a section, and what a text may be."""

from __future__ import annotations

from datetime import timedelta

HOLD_FOR = timedelta(minutes=10)
"""A section is held so long after it was opened for writing or last saved."""
LONGEST_TEXT = 200_000
"""The most characters of one section: some 70 pages."""
MOST_BYTES = 4 * LONGEST_TEXT + 10_000
LONGEST_NOTE = 10_000


def tidy(text: str) -> str:
    """The text as it is kept: \\n at the end of each line, and nothing that a database cannot hold."""
    whole = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return whole.encode("utf-8", "replace").decode("utf-8")
