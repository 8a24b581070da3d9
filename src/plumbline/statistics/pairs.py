"""Two scores of the same person: how many moved up, how many down, and how sure the difference is."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

from plumbline.statistics.binomial import binomial
from plumbline.statistics.intervals import z_value


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
