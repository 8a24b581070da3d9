"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app `people`."""

    name = "plumbline_web.people"
    label = "people"

    def ready(self) -> None:
        """Listen to what is done while signing in."""
        from plumbline_web.people import listening  # noqa: F401
