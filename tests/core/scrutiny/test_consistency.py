"""How well readers agree, from what they submitted."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from plumbline.scrutiny.consistency import (
    BlindReading,
    QuestionAgreement,
    agreement_by_question,
    differences_by_day,
    differing,
)
from plumbline.scrutiny.instruments.model import Choice, Instrument, Question

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def choices(*names: str) -> tuple[Choice, ...]:
    """A list of choices whose labels are their names."""
    return tuple(Choice(name, {"default": name}) for name in names)


FORM = Instrument(
    title="Short",
    form_id="short",
    version="1",
    languages=("default",),
    default_language="default",
    children=(
        Question("select_one", "plan", "/plan", 2, choice_list="yes_no"),
        Question("select_one", "quality", "/quality", 3, choice_list="six", rating=True),
        Question("select_multiple", "partners", "/partners", 4, choice_list="partners"),
        Question("decimal", "visits", "/visits", 5),
        Question("text", "words", "/words", 6),
    ),
    choice_lists={
        "yes_no": choices("yes", "no"),
        "six": choices("6", "5", "4", "3", "2", "1"),
        "partners": choices("health", "police"),
    },
)


def twice(path: str, pairs: list[tuple[str, str]], day: date = MONDAY) -> list[BlindReading]:
    """Readings by A and B of as many records as there are pairs of answers; "" is no answer."""
    return [
        BlindReading(f"{day}-{number}", reader, day, {path: value} if value else {})
        for number, pair in enumerate(pairs)
        for reader, value in zip("AB", pair, strict=True)
    ]


def of(path: str, readings: list[BlindReading]) -> QuestionAgreement:
    """The agreement on one question."""
    return next(one for one in agreement_by_question(FORM, readings) if one.question.path == path)


def feinstein() -> list[BlindReading]:
    """Feinstein and Cicchetti's first table: 80, 10, 5 and 5."""
    pairs = [("yes", "yes")] * 80 + [("yes", "no")] * 10 + [("no", "yes")] * 5 + [("no", "no")] * 5
    return twice("/plan", pairs)


def test_kappa_and_ac1_are_those_of_the_published_table() -> None:
    found = of("/plan", feinstein())
    assert found.ac1 is not None
    assert (found.kappa, found.ac1.value) == pytest.approx((0.31818182, 0.808), abs=1e-8)


def test_agreement_on_yes_and_on_no_stand_apart() -> None:
    found = of("/plan", feinstein())
    assert (found.on_yes, found.on_no) == pytest.approx((0.91428571, 0.4), abs=1e-8)


def test_the_records_on_which_readers_differ_are_named() -> None:
    assert of("/plan", twice("/plan", [("yes", "yes"), ("yes", "no")])).differ == (f"{MONDAY}-1",)


def test_a_question_that_came_up_for_one_reader_only_is_counted_and_in_no_coefficient() -> None:
    found = of("/plan", twice("/plan", [("yes", "yes"), ("yes", ""), ("", "")]))
    assert (found.records, found.one_asked) == (1, 1)


def test_a_record_that_one_person_read_says_nothing() -> None:
    assert of("/plan", twice("/plan", [("yes", "no")])[:1]).records == 0


def test_ratings_come_with_exact_agreement_and_within_one() -> None:
    found = of("/quality", twice("/quality", [("4", "4"), ("4", "3"), ("5", "3")]))
    assert (found.exact, found.within) == pytest.approx((1 / 3, 2 / 3))


def test_ratings_two_apart_and_across_three_and_four_are_to_be_discussed() -> None:
    found = of("/quality", twice("/quality", [("4", "4"), ("4", "3"), ("5", "3"), ("6", "5")]))
    assert [(one.record[-1], one.apart, one.crosses) for one in found.discuss] == [
        ("2", 2, True),
        ("1", 1, True),
    ]


def test_too_few_records_say_nothing_yet() -> None:
    assert of("/quality", twice("/quality", [("4", "4")] * 19)).gate.outcome == "too_few"


def test_a_readers_mean_difference_is_from_the_co_readers() -> None:
    found = differences_by_day(FORM, twice("/quality", [("5", "4"), ("5", "5")]))
    assert {one.reader: one.whole.mean for one in found} == {"A": Fraction(1, 2), "B": Fraction(-1, 2)}


def test_each_day_has_its_own_point() -> None:
    readings = twice("/quality", [("5", "4")]) + twice("/quality", [("3", "5")], TUESDAY)
    assert differences_by_day(FORM, readings)[0].days == (
        (MONDAY, 1, Fraction(1)),
        (TUESDAY, 1, Fraction(-2)),
    )


def test_one_day_makes_no_chart_and_two_do() -> None:
    one = differences_by_day(FORM, twice("/quality", [("5", "4")]))
    two = differences_by_day(FORM, twice("/quality", [("5", "4")]) + twice("/quality", [("3", "5")], TUESDAY))
    assert (one[0].chart, two[0].chart is not None) == (None, True)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"/plan": "yes"}, {"/plan": "no"}, ["plan"]),
        ({"/plan": "yes"}, {}, ["plan"]),
        ({"/partners": "health police"}, {"/partners": "police health"}, []),
        ({"/visits": "3"}, {"/visits": "3.0"}, []),
        ({"/visits": "3"}, {"/visits": "3.5"}, ["visits"]),
        ({"/words": "one thing"}, {"/words": "another"}, []),
    ],
)
def test_what_has_to_be_settled(first: dict[str, str], second: dict[str, str], expected: list[str]) -> None:
    assert [one.name for one in differing(FORM, first, second)] == expected
