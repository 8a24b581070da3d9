"""The app's name for Django, and what it tells the app below it."""

from __future__ import annotations

from django.apps import AppConfig


class ReadingConfig(AppConfig):
    """The app `reading`."""

    name = "plumbline_web.reading"
    label = "reading"

    def ready(self) -> None:
        """Let a stage know how far the reading is, and take records from who leaves or declares."""
        from plumbline_web.reading import needs, team_changes  # noqa: F401
