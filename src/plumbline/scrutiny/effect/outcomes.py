"""People with two scores: how many moved for the better, stayed and moved for the worse.

It is shown beside an area and closes none: people who score low at first tend to score higher later anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect.verdict import signed
from plumbline.statistics.control_charts import Improvement
from plumbline.statistics.pairs import sign_test, tango_interval
from plumbline.statistics.words import base_rule


@dataclass(frozen=True)
class Paired:
    """What became of people with two scores.

    no_second: people with a first score only. net: better less worse, as a share of all pairs; interval:
    Tango's, from -1 to 1; chance: of so uneven a split among those who moved, by the sign test, two-sided.
    All three None without a pair. words: the same for a reader.
    """

    better: int
    same: int
    worse: int
    no_second: int
    net: Fraction | None
    interval: tuple[float, float] | None
    chance: float | None
    words: str

    @property
    def pairs(self) -> int:
        """How many people have two scores."""
        return self.better + self.same + self.worse


def paired(better: int, same: int, worse: int, no_second: int = 0) -> Paired:
    """What became of people with two scores, from the counts. Raises PlumblineError for a count below 0."""
    if min(better, same, worse, no_second) < 0:
        raise PlumblineError("A count of people is below 0. Correct it.")
    pairs = better + same + worse
    people = "1 person" if pairs == 1 else f"{pairs} people"
    words = (
        f"Of {people} with two scores, {better} moved for the better, {same} stayed and {worse} moved for "
        f"the worse. {no_second} more had no second score."
    )
    if not pairs:
        return Paired(better, same, worse, no_second, None, None, None, words)
    interval = tango_interval(better, worse, pairs)
    if base_rule(pairs) != "numbers_only":
        words += (
            f" The net change is {signed(100 * Fraction(better - worse, pairs))} points, likely to be "
            f"between {signed(100 * interval[0])} and {signed(100 * interval[1])}."
        )
    words += (
        " People who score low at first tend to score higher later anyway, so this does not show what "
        "caused it."
    )
    net = Fraction(better - worse, pairs)
    return Paired(better, same, worse, no_second, net, interval, sign_test(better, worse), words)


def paired_scores(
    before: Sequence[int | Fraction],
    after: Sequence[int | Fraction],
    wanted: Improvement,
    no_second: int = 0,
) -> Paired:
    """The same from two scores of each person, in the same order. wanted: whether a higher score is better.

    Raises PlumblineError where the two lists differ in length.
    """
    if len(before) != len(after):
        raise PlumblineError(
            f"{len(before)} first scores do not go with {len(after)} second ones. Give both of each person."
        )
    up = sum(second > first for first, second in zip(before, after, strict=True))
    down = sum(second < first for first, second in zip(before, after, strict=True))
    better, worse = (up, down) if wanted == "increase" else (down, up)
    return paired(better, len(before) - up - down, worse, no_second)
