"""How a sample is shared out among strata: in proportion with a minimum, or by Neyman with expected shares.

Both work in whole numbers and exact fractions, so that anyone can repeat them by hand and always gets the
same. A stratum is a part of the population, such as a team; its size is the number of records in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from heapq import heapify, heapreplace


def proportional(n: int, sizes: Sequence[int], minimums: int | Sequence[int] = 1) -> list[int]:
    """How many of `n` fall to each stratum in proportion to its size, none below its minimum.

    A stratum smaller than its minimum is read whole. Strata whose share would be below their minimum are
    fixed at it, one round after another, and the rest is shared among the others; shares are cut to whole
    numbers and what is left over goes to the largest remainders (ties: the larger stratum, then the earlier).

    Raises ValueError for an empty stratum, a minimum below 1, or an `n` outside what the minimums and sizes
    allow.
    """
    least = _least(n, sizes, minimums, sizes)
    free = set(range(len(sizes)))
    given = [0] * len(sizes)
    while True:
        left = n - sum(given)
        base = sum(sizes[h] for h in free)
        below = [h for h in sorted(free) if left * sizes[h] < least[h] * base]
        if not below:
            break
        for h in below:
            given[h] = least[h]
            free.discard(h)
    quotas = {h: Fraction(left * sizes[h], base) for h in sorted(free)}
    for h, quota in quotas.items():
        given[h] = int(quota)
    order = sorted(quotas, key=lambda h: (-(quotas[h] - int(quotas[h])), -sizes[h], h))
    for h in order[: n - sum(given)]:
        given[h] += 1
    return given


def neyman(
    n: int, sizes: Sequence[int], expected: Sequence[float | Fraction], minimums: int | Sequence[int] = 1
) -> list[int]:
    """How many of `n` each stratum gets for the narrowest weighted estimate of a share.

    expected: the share one expects in each stratum, strictly between 0 and 1. Strata where the answer is
    uncertain get more. See `exact_optimal`, with A = size × √(p(1-p)).

    Raises ValueError as `proportional` does, and for an expected share that is 0, 1 or beyond.
    """
    if len(expected) != len(sizes):
        raise ValueError(f"{len(expected)} expected shares do not go with {len(sizes)} strata")
    shares = [Fraction(str(p)) if isinstance(p, float) else Fraction(p) for p in expected]
    if not all(0 < p < 1 for p in shares):
        raise ValueError("an expected share lies between 0 and 1, and is neither")
    squares = [size * size * p * (1 - p) for size, p in zip(sizes, shares, strict=True)]
    return exact_optimal(n, squares, minimums, sizes)


def exact_optimal(
    n: int,
    squares: Sequence[Fraction | int],
    minimums: int | Sequence[int],
    maximums: Sequence[int],
) -> list[int]:
    """The whole numbers n_h, adding up to `n`, for which Σ A_h²/n_h is least.

    squares: A_h² of each stratum. Each stratum starts at its minimum, or at its maximum where that is less;
    each further unit goes where it helps most, to the largest A_h²/(n_h(n_h+1)) among strata below their
    maximum (ties: the earlier). Source: Wright (2012, 2014), who shows that this is the optimum.

    Raises ValueError for a maximum or minimum below 1, or an `n` outside what they allow.
    """
    if len(squares) != len(maximums):
        raise ValueError(f"{len(squares)} strata do not go with {len(maximums)} maximums")
    given = _least(n, maximums, minimums, maximums)
    waiting = [
        (-Fraction(square, given[h] * (given[h] + 1)), h)
        for h, square in enumerate(squares)
        if given[h] < maximums[h]
    ]
    heapify(waiting)
    for _ in range(n - sum(given)):
        _, h = waiting[0]
        given[h] += 1
        # A full stratum waits behind all others; n never exceeds the sum of the maximums.
        worth = Fraction(1) if given[h] == maximums[h] else -Fraction(squares[h], given[h] * (given[h] + 1))
        heapreplace(waiting, (worth, h))
    return given


def least_possible(sizes: Sequence[int], minimums: int | Sequence[int]) -> int:
    """The smallest sample that gives every stratum its minimum, or all of it where it is smaller."""
    return sum(min(m, size) for m, size in zip(_each(minimums, len(sizes)), sizes, strict=True))


def _least(n: int, sizes: Sequence[int], minimums: int | Sequence[int], most: Sequence[int]) -> list[int]:
    wanted = _each(minimums, len(sizes))
    if not sizes or min(sizes) < 1:
        raise ValueError("every stratum must hold at least one record, and there must be a stratum")
    if min(wanted) < 1:
        raise ValueError("the minimum for a stratum is 1 or more: one that is never read cannot be judged")
    least = [min(m, size) for m, size in zip(wanted, sizes, strict=True)]
    if not sum(least) <= n <= sum(most):
        raise ValueError(f"{n} cannot be shared out: the strata take from {sum(least)} to {sum(most)}")
    return least


def _each(minimums: int | Sequence[int], strata: int) -> Sequence[int]:
    wanted = [minimums] * strata if isinstance(minimums, int) else minimums
    if len(wanted) != strata:
        raise ValueError(f"{len(wanted)} minimums do not go with {strata} strata")
    return wanted
