"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class WritingConfig(AppConfig):
    """The app `writing`."""

    name = "plumbline_web.writing"
    label = "writing"
