"""The strata of a piece of evidence as an evidence file writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from plumbline.statistics.stratified import StratumRead, weighted_share

MOST_STRATA = 200
MOST_IN_A_STRATUM = 10_000_000
_KEYS = {"name", "in_scope", "read", "yes", "of"}


def written_strata(strata: Sequence[StratumRead]) -> list[dict[str, Any]]:
    """The strata as plain data, from which `read_strata` makes the same again."""
    return [
        {
            "name": one.name,
            "in_scope": int(one.population) if one.population.denominator == 1 else str(one.population),
            "read": one.read,
            "yes": one.yes,
            "of": one.base,
        }
        for one in strata
    ]


def read_strata(strata: Any) -> tuple[tuple[StratumRead, ...], list[str]]:
    """The strata that are written, or none with what is wrong with them."""
    if not isinstance(strata, list) or len(strata) > MOST_STRATA:
        return (), [f"strata is a list of at most {MOST_STRATA}"]
    found = []
    for one in strata:
        stratum = _stratum(one)
        if stratum is None:
            return (), [
                "each stratum has a name, how many are in_scope, how many were read, how many of these are a "
                "yes, and of how many it was asked, and nothing else"
            ]
        found.append(stratum)
    if len({one.name for one in found}) < len(found):
        return (), ["two strata have one name"]
    return tuple(found), []


def unlike_strata(
    strata: Sequence[StratumRead], x: int | None, n: int | None, share: Fraction | None
) -> list[str]:
    """What is wrong where the strata give another count, or another share, than the piece says."""
    if (sum(one.yes for one in strata), sum(one.base for one in strata)) != (x, n):
        return ["its strata do not add up to x and n"]
    estimate = weighted_share(strata)
    if estimate is None or estimate.share != (share if share is not None else Fraction(x or 0, n or 1)):
        return ["its strata give another share"]
    return []


def _stratum(one: Any) -> StratumRead | None:
    if not isinstance(one, Mapping) or set(one) != _KEYS:
        return None
    name, in_scope = one["name"], _size(one["in_scope"])
    counts = [one["yes"], one["of"], one["read"]]
    if not isinstance(name, str) or len(name) > 400 or not name.isprintable() or in_scope is None:
        return None
    if any(isinstance(value, bool) or not isinstance(value, int) for value in counts):
        return None
    if not 0 <= counts[0] <= counts[1] <= counts[2] <= in_scope <= MOST_IN_A_STRATUM or not counts[2]:
        return None
    return StratumRead(name, in_scope, counts[2], counts[0], counts[1])


def _size(value: Any) -> int | Fraction | None:
    """A whole number, or a text such as "45/2" where the list was reduced in proportion."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str) or len(value) > 40:
        return None
    over, _, under = value.partition("/")
    if not (over.isdecimal() and over.isascii() and under.isdecimal() and under.isascii() and int(under)):
        return None
    return Fraction(int(over), int(under))
