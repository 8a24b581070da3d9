"""What a reader who has the sizes of all strata can work out about the counts behind a weighted share.

The reader takes everything that a public edition prints, goes through all whole numbers that there could be
in the strata, and keeps those with which the very same would be printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from plumbline.scrutiny.quantities import Evidence, GivenOut, after_editions, annex, part_of, protected
from plumbline.statistics.stratified import StratumRead, weighted_share

Counts = tuple[int, ...]


def piece(id: str, strata: Sequence[StratumRead], part: str = "", answer: str = "") -> Evidence:
    """A piece as it is made of a reading's result."""
    estimate = weighted_share(strata)
    assert estimate is not None
    low, high = (Fraction(end) for end in estimate.interval) if estimate.interval else (None, None)
    return Evidence(
        id,
        "share",
        "Reading",
        title=id,
        x=estimate.yes,
        n=estimate.base,
        population=None if estimate.interval else estimate.base,
        share=None if estimate.share == estimate.unweighted else estimate.share,
        low=low,
        high=high,
        noun="records",
        question="q",
        part=part,
        answer=answer,
        strata=tuple(strata),
    )


def with_counts(one: Evidence, counts: Iterable[int]) -> Evidence:
    """The piece as it would be with other counts in its strata."""
    strata = [replace(each, yes=yes) for each, yes in zip(one.strata, counts, strict=True)]
    return piece(one.id, strata, one.part, one.answer)


def prints(name: str, evidence: Mapping[str, Evidence]) -> tuple[object, ...]:
    """All that a public edition can print of a piece: its rows in the annex, whole and by parts."""
    hidden = protected(evidence).get(name)
    parts = [(hidden.part(one) if hidden else part_of(evidence[name], one)) for one in ("word", "percent")]
    return (*annex(f"{{{name}}}", evidence, publish=True), *parts)


def agrees(printed: tuple[object, ...], one: Evidence) -> bool:
    """Whether a piece by itself, were nothing of it protected, says all that is printed of the true one."""
    row, word, _ = printed
    (own,) = annex(f"{{{one.id}}}", {one.id: one})
    if row.count.startswith("too few"):
        return True
    if "than" in row.count or " to " in row.count:  # fewer than 5 of 22, 1 to 6 of 7
        alone = protected({one.id: replace(one, strata=())}).get(one.id)
        return alone is not None and alone.count == row.count
    if "not shown" not in row.count and own.count != row.count:
        return False
    if word is not None and part_of(one, "word") != word:
        return False
    if row.percent.startswith("about"):
        return (row.percent, row.range) == roughly(one)
    return (not row.percent or own.percent == row.percent) and (not row.range or own.range == row.range)


def roughly(one: Evidence) -> tuple[str, str]:
    """The percentage to the nearest ten, halves up, and the range to the tens that hold it."""
    share = one.share if one.share is not None else Fraction(one.x or 0, one.n or 1)
    about = f"about {int(share * 10 + Fraction(1, 2)) * 10}%"
    if one.low is None or one.high is None:
        return about, ""
    return about, f"between {int(one.low * 10) * 10}% and {-int(-one.high * 10 // 1) * 10}%"


def told(count: int, of: int, possible: set[int]) -> bool:
    """Whether a count, or all but it, is small and told more closely than that it is a small one."""
    for value, counts in ((count, possible), (of - count, {of - one for one in possible})):
        if 0 < value < 5 and (len(counts) == 1 or min(counts) > 1 or max(counts) < min(4, of)):
            return True
    return False


def any_strata(random: Random, most: int, how_many: int) -> list[StratumRead]:
    found = []
    for name in "ABCD"[:how_many]:
        read = random.randint(3, most)
        in_scope = read + random.choice([0, random.randint(1, 10), random.randint(10, 150)])
        found.append(StratumRead(name, in_scope, read, random.randint(0, read), read))
    return found


def every(strata: Sequence[StratumRead]) -> Iterator[Counts]:
    return product(*(range(one.base + 1) for one in strata))


@pytest.mark.parametrize("seed", range(60))
def test_no_count_of_a_stratum_is_told_by_a_count_beside_its_weighted_share(seed: int) -> None:
    random = Random(seed)
    strata = any_strata(random, 24 if seed % 2 else 12, random.choice([2, 2, 3]))
    one = piece("a", strata)
    if one.x in (0, one.n):
        return
    printed = prints("a", {"a": one})
    worlds = [
        tried
        for tried in every(strata)
        if 0 < sum(tried) < (one.n or 0) and agrees(printed, with_counts(one, tried))
    ]
    for at, each in enumerate(strata):
        assert not told(each.yes, each.base, {world[at] for world in worlds}), (strata, printed)


@pytest.mark.parametrize("seed", range(24))
def test_nor_is_it_told_to_a_reader_who_knows_the_rule_and_tries_it_on_all_that_could_be(seed: int) -> None:
    random = Random(seed)
    strata = any_strata(random, 9, 2)
    one = piece("a", strata)
    hidden = protected({"a": one}).get("a")
    if one.x in (0, one.n) or (hidden is not None and not hidden.shown):
        return
    printed = prints("a", {"a": one})
    worlds = [
        tried
        for tried in every(strata)
        if 0 < sum(tried) < (one.n or 0) and prints("a", {"a": with_counts(one, tried)}) == printed
    ]
    for at, each in enumerate(strata):
        possible = {world[at] for world in worlds}
        if hidden is not None and hidden.shown == "nothing":
            assert len(possible) > 1, (strata, printed)
        else:
            assert not told(each.yes, each.base, possible), (strata, printed)


def everything(pieces: Iterable[Evidence]) -> dict[str, Evidence]:
    return {one.id: one for one in pieces}


def only(strata: Sequence[StratumRead], name: str) -> list[StratumRead]:
    """The strata of a piece that speaks of one stratum alone."""
    return [one if one.name == name else replace(one, yes=0, applies=0) for one in strata]


@pytest.mark.parametrize("seed", range(40))
def test_nor_by_the_figures_of_single_strata_beside_it(seed: int) -> None:
    random = Random(seed)
    strata = any_strata(random, 16, random.choice([2, 3]))
    whole = piece("whole", strata)
    parts = [
        piece(f"part_{one.name}", only(strata, one.name), f"stratum: {one.name}")
        for one in strata
        if random.random() < 0.6
    ]
    if whole.x in (0, whole.n):
        return
    evidence = everything([whole, *parts])
    printed = {name: prints(name, evidence) for name in evidence}
    worlds = [
        tried
        for tried in every(strata)
        if agrees(printed["whole"], with_counts(whole, tried))
        and all(agrees(printed[one.id], with_counts(one, _of(one, strata, tried))) for one in parts)
    ]
    shown = {one.id for one in parts} - set(protected(evidence))
    for at, each in enumerate(strata):
        if f"part_{each.name}" not in shown and each.base >= 5:
            assert not told(each.yes, each.base, {world[at] for world in worlds}), (strata, printed)


def _of(one: Evidence, strata: Sequence[StratumRead], counts: Counts) -> Counts:
    return tuple(yes if mine.base else 0 for mine, yes in zip(one.strata, counts, strict=True))


@pytest.mark.parametrize("seed", range(30))
def test_nor_by_a_second_answer_to_the_same_question(seed: int) -> None:
    random = Random(seed)
    strata = any_strata(random, 8, 2)
    others = [
        replace(one, yes=random.choice([one.base - one.yes, random.randint(0, one.base - one.yes)]))
        for one in strata
    ]
    first, second = piece("yes", strata, answer="yes"), piece("no", others, answer="no")
    if {first.x, second.x} & {0, first.n}:
        return
    evidence = everything([first, second])
    printed = {name: prints(name, evidence) for name in evidence}
    agreed = {
        one.id: [tried for tried in every(one.strata) if agrees(printed[one.id], with_counts(one, tried))]
        for one in (first, second)
    }
    worlds = [
        (a, b)
        for a in agreed["yes"]
        for b in agreed["no"]
        if all(x + y <= each.base for x, y, each in zip(a, b, strata, strict=True))
    ]
    for at, each in enumerate(strata):
        for which, one in enumerate((first, second)):
            yes = one.strata[at].yes
            if one.id not in protected(evidence) or protected(evidence)[one.id].shown:
                assert not told(yes, each.base, {world[which][at] for world in worlds}), (
                    strata,
                    others,
                    printed,
                )


@pytest.mark.parametrize("seed", range(30))
def test_nor_by_all_services_beside_one_of_them(seed: int) -> None:
    random = Random(seed)
    strata = [
        replace(one, name=f"{service}: {one.name}")
        for service in ("North", "South")
        for one in any_strata(random, 7, 2)
    ]
    north = piece("north", strata[:2], "service: North")
    both = piece("both", strata)
    if north.x in (0, north.n) or both.x in (0, both.n):
        return
    evidence = everything([north, both])
    hidden = protected(evidence)
    printed = {name: prints(name, evidence) for name in evidence}
    worlds = [
        tried
        for tried in every(strata)
        if agrees(printed["north"], with_counts(north, tried[:2]))
        and agrees(printed["both"], with_counts(both, tried))
    ]
    if "both" not in hidden or hidden["both"].shown:
        for at, each in enumerate(strata):
            assert not told(each.yes, each.base, {world[at] for world in worlds}), (strata, printed)


@pytest.mark.parametrize("seed", range(40))
def test_nor_by_two_editions_between_which_more_was_read(seed: int) -> None:
    random = Random(seed)
    then = any_strata(random, 8, 2)
    now = []
    for one in then:
        more = random.choice([0, 0, random.randint(1, 7)])
        read = one.read + more
        now.append(
            StratumRead(
                one.name, max(Fraction(one.population), read), read, one.yes + random.randint(0, more), read
            )
        )
        then[then.index(one)] = replace(one, population=max(Fraction(one.population), read))
    first, second = piece("a", then), piece("a", now)
    if {first.x, second.x} & {0, first.n, second.n}:
        return
    hidden = protected({"a": first})
    given = GivenOut(
        (first,),
        frozenset({"a"} - set(hidden)),
        {name: one.count for name, one in hidden.items()},
        {name: one.shown for name, one in hidden.items() if one.shown in ("share", "rough", "word")},
    )
    after = after_editions({"a": second}, [given])
    was, printed = prints("a", {"a": first}), prints("a", after)
    worlds = [
        (a, b)
        for a in every(then)
        if agrees(was, with_counts(first, a))
        for b in every(now)
        if all(x <= y <= x + new.base - old.base for x, y, old, new in zip(a, b, then, now, strict=True))
        and agrees(printed, with_counts(second, b))
    ]
    before = [a for a in every(then) if agrees(was, with_counts(first, a))]
    for at, each in enumerate(now):
        if not told(then[at].yes, then[at].base, {a[at] for a in before}):
            possible = {b[at] for _, b in worlds}
            assert not told(each.yes, each.base, possible), (
                then,
                now,
                was,
                printed,
            )
