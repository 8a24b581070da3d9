"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The app `records`."""

    name = "plumbline_web.records"
    label = "records"
