"""The app's name for Django, and what it tells the app below it."""

from __future__ import annotations

from django.apps import AppConfig


class ReadingConfig(AppConfig):
    """The app `reading`."""

    name = "plumbline_web.reading"
    label = "reading"

    def ready(self) -> None:
        """Let a stage know how far the reading is, and end readings where team or sample change."""
        from plumbline_web.reading import needs, sample_changes, team_changes  # noqa: F401
