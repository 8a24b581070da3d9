"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    """The app `publication`."""

    name = "plumbline_web.publication"
    label = "publication"
