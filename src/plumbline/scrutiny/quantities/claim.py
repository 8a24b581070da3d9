"""A quantity that a text states, and what it claims."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

ClaimKind = Literal[
    "band", "share", "all", "none", "vague", "highest", "lowest", "percent", "count", "range", "trend"
]
Limits = tuple[Fraction, bool, Fraction, bool]
"""Least and most, as percentages, each with whether the end itself is meant."""


@dataclass(frozen=True)
class Claim:
    """A quantity stated in words or figures. start, end: where it stands in the text that was searched.

    kind: "band" is a word of the publisher's table, then `word`; "share" has its limits as percentages.
    "percent", "count" and "range" are figures: `figures`, of a percentage with so many `decimals`. "trend" is
    what a series does: `word` is rise, fall or change, with limits where it says how many times what it was.
    """

    kind: ClaimKind
    text: str
    start: int
    end: int
    word: str = ""
    limits: Limits | None = None
    figures: tuple[Fraction, ...] = ()
    decimals: int = 0

    def bears(self, percent: Fraction) -> bool:
        """Whether a percentage lies within the limits of a share."""
        if self.limits is None:
            return False
        low, low_in, high, high_in = self.limits
        return (percent > low or (low_in and percent == low)) and (
            percent < high or (high_in and percent == high)
        )
