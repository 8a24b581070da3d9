"""How far readers agree who read the same records apart: shares that agree, and coefficients beyond chance.

A unit is one record read for one question; its ratings are in the order of the readers, with None where a
reader gave none. Sources: Krippendorff (2007, 2011) for alpha, Gwet (2008) for AC1 and AC2, Cohen (1960,
1968) for kappa, Feinstein and Cicchetti (1990) for agreement on yes and on no. What the figures mean for the
reading is said in `readers`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb, sqrt
from typing import TYPE_CHECKING, Literal

from plumbline.statistics.intervals import wilson_interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Rating = int | str
Unit = Sequence[Rating | None]
Metric = Literal["nominal", "ordinal", "interval"]
Weights = Literal["unweighted", "linear", "quadratic", "ordinal"]

BOOTSTRAPS = 2000
SEED = 20261122
"""The seed of the bootstrap: any fixed number will do, so that a figure shown twice is the same twice."""
_MOST_UNDEFINED = 0.05


@dataclass(frozen=True)
class Coefficient:
    """Gwet's AC. agreement: the share that agrees, weighted. by_chance: the share that would anyway.

    standard_error and interval are None with fewer than two units; the interval is cut at 1.
    """

    value: float
    agreement: float
    by_chance: float
    standard_error: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True)
class Shared:
    """How many units have two or more ratings, in how many of them all agree, and Wilson's interval."""

    units: int
    agreeing: int
    interval: tuple[float, float]


def read_twice(units: Iterable[Unit]) -> int:
    """How many units have two or more ratings."""
    return sum(len(_given(unit)) >= 2 for unit in units)


def exact_agreement(units: Sequence[Unit]) -> float | None:
    """The mean over units of the share of pairs of readers who agree; None with no unit read twice."""
    return _mean_over_pairs(units, lambda one, other: one == other)


def within_one(units: Sequence[Unit]) -> float | None:
    """The mean over units of the share of pairs of readers at most one point apart; ratings are numbers."""
    return _mean_over_pairs(units, lambda one, other: abs(_number(one) - _number(other)) <= 1)


def all_agree(units: Sequence[Unit], *, confidence: float = 0.95) -> Shared | None:
    """In how many of the units read twice or more all readers agree; None with no such unit."""
    many = [given for unit in units if len(given := _given(unit)) >= 2]
    if not many:
        return None
    agreeing = sum(len(set(given)) == 1 for given in many)
    return Shared(len(many), agreeing, wilson_interval(agreeing, len(many), confidence=confidence))


def agreement_on(units: Sequence[Unit], value: Rating) -> float | None:
    """The share of readers who said `value` whose co-reader did: 2a/(2a+b+c) for two readers.

    None where nobody said it of a unit read twice. With more readers each pair counts, each unit once for
    each of its ratings.
    """
    matrix = _coincidences(units)
    said = sum(many for (one, _), many in matrix.items() if one == value)
    return matrix[value, value] / said if said else None


def alpha(units: Sequence[Unit], metric: Metric = "ordinal") -> float | None:
    """Krippendorff's alpha: 1 for perfect agreement, 0 for none beyond chance; ratings may be missing.

    nominal: any two values differ alike, and values may be words. ordinal: by how many ratings lie between
    them. interval: by the square of the distance. None where all ratings are one value or no unit was read
    twice, because alpha is then undefined.

    Raises ValueError for words with a metric that needs numbers.
    """
    return _alpha(_coincidences(units), metric)


def bootstrap_alpha(
    units: Sequence[Unit],
    metric: Metric = "ordinal",
    *,
    times: int = BOOTSTRAPS,
    confidence: float = 0.95,
    seed: int = SEED,
) -> tuple[float, float] | None:
    """An interval for alpha: units drawn again with replacement, `times` over, and the middle 95 % of them.

    The same units and seed always give the same interval. None with fewer than two units read twice, or where
    more than one drawing in twenty holds one value only, so that alpha says nothing.
    """
    import numpy as np

    many = [given for unit in units if len(given := _given(unit)) >= 2]
    if len(many) < 2:
        return None
    values = _in_order({one for given in many for one in given}, metric)
    at = {value: place for place, value in enumerate(values)}
    each = np.zeros((len(many), len(values), len(values)))
    for number, given in enumerate(many):
        for (one, other), share in _coincidences([given]).items():
            each[number, at[one], at[other]] += share
    observed = np.tensordot(_times_drawn(len(many), times, seed), each, axes=1)
    marginal = observed.sum(axis=2)
    total = marginal.sum(axis=1)
    if metric == "ordinal":  # as `_distances`, for all drawings at once
        middle = marginal.cumsum(axis=1) - marginal / 2
        apart = (middle[:, :, None] - middle[:, None, :]) ** 2
    else:
        apart = np.array(_distances(values, metric, []))[None]
    found = (observed * apart).sum(axis=(1, 2))
    by_chance = (marginal[:, :, None] * marginal[:, None, :] * apart).sum(axis=(1, 2)) / (total - 1)
    kept = by_chance > 0
    if kept.mean() < 1 - _MOST_UNDEFINED:
        return None
    alphas = 1 - found[kept] / by_chance[kept]
    tail = (1 - confidence) / 2
    low, high = np.quantile(alphas, (tail, 1 - tail))
    return float(low), float(high)


@lru_cache(maxsize=16)
def _times_drawn(units: int, times: int, seed: int) -> NDArray[np.int64]:
    """How often each unit is drawn, drawing by drawing: the same for every question with so many units."""
    import random  # its stream for a seed is promised not to change; numpy's is not

    import numpy as np

    chance = random.Random(seed).random
    drawn = np.array([int(chance() * units) for _ in range(times * units)]).reshape(times, -1)
    return np.stack([np.bincount(row, minlength=units) for row in drawn])


def gwet(
    units: Sequence[Unit],
    categories: Sequence[Rating],
    weights: Weights = "unweighted",
    *,
    confidence: float = 0.95,
) -> Coefficient | None:
    """Gwet's AC1 (unweighted) or AC2, with its standard error and an interval by t on the units less one.

    categories: every value the scale has, used or not, in order. Units rated once count towards what chance
    gives. None with no unit read twice. On a six-point scale AC2 flatters: it is no gate.

    Raises ValueError for a rating that is no category, or fewer than two categories.
    """
    if len(categories) < 2:
        raise ValueError("a scale has at least two categories")
    rated = [given for unit in units if (given := _given(unit))]
    if stray := {one for given in rated for one in given} - set(categories):
        raise ValueError(f"ratings that are no category of the scale: {sorted(map(str, stray))}")
    twice = sum(len(given) >= 2 for given in rated)
    if not twice:
        return None
    q, n = len(categories), len(rated)
    worth = _weights(q, weights)
    counts = [[given.count(one) for one in categories] for given in rated]
    shares = [sum(row[k] / sum(row) for row in counts) / n for k in range(q)]
    scale = sum(map(sum, worth)) / (q * (q - 1))
    by_chance = scale * sum(share * (1 - share) for share in shares)
    agree = [_agreement_in(row, worth) for row in counts]
    agreement = sum(one for one in agree if one is not None) / twice
    if by_chance == 1:
        return None
    value = (agreement - by_chance) / (1 - by_chance)
    error = interval = None
    if n >= 2:
        total = 0.0
        for row, one in zip(counts, agree, strict=True):
            own = 0.0 if one is None else n / twice * (one - by_chance) / (1 - by_chance)
            chance = scale * sum(many * (1 - share) for many, share in zip(row, shares, strict=True))
            own -= 2 * (1 - value) * (chance / sum(row) - by_chance) / (1 - by_chance)
            total += (own - value) ** 2
        error = sqrt(total / (n * (n - 1)))
        reach = error * _t_value(confidence, n - 1)
        interval = (max(-1.0, value - reach), min(1.0, value + reach))
    return Coefficient(value, agreement, by_chance, error, interval)


def kappa(table: Sequence[Sequence[int]], weights: Weights = "unweighted") -> float | None:
    """Cohen's kappa of two readers. table: rows are the first reader's values, columns the second's.

    None where chance alone would give full agreement, as where both always say the same one thing.
    Raises ValueError for a table that is not square or is empty.
    """
    q, n = len(table), sum(map(sum, table))
    if any(len(row) != q for row in table) or n <= 0 or min(map(min, table)) < 0:
        raise ValueError("a table of agreement is square, and holds counts")
    worth = _weights(q, weights)
    rows = [sum(row) / n for row in table]
    columns = [sum(row[k] for row in table) / n for k in range(q)]
    pairs = [(k, m) for k in range(q) for m in range(q)]
    agreement = sum(worth[k][m] * table[k][m] / n for k, m in pairs)
    by_chance = sum(worth[k][m] * rows[k] * columns[m] for k, m in pairs)
    return None if by_chance >= 1 else (agreement - by_chance) / (1 - by_chance)


def table_of(pairs: Iterable[tuple[Rating, Rating]], categories: Sequence[Rating]) -> list[list[int]]:
    """The table of two readers' values for `kappa`; the first of a pair is the first reader's.

    Where readers differ from record to record, kappa depends on who is called the first: show alpha.
    Raises ValueError for a value that is no category.
    """
    places = {value: at for at, value in enumerate(categories)}
    table = [[0] * len(categories) for _ in categories]
    for one, other in pairs:
        if one not in places or other not in places:
            raise ValueError("a value is no category of the scale")
        table[places[one]][places[other]] += 1
    return table


def commonest_share(units: Sequence[Unit]) -> float | None:
    """The share of the commonest value among the ratings of units read twice; None where there are none."""
    ratings = Counter(one for unit in units if len(given := _given(unit)) >= 2 for one in given)
    return max(ratings.values()) / ratings.total() if ratings else None


def _given(unit: Unit) -> list[Rating]:
    return [one for one in unit if one is not None]


def _number(rating: Rating) -> int:
    if not isinstance(rating, int):
        raise ValueError("ratings must be numbers to say how far apart they are")
    return rating


def _mean_over_pairs(units: Sequence[Unit], agrees: Callable[[Rating, Rating], bool]) -> float | None:
    shares = []
    for unit in units:
        given = _given(unit)
        if len(given) >= 2:
            agreeing = sum(agrees(one, other) for at, one in enumerate(given) for other in given[:at])
            shares.append(agreeing / comb(len(given), 2))
    return sum(shares) / len(shares) if shares else None


def _coincidences(units: Iterable[Unit]) -> defaultdict[tuple[Rating, Rating], float]:
    """Krippendorff's coincidence matrix: each ordered pair of ratings in a unit, by 1/(ratings - 1)."""
    matrix: defaultdict[tuple[Rating, Rating], float] = defaultdict(float)
    for unit in units:
        given = _given(unit)
        for at, one in enumerate(given):
            for place, other in enumerate(given):
                if at != place:
                    matrix[one, other] += 1 / (len(given) - 1)
    return matrix


def _in_order(values: set[Rating], metric: Metric) -> list[Rating]:
    if metric == "nominal":
        return sorted(values, key=str)
    return sorted(values, key=_number)


def _alpha(matrix: defaultdict[tuple[Rating, Rating], float], metric: Metric) -> float | None:
    values = _in_order({one for one, _ in matrix}, metric)
    marginal = [sum(matrix[one, other] for other in values) for one in values]
    total = sum(marginal)
    apart = _distances(values, metric, marginal)
    places = range(len(values))
    found = sum(matrix[values[c], values[k]] * apart[c][k] for c in places for k in places)
    by_chance = sum(marginal[c] * marginal[k] * apart[c][k] for c in places for k in places)
    return None if not by_chance else 1 - found * (total - 1) / by_chance


def _distances(values: Sequence[Rating], metric: Metric, marginal: Sequence[float]) -> list[list[float]]:
    """How far apart two values are. marginal: how many ratings each value has."""
    places = range(len(values))
    if metric == "nominal":
        return [[float(c != k) for k in places] for c in places]
    if metric == "interval":
        numbers = [_number(value) for value in values]
        return [[float((c - k) ** 2) for k in numbers] for c in numbers]
    upto = [sum(marginal[: c + 1]) for c in places]  # ratings at or below each value
    middle = [upto[c] - marginal[c] / 2 for c in places]
    return [[(middle[c] - middle[k]) ** 2 for k in places] for c in places]


def _weights(q: int, kind: Weights) -> list[list[float]]:
    """How nearly two categories agree, 1 for the same: Gwet's weights."""

    def worth(k: int, m: int) -> float:
        if kind == "unweighted":
            return float(k == m)
        if kind == "linear":
            return 1 - abs(k - m) / (q - 1)
        if kind == "quadratic":
            return 1 - (k - m) ** 2 / (q - 1) ** 2
        return 1 - comb(abs(k - m) + 1, 2) / comb(q, 2)

    return [[worth(k, m) for m in range(q)] for k in range(q)]


def _agreement_in(row: Sequence[int], worth: Sequence[Sequence[float]]) -> float | None:
    ratings = sum(row)
    if ratings < 2:
        return None
    near = [sum(w * many for w, many in zip(line, row, strict=True)) for line in worth]
    return sum(many * (one - 1) for many, one in zip(row, near, strict=True)) / (ratings * (ratings - 1))


def _t_value(confidence: float, degrees: int) -> float:
    from scipy.special import stdtrit  # only here: loading scipy takes a while

    return float(stdtrit(degrees, (1 + confidence) / 2))
