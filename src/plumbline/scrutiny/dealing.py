"""Who reads which record: dealt by hash, evenly, never to somebody with a conflict, some of them twice.

Records that are read twice are spread over the strata, and over the pairs of readers, so that every two
readers meet as often as every other two. All of it follows from the list, the readers and the seed:
anyone who has them deals the same again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from math import ceil


@dataclass(frozen=True)
class ToRead:
    """A record to deal. team, worker: whose it is, as the extract writes them; empty where not known."""

    record_id: str
    stratum: str = ""
    team: str = ""
    worker: str = ""


@dataclass(frozen=True)
class ReaderOf:
    """A reader. teams, workers: those whose records they must not read; records: single ones, such as those
    that were taken away from them. has: how many they hold already.
    """

    reader: str
    teams: frozenset[str] = frozenset()
    workers: frozenset[str] = frozenset()
    has: int = 0
    records: frozenset[str] = frozenset()

    def may_read(self, record: ToRead) -> bool:
        """Whether no conflict of interest stands against it, nor that it was taken away from them."""
        return (
            not (record.team and record.team in self.teams)
            and not (record.worker and record.worker in self.workers)
            and record.record_id not in self.records
        )


@dataclass(frozen=True)
class Deal:
    """Who reads what. first, second: record -> reader. nobody, no_second: records for which no reader without
    a conflict is left. never_met: pairs of readers that share no record, for want of records or by conflicts.
    """

    first: dict[str, str]
    second: dict[str, str]
    nobody: tuple[str, ...]
    no_second: tuple[str, ...]
    never_met: tuple[tuple[str, str], ...]

    def load(self) -> Counter[str]:
        """How many readings each reader is dealt."""
        return Counter([*self.first.values(), *self.second.values()])


def how_many_twice(records: int, share: float) -> int:
    """How many of so many records are read twice: the share, rounded up.

    Raises ValueError unless 0 <= share <= 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, not {share}")
    return ceil(Fraction(str(share)) * records)


def read_twice(records: Sequence[ToRead], number: int, seed: str) -> tuple[ToRead, ...]:
    """Which records are read twice: every stratum in proportion, one of each first where there are enough.

    Within a stratum those first in the order of the hash. Raises ValueError for more than there are.
    """
    if not 0 <= number <= len(records):
        raise ValueError(f"{number} of {len(records)} records cannot be read twice")
    strata: dict[str, list[ToRead]] = {}
    for one in sorted(records, key=lambda one: _order(seed, "twice", one.record_id)):
        strata.setdefault(one.stratum, []).append(one)
    taken = dict.fromkeys(strata, 0)
    # Each further one goes to the stratum furthest behind: first to those with none, the largest first.
    for _ in range(number):
        behind = [name for name in strata if taken[name] < len(strata[name])]
        name = min(
            behind,
            key=lambda name: (
                taken[name] > 0,
                Fraction(taken[name], len(strata[name])),
                -len(strata[name]),
                name,
            ),
        )
        taken[name] += 1
    return tuple(one for name, count in taken.items() for one in strata[name][:count])


def deal(
    records: Sequence[ToRead],
    readers: Sequence[ReaderOf],
    *,
    twice: Sequence[ToRead] = (),
    seed: str,
    met_before: Mapping[tuple[str, str], int] | None = None,
) -> Deal:
    """Deal records to readers; those in `twice` to two each.

    First the records read twice, each to the pair without a conflict that has met least, then of those the
    pair with the fewest records. Then the others, those with the fewest possible readers first, each to
    whoever has the fewest. Ties go by hash. met_before: how many records each pair of readers, in the order
    of their names, shares already; such pairs have met. Raises ValueError for a record or reader named twice,
    and for a record in `twice` that is not among `records`.
    """
    _check(records, readers, twice)
    load = Counter({one.reader: one.has for one in readers})
    met: Counter[tuple[str, str]] = Counter(met_before or {})
    first: dict[str, str] = {}
    second: dict[str, str] = {}
    no_second: list[str] = []
    by_hash = sorted(twice, key=lambda one: _order(seed, "pair", one.record_id))
    pairs = {
        one: [pair for pair in combinations(readers, 2) if all(r.may_read(one) for r in pair)]
        for one in by_hash
    }
    for record in sorted(by_hash, key=lambda one: len(pairs[one])):
        if not pairs[record]:
            no_second.append(record.record_id)
            continue
        one, other = min(
            pairs[record],
            key=lambda pair: (
                met[_pair(pair)],
                load[pair[0].reader] + load[pair[1].reader],
                max(load[pair[0].reader], load[pair[1].reader]),
                _order(seed, record.record_id, *_pair(pair)),
            ),
        )
        # Whose reading counts as the first is no honour: it changes from record to record.
        if int(_order(seed, "first", record.record_id)[0], 16) % 2:
            one, other = other, one
        first[record.record_id], second[record.record_id] = one.reader, other.reader
        met[_pair((one, other))] += 1
        load[one.reader] += 1
        load[other.reader] += 1
    nobody: list[str] = []
    left = [one for one in records if one.record_id not in first]
    able = {one: [reader.reader for reader in readers if reader.may_read(one)] for one in left}
    for record in sorted(left, key=lambda one: (len(able[one]), _order(seed, "one", one.record_id))):
        if not able[record]:
            nobody.append(record.record_id)
            continue
        reader = min(able[record], key=lambda name: (load[name], _order(seed, record.record_id, name)))
        first[record.record_id] = reader
        load[reader] += 1
    pairs_meet = bool(twice or met_before)
    never = [pair for pair in map(_pair, combinations(readers, 2)) if not met[pair]] if pairs_meet else []
    return Deal(first, second, tuple(sorted(nobody)), tuple(sorted(no_second)), tuple(sorted(never)))


def _pair(pair: tuple[ReaderOf, ReaderOf]) -> tuple[str, str]:
    one, other = sorted((pair[0].reader, pair[1].reader))
    return one, other


def _order(*parts: str) -> str:
    """What things are put in order by: the hash of the seed and what they are, as in the drawing."""
    return sha256("|".join(parts).encode("utf-8")).hexdigest()


def _check(records: Sequence[ToRead], readers: Sequence[ReaderOf], twice: Sequence[ToRead]) -> None:
    for named in (
        [one.record_id for one in records],
        [one.reader for one in readers],
        [one.record_id for one in twice],
    ):
        again = [name for name, count in Counter(named).items() if count > 1]
        if again:
            raise ValueError(f"{len(again)} of the records or readers are named twice")
    if set(twice) - set(records):
        raise ValueError("a record to be read twice is not among the records")
