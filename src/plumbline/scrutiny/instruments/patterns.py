"""Patterns for regex(): thin for now."""

from __future__ import annotations

import re


class PatternRefused(Exception):
    """Why a pattern cannot be used."""


class Pattern:
    def __init__(self, written: str) -> None:
        try:
            self._found = re.compile(written)
        except re.error as fault:
            raise PatternRefused(str(fault)) from None

    def matches(self, text: str) -> bool:
        return self._found.search(text[:1000]) is not None
