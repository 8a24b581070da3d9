"""Whether something can be done with a plan now, and why not in words."""

from __future__ import annotations

from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect import AreaVerdict


class PlanRefused(PlumblineError):
    """It cannot be done as things are. The message says why and what to do."""


class NotImproved(PlanRefused):
    """An area that may not close yet. verdict: why not, and what is missing."""

    def __init__(self, verdict: AreaVerdict) -> None:
        self.verdict = verdict
        super().__init__(f"This area cannot close. {verdict.reason}")
