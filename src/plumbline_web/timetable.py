"""Offers each frozen run, and each day, to those who wait for it. Safe to repeat."""

from __future__ import annotations

from plumbline_web.measure.preparing import prepare
from plumbline_web.records.jobs import WHEN_FROZEN
from plumbline_web.records.models import Run


def on_frozen(key: str) -> None:
    """A run has just been frozen: make what its pages need, so that nobody waits for it."""
    prepare(Run.objects.select_related("organisation").get(key=key))


if on_frozen not in WHEN_FROZEN:
    WHEN_FROZEN.append(on_frozen)
