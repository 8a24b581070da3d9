"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class MeasureConfig(AppConfig):
    """The app `measure`."""

    name = "plumbline_web.measure"
    label = "measure"
