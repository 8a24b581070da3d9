"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class ReadingConfig(AppConfig):
    """The app `reading`."""

    name = "plumbline_web.reading"
    label = "reading"
