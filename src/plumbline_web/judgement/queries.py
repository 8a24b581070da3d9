"""What the team has judged, as it stands, and what stands in the way: what other apps ask this one."""

from __future__ import annotations

from plumbline.scrutiny.weighing.obstacles import Obstacle
from plumbline_web.judgement.asked import Asked, asked_of
from plumbline_web.judgement.kept import (
    evaluations_of,
    every_statement,
    findings_of,
    let_stand_of,
    panel_of,
    sits_on_panel,
    statements_of,
)
from plumbline_web.judgement.obstacles import Held
from plumbline_web.scrutiny.models import Activity

__all__ = [
    "Asked",
    "asked_of",
    "evaluations_of",
    "every_statement",
    "findings_of",
    "let_stand_of",
    "obstacles_of",
    "panel_of",
    "sits_on_panel",
    "statements_of",
]


def obstacles_of(activity: Activity) -> list[Obstacle]:
    """Everything in the way of publishing what the activity judged, in the order in which it judges: each
    indicator of each service, each finding, each statement. What a lead let stand is not among them, as long
    as it still says the same."""
    return list(Held(activity).obstacles())
