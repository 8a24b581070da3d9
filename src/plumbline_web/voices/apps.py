"""The app's name for Django, and what it tells the app below it."""

from __future__ import annotations

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    """The app `voices`."""

    name = "plumbline_web.voices"
    label = "voices"

    def ready(self) -> None:
        """Let a stage know which forms came in and which surveys are over."""
        from plumbline_web.voices import needs  # noqa: F401
