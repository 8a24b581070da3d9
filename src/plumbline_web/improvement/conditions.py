"""Whether something can be done with a plan now, and why not in words."""

from __future__ import annotations

from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect import AreaVerdict
from plumbline_web.improvement.models import Area, Plan


class PlanRefused(PlumblineError):
    """It cannot be done as things are. The message says why and what to do."""


class NotImproved(PlanRefused):
    """An area that may not close yet. verdict: why not, and what is missing."""

    def __init__(self, verdict: AreaVerdict) -> None:
        self.verdict = verdict
        super().__init__(f"This area cannot close. {verdict.reason}")


def check_under_way(plan: Plan) -> None:
    """Raise PlanRefused for a plan that was ended."""
    if plan.ended_at is not None:
        raise PlanRefused("This plan was ended. Make a new one for what is still to be done.")


def check_stands(area: Area) -> None:
    """Raise PlanRefused for an area whose place another has taken, or whose plan was ended."""
    check_under_way(area.plan)
    if area.state == "replaced":
        raise PlanRefused("Another area stands in the place of this one. Work on that.")
