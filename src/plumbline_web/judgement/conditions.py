"""Whether a judgement can be made now, and why not in words."""

from __future__ import annotations

from plumbline.errors import PlumblineError


class JudgementRefused(PlumblineError):
    """It cannot be done as things are. The message says why and what to do."""
