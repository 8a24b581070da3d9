"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    """The app `improvement`."""

    name = "plumbline_web.improvement"
    label = "improvement"
