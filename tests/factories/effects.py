"""Complete months of a figure, and the day on which the first action began."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from plumbline.calendars import add_months
from plumbline.scrutiny.effect import CompletePeriod

ACTION = date(2025, 4, 1)
"""A first of the month, so that no month is both before and since."""
STEADY = (24, 26, 25, 23, 27, 25, 24, 26, 25, 23, 26, 25)
"""A year of 40 cases a month before the first action, up and down by no more than chance."""


def months(
    before: Sequence[int] = STEADY,
    since: Sequence[int] = (),
    of: int | Sequence[int] = 40,
    first_action: date = ACTION,
) -> tuple[CompletePeriod, ...]:
    """So many of `of` a month, for the months just before the first action and those from it on."""
    x = [*before, *since]
    n = [of] * len(x) if isinstance(of, int) else list(of)
    found = []
    for at, (one, many) in enumerate(zip(x, n, strict=True)):
        first, following = (add_months(first_action, at - len(before) + step) for step in (0, 1))
        label = f"{first:%B %Y}"
        found.append(CompletePeriod(label, first, following - timedelta(1), one, many))
    return tuple(found)
