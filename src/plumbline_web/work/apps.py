"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The app `work`."""

    name = "plumbline_web.work"
    label = "work"
