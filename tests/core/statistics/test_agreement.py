"""Agreement between readers: published values, and properties that hold for any ratings."""

from __future__ import annotations

import random
import statistics
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.statistics.agreement import (
    Metric,
    Shared,
    Unit,
    Weights,
    agreement_on,
    all_agree,
    alpha,
    bootstrap_alpha,
    commonest_share,
    exact_agreement,
    gwet,
    kappa,
    read_twice,
    table_of,
    within_one,
)

_ = None
# Krippendorff (2007, 2011): four observers, twelve units.
TWELVE: list[Unit] = [
    [1, 1, _, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
    [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [_, 5, 5, 5], [_, _, 1, 1], [_, 3, _, _],
]  # fmt: skip
FIVE = [1, 2, 3, 4, 5]
TABLES = [
    pytest.param([[80, 10], [5, 5]], 0.85, 0.31818182, 0.808, 0.31771429, (0.91428571, 0.4),
                 id="Feinstein and Cicchetti, uneven"),
    pytest.param([[40, 9], [6, 45]], 0.85, 0.69951923, 0.70074813, 0.70075188, (0.84210526, 0.85714286),
                 id="Feinstein and Cicchetti, even"),
    pytest.param([[13, 0, 0], [0, 20, 7], [0, 4, 56]], 0.89, 0.7964094, 0.84933055, 0.7972585, None,
                 id="Gwet’s abstractors"),
]  # fmt: skip


def units_of(table: list[list[int]]) -> list[Unit]:
    """The pairs of ratings that a table of agreement counts."""
    return [(k, m) for k, row in enumerate(table) for m, many in enumerate(row) for _ in range(many)]


@pytest.mark.parametrize(
    ("weights", "agreement", "by_chance", "value", "error", "interval"),
    [
        ("unweighted", 0.81818182, 0.19032118, 0.77544407, 0.14294995, (0.46081335, 1.0)),
        ("linear", 0.93939394, 0.57096354, 0.85873914, 0.11732902, (0.6004997, 1.0)),
        ("quadratic", 0.97537879, 0.71370443, 0.91400072, 0.10396224, (0.68518137, 1.0)),
        ("ordinal", 0.96818182, 0.68515625, 0.89893977, 0.10690352, (0.6636467, 1.0)),
    ],
)
def test_worked_ac(
    weights: Weights,
    agreement: float,
    by_chance: float,
    value: float,
    error: float,
    interval: tuple[float, float],
) -> None:
    found = gwet(TWELVE, FIVE, weights)
    assert found is not None
    assert (found.agreement, found.by_chance) == pytest.approx((agreement, by_chance), abs=5e-9)
    assert (found.value, found.standard_error) == pytest.approx((value, error), abs=5e-9)
    assert found.interval == pytest.approx(interval, abs=5e-9)


@pytest.mark.parametrize(
    ("metric", "value"), [("nominal", 0.74342105), ("ordinal", 0.8153875), ("interval", 0.84910714)]
)
def test_worked_alpha(metric: Metric, value: float) -> None:
    assert alpha(TWELVE, metric) == pytest.approx(value, abs=5e-9)


def test_worked_shares_that_agree() -> None:
    assert exact_agreement(TWELVE) == pytest.approx(0.81818182, abs=5e-9)
    assert within_one(TWELVE) == pytest.approx(0.95454545, abs=5e-9)
    assert read_twice(TWELVE) == 11


@pytest.mark.parametrize(("table", "agreement", "of_kappa", "ac1", "nominal", "yes_and_no"), TABLES)
def test_worked_tables(
    table: list[list[int]],
    agreement: float,
    of_kappa: float,
    ac1: float,
    nominal: float,
    yes_and_no: tuple[float, float] | None,
) -> None:
    units = units_of(table)
    found = gwet(units, range(len(table)))
    assert found is not None
    assert exact_agreement(units) == pytest.approx(agreement)
    assert kappa(table) == pytest.approx(of_kappa, abs=5e-9)
    assert found.value == pytest.approx(ac1, abs=5e-9)
    assert alpha(units, "nominal") == pytest.approx(nominal, abs=5e-9)
    if yes_and_no is not None:
        assert (agreement_on(units, 0), agreement_on(units, 1)) == pytest.approx(yes_and_no, abs=5e-9)


def test_two_who_rate_apart_from_each_other_get_a_high_ac2_and_no_alpha() -> None:
    """A quarter 3, half 4, a quarter 5, on a scale of six: AC2 flatters, which is why it is no gate."""
    shares = {3: 1, 4: 2, 5: 1}
    units = [(k, m) for k, a in shares.items() for m, b in shares.items() for _ in range(a * b * 50)]
    found = [gwet(units, [1, 2, 3, 4, 5, 6], weights) for weights in ("unweighted", "linear", "quadratic")]
    assert [round(one.value, 2) for one in found if one is not None] == [0.29, 0.72, 0.91]
    assert alpha(units, "ordinal") == pytest.approx(0, abs=0.01)


def test_weighted_kappa_by_hand() -> None:
    # Linear weights 1, 1/2, 0. Agreement (2+1+1 + 1/2)/5 = 0.9; by chance, from rows 3 1 1 and columns 2 2 1:
    # (6+2+1 + (6+2+1+2)/2)/25 = 14.5/25 = 0.58.
    table = [[2, 1, 0], [0, 1, 0], [0, 0, 1]]
    assert kappa(table, "linear") == pytest.approx((0.9 - 0.58) / (1 - 0.58))


def test_kappa_has_no_value_where_both_always_say_one_thing() -> None:
    assert kappa([[7, 0], [0, 0]]) is None


@pytest.mark.parametrize("table", [[[1, 2]], [[0, 0], [0, 0]], [[1, -1], [0, 2]]])
def test_what_is_no_table_of_agreement_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="table"):
        kappa(table)


def test_a_table_is_counted_from_pairs() -> None:
    assert table_of([("yes", "yes"), ("yes", "no"), ("yes", "yes")], ["yes", "no"]) == [[2, 1], [0, 0]]


def test_a_value_off_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="no category"):
        table_of([(1, 7)], FIVE)
    with pytest.raises(ValueError, match="no category"):
        gwet([(1, 7)], FIVE)


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
def test_alpha_has_no_value_where_all_ratings_are_one(metric: Metric) -> None:
    units = [(4, 4)] * 30
    assert alpha(units, metric) is None
    assert bootstrap_alpha(units, metric) is None


def test_nothing_is_said_where_nothing_was_read_twice() -> None:
    units: list[Unit] = [(1, _), (_, 3), (_, _)]
    assert (exact_agreement(units), within_one(units), all_agree(units)) == (_, _, _)
    assert (alpha(units), bootstrap_alpha(units), gwet(units, FIVE), commonest_share(units)) == (_, _, _, _)
    assert (agreement_on(units, 1), read_twice(units)) == (_, 0)


def test_agreement_on_a_value_that_nobody_gave_is_none() -> None:
    assert agreement_on([("yes", "yes")], "no") is None


def test_records_in_which_all_agree_have_wilsons_interval() -> None:
    found = all_agree([(1, 1)] * 17 + [(1, 2)] * 3 + [(1, _)] * 5)
    assert found == Shared(20, 17, pytest.approx((0.639581, 0.947631), abs=5e-7))


def test_words_cannot_be_rated_by_how_far_apart_they_are() -> None:
    with pytest.raises(ValueError, match="numbers"):
        alpha([("yes", "no"), ("yes", "yes")], "ordinal")
    with pytest.raises(ValueError, match="numbers"):
        within_one([("yes", "no")])


def test_words_have_a_nominal_alpha() -> None:
    as_words = [("yes" if a else "no", "yes" if b else "no") for a, b in units_of([[80, 10], [5, 5]])]
    assert alpha(as_words, "nominal") == pytest.approx(0.31771429, abs=5e-9)
    assert bootstrap_alpha(as_words, "nominal") is not None


def test_the_bootstrap_gives_the_same_twice_and_something_else_for_another_seed() -> None:
    assert bootstrap_alpha(TWELVE) == bootstrap_alpha(TWELVE)
    assert bootstrap_alpha(TWELVE) != bootstrap_alpha(TWELVE, seed=1)


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
def test_the_bootstrap_is_that_of_alpha_worked_out_again_for_each_drawing(metric: Metric) -> None:
    units = [unit for unit in TWELVE if sum(one is not None for one in unit) > 1]
    chance = random.Random(7).random
    drawings = [[units[int(chance() * len(units))] for _ in units] for _ in range(2000)]
    alphas = [one for drawing in drawings if (one := alpha(drawing, metric)) is not None]
    expected = statistics.quantiles(alphas, n=40, method="inclusive")
    assert bootstrap_alpha(TWELVE, metric, seed=7) == pytest.approx((expected[0], expected[-1]))


def test_one_record_read_twice_has_no_bootstrap() -> None:
    assert bootstrap_alpha([(1, 2), (3, _)]) is None


def test_the_commonest_value_is_counted_where_read_twice() -> None:
    assert commonest_share([(4, 4), (4, 5), (1, _)]) == 0.75


ratings = st.lists(st.lists(st.none() | st.integers(1, 6), min_size=3, max_size=3), min_size=2, max_size=12)


def plain_alpha(units: list[list[int | None]], metric: Metric) -> float | None:
    """Alpha by going through every pair: how far apart within records, over how far apart anywhere."""
    many = [given for unit in units if len(given := [one for one in unit if one is not None]) > 1]
    every = [one for given in many for one in given]

    def apart(one: int, other: int) -> float:
        if metric == "nominal":
            return float(one != other)
        if metric == "interval":
            return float((one - other) ** 2)
        low, high = sorted((one, other))
        between = sum(low <= each <= high for each in every)
        return (between - (every.count(low) + every.count(high)) / 2) ** 2 if low != high else 0.0

    within = sum(
        apart(one, other) / (len(given) - 1) for given in many for one, other in permutations(given, 2)
    )
    anywhere = sum(apart(one, other) for one, other in permutations(every, 2))
    return None if not anywhere else 1 - within / len(every) / (anywhere / len(every) / (len(every) - 1))


@given(ratings, st.sampled_from(["nominal", "ordinal", "interval"]))
def test_alpha_is_what_going_through_every_pair_gives(units: list[list[int | None]], metric: Metric) -> None:
    expected = plain_alpha(units, metric)
    assert alpha(units, metric) == (None if expected is None else pytest.approx(expected, abs=1e-9))


@given(ratings, st.randoms(use_true_random=False))
def test_the_order_of_records_and_readers_changes_nothing(units: list[list[int | None]], chance) -> None:
    turned = [chance.sample(unit, len(unit)) for unit in units]
    chance.shuffle(turned)
    scale = [1, 2, 3, 4, 5, 6]
    for measure in (alpha, exact_agreement, within_one, commonest_share):
        one, other = measure(units), measure(turned)
        assert one == other if one is None else other == pytest.approx(one)
    first, second = gwet(units, scale, "linear"), gwet(turned, scale, "linear")
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert second.value == pytest.approx(first.value)
        assert second.standard_error == pytest.approx(first.standard_error)


@given(st.lists(st.integers(1, 6), min_size=2, max_size=15))
def test_perfect_agreement_is_one_or_without_a_value(values: list[int]) -> None:
    units = [(one, one) for one in values]
    assert exact_agreement(units) == within_one(units) == 1
    assert alpha(units) == (1 if len(set(values)) > 1 else None)
    found = gwet(units, [1, 2, 3, 4, 5, 6])
    assert found is not None and found.value == pytest.approx(1)
