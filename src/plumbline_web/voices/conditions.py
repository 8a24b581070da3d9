"""The one refusal of every verb about forms and surveys."""

from __future__ import annotations

from plumbline.errors import PlumblineError


class VoicesRefused(PlumblineError):
    """Something cannot be done with a form or survey now. The message says why and what to do."""
