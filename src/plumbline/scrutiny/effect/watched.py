"""After it has closed: an area is looked at again at 6 and at 12 months, and opens again by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plumbline.calendars import add_months

LOOKS = (6, 12)
"""So many months after an area has closed it is looked at again."""
FRESH_MONTHS = 3
"""A look rests on evidence from so many months before its day or later: none serves for two looks."""
LATE_MONTHS = 1
"""So long after its day a look may come. Without one the area opens again, since unknown is never a pass."""


@dataclass(frozen=True)
class Look:
    """One look again, so many `months` after the area closed.

    due: its day. evidence_from: the oldest that its evidence may be. latest: the last day on which it counts;
    on the next the area opens again.
    """

    months: int
    due: date
    evidence_from: date
    latest: date


def looks(closed_on: date) -> tuple[Look, ...]:
    """The looks again at an area that closed on a day, first one first."""
    return tuple(
        Look(
            months,
            add_months(closed_on, months),
            add_months(closed_on, months - FRESH_MONTHS),
            add_months(closed_on, months + LATE_MONTHS),
        )
        for months in LOOKS
    )


def next_look(closed_on: date, newest: date) -> Look | None:
    """The first look that evidence of the day `newest` does not serve; None where both have been had."""
    return next((one for one in looks(closed_on) if newest < one.evidence_from), None)


def missed_look(closed_on: date, newest: date, as_at: date) -> Look | None:
    """The look that should have been had by `as_at` and was not, with evidence of the day `newest`."""
    one = next_look(closed_on, newest)
    return one if one is not None and as_at > one.latest else None
