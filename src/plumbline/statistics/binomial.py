"""The binomial distribution, summed exactly enough for control limits, without loading scipy."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from math import fsum

# Terms this far below the largest are left out. They would change a tail of 0.001 after its twelfth digit.
_NEGLIGIBLE = 1e-18


@dataclass(frozen=True)
class Binomial:
    """The counts that can happen for `n` and `p`, and how likely they are: `chances[i]` is P(X = first + i).

    Counts outside the range are so unlikely (below 1e-18) that they are taken never to happen.
    """

    n: int
    p: float
    first: int
    chances: tuple[float, ...]

    @cached_property
    def at_most(self) -> tuple[float, ...]:
        """P(X <= first + i) for each i."""
        return tuple(accumulate(self.chances))

    @cached_property
    def at_least(self) -> tuple[float, ...]:
        """P(X >= first + i) for each i."""
        return tuple(accumulate(reversed(self.chances)))[::-1]

    def lower_tail(self, x: int) -> float:
        """P(X <= x)."""
        at = x - self.first
        if at < 0:
            return 0.0
        return self.at_most[at] if at < len(self.at_most) else 1.0

    def upper_tail(self, x: int) -> float:
        """P(X >= x)."""
        at = x - self.first
        if at < 0:
            return 1.0
        return self.at_least[at] if at < len(self.at_least) else 0.0

    def quantile(self, q: float) -> int:
        """The smallest count r with P(X <= r) >= q."""
        return self.first + min(bisect_left(self.at_most, q), len(self.at_most) - 1)

    def fewest_not_rare(self, tail: float) -> int:
        """The smallest count x with P(X <= x) >= `tail`: any fewer is rarer than that."""
        return self.quantile(tail)

    def most_not_rare(self, tail: float) -> int:
        """The largest count x with P(X >= x) >= `tail`: any more is rarer than that."""
        beyond = bisect_left(self.at_least, True, key=lambda chance: chance < tail)
        return self.first + max(beyond - 1, 0)


@lru_cache(maxsize=4096)
def binomial(n: int, p: float) -> Binomial:
    """The distribution of the number of successes among `n`, each with chance `p`.

    The chances are taken relative to the likeliest count by the ratio of neighbours, and divided by their
    sum. Raises ValueError unless n >= 0 and 0 <= p <= 1.
    """
    if n < 0 or not 0 <= p <= 1:
        raise ValueError(f"there is no binomial distribution for n = {n} and p = {p}")
    if p == 0 or n == 0:
        return Binomial(n, p, 0, (1.0,))
    if p == 1:
        return Binomial(n, p, n, (1.0,))
    mode = min(n, int((n + 1) * p))
    odds = p / (1 - p)
    upwards, term, x = [], 1.0, mode
    while x < n and term > _NEGLIGIBLE:
        term *= (n - x) / (x + 1) * odds
        upwards.append(term)
        x += 1
    downwards, term, x = [], 1.0, mode
    while x > 0 and term > _NEGLIGIBLE:
        term *= x / ((n - x + 1) * odds)
        downwards.append(term)
        x -= 1
    terms = [*reversed(downwards), 1.0, *upwards]
    total = fsum(terms)
    return Binomial(n, p, x, tuple(term / total for term in terms))
