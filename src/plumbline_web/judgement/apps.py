"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class JudgementConfig(AppConfig):
    """The app `judgement`."""

    name = "plumbline_web.judgement"
    label = "judgement"
