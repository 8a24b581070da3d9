"""The one refusal of every verb about readings."""

from __future__ import annotations

from plumbline.errors import PlumblineError


class ReadingRefused(PlumblineError):
    """Something cannot be done with a reading now. The message says why and what to do."""


class AnswerRefused(ReadingRefused):
    """One answer cannot be kept as it is; others can."""
