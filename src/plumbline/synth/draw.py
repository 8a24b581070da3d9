"""Drawing from mixes: which code, how many days, who.

Every topic of a council draws from a stream of its own, so that a change to one table leaves the others as
they were, and a council is the same whether it is made alone or among others.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any
from zlib import crc32

import numpy as np

from plumbline.records.specification import load
from plumbline.synth.days import Bools, Floats, Ints


@cache
def mixes() -> dict[str, Any]:
    """The mixes of `library/demo/mixes.toml`."""
    return _demo("mixes.toml")


@cache
def story_terms() -> dict[str, Any]:
    """The terms of the planted story, `library/demo/story.toml`."""
    return _demo("story.toml")


def _demo(name: str) -> dict[str, Any]:
    return tomllib.loads((files("plumbline") / "library" / "demo" / name).read_text("utf-8"))


def stream(seed: int, council: int, topic: str) -> np.random.Generator:
    """The random stream of one topic in one council: the same on every machine for the same three."""
    return np.random.Generator(
        np.random.PCG64(np.random.SeedSequence([seed, council, crc32(topic.encode())]))
    )


def pick(rng: np.random.Generator, shares: Sequence[float], count: int) -> Ints:
    """`count` positions in `shares`, each drawn with that relative weight."""
    ladder = np.cumsum(np.asarray(shares, dtype=np.float64))
    found = np.searchsorted(ladder, rng.random(count) * ladder[-1], side="right")
    place: Ints = np.minimum(found, len(shares) - 1).astype(np.int64)
    return place


@cache
def codes(table: str, column: str) -> tuple[str, ...]:
    """The codes of a column, in the order of the specification."""
    return load().tables[table].column(column).codes


def code(table: str, column: str, name: str) -> int:
    """The position of a code in its list. Raises ValueError where the specification has no such code."""
    return codes(table, column).index(name)


def pick_code(
    rng: np.random.Generator, table: str, column: str, mix: Mapping[str, float], count: int
) -> Ints:
    """`count` codes of a column, as positions in its list, drawn by a mix of code and share."""
    places = np.array([code(table, column, name) for name in mix], dtype=np.int64)
    return places[pick(rng, list(mix.values()), count)]


def pick_number(rng: np.random.Generator, mix: Mapping[str, float], count: int) -> Floats:
    """`count` numbers, drawn by a mix of number (as text) and share."""
    numbers = np.array([float(name) for name in mix])
    return numbers[pick(rng, list(mix.values()), count)]


def pick_text(rng: np.random.Generator, mix: Mapping[str, float], count: int) -> Any:
    """`count` texts, drawn by a mix of text and share."""
    return np.array(list(mix))[pick(rng, list(mix.values()), count)]


def chance(rng: np.random.Generator, share: float | Floats, count: int) -> Bools:
    """`count` times yes or no, yes with this share."""
    found: Bools = rng.random(count) < share
    return found


def between(rng: np.random.Generator, low: Ints | int, high: Ints | int, count: int) -> Ints:
    """`count` whole numbers from `low` to `high`, both included."""
    return np.asarray(rng.integers(low, np.asarray(high) + 1, size=count), dtype=np.int64)


def some_of(rng: np.random.Generator, candidates: Ints, count: int) -> Ints:
    """At most `count` of the candidates, without repeats, in ascending order."""
    return np.sort(rng.permutation(candidates)[:count])
