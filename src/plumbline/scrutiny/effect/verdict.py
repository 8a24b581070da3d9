"""The verdict on an area for improvement, and how its numbers and days are written.

The words hold counts as they are, small ones too. They are for those who work on the area; what is published
goes through small-number protection first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from plumbline.statistics.rounding import percent_text, ratio_text
from plumbline.statistics.words import base_rule

State = Literal["not_yet", "shifted_not_held", "held", "opened_again"]
STATES: dict[State, str] = {
    "not_yet": "not yet",
    "shifted_not_held": "shifted, not held",
    "held": "held",
    "opened_again": "opened again",
}
"""An area may close when it is held, and in no other state."""

Speaks = Literal["better", "worse"]


@dataclass(frozen=True)
class Decider:
    """What decided a verdict: which period, reading or statement, and what it shows."""

    of: str
    shows: str


@dataclass(frozen=True)
class AreaVerdict:
    """Whether an area may close, in words.

    reason: why the state is what it is. missing: what is still wanted before it is held; empty where it is.
    deciders: the periods, readings or statements that it rests on. cautions: what a reader should know beside
    it; they change no verdict. next_look: for an area that has closed, the day of the next look at it.
    """

    state: State
    reason: str
    missing: tuple[str, ...] = ()
    deciders: tuple[Decider, ...] = ()
    cautions: tuple[str, ...] = ()
    next_look: date | None = None

    @property
    def words(self) -> str:
        """The state in words."""
        return STATES[self.state]


def not_yet(
    reason: str,
    *missing: str,
    deciders: Iterable[Decider] = (),
    cautions: Iterable[str] = (),
) -> AreaVerdict:
    """The verdict "not yet", with what is missing."""
    return AreaVerdict("not_yet", reason, missing, tuple(deciders), tuple(cautions))


def day_words(day: date) -> str:
    """Such as "1 April 2025"."""
    return f"{day.day} {day:%B} {day.year:04d}"


def share_words(x: int, n: int) -> str:
    """Such as "62.1% (149 of 240)"; the numbers alone where the base cannot bear a percentage."""
    if n == 0 or base_rule(n) == "numbers_only":
        return f"{x} of {n}"
    return f"{percent_text(x, n)}% ({x} of {n})"


def signed(value: float | Fraction, decimals: int = 1) -> str:
    """A number with its sign, such as "+2.1"; with as many decimals as it takes to tell it from 0."""
    exact = Fraction(value)
    for places in range(decimals, 7):
        text = ratio_text(abs(exact.numerator), exact.denominator, places)
        if not exact or text.strip("0.,"):
            break
    return f"{'+' if exact > 0 else '−' if exact < 0 else ''}{text}"


def listed(words: Iterable[str]) -> str:
    """Such as "May, June and July"."""
    some = list(words)
    return " and ".join([", ".join(some[:-1]), some[-1]] if len(some) > 1 else some)


def counted(number: int, noun: str) -> str:
    """Such as "1 case" or "3 cases"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
