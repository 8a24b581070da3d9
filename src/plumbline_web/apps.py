"""The site as a whole, for Django: once everything is loaded, the timetable is told of."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The site above its apps."""

    name = "plumbline_web"
    label = "site_whole"

    def ready(self) -> None:
        """Let the timetable hang itself in wherever a run is frozen: pages, commands and worker alike."""
        import plumbline_web.timetable  # noqa: F401
