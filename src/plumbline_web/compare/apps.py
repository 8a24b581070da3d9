"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class CompareConfig(AppConfig):
    """The app `compare`."""

    name = "plumbline_web.compare"
    label = "compare"
