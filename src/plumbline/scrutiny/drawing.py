"""The draw: how many records to read, from which strata, and which ones.

A record's key is the SHA-256 of "seed|stratum|record_id". In each stratum the records stand in the order of
their keys; the first are the sample and the others, in that order, are the reserve. The order of the list
plays no part, and anyone can work a key out again with `sha256sum`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import sqrt
from typing import Literal

from plumbline.errors import UsageError
from plumbline.scrutiny.frames import SEPARATOR, Frame
from plumbline.statistics.allocation import least_possible, neyman, proportional
from plumbline.statistics.intervals import z_value
from plumbline.statistics.sample_size import margin_reached, sample_size

Method = Literal["proportional", "neyman"]
MINIMUM = 6
"""How many records of each stratum are read at least, unless said otherwise."""
LEAST_MARGIN = 0.0001
LEAST_SURE, MOST_SURE = 0.5, 0.9999
UNKNOWN_SHARE = 0.5
"""The expected share where nothing is known: it needs the largest sample."""


@dataclass(frozen=True)
class StratumPlan:
    """How many of a stratum's `size` records are read: `n`.

    minimum: how many were asked for at least, 1 in a frame without strata. expected: the share one expects.
    """

    stratum: str
    size: int
    n: int
    minimum: int
    expected: float

    @property
    def fraction(self) -> Fraction:
        """The share of the stratum that is read."""
        return Fraction(self.n, self.size)

    @property
    def weight(self) -> Fraction:
        """How many records of the stratum each one that is read stands for."""
        return Fraction(self.size, self.n)


@dataclass(frozen=True)
class Allocation:
    """A planned sample. wanted_margin or wanted_size: what was asked for, the other is None.

    confidence: from 0 to 1.
    """

    strata: tuple[StratumPlan, ...]
    method: Method
    confidence: float
    wanted_margin: float | None
    wanted_size: int | None

    @property
    def population(self) -> int:
        """How many records are in scope."""
        return sum(one.size for one in self.strata)

    @property
    def n(self) -> int:
        """How many are read."""
        return sum(one.n for one in self.strata)

    @property
    def margin(self) -> float:
        """How far off a share may be when so many are read, as one simple random sample."""
        return margin_reached(self.population, self.n, confidence=self.confidence)

    @property
    def weighted_margin(self) -> float:
        """How far off the weighted share may be with these strata, each at a share of one half.

        z √( Σ W² · p(1-p)/n · (N-n)/(N-1) ), over the strata. It is `margin` where there is one stratum, and
        more than it where small strata are read more closely than large ones.
        """
        total = sum(
            (one.size / self.population) ** 2 * 0.25 / one.n * (one.size - one.n) / (one.size - 1)
            for one in self.strata
            if one.n < one.size
        )
        return z_value(self.confidence) * sqrt(total)

    @property
    def weights_differ(self) -> bool:
        """Whether some strata are read more closely than others, so that results must be weighted."""
        return len({one.fraction for one in self.strata}) > 1


def plan(
    sizes: Mapping[str, int],
    *,
    margin: float | None = None,
    size: int | None = None,
    confidence: float = 0.95,
    minimum: int = MINIMUM,
    minimums: Mapping[str, int] | None = None,
    method: Method = "proportional",
    expected: Mapping[str, float] | None = None,
) -> Allocation:
    """Plan a sample: from a wanted margin (as a share, 0.05 for five points either way) or a wanted size.

    sizes: how many records each stratum holds, such as `Frame.strata`; a single stratum named "" is a frame
    without strata, of which no minimum is asked. minimums: another minimum for some strata, such as those a
    sample is aimed at. A margin that fewer records would reach than the minimums
    need gets as many as they need. expected: the share one expects in a stratum, for "neyman"; 0.5 where
    nothing is said.

    Raises UsageError for what cannot be planned, saying what would do.
    """
    expected = expected or {}
    minimums = minimums or {}
    stratified = list(sizes) != [""]
    asked = {name: minimums.get(name, minimum) if stratified else 1 for name in sizes}
    _check_wish(margin, size, confidence, [minimum, *minimums.values()])
    _check_strata(sizes, minimums, method, expected)
    population, counts, least = sum(sizes.values()), list(sizes.values()), list(asked.values())
    floor = least_possible(counts, least)
    if size is not None:
        if size > population:
            raise UsageError(f"{size} records cannot be drawn from {population}. Ask for fewer.")
        if size < floor:
            raise UsageError(
                f"{size} records are too few for the minimum in each of {len(sizes)} strata, which takes "
                f"{floor}. Ask for more, lower the minimum, or join strata."
            )
        n = size
    else:
        assert margin is not None
        n = max(floor, sample_size(population, margin, confidence=confidence))
    shares = [expected.get(name, UNKNOWN_SHARE) for name in sizes]
    given = proportional(n, counts, least) if method == "proportional" else neyman(n, counts, shares, least)
    strata = tuple(
        StratumPlan(name, count, each, asked[name], share)
        for (name, count), each, share in zip(sizes.items(), given, shares, strict=True)
    )
    return Allocation(strata, method, confidence, margin, size)


def _check_wish(margin: float | None, size: int | None, confidence: float, minimums: Sequence[int]) -> None:
    if (margin is None) == (size is None):
        raise UsageError("Give either the margin wanted or the size, and not both.")
    if margin is not None and not LEAST_MARGIN <= margin < 1:
        raise UsageError(
            f"A margin lies between {LEAST_MARGIN} and 1, such as 0.05 for five points, not {margin}."
        )
    if size is not None and size < 1:
        raise UsageError(f"A sample has at least one record, not {size}.")
    if not LEAST_SURE <= confidence <= MOST_SURE:
        raise UsageError(
            f"Confidence lies between {LEAST_SURE} and {MOST_SURE}, such as 0.95, not {confidence}."
        )
    if min(minimums) < 1:
        raise UsageError(
            f"The minimum for each stratum is 1 or more, not {min(minimums)}: none can be judged unread."
        )


def _check_strata(
    sizes: Mapping[str, int], minimums: Mapping[str, int], method: Method, expected: Mapping[str, float]
) -> None:
    if not sizes:
        raise UsageError("There is no record to draw from.")
    if expected and method != "neyman":
        raise UsageError("Expected shares are for the allocation “neyman”: choose it, or leave them out.")
    if unknown := [name for name in (*minimums, *expected) if name not in sizes]:
        there = f"There are: {', '.join(sizes)}." if list(sizes) != [""] else "The frame has no strata."
        raise UsageError(f"There is no stratum “{unknown[0]}”. {there}")
    for name, share in expected.items():
        if not 0 < share < 1:
            raise UsageError(f"The share expected in “{name}” lies between 0 and 1, and is not {share}.")


def key_of(seed: str, stratum: str, record_id: str) -> str:
    """The key by which a record is drawn: SHA-256 of the UTF-8 text "seed|stratum|record_id", as hex."""
    return sha256(SEPARATOR.join((seed, stratum, record_id)).encode()).hexdigest()


@dataclass(frozen=True)
class DrawnRow:
    """A record of the frame after the draw.

    position: its place in its stratum, 1 for the first. drawn: whether it is in the sample; the others are
    the reserve. weight: how many records it stands for; None in the reserve.
    """

    stratum: str
    record_id: str
    position: int
    drawn: bool
    weight: Fraction | None
    key: str


@dataclass(frozen=True)
class Drawn:
    """A frame put in the order of its keys, stratum by stratum."""

    seed: str
    rows: tuple[DrawnRow, ...]

    @property
    def sample(self) -> tuple[DrawnRow, ...]:
        """The records to read."""
        return tuple(row for row in self.rows if row.drawn)

    def reserve(self, stratum: str = "") -> tuple[DrawnRow, ...]:
        """The records of a stratum that take the place of others, in their order."""
        return tuple(row for row in self.rows if row.stratum == stratum and not row.drawn)


def draw(frame: Frame, allocation: Allocation, seed: str) -> Drawn:
    """Draw the planned sample. The seed must be fixed after the frame, once; see `certificate`.

    Raises UsageError for a seed that nobody could type again, and ValueError where the plan is for another
    frame.
    """
    check_seed(seed)
    if {one.stratum: one.size for one in allocation.strata} != frame.strata:
        raise ValueError("this allocation was planned for another frame")
    keyed: dict[str, list[tuple[str, str]]] = {one.stratum: [] for one in allocation.strata}
    for row in frame.rows:
        keyed[row.stratum].append((key_of(seed, row.stratum, row.record_id), row.record_id))
    rows = []
    for one in allocation.strata:
        for position, (key, record_id) in enumerate(sorted(keyed[one.stratum]), 1):
            drawn = position <= one.n
            weight = one.weight if drawn else None
            rows.append(DrawnRow(one.stratum, record_id, position, drawn, weight, key))
    return Drawn(seed, tuple(rows))


def check_seed(seed: str) -> None:
    """Raise UsageError for a seed that is empty or holds what cannot be seen."""
    if not seed or seed != seed.strip() or not seed.isprintable():
        raise UsageError(
            "The seed must be text that anyone can type again: not empty, no space at either end, "
            "no line break."
        )
