"""Who reads which record."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.scrutiny.dealing import Deal, ReaderOf, ToRead, deal, how_many_twice, read_twice

STRATA = {"supervision": 60, "unpaid work": 30, "both": 9}
RECORDS = [
    ToRead(f"{name}-{number}", name, f"team {number % 3}", f"worker {number % 7}")
    for name, size in STRATA.items()
    for number in range(size)
]
READERS = [ReaderOf(name) for name in "ABCD"]


def dealt(readers: list[ReaderOf] = READERS, twice: int = 15) -> Deal:
    """99 records dealt to readers, so many of them twice."""
    return deal(RECORDS, readers, twice=read_twice(RECORDS, twice, "seed"), seed="seed")


def test_every_record_has_a_first_reader() -> None:
    assert set(dealt().first) == {one.record_id for one in RECORDS}


def test_as_many_as_asked_for_have_a_second_reader() -> None:
    assert len(dealt().second) == 15


def test_nobody_reads_a_record_twice_over() -> None:
    found = dealt()
    assert [one for one in found.second if found.first[one] == found.second[one]] == []


def test_every_two_readers_meet_as_often_as_any_other_two() -> None:
    found = dealt()
    met = Counter(frozenset((found.first[one], found.second[one])) for one in found.second)
    assert {met[frozenset(pair)] for pair in combinations("ABCD", 2)} == {2, 3}


def test_every_stratum_has_records_that_are_read_twice() -> None:
    found = read_twice(RECORDS, 15, "seed")
    assert Counter(one.stratum for one in found) == {"supervision": 9, "unpaid work": 4, "both": 2}


def test_with_as_many_as_there_are_strata_each_has_one() -> None:
    assert Counter(one.stratum for one in read_twice(RECORDS, 3, "seed")) == dict.fromkeys(STRATA, 1)


def test_the_work_is_shared_out_evenly() -> None:
    assert sorted(dealt().load().values()) == [28, 28, 29, 29]


def test_a_reader_never_gets_a_record_of_a_team_of_theirs() -> None:
    own = ReaderOf("A", teams=frozenset({"team 1"}))
    found = dealt([own, *READERS[1:]])
    of_team = {one.record_id for one in RECORDS if one.team == "team 1"}
    assert [one for one in of_team if "A" in (found.first[one], found.second.get(one))] == []


def test_a_record_that_everybody_has_a_conflict_with_is_named() -> None:
    readers = [ReaderOf(name, workers=frozenset({"worker 3"})) for name in "AB"]
    found = dealt(readers, twice=0)
    assert found.nobody == tuple(sorted(one.record_id for one in RECORDS if one.worker == "worker 3"))


def test_a_record_without_a_second_reader_is_still_read_once() -> None:
    readers = [ReaderOf("A"), ReaderOf("B", teams=frozenset({"team 0", "team 1", "team 2"}))]
    found = dealt(readers, twice=2)
    assert (len(found.no_second), len(found.first)) == (2, 99)


def test_with_fewer_than_there_are_pairs_those_that_never_meet_are_named() -> None:
    assert len(dealt(twice=5).never_met) == 1


def test_with_as_many_as_there_are_pairs_all_meet() -> None:
    assert dealt(twice=6).never_met == ()


def test_whoever_has_records_already_gets_fewer() -> None:
    found = dealt([ReaderOf("A", has=21), *READERS[1:]], twice=0)
    assert found.load() == {"A": 9, "B": 30, "C": 30, "D": 30}


def test_the_same_seed_deals_the_same_whatever_the_order_of_the_list() -> None:
    twice = read_twice(RECORDS, 15, "seed")
    assert deal(RECORDS[::-1], READERS, twice=twice[::-1], seed="seed") == dealt()


def test_another_seed_deals_otherwise() -> None:
    other = deal(RECORDS, READERS, twice=read_twice(RECORDS, 15, "other"), seed="other")
    assert other.first != dealt().first


def test_a_share_is_rounded_up() -> None:
    assert (how_many_twice(99, 0.15), how_many_twice(99, 0.1), how_many_twice(10, 0.1)) == (15, 10, 1)


def test_more_than_there_are_cannot_be_read_twice() -> None:
    with pytest.raises(ValueError, match="100 of 99 records cannot be read twice"):
        read_twice(RECORDS, 100, "seed")


def test_a_record_named_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="1 of the records or readers are named twice"):
        deal([*RECORDS, RECORDS[0]], READERS, seed="seed")


@given(
    sizes=st.lists(st.integers(0, 12), min_size=1, max_size=4),
    readers=st.integers(2, 6),
    share=st.floats(0, 1),
    seed=st.text(max_size=4),
    conflicts=st.lists(st.integers(0, 3), max_size=6),
)
def test_whatever_is_dealt_conflicts_are_kept_and_nothing_is_lost(
    sizes: list[int], readers: int, share: float, seed: str, conflicts: list[int]
) -> None:
    records = [ToRead(f"{s}-{n}", str(s), f"t{n % 4}") for s, size in enumerate(sizes) for n in range(size)]
    team = [
        ReaderOf(f"r{n}", teams=frozenset({f"t{c}" for c in conflicts[n : n + 1]})) for n in range(readers)
    ]
    twice = read_twice(records, int(share * len(records)), seed)
    found = deal(records, team, twice=twice, seed=seed)
    bars = {one.reader: one.teams for one in team}
    of = {one.record_id: one.team for one in records}
    wrong = [one for side in (found.first, found.second) for one, who in side.items() if of[one] in bars[who]]
    assert (wrong, len(found.first) + len(found.nobody)) == ([], len(records))


@given(readers=st.integers(2, 6), records=st.integers(0, 60), twice=st.integers(0, 60))
def test_without_conflicts_no_reader_has_two_more_than_another_has_when_all_are_read_once(
    readers: int, records: int, twice: int
) -> None:
    found = deal(
        [ToRead(str(n)) for n in range(records)], [ReaderOf(str(n)) for n in range(readers)], seed="s"
    )
    load = [found.load()[str(n)] for n in range(readers)]
    assert max(load) - min(load) <= 1


def test_readers_who_met_over_earlier_records_need_not_meet_again() -> None:
    two = RECORDS[:2]
    met = {("A", "B"): 1, ("C", "D"): 1}
    found = deal(two, READERS, twice=two, seed="seed", met_before=met)
    pairs = {tuple(sorted((found.first[one], found.second[one]))) for one in found.second}
    assert pairs.isdisjoint(met)
    assert len(found.never_met) == 2


def test_pairs_that_never_met_are_named_also_where_nothing_more_is_read_twice() -> None:
    found = deal(RECORDS[:1], READERS[:3], seed="seed", met_before={("A", "B"): 1, ("A", "C"): 2})
    assert found.never_met == (("B", "C"),)


def test_a_record_that_was_taken_away_from_a_reader_does_not_come_back_to_them() -> None:
    readers = [ReaderOf("A", records=frozenset({"both-1"})), ReaderOf("B", has=50)]
    assert deal(RECORDS, readers, seed="seed").first["both-1"] == "B"
