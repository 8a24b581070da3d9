"""When a duty may be put aside, and for how long."""

from __future__ import annotations

from datetime import date, timedelta

MOST_DAYS = 28
"""A duty can be put aside for four weeks at most; after that somebody looks at it again."""

SNOOZE_REASONS = {
    "in_custody": "The person is in custody",
    "in_hospital": "The person is in hospital",
    "abroad": "The person is abroad or elsewhere for a time",
    "transfer": "A transfer to another area is under way",
    "with_court": "A hearing or an application is awaited",
    "with_partner": "A partner’s part is awaited",
    "recorded_soon": "It is done and will be recorded",
    "closing": "The case is about to be closed",
}
"""Why a duty is put aside, as codes and in words."""


def why_not(until: date, on: date) -> str:
    """Why a duty cannot be put aside until this day, in words; empty where it can. on: today."""
    if until <= on:
        return "Choose a day after today."
    if until > on + timedelta(days=MOST_DAYS):
        return f"Choose a day within the next {MOST_DAYS} days; you can put it aside again then."
    return ""
