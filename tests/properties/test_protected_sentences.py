"""What a reader can work out about a small number from all that the sentences of a published report print."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from plumbline.scrutiny.quantities import Evidence, Protected, protected

SMALL = {1, 2, 3, 4}


def piece(id: str, x: int, n: int, part: str = "") -> Evidence:
    return Evidence(id, "share", "s", x=x, n=n, population=n, question="q", part=part)


def could_be(one: Evidence, hidden: Protected | None) -> range | tuple[int, ...]:
    """The counts that a reader of this piece alone must reckon with. A hidden count is neither 0 nor all."""
    if hidden is None:
        return (one.x or 0,)
    return hidden.could_be or range(1, one.n or 1)


def told_too_closely(value: int, base: int, possible: set[int]) -> bool:
    """Whether a small number, or all but a small one, is told more closely than that it is one."""
    few, but_few = SMALL & set(range(base)), {base - one for one in SMALL if one < base}
    return (value in few and not possible >= few) or (value in but_few and not possible >= but_few)


@pytest.mark.parametrize("seed", range(120))
def test_no_part_of_a_whole_is_told_too_closely_nor_is_the_rest(seed: int) -> None:
    random = Random(seed)
    bases = [random.randint(5, 14) for _ in range(random.randint(1, 3))]
    counts = [random.randint(0, base) for base in bases]
    rest_base = random.choice([0, random.randint(5, 14)])
    rest = random.randint(0, rest_base)
    parts = [piece(f"p{at}", *both, f"team: {at}") for at, both in enumerate(zip(counts, bases, strict=True))]
    whole = piece("whole", sum(counts) + rest, sum(bases) + rest_base)
    hidden = protected({one.id: one for one in (whole, *parts)})
    possible: list[set[int]] = [set() for _ in parts]
    of_rest: set[int] = set()
    wholes = set(could_be(whole, hidden.get("whole")))
    for tried in product(*(could_be(one, hidden.get(one.id)) for one in parts)):
        for left in range(rest_base + 1):
            if sum(tried) + left in wholes:
                of_rest.add(left)
                for at, one in enumerate(tried):
                    possible[at].add(one)
    for at, base in enumerate(bases):
        assert not told_too_closely(counts[at], base, possible[at]), (whole, parts, hidden)
    assert not told_too_closely(rest, rest_base, of_rest), (whole, parts, hidden)


@pytest.mark.parametrize("seed", range(120))
def test_no_answer_is_told_too_closely_nor_is_the_rest(seed: int) -> None:
    random = Random(seed)
    counts = [
        random.choice([0, random.randint(1, 4), random.randint(5, 20)]) for _ in range(random.randint(2, 4))
    ]
    rest = random.choice([0, random.randint(0, 6)])
    base = sum(counts) + rest
    if base < 9:
        base, rest = base + 9, rest + 9
    answers = [piece(f"a{at}", x, base) for at, x in enumerate(counts)]
    hidden = protected({one.id: one for one in answers})
    possible: list[set[int]] = [set() for _ in answers]
    of_rest: set[int] = set()
    ranges = [
        [x for x in could_be(one, hidden.get(one.id)) if x <= base - sum(counts) + (one.x or 0) + 20]
        for one in answers
    ]
    for tried in product(*ranges):
        left = base - sum(tried)
        if left >= 0:
            of_rest.add(left)
            for at, one in enumerate(tried):
                possible[at].add(one)
    for at, x in enumerate(counts):
        assert not (x in SMALL and not possible[at] >= SMALL), (base, counts, dict(hidden))
    assert not (rest in SMALL and not of_rest >= SMALL), (base, counts, dict(hidden))
