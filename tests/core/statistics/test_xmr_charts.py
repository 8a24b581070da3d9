from __future__ import annotations

import pytest

from plumbline.statistics.control_charts import Improvement, XmrChart, xmr

NAMES = {
    "above_limit": "Above UCL",
    "below_limit": "Below LCL",
    "rising": "7 Point Trend (Increasing)",
    "falling": "7 Point Trend (Decreasing)",
    "two_of_three_above": "2 in 3 Above CL",
    "two_of_three_below": "2 in 3 Below CL",
    "run_above": "7 Points Above CL",
    "run_below": "7 Points Below CL",
}


def signals(chart: XmrChart) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, point in enumerate(chart.points, start=1):
        if point.label is not None:
            found.setdefault(NAMES[point.label], []).append(number)
    return found


OUTLIER = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
STEP = [72, 75, 70, 74, 71, 76, 73, 69, 74, 72, 75, 73, 78, 79, 81, 80, 82, 79, 81, 83]
CLIMB = [52, 50, 53, 49, 51, 50, 48, 49, 50, 51, 52, 53, 55, 56, 54, 52]
NEAR = [20, 22, 19, 21, 20, 23, 18, 21, 19, 22, 20, 21, 26.5, 22, 27, 21, 20, 19]
NEAR_BUT_SPLIT = [20, 22, 19, 21, 20, 23, 18, 21, 19, 22, 20, 21, 26.5, 20, 27, 21, 20, 19]


@pytest.mark.parametrize(
    ("values", "screen", "limits", "found"),
    [
        (OUTLIER, True, (1.94444444, -0.71555556, 4.60444444), {"Above UCL": [5]}),
        (OUTLIER, False, (1.94444444, -3.06261438, 6.95150327), {"Above UCL": [5]}),
        (
            CLIMB,
            True,
            (51.5625, 46.95183333, 56.17316667),
            {"7 Points Below CL": [4, 5, 6], "7 Point Trend (Increasing)": [7, 8, 9, 10, 11, 12, 13, 14]},
        ),
        (NEAR, True, (21.19444444, 13.37091503, 29.01797386), {"2 in 3 Above CL": [13, 15]}),
        (NEAR_BUT_SPLIT, True, (21.08333333, 12.63392157, 29.5327451), {}),
    ],
)
def test_worked_charts(
    values: list[float], screen: bool, limits: tuple[float, float, float], found: dict[str, list[int]]
) -> None:
    chart = xmr(values, screen_outliers=screen, improvement="increase")
    segment = chart.segments[0]
    assert (segment.mean, segment.lower, segment.upper) == pytest.approx(limits, abs=5e-9)
    assert signals(chart) == found
    assert chart.variation == "common_cause"
    assert chart.assurance is None


def test_a_shift_upwards_is_an_improvement_that_still_fails_its_target() -> None:
    chart = xmr(STEP, improvement="increase", target=90)
    segment = chart.segments[0]
    assert (segment.mean, segment.lower, segment.upper) == pytest.approx((75.85, 67.87, 83.83))
    assert signals(chart) == {"7 Points Above CL": [13, 14, 15, 16, 17, 18, 19, 20]}
    assert chart.variation == "improvement"
    assert chart.assurance == "consistently_fails"


def test_rebasing_starts_everything_again() -> None:
    chart = xmr(STEP, improvement="increase", target=85, rebase_at=[13])
    first, second = chart.segments
    assert (first.start, first.end, second.start, second.end) == (1, 12, 13, 20)
    assert (first.mean, first.lower, first.upper) == pytest.approx((72.83333333, 63.40242424, 82.26424242))
    assert (second.mean, second.lower, second.upper) == pytest.approx((80.375, 75.435, 85.315))
    assert signals(chart) == {}
    assert chart.assurance == "hit_and_miss"
    assert (first.provisional, second.provisional) == (False, True)


NORMAL = [
    *(-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123),
    *(-0.68685285, -0.44566197, 1.2240818, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314),
    *(0.49785048, -1.96661716, 0.7013559, -0.47279141),
]


@pytest.mark.parametrize(
    ("fifteenth", "screen", "limits"),
    [
        (None, True, (0.1416238, -3.01138, 3.294627)),
        (10, True, (0.6694159, -2.383666, 3.722497)),
        (10, False, (0.6694159, -4.596625, 5.935457)),
    ],
)
def test_the_package_fixture_of_nhsrplotthedots(
    fifteenth: float | None, screen: bool, limits: tuple[float, float, float]
) -> None:
    values = list(NORMAL)
    if fifteenth is not None:
        values[14] = fifteenth
    segment = xmr(values, screen_outliers=screen).segments[0]
    assert (segment.mean, segment.lower, segment.upper) == pytest.approx(limits, abs=5e-6)


def test_a_fixed_baseline_sets_the_limits_for_what_follows() -> None:
    chart = xmr(STEP, improvement="increase", fix_after=12)
    assert chart.segments[0].mean == pytest.approx(72.83333333)
    assert chart.segments[0].upper == pytest.approx(82.26424242)
    # Points 18 and 20 lie near or beyond the old limit; the shift now counts from the old mean.
    assert chart.points[19].label == "above_limit"
    assert chart.points[12].label == "run_above"


def test_near_limits_lie_two_thirds_of_the_way_out() -> None:
    segment = xmr(STEP).segments[0]
    assert segment.near_upper is not None
    assert segment.upper is not None
    assert segment.near_upper - segment.mean == pytest.approx((segment.upper - segment.mean) * 2 / 3)


def test_a_point_on_the_mean_breaks_a_run() -> None:
    # Both have a mean of 5 and wide limits; the second has its fourth point on the mean.
    run = [6, 8, 6, 8, 6, 8, 6, 2, 4, 2, 4, 2, 4, 4]
    assert signals(xmr(run)) == {
        "7 Points Above CL": [1, 2, 3, 4, 5, 6, 7],
        "7 Points Below CL": list(range(8, 15)),
    }
    broken = [6, 8, 6, 5, 6, 8, 6, 2, 4, 2, 5, 4, 4, 4]
    assert signals(xmr(broken)) == {}


def test_values_that_never_change_give_no_signal() -> None:
    chart = xmr([0.1 + 0.2] * 9 + [0.3] * 9)
    assert signals(chart) == {}
    assert chart.segments[0].upper == pytest.approx(0.3)


def test_one_point_has_no_limits_and_no_signal() -> None:
    chart = xmr([5.0], target=3, improvement="increase")
    assert chart.segments[0].upper is None
    assert chart.assurance is None
    assert signals(chart) == {}


def test_a_falling_trend_is_flagged_at_all_seven_points() -> None:
    values = [51, 55, 51, 55, 54, 53, 52, 51, 50, 49, 53, 49, 54, 50]
    assert signals(xmr(values)) == {"7 Point Trend (Decreasing)": [4, 5, 6, 7, 8, 9, 10]}


def test_shift_and_trend_lengths_are_settings() -> None:
    chart = xmr(STEP, shift_points=9)
    assert "7 Points Above CL" not in signals(chart)
    assert signals(xmr(CLIMB, trend_points=9)) == {
        "7 Points Below CL": [4, 5, 6, 7, 8, 9, 10],
        "2 in 3 Above CL": [13, 14],
    }


@pytest.mark.parametrize(("improvement", "variation"), [("increase", "concern"), ("decrease", "improvement")])
def test_what_a_low_signal_means_depends_on_the_wanted_direction(
    improvement: Improvement, variation: str
) -> None:
    chart = xmr([10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 1], improvement=improvement)
    assert chart.points[-1].label == "below_limit"
    assert chart.variation == variation


def test_without_a_wanted_direction_a_signal_is_neutral() -> None:
    assert xmr([10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 1]).variation == "neutral"


@pytest.mark.parametrize(
    ("improvement", "target", "assurance"),
    [
        ("increase", 100, "consistently_fails"),
        ("increase", 10, "consistently_meets"),
        ("decrease", 100, "consistently_meets"),
        ("decrease", 10, "consistently_fails"),
        ("decrease", 75, "hit_and_miss"),
    ],
)
def test_assurance_compares_the_limits_with_the_target(
    improvement: Improvement, target: float, assurance: str
) -> None:
    assert xmr(STEP, improvement=improvement, target=target).assurance == assurance


@pytest.mark.parametrize("values", [[], [1.0, float("nan")], [float("inf")]])
def test_what_is_no_series_is_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="at least one value"):
        xmr(values)


@pytest.mark.parametrize("at", [0, 21, -3])
def test_a_rebase_point_outside_the_series_is_refused(at: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 20"):
        xmr(STEP, rebase_at=[at])
