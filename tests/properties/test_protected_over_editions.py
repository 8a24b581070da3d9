"""What a reader can work out about a small number by laying the editions of a report beside each other.

The reader knows what every part that is spoken of is of, the rule, and that records are only added from one
edition to the next: a count never falls, nor does what is left of its base. All that is possible is worked
out exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from random import Random

import pytest

from plumbline.scrutiny.quantities import Evidence, GivenOut, Protected, after_editions, protected

Many = tuple[int, ...]
"""A number in each edition, oldest first."""


@dataclass(frozen=True)
class Of:
    """A part in every edition: its counts and bases, and what a reader must reckon with in each."""

    counts: Many
    bases: Many
    possible: frozenset[Many]


def piece(id: str, x: int, n: int, part: str = "") -> Evidence:
    return Evidence(
        id, "share", "s", title=id, x=x, n=n, population=n, noun="records", question="q", part=part
    )


def published(editions: list[dict[str, Evidence]]) -> list[dict[str, Protected | None]]:
    """For each edition what it prints of each piece: None where it prints the number."""
    given: list[GivenOut] = []
    told: list[dict[str, Protected | None]] = []
    for evidence in editions:
        hidden = protected(after_editions(evidence, given))
        told.append({name: hidden.get(name) for name in evidence})
        printed = frozenset(name for name in evidence if name not in hidden)
        words = {name: hidden[name].count for name in evidence if name in hidden}
        given.append(GivenOut(tuple(evidence.values()), printed, words))
    return told


def reckoned(
    name: str, counts: Many, bases: Many, told: list[dict[str, Protected | None]]
) -> frozenset[Many]:
    """Every row of counts that a part could have by what is printed of it alone."""
    ranges = []
    for x, n, of in zip(counts, bases, told, strict=True):
        shown = of.get(name, Protected(name, "gives_away", ""))
        ranges.append([x] if shown is None else list(shown.could_be) or list(range(n + 1)))
    return frozenset(one for one in product(*ranges) if _only_grows(one, bases))


def _only_grows(counts: Many, bases: Many) -> bool:
    pairs = list(zip(counts, bases, strict=True))
    return all(x <= more and n - x <= most - more for (x, n), (more, most) in pairwise(pairs))


def sums(one: frozenset[Many], other: frozenset[Many]) -> frozenset[Many]:
    return frozenset(tuple(map(sum, zip(a, b, strict=True))) for a in one for b in other)


def left(parts: list[Of], at: int, wholes: frozenset[Many]) -> set[Many]:
    """What the part at this place could be, by all that the others and the whole could be."""
    others = frozenset({(0,) * len(parts[0].counts)})
    for place, one in enumerate(parts):
        if place != at:
            others = sums(others, one.possible)
    return {
        mine
        for mine in parts[at].possible
        if any(tuple(w - m for w, m in zip(whole, mine, strict=True)) in others for whole in wholes)
    }


def small(x: int, base: int) -> bool:
    return 0 < x < 5 or 0 < base - x < 5


@pytest.mark.parametrize("seed", range(300))
def test_no_small_number_is_told_by_two_editions_nor_by_what_lies_between_them(seed: int) -> None:
    random = Random(seed)
    names = [f"p{at}" for at in range(random.randint(1, 3))]
    rows: list[tuple[Many, Many]] = []
    for _ in (*names, "rest"):
        n = random.randint(5, 16)
        x = random.randint(0, n)
        more = random.choice([0, 0, random.randint(1, 4), random.randint(5, 14)])
        counted = x + random.randint(0, more)
        if counted in (0, n + more):
            more, counted = 0, x  # none and all are printed, and say that it was so before
        rows.append(((x, counted), (n, n + more)))
    editions = []
    for edition in (0, 1):
        evidence = {
            name: piece(name, counts[edition], bases[edition], f"team: {name}")
            for name, (counts, bases) in zip(names, rows, strict=False)
            if random.random() < 0.75
        }
        if random.random() < 0.8:
            x, n = (sum(row[of][edition] for row in rows) for of in (0, 1))
            evidence["whole"] = piece("whole", x, n)
        editions.append(evidence)
    told = published(editions)
    parts = [
        Of(counts, bases, reckoned(name, counts, bases, told))
        for name, (counts, bases) in zip((*names, "rest"), rows, strict=True)
    ]
    whole = tuple(map(sum, zip(*(one.counts for one in parts), strict=True)))
    base = tuple(map(sum, zip(*(one.bases for one in parts), strict=True)))
    wholes = reckoned("whole", whole, base, told)
    known = [[name in one for one in editions] for name in names] + [[True, True]]
    for at, one in enumerate(parts):
        found = left(parts, at, wholes)
        for edition in (0, 1):
            if small(one.counts[edition], one.bases[edition]) and known[at][edition]:
                assert len({each[edition] for each in found}) > 1, (rows, editions, told)
        added, of = one.counts[1] - one.counts[0], one.bases[1] - one.bases[0]
        if of and small(added, of) and all(known[at]):
            assert len({each[1] - each[0] for each in found}) > 1, (rows, editions, told)
