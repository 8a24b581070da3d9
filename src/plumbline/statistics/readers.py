"""What readers do about their differences: the gate, whom to brief again, and which ratings to talk over.

Nothing here certifies a person. The figures say whether the reading may go on and be relied on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import floor
from typing import Literal

from plumbline.statistics.agreement import (
    Unit,
    alpha,
    commonest_share,
    exact_agreement,
    read_twice,
    within_one,
)
from plumbline.statistics.rounding import ratio_text

Scale = Literal["ratings", "yes_no"]
Outcome = Literal["too_few", "brief_again", "proceed", "consistent"]

ENOUGH_TO_JUDGE = 20
"""Fewer records read twice say nothing yet."""
ENOUGH_TO_CLAIM = 30
"""Fewer bear no claim that the reading is consistent."""
AGREEMENT = 0.9
ALPHA_TO_PROCEED = 0.667
ALPHA_CONSISTENT = 0.8
NEARLY_ALL = 0.9
"""From this share of ratings on, one value leaves alpha nothing to tell apart."""
APART = 2
CROSSING = (3, 4)
"""The two values between which adequate parts from not."""


@dataclass(frozen=True)
class Gate:
    """Whether a question's reading may go on. because: the figures that decided, in words.

    exact, within_one, alpha: None where they could not be worked out. one_value: nearly all ratings are the
    same, so agreement decided and not alpha.
    """

    outcome: Outcome
    units: int
    exact: float | None
    within_one: float | None
    alpha: float | None
    one_value: bool
    because: str


@dataclass(frozen=True)
class Difference:
    """How far a reader lies from co-readers: the mean, above 0 where they rate higher, over how many."""

    reader: str
    records: int
    mean: Fraction


@dataclass(frozen=True)
class ToDiscuss:
    """Two ratings of one record to talk over. crosses: they lie on the two sides of 3 and 4."""

    record: str
    first_reader: str
    first_rating: int
    second_reader: str
    second_rating: int
    apart: int
    crosses: bool


def reading_gate(units: Sequence[Unit], scale: Scale) -> Gate:
    """Whether readers agree well enough on one question for the reading to go on, and to be relied on.

    Ratings: within one point in at least 90 % and ordinal alpha of at least 0.667 to proceed, 0.80 to be
    called consistent. Yes or no: nominal alpha alone, with the same limits, because one point apart is all
    there is. Where nearly all ratings are one value alpha says nothing; agreement then decides (exact, for
    yes or no) and the reading is not called consistent. From 20 records on; consistent from 30 on.
    """
    count = read_twice(units)
    exact = exact_agreement(units)
    near = within_one(units) if scale == "ratings" else None
    coefficient = alpha(units, "ordinal" if scale == "ratings" else "nominal")
    commonest = commonest_share(units)
    one_value = coefficient is None or (commonest or 0) >= NEARLY_ALL
    if count < ENOUGH_TO_JUDGE or exact is None or commonest is None:
        because = (
            f"{_records(count)} read twice; at least {ENOUGH_TO_JUDGE} are needed before this can be judged."
        )
        return Gate("too_few", count, exact, near, coefficient, one_value, because)
    share, what = (exact, "Readers agree") if near is None else (near, "Readers are within one point")
    said = [f"{what} in {_percent(share)} of {_records(count)} read twice."]
    outcome: Outcome
    if one_value:
        said.append(
            f"{_percent(commonest)} of the ratings are the same value, so alpha says nothing here, and "
            "agreement alone decides."
        )
        outcome = "proceed" if share >= AGREEMENT else "brief_again"
    else:
        assert coefficient is not None
        said.append(f"Alpha is {_three_decimals(coefficient)}.")
        apart = near is not None and near < AGREEMENT
        if apart or coefficient < ALPHA_TO_PROCEED:
            outcome = "brief_again"
        else:
            outcome = "consistent" if coefficient >= ALPHA_CONSISTENT else "proceed"
        if outcome == "consistent" and count < ENOUGH_TO_CLAIM:
            outcome = "proceed"
            said.append(f"It could be called consistent from {ENOUGH_TO_CLAIM} records on.")
    said.append(_OUTCOMES[outcome])
    return Gate(outcome, count, exact, near, coefficient, one_value, " ".join(said))


_OUTCOMES: Mapping[Outcome, str] = {
    "brief_again": "That is not enough: brief the readers again on this question, and read again.",
    "proceed": "That is enough to go on.",
    "consistent": "The reading of this question is consistent.",
}


def mean_differences(ratings: Sequence[Mapping[str, int]]) -> tuple[Difference, ...]:
    """Each reader's mean difference from co-readers, in the order of the readers' names.

    ratings: for each record and question, reader -> rating; those with one reader are passed over. A
    reader's difference in one of them is their rating less the mean of the others'.
    """
    differences: dict[str, list[Fraction]] = {}
    for one in ratings:
        for reader, difference in differences_of(one).items():
            differences.setdefault(reader, []).append(difference)
    return tuple(
        Difference(reader, len(found), sum(found, Fraction(0)) / len(found))
        for reader, found in sorted(differences.items())
    )


def differences_of(rating: Mapping[str, int]) -> dict[str, Fraction]:
    """Each reader's rating of one record less the mean of the others'; empty with fewer than two readers."""
    others = len(rating) - 1
    if others < 1:
        return {}
    total = sum(rating.values())
    return {reader: one - Fraction(total - one, others) for reader, one in rating.items()}


def to_discuss(
    ratings: Mapping[str, Mapping[str, int]], *, apart: int = APART, crossing: tuple[int, int] = CROSSING
) -> tuple[ToDiscuss, ...]:
    """Pairs of ratings two or more points apart, or on the two sides of 3 and 4, the widest apart first.

    ratings: record -> reader -> rating.
    """
    found = []
    for record, given in ratings.items():
        for (one, first), (other, second) in combinations(sorted(given.items()), 2):
            low, high = sorted((first, second))
            crosses = low <= crossing[0] and high >= crossing[1]
            if high - low >= apart or crosses:
                found.append(ToDiscuss(record, one, first, other, second, high - low, crosses))
    return tuple(sorted(found, key=lambda one: (-one.apart, one.record, one.first_reader, one.second_reader)))


def _records(count: int) -> str:
    return "1 record" if count == 1 else f"{count} records"


def _percent(share: float) -> str:
    """The share in whole per cent, cut and not rounded up, so that 89.9 is never shown as passing 90."""
    return f"{int(share * 100 + 1e-9)}%"


def _three_decimals(value: float) -> str:
    """Three decimals, cut towards less, so that what is below a limit never looks as though it reached it."""
    thousandths = floor(value * 1000 + 1e-9)
    sign = "−" if thousandths < 0 else ""
    return f"{sign}{ratio_text(abs(thousandths), 1000, 3)}"
