"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app `audit`."""

    name = "plumbline_web.audit"
    label = "audit"
