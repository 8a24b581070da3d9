"""Two scores of the same person: how many moved up, how many down, and how sure the difference is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from plumbline.statistics.binomial import binomial
from plumbline.statistics.intervals import z_value

RELIABLE = 1.96
"""Jacobson and Truax's own bound, to two decimals as they print it."""


def sign_test(better: int, worse: int) -> float:
    """How likely so uneven a split, or a more uneven one, would be if up and down were equally likely.

    better, worse: numbers of pairs that moved up and down; those that stayed are left out. Returns the
    two-sided chance, 0 to 1; 1.0 where nothing moved. Raises ValueError for negative numbers.
    """
    if better < 0 or worse < 0:
        raise ValueError(f"{better} better and {worse} worse are no counts")
    if better == worse:
        return 1.0
    return min(1.0, 2 * binomial(better + worse, 0.5).lower_tail(min(better, worse)))


def clopper_pearson(x: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact binomial interval for the share x / n, as two shares from 0 to 1.

    It holds every share for which neither so many nor so few would be rarer than half of what `confidence`
    leaves over. Used for the share that moved up among those who moved. Source: Clopper and Pearson (1934).
    Raises ValueError for impossible counts.
    """
    if n <= 0 or not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is no share")
    tail = (1 - confidence) / 2

    def low_for(yes: int) -> float:
        inside, out = yes / n, 0.0
        for _ in range(50):
            middle = (inside + out) / 2
            if binomial(n, middle).upper_tail(yes) >= tail:
                inside = middle
            else:
                out = middle
        return inside

    return 0.0 if x == 0 else low_for(x), 1.0 if x == n else 1 - low_for(n - x)


@dataclass(frozen=True)
class SignedRank:
    """Wilcoxon's signed rank test, exactly.

    up: the sum of the ranks of differences above 0. of: the sum of all ranks counted. chance: how likely so
    uneven a split would be, two-sided; chance_up: so much or more upwards. z: up as a normal score.
    """

    up: Fraction
    of: Fraction
    chance: Fraction
    chance_up: Fraction
    z: float


def signed_rank(differences: Sequence[int | Fraction], *, drop_zeros: bool = False) -> SignedRank | None:
    """Wilcoxon's signed rank test of differences (second score less first); None where all are 0.

    Zeros are ranked with the rest and then left out, as Pratt has it (1959), or with `drop_zeros` left out
    before. Ties share their middle rank. All ways of giving signs to the ranks are counted, so the chances
    are exact with ties and zeros too. Equal steps are not equal amounts: a check beside the sign test, no
    more. Give decimals as fractions, so that equal differences are equal.
    """
    sizes = [abs(Fraction(one)) for one in differences]
    ranked = sorted(one for one in sizes if one or not drop_zeros)
    # Twice the middle rank: the first and last place of each size added.
    twice = {size: 2 * ranked.index(size) + 1 + ranked.count(size) for size in set(ranked)}
    ranks = [twice[size] for size in sizes if size]
    if not ranks:
        return None
    ways = {0: 1}
    for rank in ranks:
        following = dict(ways)
        for total, count in ways.items():
            following[total + rank] = following.get(total + rank, 0) + count
        ways = following
    whole, up = sum(ranks), sum(twice[Fraction(one)] for one in differences if one > 0)
    every = 2 ** len(ranks)
    uneven = sum(count for total, count in ways.items() if abs(2 * total - whole) >= abs(2 * up - whole))
    upwards = sum(count for total, count in ways.items() if total >= up)
    z = (up - whole / 2) / sqrt(sum(rank * rank for rank in ranks) / 4)
    return SignedRank(
        Fraction(up, 2), Fraction(whole, 2), Fraction(uneven, every), Fraction(upwards, every), z
    )


@dataclass(frozen=True)
class ReliableChange:
    """spread: the standard deviation of a difference with no change behind it. index: the difference in such
    spreads. least: the smallest difference that is reliable at 95%."""

    spread: float
    index: float
    least: float

    @property
    def reliable(self) -> bool:
        """Whether the difference is larger than the scale's own unreliability would make it."""
        return abs(self.index) > RELIABLE


def reliable_change(before: float, after: float, spread_before: float, reliability: float) -> ReliableChange:
    """Jacobson and Truax's reliable change, for a scale whose reliability has been published.

    spread_before: the standard deviation of first scores. reliability: from 0 to below 1. Source: Journal of
    Consulting and Clinical Psychology 59 (1991). Raises ValueError for a spread or reliability that cannot
    be.
    """
    if spread_before <= 0 or not 0 <= reliability < 1:
        raise ValueError(f"a spread of {spread_before} and a reliability of {reliability} cannot be")
    spread = spread_before * sqrt(2 * (1 - reliability))
    return ReliableChange(spread, (after - before) / spread, RELIABLE * spread)


def tango_interval(better: int, worse: int, pairs: int, confidence: float = 0.95) -> tuple[float, float]:
    """Tango's score interval for the net share (better - worse) / pairs, as two numbers from -1 to 1.

    It holds every net share d whose score |b - c - n d| / sqrt(n (2 q + d (1 - d))) is at most the standard
    normal point, q being the likeliest share of pairs that moved down when the net share is d. Source:
    Tango, Statistics in Medicine 17 (1998). Raises ValueError unless better + worse <= pairs and pairs is
    above 0.
    """
    if pairs <= 0 or better < 0 or worse < 0 or better + worse > pairs:
        raise ValueError(f"{better} better and {worse} worse of {pairs} pairs are no counts")
    z = z_value(confidence)
    net = (better - worse) / pairs

    def score(d: float) -> float:
        middle = -better - worse + (2 * pairs - better + worse) * d
        q = (sqrt(max(0.0, middle * middle + 8 * pairs * worse * d * (1 - d))) - middle) / (4 * pairs)
        variance = pairs * (2 * q + d * (1 - d))
        distance = better - worse - pairs * d
        if variance <= 0:
            return 0.0 if distance == 0 else (float("inf") if distance > 0 else float("-inf"))
        return distance / sqrt(variance)

    # The score falls as d rises: halve the gap between an end that is out and the net share, which is in.
    return _edge(score, z, -1.0, net), _edge(score, -z, 1.0, net)


def _edge(score: Callable[[float], float], limit: float, out: float, inside: float) -> float:
    """Where the score reaches the limit, between a value that is out and one that is in; to within 1e-13."""
    if abs(score(out)) <= abs(limit):
        return out
    for _ in range(45):
        middle = (out + inside) / 2
        if abs(score(middle)) <= abs(limit):
            inside = middle
        else:
            out = middle
    return inside
