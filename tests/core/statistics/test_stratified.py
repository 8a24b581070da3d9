"""The weighted share: published values, every possible sample enumerated, and the cases without a spread."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, product
from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.statistics.intervals import exact_interval, wilson_interval
from plumbline.statistics.stratified import (
    Estimate,
    StratumRead,
    bounds_for_unread,
    in_scope_population,
    weighted_share,
    weighted_statement,
)

WORKED = [
    pytest.param(
        [4421, 755, 1018], [100, 50, 50], [73, 16, 24],
        {"weights": [44.21, 15.1, 20.36], "unweighted": 0.565, "share": 0.63893607, "se": 0.03440592,
         "n_eff": 194.883561, "interval": (0.56941697, 0.70308375), "count": 3957.57},
        id="apistrat of R survey",
    ),
    pytest.param(
        [402, 150, 90, 38, 22], [50, 19, 12, 10, 8], [41, 11, 9, 10, 3],
        {"weights": [8.04, 7.89473684, 7.5, 3.8, 2.75], "unweighted": 0.74747475, "share": 0.75531639,
         "se": 0.0408494, "n_eff": 110.754769, "interval": (0.66758382, 0.82593169), "count": 530.232105},
        id="99 of 702",
    ),
]  # fmt: skip


def estimated(
    sizes: list[int], read: list[int], yes: list[int], applies: list[int] | None = None
) -> Estimate:
    rows = zip(sizes, read, yes, applies or read, strict=True)
    found = weighted_share([StratumRead(f"s{at}", *row) for at, row in enumerate(rows)])
    assert found is not None
    return found


@pytest.mark.parametrize(("sizes", "read", "yes", "printed"), WORKED)
def test_worked_estimates(sizes: list[int], read: list[int], yes: list[int], printed: dict) -> None:
    found = estimated(sizes, read, yes)
    assert [float(one.weight) for one in found.strata] == pytest.approx(printed["weights"], abs=5e-9)
    assert float(found.unweighted) == pytest.approx(printed["unweighted"], abs=5e-9)
    assert float(found.share) == pytest.approx(printed["share"], abs=5e-9)
    assert found.standard_error == pytest.approx(printed["se"], abs=5e-9)
    assert found.n_effective == pytest.approx(printed["n_eff"], abs=5e-7)
    assert found.interval == pytest.approx(printed["interval"], abs=5e-9)
    assert found.count == pytest.approx(printed["count"], abs=5e-3)
    assert (found.kind, found.joined, found.unread) == ("wilson", (), ())


def every_sample(strata: list[list[int]], read: list[int]) -> list[Estimate]:
    """The estimate of each sample that could be drawn from strata of 0 and 1."""
    chosen = [list(combinations(one, n)) for one, n in zip(strata, read, strict=True)]
    return [
        estimated([len(one) for one in strata], read, [sum(part) for part in sample])
        for sample in product(*chosen)
    ]


def test_over_all_possible_samples_the_share_and_its_spread_are_right_on_average() -> None:
    strata, read = [[1, 1, 1, 0, 0, 0], [1, 0, 0, 0], [1, 1, 1]], [3, 2, 2]
    found = every_sample(strata, read)
    truth = Fraction(sum(map(sum, strata)), sum(map(len, strata)))
    assert sum((one.share for one in found), Fraction(0)) / len(found) == truth
    spread = sum(((one.share - truth) ** 2 for one in found), Fraction(0)) / len(found)
    assert sum(one.standard_error**2 for one in found) / len(found) == pytest.approx(float(spread))


def test_a_stratum_read_in_full_adds_nothing_to_the_spread() -> None:
    with_it = estimated([100, 100, 8], [20, 20, 8], [10, 5, 4])
    without = estimated([100, 100], [20, 20], [10, 5])
    assert with_it.standard_error == pytest.approx(without.standard_error * 200 / 208)


def test_a_population_read_in_full_has_no_interval() -> None:
    found = estimated([5, 8], [5, 8], [2, 8])
    assert (found.interval, found.kind, found.standard_error) == (None, "none", 0.0)
    assert found.share == Fraction(10, 13)


def test_one_stratum_has_the_exact_interval() -> None:
    found = estimated([702], [99], [80])
    assert found.kind == "exact"
    assert found.interval == pytest.approx((0.72364672, 0.87464387), abs=5e-9)


def test_with_all_but_one_read_in_full_the_interval_is_exact_for_the_sum() -> None:
    found = estimated([300, 20], [100, 20], [45, 7])
    assert found.kind == "exact"
    assert found.interval == ((111 + 7) / 320, (160 + 7) / 320)


def test_a_single_record_read_is_joined_to_the_stratum_after_it() -> None:
    found = estimated([10, 40, 50], [1, 8, 10], [1, 4, 5])
    assert found.joined == (("s0", "s1"),)
    assert [(one.population, one.read, one.yes) for one in found.strata] == [(50, 9, 5), (50, 10, 5)]


def test_the_last_of_the_strata_is_joined_to_the_one_before() -> None:
    assert estimated([40, 50, 10], [8, 10, 1], [4, 5, 1]).joined == (("s1", "s2"),)


def test_a_single_record_is_not_joined_to_a_stratum_read_in_full() -> None:
    found = estimated([10, 6, 50, 60], [1, 6, 10, 12], [1, 4, 5, 6])
    assert found.joined == (("s0", "s2"),)


def test_a_single_record_that_is_the_whole_stratum_is_left_alone() -> None:
    assert estimated([1, 40, 50], [1, 8, 10], [1, 4, 5]).joined == ()


def test_a_single_record_beside_strata_read_in_full_has_the_exact_interval() -> None:
    found = estimated([10, 6], [1, 6], [1, 4])
    assert (found.kind, found.joined) == ("exact", ())
    counts = exact_interval(1, 1, 10)
    assert found.interval == ((counts.low + 4) / 16, (counts.high + 4) / 16)


def test_joining_goes_on_until_every_part_has_two() -> None:
    assert estimated([10, 10, 10, 10], [1, 1, 1, 1], [1, 0, 1, 0]).joined == (("s0", "s1"), ("s2", "s3"))
    assert estimated([10, 10, 10], [1, 1, 1], [1, 0, 1]).joined == (("s0", "s1", "s2"),)


@pytest.mark.parametrize("yes", ["none", "all"])
def test_a_share_of_none_or_all_has_the_exact_interval_of_the_strata_together(yes: str) -> None:
    read = [20, 10]
    found = estimated([200, 50], read, read if yes == "all" else [0, 0])
    counts = exact_interval(30 if yes == "all" else 0, 30, 250)
    assert found.interval == (counts.low_proportion, counts.high_proportion)
    assert (found.kind, found.approximate, found.n_effective) == ("pooled", True, None)


def test_strata_all_of_one_mind_and_not_the_same_still_have_a_width() -> None:
    found = estimated([50, 50], [10, 10], [10, 0])
    assert (found.share, found.standard_error, found.kind) == (Fraction(1, 2), 0.0, "pooled")
    assert found.interval is not None
    low, high = found.interval
    assert low < 0.32 and high > 0.68


def test_a_large_stratum_all_of_one_mind_widens_the_interval() -> None:
    # 30 of 60 marked records read, 15 a yes; 30 of the 540 others read, all a yes. Wilson alone takes the
    # others for certain. By hand: 0.1 · 0.5 + 0.9 · 1 = 0.95.
    found = estimated([60, 540], [30, 30], [15, 30])
    assert (found.share, found.kind, found.approximate) == (Fraction(19, 20), "combined", True)
    marked, others = exact_interval(15, 30, 60), exact_interval(30, 30, 540)
    below = (0.1 * (0.5 - marked.low / 60)) ** 2 + (0.9 * (1 - others.low / 540)) ** 2
    assert found.interval is not None
    assert found.interval[0] == pytest.approx(0.95 - sqrt(below))
    assert found.interval[0] < 0.86
    assert found.n_effective == pytest.approx(0.95 * 0.05 / (0.01 * 0.5 * 0.25 / 29))


def test_an_interval_so_widened_holds_the_truth_as_often_as_it_says() -> None:
    # 30 of the 60 marked and 529 of the 540 others are a yes: in more than half of all samples every one of
    # the others that is read is a yes. With Wilson's interval alone the truth is held 57 times in a hundred.
    found = {pair: estimated([60, 540], [30, 30], list(pair)) for pair in product(range(31), repeat=2)}
    marked = [comb(30, x) * comb(30, 30 - x) / comb(60, 30) for x in range(31)]
    others = [comb(529, y) * comb(11, 30 - y) / comb(540, 30) for y in range(31)]
    truth = (30 + 529) / 600

    def held(ends: Callable[[Estimate], tuple[float, float] | None]) -> float:
        return sum(
            marked[x] * others[y]
            for (x, y), one in found.items()
            if (interval := ends(one)) is not None and interval[0] <= truth <= interval[1]
        )

    assert held(lambda one: one.interval) == pytest.approx(0.988, abs=0.001)
    assert held(
        lambda one: wilson_interval(float(one.share), 1, n_eff=one.n_effective) if one.n_effective else None
    ) == pytest.approx(0.574, abs=0.001)


def test_small_strata_of_one_mind_leave_wilsons_interval_as_it_is() -> None:
    assert estimated([600, 40], [60, 10], [30, 10]).kind == "wilson"


def test_a_question_that_applies_to_some_has_the_share_among_those() -> None:
    # 100 records with 10 read: it applies to 4, yes in 3. 60 with 6 read: it applies to 5, yes in 1.
    found = estimated([100, 60], [10, 6], [3, 1], [4, 5])
    assert found.share == Fraction(10 * 3 + 10 * 1, 10 * 4 + 10 * 5) == Fraction(4, 9)
    assert (found.base, found.yes, found.population) == (9, 4, 90)
    # By hand: a yes lies 5/9 above, a no 4/9 below, the rest at 0.
    first = (3 * Fraction(5, 9) ** 2 + 1 * Fraction(4, 9) ** 2) / 10 - Fraction(3 * 5 - 1 * 4, 90) ** 2
    second = (1 * Fraction(5, 9) ** 2 + 4 * Fraction(4, 9) ** 2) / 6 - Fraction(1 * 5 - 4 * 4, 54) ** 2
    by_hand = Fraction(100, 160) ** 2 * Fraction(9, 10) * first / 9
    by_hand += Fraction(60, 160) ** 2 * Fraction(9, 10) * second / 5
    assert found.standard_error == pytest.approx(sqrt(by_hand * Fraction(160, 90) ** 2))


def test_a_question_that_applies_to_nothing_read_has_no_share() -> None:
    assert weighted_share([StratumRead("one", 50, 10, 0, 0)]) is None


def test_a_stratum_of_which_nothing_is_read_is_named_and_left_out() -> None:
    found = estimated([100, 100, 30], [20, 20, 0], [10, 5, 0])
    assert (found.unread, found.population) == (("s2",), 200)


@pytest.mark.parametrize(
    ("population", "read", "yes", "applies"),
    [(10, 11, 5, None), (10, 5, 6, None), (10, 5, 4, 3), (10, 5, -1, None), (10, 5, 2, 6)],
)
def test_impossible_counts_are_refused(population: int, read: int, yes: int, applies: int | None) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        weighted_share([StratumRead("one", population, read, yes, applies)])


def test_a_stratum_shrinks_by_what_proved_out_of_scope() -> None:
    assert in_scope_population(150, 20, 18) == 135
    assert in_scope_population(22, 8, 7) == Fraction(77, 4)
    assert in_scope_population(22, 0, 0) == 22


def test_a_reduced_stratum_read_as_far_as_it_goes_is_complete() -> None:
    assert StratumRead("one", in_scope_population(6, 6, 5), 5, 2).complete


def test_more_in_scope_than_looked_at_is_refused() -> None:
    with pytest.raises(ValueError):
        in_scope_population(20, 5, 6)


def test_bounds_take_what_could_not_be_read_for_no_and_for_yes() -> None:
    found = bounds_for_unread([StratumRead("one", 100, 9, 6), StratumRead("two", 50, 5, 5)], [1, 0])
    assert found is not None
    assert (found.unread, found.selected) == (1, 15)
    # 100 records: 6 or 7 of 10; 50 records: 5 of 5.
    assert (found.low, found.high) == (Fraction(60 + 50, 150), Fraction(70 + 50, 150))


def test_bounds_speak_of_a_stratum_where_nothing_could_be_read() -> None:
    found = bounds_for_unread([StratumRead("one", 50, 5, 5), StratumRead("two", 50, 0, 0)], [0, 3])
    assert found is not None
    assert (found.low, found.high) == (Fraction(1, 2), 1)


def test_more_unread_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="unread"):
        bounds_for_unread([StratumRead("one", 10, 9, 6)], [2])


def test_a_weighted_share_gets_its_word_from_the_weighted_percentage() -> None:
    said = weighted_statement(estimated([402, 150, 90, 38, 22], [50, 19, 12, 10, 8], [41, 11, 9, 10, 3]))
    assert (said.x, said.n, said.percent, said.word) == (74, 99, "76", "Most")
    assert (said.covers, said.advice) == (("Most", "Majority"), "word_with_range")


def test_a_small_base_bears_its_numbers_only() -> None:
    assert weighted_statement(estimated([30, 30], [4, 4], [2, 3])).advice == "numbers_only"


def test_a_weighted_share_read_in_full_holds_its_word() -> None:
    said = weighted_statement(estimated([40, 8], [40, 8], [30, 6]))
    assert (said.interval, said.holds, said.advice) == (None, True, "word")


@st.composite
def readings(draw: st.DrawFn) -> tuple[list[int], list[int], list[int], list[int]]:
    sizes, read, yes, applies = [], [], [], []
    for _ in range(draw(st.integers(1, 5))):
        sizes.append(draw(st.integers(1, 60)))
        read.append(draw(st.integers(0, sizes[-1])))
        applies.append(draw(st.integers(0, read[-1])))
        yes.append(draw(st.integers(0, applies[-1])))
    return sizes, read, yes, applies


@given(readings())
def test_the_share_lies_within_its_interval_and_the_interval_within_none_and_all(
    reading: tuple[list[int], list[int], list[int], list[int]],
) -> None:
    rows = [StratumRead(f"s{at}", *row) for at, row in enumerate(zip(*reading, strict=True))]
    found = weighted_share(rows)
    if found is not None and found.interval is not None:
        low, high = found.interval
        assert 0 <= low <= float(found.share) + 1e-12
        assert float(found.share) - 1e-12 <= high <= 1


@given(readings())
def test_no_is_the_mirror_of_yes(reading: tuple[list[int], list[int], list[int], list[int]]) -> None:
    sizes, read, yes, applies = reading
    no = [many - one for many, one in zip(applies, yes, strict=True)]

    def of(counts: list[int]) -> Estimate | None:
        rows = zip(sizes, read, counts, applies, strict=True)
        return weighted_share([StratumRead(f"s{at}", *row) for at, row in enumerate(rows)])

    one, other = of(yes), of(no)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert one.share + other.share == 1
        assert one.standard_error == pytest.approx(other.standard_error)
        assert (one.interval is None) == (other.interval is None)
        if one.interval is not None and other.interval is not None:
            assert one.interval == pytest.approx((1 - other.interval[1], 1 - other.interval[0]))


@given(readings())
def test_the_weights_of_what_was_read_add_up_to_the_population(
    reading: tuple[list[int], list[int], list[int], list[int]],
) -> None:
    sizes, read, yes, _ = reading
    rows = [StratumRead(f"s{at}", *row) for at, row in enumerate(zip(sizes, read, yes, strict=True))]
    found = weighted_share(rows)
    if found is not None:
        reached = sum(size for size, n in zip(sizes, read, strict=True) if n)
        assert sum(one.weight * one.read for one in found.strata) == found.population == reached
