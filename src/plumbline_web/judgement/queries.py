"""What the team has judged, as it stands."""

from __future__ import annotations

from plumbline_web.judgement.models import EvaluationVersion, Statement, StatementVersion
from plumbline_web.scrutiny.models import Activity


def evaluations_of(activity: Activity, whose: str = "team") -> list[EvaluationVersion]:
    """The newest version of each evaluation, in the order of the indicators."""
    found = activity.evaluations.filter(whose=whose).prefetch_related("versions__pieces", "versions__by")
    newest = [list(one.versions.all())[-1:] for one in found]
    return [one[0] for one in newest if one]


def statements_of(activity: Activity, kind: str) -> list[tuple[Statement, StatementVersion]]:
    """The statements of a kind that stand, each with its newest version, in the order they print."""
    found = activity.statements.filter(kind=kind, withdrawn_at=None).prefetch_related(
        "versions__owners", "versions__pieces"
    )
    return [(one, versions[-1]) for one in found if (versions := list(one.versions.all()))]
