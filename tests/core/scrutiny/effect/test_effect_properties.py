from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from factories.effects import ACTION, months
from plumbline.scrutiny.effect import (
    AllOf,
    CompletePeriod,
    SampleReading,
    all_cases,
    second_reading,
    shifted_and_held,
)
from plumbline.statistics.stratified import StratumRead


@st.composite
def series(draw: st.DrawFn) -> tuple[CompletePeriod, ...]:
    """Ten to fifteen months before the action and up to twelve since, of much the same size or not."""
    before, since = draw(st.integers(10, 15)), draw(st.integers(0, 12))
    low, high = draw(st.sampled_from([(5, 12), (38, 44), (20, 60)]))
    usual, then = draw(st.sampled_from([(0.6, 0.85), (0.5, 0.5), (0.8, 0.9)]))
    of = draw(st.lists(st.integers(low, high), min_size=before + since, max_size=before + since))
    swings = draw(st.lists(st.floats(-0.15, 0.15), min_size=before + since, max_size=before + since))
    x = [
        min(n, max(0, round(n * ((usual if at < before else then) + swing))))
        for at, (n, swing) in enumerate(zip(of, swings, strict=True))
    ]
    return months(x[:before], x[before:], of)


def turned(periods: tuple[CompletePeriod, ...]) -> list[CompletePeriod]:
    """The same with yes and no changed over."""
    return [replace(one, x=(one.n or 0) - (one.x or 0)) for one in periods]


def with_one_more(periods: tuple[CompletePeriod, ...], x: int, n: int) -> list[CompletePeriod]:
    starts = periods[-1].last_day + timedelta(1)
    return [*periods, CompletePeriod("one more", starts, starts + timedelta(27), x, n)]


@settings(deadline=None, max_examples=150)
@given(series())
def test_better_and_worse_change_places_with_yes_and_no(periods: tuple[CompletePeriod, ...]) -> None:
    plain, flipped = (
        shifted_and_held(periods, ACTION, "increase"),
        shifted_and_held(turned(periods), ACTION, "decrease"),
    )
    assert plain.verdict.state == flipped.verdict.state
    assert [(one.side, one.speaks) for one in plain.periods] == [
        (one.side, one.speaks) for one in flipped.periods
    ]


@settings(deadline=None, max_examples=150)
@given(series(), st.integers(5, 60), st.floats(0, 1))
def test_one_more_period_on_the_worse_side_is_never_held(
    periods: tuple[CompletePeriod, ...], n: int, height: float
) -> None:
    longer = shifted_and_held(with_one_more(periods, round(n * height), n), ACTION, "increase")
    if longer.periods[-1].side <= 0:
        assert longer.verdict.state != "held"


@settings(deadline=None, max_examples=150)
@given(series(), st.integers(5, 60))
def test_one_more_period_in_which_nothing_was_met_is_never_held(
    periods: tuple[CompletePeriod, ...], n: int
) -> None:
    assume(len(periods) > 12)
    assert shifted_and_held(with_one_more(periods, 0, n), ACTION, "increase").verdict.state != "held"


@settings(deadline=None, max_examples=150)
@given(series(), st.integers(1, 27))
def test_the_limits_come_from_the_periods_before_and_no_other(
    periods: tuple[CompletePeriod, ...], day: int
) -> None:
    action = ACTION + timedelta(day - 1)
    whole = shifted_and_held(periods, action, "increase")
    alone = shifted_and_held([one for one in periods if one.last_day < action], action, "increase")
    assert [one.when for one in whole.periods] == [
        "before" if one.last_day < action else "since" if one.first_day >= action else "during"
        for one in periods
    ]
    if whole.chart == alone.chart:
        assert whole.centre == alone.centre
        if whole.chart == "xmr":
            assert [(one.lower, one.upper) for one in whole.periods[:10]] == [
                (one.lower, one.upper) for one in alone.periods[:10]
            ]


@settings(deadline=None, max_examples=150)
@given(series())
def test_held_has_nothing_missing_and_every_other_verdict_has(periods: tuple[CompletePeriod, ...]) -> None:
    found = shifted_and_held(periods, ACTION, "increase")
    assert (found.verdict.state == "held") == (found.verdict.missing == ())
    if found.verdict.state == "held":
        last = [one for one in found.periods if one.when == "since"][-3:]
        assert [one.side for one in last] == [1, 1, 1]
        assert any(one.when == "since" and one.speaks == "better" for one in found.periods)


@settings(deadline=None, max_examples=150)
@given(series())
def test_no_series_is_held_both_ways(periods: tuple[CompletePeriod, ...]) -> None:
    states = [shifted_and_held(periods, ACTION, way).verdict.state for way in ("increase", "decrease")]
    assert states.count("held") <= 1


@st.composite
def counts(draw: st.DrawFn, most: int = 30) -> tuple[int, int, int]:
    n = draw(st.integers(1, most))
    return draw(st.integers(0, n)), n, draw(st.integers(0, 4))


def periods_of(first: tuple[int, int, int], second: tuple[int, int, int]) -> tuple[AllOf, AllOf]:
    return (
        AllOf("first", date(2024, 4, 1), date(2025, 3, 31), *first),
        AllOf("second", date(2025, 4, 1), date(2026, 3, 31), *second),
    )


@settings(deadline=None)
@given(counts(), counts(), st.sampled_from([1, 2]))
def test_the_exact_comparison_is_the_same_with_yes_and_no_changed_over(
    first: tuple[int, int, int], second: tuple[int, int, int], sides: int
) -> None:
    one, other = periods_of(first, second)
    plain = all_cases(one, other, ACTION, "increase", sides)  # type: ignore[arg-type]
    swapped = all_cases(
        replace(one, x=one.n - one.x),
        replace(other, x=other.n - other.x),
        ACTION,
        "decrease",
        sides,  # type: ignore[arg-type]
    )
    assert (plain.verdict.state, plain.chance) == (swapped.verdict.state, swapped.chance)


@settings(deadline=None)
@given(counts(), counts(), st.sampled_from([1, 2]))
def test_one_more_case_for_the_worse_never_closes_an_area_by_all_cases(
    first: tuple[int, int, int], second: tuple[int, int, int], sides: int
) -> None:
    one, other = periods_of(first, second)
    plain = all_cases(one, other, ACTION, "increase", sides)  # type: ignore[arg-type]
    worse = all_cases(one, replace(other, n=other.n + 1), ACTION, "increase", sides)  # type: ignore[arg-type]
    if plain.verdict.state != "held":
        assert worse.verdict.state != "held"


@settings(deadline=None)
@given(counts(), counts(), st.sampled_from([1, 2]))
def test_a_case_that_cannot_be_told_never_closes_an_area(
    first: tuple[int, int, int], second: tuple[int, int, int], sides: int
) -> None:
    one, other = periods_of(first, second)
    plain = all_cases(one, other, ACTION, "increase", sides)  # type: ignore[arg-type]
    unknown = all_cases(one, replace(other, cannot_tell=other.cannot_tell + 1), ACTION, "increase", sides)  # type: ignore[arg-type]
    if plain.verdict.state != "held":
        assert unknown.verdict.state != "held"


@settings(deadline=None)
@given(st.tuples(st.integers(0, 40), st.integers(0, 40)), st.tuples(st.integers(0, 40), st.integers(0, 40)))
def test_two_readings_compare_the_same_with_yes_and_no_changed_over(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    def reading(label: str, year: int, yes: tuple[int, int]) -> SampleReading:
        strata = tuple(
            StratumRead(name, size, 40, x) for name, size, x in zip("AB", (300, 90), yes, strict=True)
        )
        return SampleReading(label, date(year, 4, 1), date(year + 1, 3, 31), strata)

    def other_way(yes: tuple[int, int]) -> tuple[int, int]:
        return 40 - yes[0], 40 - yes[1]

    plain = second_reading(reading("a", 2024, first), reading("b", 2025, second), ACTION, "increase")
    flipped = second_reading(
        reading("a", 2024, other_way(first)), reading("b", 2025, other_way(second)), ACTION, "decrease"
    )
    assert plain.verdict.state == flipped.verdict.state
