"""One figure, with everything a reader needs to check it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """A figure and what it stands on. It is never shown without its definition and its base.

    code: fixed name. title: as shown. definition: what is counted over what, in words.
    numerator, denominator: whole numbers (hours may be fractions); denominator None for a plain count.
    value: the share as a fraction, the count, the median; None where there is nothing to divide by.
    unit: share, count, days, hours or per_10000.
    interval: 95 % interval of the value, where it is a share. left_out: reason -> how many were left out.
    breakdown: column -> value, empty for the whole service. period: "2026-03", "2025-26 Q4", "2025-26" or
    None. source: the tables it is counted from.
    """

    code: str
    title: str
    definition: str
    numerator: float | None
    denominator: float | None
    value: float | None
    unit: str
    interval: tuple[float, float] | None = None
    left_out: dict[str, int] = field(default_factory=dict)
    breakdown: dict[str, str] = field(default_factory=dict)
    period: str | None = None
    source: tuple[str, ...] = ()
    note: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The figure as plain values for JSON."""
        return dict(vars(self))  # a national run has tens of thousands; asdict copies every one to the bottom
