"""What a list of duties can be narrowed by, and where a rate stands beside its target. No database here."""

from __future__ import annotations

from dataclasses import dataclass

from plumbline.measures.two_clocks import HEADINGS


@dataclass(frozen=True)
class Filter:
    """One way to narrow a list: its name in the address, what people call it, the condition on the rows.

    column: whose value it is compared with, where the condition is no more than that. conditions: value ->
    SQL, where the values have conditions of their own.
    """

    name: str
    label: str
    column: str = ""
    conditions: tuple[tuple[str, str, str], ...] = ()

    @property
    def by_value(self) -> dict[str, str]:
        """Value -> its condition in SQL."""
        return {value: condition for value, _, condition in self.conditions}


NOT_RECORDED = "not_recorded"
"""Stands in addresses for an empty cell."""

_IN_TIME = "verdict = 'met'"
_CLOCKS = {
    "recorded_in_time": f"{_IN_TIME} AND recorded_on <= due_on",
    "recorded_late": f"{_IN_TIME} AND recorded_on > due_on",
    "recorded_unknown": f"{_IN_TIME} AND recorded_on IS NULL",
    "done_late": "verdict = 'not_met' AND done_on IS NOT NULL",
    "no_trace": "verdict = 'not_met' AND done_on IS NULL",
}

VERDICT = Filter(
    "verdict",
    "Verdict",
    conditions=(
        ("not_met", "Not met", "verdict = 'not_met'"),
        ("met", "Met", "verdict = 'met'"),
        ("judged", "Met or not met", "verdict IN ('met', 'not_met')"),
        ("cannot_tell", "Cannot tell", "verdict = 'cannot_tell'"),
        ("not_yet_due", "Not yet due", "verdict = 'not_yet_due'"),
        ("not_applicable", "Not applicable", "verdict = 'not_applicable'"),
    ),
)
OVER = Filter(
    "over",
    "Months of the standard",
    conditions=(
        ("shown", "The months its rate is of", "list_contains(?, period)"),
        ("since", "The months that are not complete", "list_contains(?, period)"),
        (
            "untold",
            "The months its rate is of, or no month at all",
            "(period IS NULL OR list_contains(?, period))",
        ),
    ),
)
CLOCK = Filter(
    "clock",
    "Done, and recorded",
    conditions=tuple(
        (name, words[:1].upper() + words[1:], _CLOCKS[name]) for name, words in HEADINGS.items()
    ),
)
_EXCUSED = "coalesce(delay_side IN ('client', 'another_agency', 'neither'), false)"
RATE = Filter(
    "rate",
    "Counted in the rate",
    conditions=(
        ("excused", "Excused", f"verdict = 'met' OR verdict = 'not_met' AND NOT {_EXCUSED}"),
        (
            "national",
            "National",
            "(verdict = 'met' OR verdict = 'not_met' AND done_on IS NOT NULL) AND NOT coalesce(added, false)",
        ),
    ),
)
"""The duties that a rate of fewer than all that were judged is of."""
EVIDENCED = Filter(
    "evidenced",
    "When the reason was recorded",
    conditions=(
        ("yes", "Evidenced at the time", "coalesce(delay_evidenced, false)"),
        ("no", "Asserted afterwards", "delay_side IS NOT NULL AND NOT coalesce(delay_evidenced, false)"),
    ),
)
ADDED = Filter(
    "added",
    "Requirement added later",
    conditions=(
        ("yes", "Yes", "added"),
        ("no", "No", "NOT added"),
        (NOT_RECORDED, "Not recorded", "added IS NULL"),
    ),
)
FILTERS = {
    one.name: one
    for one in (
        Filter("standard", "Standard", "standard"),
        VERDICT,
        OVER,
        RATE,
        Filter("from", "From month, such as 2026-03"),
        Filter("until", "To month, such as 2026-03"),
        Filter("authority", "Council", "authority"),
        Filter("team", "Team", "team_key"),
        Filter("reason", "Why this verdict", "reason"),
        CLOCK,
        Filter("band", "How late", "band"),
        Filter("delay_side", "On whose side", "delay_side"),
        Filter("delay_reason", "Reason recorded", "delay_reason"),
        EVIDENCED,
        Filter("level", "Level", "level"),
        Filter("risk_level", "Recorded risk", "risk_level"),
        Filter("gender", "Gender", "gender"),
        Filter("age_group", "Age group", "age_group"),
        Filter("court", "Court", "court"),
        Filter("offence_group", "Offence", "offence_group"),
        ADDED,
    )
}
"""Every filter by its name in the address, in the order shown.

There is none by worker: what it met and what it missed, each with its number, would be a rate of a worker.
"""

SORTS = {
    "due": "due_on",
    "done": "done_on",
    "late": "days_taken",
    "case": "reference",
    "duty": "standard",
    "verdict": "place",
    "team": "team",
    "worker": "worker_id",
}
"""What a list can be sorted by: the name in the address and the column."""

REACHES, APPROACHES, BELOW = "reaches", "approaches", "below"


def beside_target(rate: float | None, at_least: float, approaching: float) -> str:
    """Where a rate stands beside a target: REACHES, APPROACHES or BELOW it; empty where there is no rate.

    All three are shares from 0 to 1, compared as they are, before any rounding.
    """
    if rate is None:
        return ""
    if rate >= at_least:
        return REACHES
    return APPROACHES if rate >= approaching else BELOW


TARGET_WORDS = {
    REACHES: "reaches the target",
    APPROACHES: "approaching the target",
    BELOW: "below the target",
    "": "cannot be said",
}
