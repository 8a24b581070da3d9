"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The app `evidence`."""

    name = "plumbline_web.evidence"
    label = "evidence"
