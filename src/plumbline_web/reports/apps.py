"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The app `reports`."""

    name = "plumbline_web.reports"
    label = "reports"
