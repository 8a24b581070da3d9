"""The app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class BoardPapersConfig(AppConfig):
    """The app `board_papers`."""

    name = "plumbline_web.board_papers"
    label = "board_papers"
