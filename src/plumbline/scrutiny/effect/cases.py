"""For places too small for a chart or a sample: all cases of two periods, compared by Fisher's exact test.

All cases are known, so there is no sampling error. What the test asks is whether chance alone, in which
cases came up when, could well have made so great a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect.verdict import AreaVerdict, Decider, day_words, not_yet, share_words
from plumbline.statistics.control_charts import Improvement
from plumbline.statistics.rounding import percent_text
from plumbline.statistics.two_shares import MOST_CASES, Alternative, fisher_test

CHANCE = Fraction(1, 20)
"""A difference that chance would make no more often than this counts as one: 95% confidence."""

Sides = Literal[1, 2]


@dataclass(frozen=True)
class AllOf:
    """All cases of a period: x of the n of which it can be told, and how many of which it cannot."""

    label: str
    first_day: date
    last_day: date
    x: int
    n: int
    cannot_tell: int = 0


@dataclass(frozen=True)
class TwoPeriods:
    """Two periods beside each other.

    chance: that of so great a difference if nothing had changed, with what cannot be told counted against the
    improvement; None where the two could not be compared.
    """

    verdict: AreaVerdict
    chance: Fraction | None = None


def all_cases(
    first: AllOf,
    second: AllOf,
    first_action: date | None,
    better: Improvement,
    sides: Sides = 2,
) -> TwoPeriods:
    """Whether all cases of a second period beat all of a first: an exact test, at 5 in 100.

    sides: 2 counts differences either way, 1 only those for the better; it is settled before the second
    period, not after. The first must be over before the first action, the second begin on its day or later.
    A case of which it cannot be told counts as better in the first and as worse in the second.

    Raises PlumblineError for impossible counts, or more cases than the test is meant for.
    """
    for one in (first, second):
        _check(one)
    if first.n + first.cannot_tell + second.n + second.cannot_tell > MOST_CASES:
        raise PlumblineError(
            f"{first.label} and {second.label} hold more than {MOST_CASES:,} cases. So many can be "
            "judged by a chart: choose that."
        )
    if first_action is None:
        why = "no action has begun, so there is nothing yet that could have had an effect"
        return TwoPeriods(not_yet(f"Not yet: {why}.", "a first action with the day it began"))
    day = day_words(first_action)
    if first.last_day >= first_action:
        why = f"{first.label} was not over before the first action on {day}"
        return TwoPeriods(not_yet(f"Not yet: {why}.", "all cases of a period before the first action"))
    if second.first_day < first_action:
        why = f"{second.label} began before the first action on {day}"
        return TwoPeriods(not_yet(f"Not yet: {why}.", "all cases of a period since the first action"))
    for one in (first, second):
        if not one.n + one.cannot_tell:
            why = f"{one.label} has no cases"
            return TwoPeriods(not_yet(f"Not yet: {why}.", f"a case in {one.label}, or a longer period"))
    return _compared(first, second, better, sides)


def _check(cases: AllOf) -> None:
    if cases.first_day > cases.last_day:
        raise PlumblineError(f"{cases.label}: ends before it begins. Give its first and last day.")
    if not 0 <= cases.x <= cases.n or cases.cannot_tell < 0:
        raise PlumblineError(
            f"{cases.label}: {cases.x} of {cases.n}, and {cases.cannot_tell} that cannot be told, cannot be. "
            "Correct the counts."
        )


def _compared(first: AllOf, second: AllOf, better: Improvement, sides: Sides) -> TwoPeriods:
    more = better == "increase"
    n1, n2 = first.n + first.cannot_tell, second.n + second.cannot_tell
    x1 = first.x + (first.cannot_tell if more else 0)
    x2 = second.x + (0 if more else second.cannot_tell)
    towards: Alternative = "more" if more else "fewer"
    chance = fisher_test(x1, n1, x2, n2, "different" if sides == 2 else towards)
    ahead = Fraction(x2, n2) - Fraction(x1, n1)
    improved = ahead > 0 if more else ahead < 0
    deciders = tuple(Decider(one.label, _cases_words(one)) for one in (first, second))
    unknown = ", with all that cannot be told counted against it" if n1 + n2 > first.n + second.n else ""
    way = "so great a difference, either way," if sides == 2 else "so great a difference for the better"
    compared = (
        f"{first.label}: {_cases_words(first)}; {second.label}: {_cases_words(second)}. If nothing had "
        f"changed, {way} would come by chance {_times(chance)} times in 100{unknown}"
    )
    missing = "a difference for the better that chance would make 5 times in 100 or less"
    if not improved:
        verdict = not_yet(
            f"Not yet. {compared}. It is not for the better{unknown}.", missing, deciders=deciders
        )
    elif chance > CHANCE:
        verdict = not_yet(
            f"Not yet. {compared}. That is more often than 5 times in 100.", missing, deciders=deciders
        )
    else:
        verdict = AreaVerdict("held", f"Held. {compared}. That is 5 times in 100 or less.", (), deciders)
    return TwoPeriods(verdict, chance)


def _cases_words(cases: AllOf) -> str:
    unknown = f", and {cases.cannot_tell} cannot be told" if cases.cannot_tell else ""
    return f"{share_words(cases.x, cases.n)}{unknown}"


def _times(chance: Fraction) -> str:
    """The chance in 100, with as many decimals as it takes to tell it from 5 and from 0."""
    for decimals in range(1, 7):
        text = percent_text(chance.numerator, chance.denominator, decimals)
        shown = Fraction(text) / 100
        if (shown == 0) == (chance == 0) and (shown > CHANCE) == (chance > CHANCE):
            return text
    return "less than 0.000001" if chance < CHANCE else text
