"""Whether a paper can be written or given out now, and why not in words."""

from __future__ import annotations

from plumbline.errors import PlumblineError


class WritingRefused(PlumblineError):
    """It cannot be done as things are. The message says why and what to do."""
