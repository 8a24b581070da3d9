"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class ScrutinyConfig(AppConfig):
    """The app `scrutiny`."""

    name = "plumbline_web.scrutiny"
    label = "scrutiny"
