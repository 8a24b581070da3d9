"""The draw by hash: worked values, and what must hold for any frame."""

from __future__ import annotations

import hashlib
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import UsageError
from plumbline.scrutiny.drawing import check_seed, draw, key_of, plan
from plumbline.scrutiny.frames import frame_of, read_frame
from plumbline.statistics.stratified import StratumRead, weighted_share

TWELVE = [("CPO", f"R{number:03}") for number in range(1, 13)]
SIZES = {"A": 402, "B": 150, "C": 90, "D": 38, "E": 22}


def test_the_worked_key_is_the_sha256_of_seed_stratum_and_record() -> None:
    assert (
        key_of("2026-INSP-001", "CPO", "R001")
        == "14d2d76a433b14484782842c7a7b4c9158f0d4d0a915fbc1bbd3314a50048438"
    )


def test_a_record_without_a_stratum_has_the_empty_string_in_its_key() -> None:
    assert key_of("s", "", "R1") == hashlib.sha256(b"s||R1").hexdigest()


def test_the_worked_records_stand_in_the_order_of_their_keys() -> None:
    frame = frame_of(TWELVE)
    drawn = draw(frame, plan(frame.strata, size=6), "2026-INSP-001")
    order = ["R001", "R003", "R005", "R007", "R002", "R009", "R012", "R008", "R010", "R011", "R006", "R004"]
    assert [row.record_id for row in drawn.rows] == order
    assert [row.record_id for row in drawn.sample] == order[:6]
    assert [row.record_id for row in drawn.reserve("CPO")] == order[6:]
    assert [row.position for row in drawn.rows] == list(range(1, 13))


def test_99_of_702_gives_nine_points() -> None:
    found = plan(SIZES, size=99)
    assert (found.population, found.n) == (702, 99)
    assert found.margin == pytest.approx(0.09134823, abs=5e-9)
    assert [one.n for one in found.strata] == [55, 20, 12, 6, 6]


def test_98_of_196_gives_seven_points() -> None:
    found = plan({"": 196}, size=98)
    assert found.margin == found.weighted_margin == pytest.approx(0.07017797, abs=5e-9)


@pytest.mark.parametrize(
    ("records", "confidence", "n"), [(702, 0.95, 249), (702, 0.8, 134), (196, 0.95, 131), (1000, 0.95, 278)]
)
def test_five_points_either_way_need_so_many(records: int, confidence: float, n: int) -> None:
    found = plan({"": records}, margin=0.05, confidence=confidence)
    assert (found.n, found.wanted_margin, found.wanted_size) == (n, 0.05, None)


def test_neyman_takes_more_where_the_answer_is_less_certain() -> None:
    expected = {"A": 0.6, "B": 0.75, "D": 0.85}
    found = plan(SIZES, size=99, method="neyman", expected=expected)
    assert [one.n for one in found.strata] == [56, 18, 13, 6, 6]
    assert [one.expected for one in found.strata] == [0.6, 0.75, 0.5, 0.85, 0.5]


def test_a_sample_aimed_at_a_stratum_takes_its_larger_minimum_there() -> None:
    found = plan({"missed": 60, "rest": 540}, size=60, minimums={"missed": 30})
    assert [(one.n, one.minimum, one.weight) for one in found.strata] == [(30, 30, 2), (30, 6, 18)]
    assert found.weights_differ


def test_strata_read_as_closely_as_each_other_need_no_weighting() -> None:
    found = plan({"A": 100, "B": 50}, size=30)
    assert (found.weights_differ, found.weighted_margin) == (False, pytest.approx(found.margin, rel=0.01))


def test_reading_small_strata_more_closely_widens_the_weighted_margin() -> None:
    found = plan({"A": 600, "B": 10, "C": 10}, size=40, minimum=10)
    # By hand: A is 20 of 600, the others are read whole.
    assert found.weighted_margin == pytest.approx(1.959964 * (600 / 620) * (0.25 / 20 * 580 / 599) ** 0.5)
    assert found.weighted_margin > found.margin


def test_a_margin_so_wide_that_the_minimums_are_more_takes_the_minimums() -> None:
    assert plan({"A": 100, "B": 100, "C": 3}, margin=0.4).n == 15


def test_without_strata_no_minimum_is_asked() -> None:
    assert plan({"": 702}, size=5).n == 5


def test_all_records_have_no_margin() -> None:
    found = plan({"A": 7, "B": 5}, size=12)
    assert (found.margin, found.weighted_margin) == (0, 0)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({}, "either the margin wanted or the size"),
        ({"size": 99, "margin": 0.05}, "either the margin wanted or the size"),
        ({"margin": 5.0}, "such as 0.05 for five points"),
        ({"margin": 0.0}, "such as 0.05 for five points"),
        ({"size": 0}, "at least one record"),
        ({"size": 703}, "703 records cannot be drawn from 702"),
        ({"size": 29}, "takes 30. Ask for more, lower the minimum, or join strata"),
        ({"size": 99, "confidence": 95}, "such as 0.95"),
        ({"size": 99, "minimum": 0}, "none can be judged unread"),
        ({"size": 99, "minimums": {"A": 0}}, "none can be judged unread"),
        ({"size": 99, "minimums": {"Z": 9}}, "no stratum “Z”. There are: A, B, C, D, E."),
        ({"size": 99, "expected": {"A": 0.5}}, "are for the allocation “neyman”"),
        ({"size": 99, "method": "neyman", "expected": {"Z": 0.5}}, "no stratum “Z”"),
        ({"size": 99, "method": "neyman", "expected": {"A": 1.0}}, "lies between 0 and 1"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_what_would_do(wish: dict, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        plan(SIZES, **wish)
    assert said in str(refused.value)


def test_a_frame_of_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="no record"):
        plan({}, size=1)


@pytest.mark.parametrize("seed", ["", " ", " a", "a ", "a\nb", "a\tb", "\u200b"])
def test_a_seed_that_nobody_could_type_again_is_refused(seed: str) -> None:
    with pytest.raises(UsageError, match="seed"):
        check_seed(seed)


def test_a_seed_may_hold_spaces_and_the_mark_that_parts_a_key() -> None:
    check_seed("Lotto 3|14|15, 9 May 2026")


def test_a_plan_for_another_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="another frame"):
        draw(frame_of(TWELVE), plan({"CPO": 13}, size=6), "seed")


def test_the_reserve_of_one_stratum_holds_no_other() -> None:
    frame = frame_of([("A", f"a{n}") for n in range(9)] + [("B", f"b{n}") for n in range(9)])
    drawn = draw(frame, plan(frame.strata, size=12), "seed")
    assert Counter(row.stratum for row in drawn.reserve("B")) == {"B": 3}


@st.composite
def frame_rows(draw: st.DrawFn) -> list[tuple[str, str]]:
    ids = draw(st.lists(st.integers(0, 10_000), min_size=1, max_size=60, unique=True))
    return [(draw(st.sampled_from(["A", "B", "C", "Dè"])), f"R{one}") for one in ids]


@given(frame_rows(), st.randoms(use_true_random=False), st.data())
def test_the_order_of_the_list_plays_no_part(
    rows: list[tuple[str, str]], chance, data: st.DataObject
) -> None:
    frame = frame_of(rows)
    floor = sum(min(2, size) for size in frame.strata.values())
    planned = plan(frame.strata, size=data.draw(st.integers(floor, len(rows))), minimum=2)
    again = list(rows)
    chance.shuffle(again)
    turned = "stratum,record_id\n" + "".join(f"{stratum},{record}\n" for stratum, record in again)
    other = read_frame(turned.encode(), id_column="record_id", stratum_column="stratum")
    assert draw(other, planned, "seed") == draw(frame, planned, "seed")


@given(frame_rows(), st.text("abc|ß", min_size=1, max_size=4))
def test_each_record_has_one_place_and_the_weights_add_up_to_the_frame(
    rows: list[tuple[str, str]], seed: str
) -> None:
    frame = frame_of(rows)
    drawn = draw(frame, plan(frame.strata, margin=0.2, minimum=2), seed)
    assert sorted((row.stratum, row.record_id) for row in drawn.rows) == sorted(rows)
    assert sum((row.weight or Fraction(0) for row in drawn.rows), Fraction(0)) == len(rows)
    assert all((row.weight is None) == (not row.drawn) for row in drawn.rows)
    for stratum, size in frame.strata.items():
        own = [row for row in drawn.rows if row.stratum == stratum]
        assert [row.position for row in own] == list(range(1, size + 1))
        assert [row.key for row in own] == sorted(row.key for row in own)
        assert [row.drawn for row in own] == sorted((row.drawn for row in own), reverse=True)


def test_an_aimed_sample_weights_back_to_what_is_true_of_all() -> None:
    # 40 of 200 are marked by the data. All the marked are a yes and no other is: the truth is 40 of 200.
    frame = frame_of([("missed", f"m{n}") for n in range(40)] + [("rest", f"r{n}") for n in range(160)])
    planned = plan(frame.strata, size=40, minimums={"missed": 20})
    drawn = draw(frame, planned, "seed")
    read = Counter(row.stratum for row in drawn.sample)
    found = weighted_share(
        [
            StratumRead(
                one.stratum, one.size, read[one.stratum], read[one.stratum] * (one.stratum == "missed")
            )
            for one in planned.strata
        ]
    )
    assert found is not None
    assert (found.unweighted, found.share) == (Fraction(1, 2), Fraction(1, 5))


def test_every_record_is_drawn_about_as_often_as_its_share_over_many_seeds() -> None:
    frame = frame_of([("", f"R{n}") for n in range(20)], stratified=False)
    planned = plan(frame.strata, size=5)
    times = Counter(
        row.record_id for seed in range(4000) for row in draw(frame, planned, f"seed {seed}").sample
    )
    # 4000 draws at one quarter: 1000 each, standard deviation 27; five of them either way.
    assert all(863 < times[f"R{n}"] < 1137 for n in range(20))
