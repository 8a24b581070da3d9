from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from factories.effects import ACTION, STEADY, months
from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect import CompletePeriod, Shift, shifted_and_held

BETTER = (34, 33, 35, 34, 33, 35)


def judged(since: tuple[int, ...], **options: object) -> Shift:
    return shifted_and_held(months(since=since, **options), ACTION, "increase")  # type: ignore[arg-type]


def test_a_figure_that_rose_out_of_its_limits_and_stayed_is_held() -> None:
    found = judged(BETTER).verdict
    assert (found.state, found.missing) == ("held", ())
    assert found.reason == (
        "Held. Before the first action on 1 April 2025: 62.3% (299 of 480) in 12 periods; since: 85.0% (204 "
        "of 240) in 6. The signal of improvement: April 2025 to September 2025, outside the limits, for the "
        "better. The last 3 complete periods (July 2025, August 2025 and September 2025) lie on the better "
        "side of the middle, and no later signal is for the worse."
    )


def test_the_limits_are_those_of_the_twelve_periods_before() -> None:
    found = judged(BETTER)
    # mean of STEADY / 40 plus and minus 2.66 average moving ranges: steps of 2,1,2,4,2,1,2,1,2,3,1 in 40.
    mean, reach = 299 / 480, 2.66 * 21 / 11 / 40
    assert found.centre == pytest.approx(mean)
    ((lower, upper),) = {(one.lower, one.upper) for one in found.periods}
    assert (lower, upper) == (pytest.approx(mean - reach), pytest.approx(mean + reach))


def test_the_limits_do_not_move_with_what_came_since() -> None:
    first, later = judged(()), judged(BETTER)
    assert (first.centre, first.periods[0].upper) == (later.centre, later.periods[0].upper)


def test_no_action_begun_is_not_yet() -> None:
    found = shifted_and_held(months(since=BETTER), None, "increase").verdict
    assert (found.state, found.missing) == ("not_yet", ("a first action with the day it began",))


def test_eleven_periods_before_are_too_few_and_said_so() -> None:
    found = judged(BETTER, before=STEADY[:11])
    assert (found.verdict.state, found.chart) == ("not_yet", "none")
    assert found.verdict.reason == (
        "Not yet: it cannot be judged, because 11 complete periods ended before the first action on 1 April "
        "2025 and 12 are needed. Time will not mend this: bring in earlier records, or have the area judged "
        "in another way."
    )
    assert found.verdict.missing == ("1 more complete period before the first action",)


def test_nothing_since_the_action_is_not_yet() -> None:
    assert judged(()).verdict.reason.startswith("Not yet: no complete period has followed the first action.")


def test_ups_and_downs_within_the_limits_are_not_yet() -> None:
    found = judged((26, 25, 24, 26, 27, 25)).verdict
    assert (found.state, found.missing) == ("not_yet", ("a signal of improvement since the first action",))


def test_a_signal_for_the_worse_alone_is_named() -> None:
    found = judged((12, 25, 25)).verdict
    assert found.state == "not_yet"
    assert "There is a signal for the worse: April 2025, outside the limits, for the worse." in found.reason


def test_a_rise_of_two_periods_is_shifted_and_wants_a_third() -> None:
    found = judged(BETTER[:2]).verdict
    assert (found.state, found.missing) == (
        "shifted_not_held",
        ("1 more complete period since the first action, on the better side of the middle",),
    )


@pytest.mark.parametrize("place", [3, 4, 5])
def test_one_of_the_last_three_below_the_middle_is_not_held(place: int) -> None:
    since = [*BETTER]
    since[place] = 24
    found = judged(tuple(since)).verdict
    assert found.state == "shifted_not_held"
    (missing,) = found.missing
    assert missing.endswith(f"; {months(since=since)[12 + place].label} is not")


def test_a_point_on_the_middle_is_not_on_the_better_side() -> None:
    before = (24, 26) * 6
    assert judged((*BETTER, 25), before=before).verdict.state == "shifted_not_held"
    assert judged((*BETTER, 26), before=before).verdict.state == "held"


def test_a_later_signal_for_the_worse_is_not_held_though_the_last_three_are_better() -> None:
    found = judged((34, 34, 34, 14, 26, 26, 26)).verdict
    assert (found.state, found.missing) == (
        "shifted_not_held",
        (
            "no signal for the worse after that of improvement; there is one: July 2025, outside the limits, "
            "for the worse",
        ),
    )


def test_a_signal_of_improvement_after_one_for_the_worse_counts() -> None:
    assert judged((34, 14, 34, 34, 34)).verdict.state == "held"


def test_for_a_figure_that_should_fall_less_is_better() -> None:
    found = shifted_and_held(months(since=[40 - one for one in BETTER]), ACTION, "decrease").verdict
    assert found.state == "held"


def test_a_run_that_began_before_the_action_is_no_effect_of_it() -> None:
    before = (*(20, 24, 21, 23, 20, 24, 21), *(26, 27, 26, 27, 26))
    assert judged((26, 27, 26), before=before).verdict.state == "not_yet"
    assert judged((26, 27, 26, 27, 26, 27, 26), before=before).verdict.state == "held"


def test_a_figure_that_was_moving_before_the_action_is_said_to_have_been() -> None:
    before = (26, 24, 26, 24, 26, 24, 26, 24, 26, 25, 36, 36)
    found = judged(BETTER, before=before).verdict
    assert found.cautions == (
        "The figure was not steady before the first action: April 2024 to January 2025, part of seven or "
        "more in a row on one side of the middle, for the worse; February 2025 to March 2025, outside "
        "the limits, for the better. It may have been changing before anything was done.",
    )


def test_six_rises_in_a_row_are_no_signal() -> None:
    steep = (20, 30, 20, 30, 20, 30, 20, 30, 20, 30, 20, 30)
    assert judged((19, 20, 21, 22, 23, 24, 26), before=steep).verdict.state == "not_yet"


def test_a_rise_does_not_hide_the_run_it_belongs_to() -> None:
    steep = (20, 30, 20, 30, 20, 30, 20, 30, 20, 30, 20, 30)
    assert judged((26, 27, 28, 29, 30, 31, 32), before=steep).verdict.state == "held"


def test_the_month_in_which_the_action_fell_is_neither_before_nor_since() -> None:
    found = shifted_and_held(months(since=(*BETTER, 35)), date(2025, 4, 15), "increase")
    assert [one.when for one in found.periods] == ["before"] * 12 + ["during"] + ["since"] * 6
    assert (found.periods[12].side, found.periods[12].upper) == (0, None)
    assert found.verdict.cautions == (
        "The first action falls into April 2025, which counts neither as before nor as since.",
    )


def test_the_action_on_the_last_day_of_a_month_leaves_that_month_out_of_the_limits() -> None:
    found = shifted_and_held(months(since=BETTER), date(2025, 3, 31), "increase")
    assert (found.verdict.state, found.periods[11].when) == ("not_yet", "during")


def test_a_month_left_out_since_the_action_is_never_a_pass() -> None:
    periods = months(since=(*BETTER, *BETTER))
    found = shifted_and_held([*periods[:15], *periods[16:]], ACTION, "increase").verdict
    assert (found.state, found.missing) == (
        "shifted_not_held",
        ("figures for what lies between June 2025 and August 2025",),
    )


def test_a_month_left_out_before_the_action_is_said_and_no_bar() -> None:
    periods = months(before=(25, *STEADY), since=BETTER)
    found = shifted_and_held([*periods[:5], *periods[6:]], ACTION, "increase").verdict
    assert found.state == "held"
    assert found.cautions == (
        "The limits rest on periods with gaps: what lies between July 2024 and September 2024 is left out.",
    )


def test_small_numbers_are_judged_by_exact_limits() -> None:
    found = judged((12,) * 7, before=(8, 9, 8, 7, 9, 8, 8, 9, 7, 8, 9, 8), of=12)
    assert (found.chart, found.verdict.state) == ("p", "held")
    assert found.centre == 98 / 144


def test_numbers_too_small_for_a_chart_are_not_judged_by_one() -> None:
    found = judged((4, 4, 4), before=(2,) * 12, of=4).verdict
    assert found.reason == (
        "Not yet: it cannot be judged by a chart: a period has only 4 cases; fewer than 5 make no chart."
    )


def test_a_month_of_few_cases_since_the_action_stops_the_chart_and_says_which() -> None:
    found = judged((34, 33, 3), of=[40] * 14 + [3]).verdict
    assert "June 2025 has 3 cases; fewer than 5 make no point of a chart" in found.reason


def test_numbers_that_have_changed_by_more_than_half_since_take_exact_limits() -> None:
    found = judged((17, 17, 18), of=[40] * 12 + [20] * 3)
    assert (found.chart, found.why) == (
        "p",
        "the number of cases a period has changed by more than half since",
    )


def test_a_share_that_never_moved_takes_exact_limits_and_no_collapsed_ones() -> None:
    found = judged((26, 26, 26), before=(25,) * 12)
    assert (found.chart, found.verdict.state) == ("p", "not_yet")


def test_hundreds_of_cases_that_vary_beyond_chance_take_wider_limits() -> None:
    before = (500, 600, 450, 650, 480, 620, 500, 640, 470, 600, 520, 610)
    found = judged((700, 640, 690), before=before, of=1000)
    assert (found.chart, found.verdict.state) == ("laney", "not_yet")


def of_values(values: list[float]) -> list[CompletePeriod]:
    return [
        replace(one, x=None, n=None, value=value)
        for one, value in zip(months((0,) * 12, (0,) * (len(values) - 12)), values, strict=True)
    ]


def test_a_figure_that_is_no_share_is_judged_by_its_values() -> None:
    days = [12.0, 14, 13, 12, 15, 13, 12, 14, 13, 12, 14, 13, 7, 6.5, 7]
    found = shifted_and_held(of_values(days), ACTION, "decrease")
    assert (found.chart, found.verdict.state) == ("xmr", "held")
    assert "13.1 on average in 12 periods; since: 6.8 on average in 3." in found.verdict.reason


def test_values_that_never_moved_have_no_limits() -> None:
    found = shifted_and_held(of_values([5.0] * 12 + [9.0] * 3), ACTION, "increase").verdict
    assert "the figure never moved before the first action, so there are no limits" in found.reason


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"x": 41}, "May 2025: 41 of 40 is no share"),
        ({"n": None}, "May 2025: give either x and n or a value"),
        ({"value": 0.5}, "May 2025: give either x and n or a value"),
        ({"x": None, "n": None, "value": float("nan")}, "May 2025: its value is no number"),
        ({"x": None, "n": None, "value": 0.5}, "May 2025: one is a share and one a value"),
        ({"last_day": date(2025, 4, 30)}, "May 2025: ends before it begins"),
        ({"last_day": date(2025, 7, 31)}, "May 2025 and February 2025 differ in length"),
        ({"last_day": date(2025, 6, 1)}, "May 2025 and June 2025 overlap or are not in order"),
    ],
)
def test_figures_that_cannot_be_are_refused_with_their_period(change: dict[str, object], fault: str) -> None:
    periods = list(months(since=BETTER))
    periods[13] = replace(periods[13], **change)  # type: ignore[arg-type]
    with pytest.raises(PlumblineError, match=fault):
        shifted_and_held(periods, ACTION, "increase")
