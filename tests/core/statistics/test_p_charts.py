from __future__ import annotations

import time

import pytest
from scipy.stats import binom

from plumbline.statistics.control_charts import RARE_TAIL, PChart, choose_chart, p_chart

# Purchase orders, Montgomery, Introduction to Statistical Quality Control, table 7.4.
ERRORS = [12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9]
ORDERS = [
    *(100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120, 120, 110, 80, 80, 80, 90, 100),
    *(100, 100, 100, 90, 90),
]
P_LIMITS = {
    80: (0.0, 0.19409342),
    90: (0.00256506, 0.18845535),
    100: (0.00733469, 0.18368571),
    110: (0.01143815, 0.17958225),
    120: (0.01501734, 0.17600306),
}
LANEY_LIMITS = {
    80: (0.00031095, 0.19070946),
    90: (0.00575549, 0.18526492),
    100: (0.01036141, 0.180659),
    110: (0.01432401, 0.1766964),
    120: (0.01778034, 0.17324007),
}


def marked(chart: PChart) -> list[int]:
    return [number for number, point in enumerate(chart.points, start=1) if point.label is not None]


def test_the_centre_and_sigma_z_of_a_published_chart() -> None:
    segment = p_chart(ERRORS, ORDERS).segments[0]
    assert segment.centre == pytest.approx(0.095510204, abs=5e-10)
    assert segment.sigma_z == pytest.approx(0.96567402, abs=5e-9)


def test_the_limits_of_a_published_chart() -> None:
    for point in p_chart(ERRORS, ORDERS).points:
        assert (point.normal_lower, point.normal_upper) == pytest.approx(P_LIMITS[point.n], abs=5e-9)
        assert (point.laney_lower, point.laney_upper) == pytest.approx(LANEY_LIMITS[point.n], abs=5e-9)


def test_three_sigma_limits_mark_a_point_that_exact_limits_do_not() -> None:
    chart = p_chart(ERRORS, ORDERS)
    beyond = [
        number
        for number, point in enumerate(chart.points, start=1)
        if not point.normal_lower <= point.value <= point.normal_upper
    ]
    assert beyond == [11]
    assert marked(chart) == []
    assert marked(p_chart(ERRORS, ORDERS, limits="laney")) == [11]


def test_the_smallest_tail_of_a_published_chart() -> None:
    centre = sum(ERRORS) / sum(ORDERS)
    smallest = min(binom.cdf(x, n, centre) for x, n in zip(ERRORS, ORDERS, strict=True))
    assert smallest == pytest.approx(0.0757178, abs=5e-8)


@pytest.mark.parametrize("n", [5, 12, 20, 60, 345])
@pytest.mark.parametrize("share", [0.05, 0.4, 0.95])
def test_exact_limits_are_the_last_counts_that_are_not_rare(n: int, share: float) -> None:
    base = 10_000
    # A long first period fixes the centre line at the share wanted.
    chart = p_chart([round(base * share), 1], [base, n], fix_after=1)
    point = chart.points[1]
    fewest = next(x for x in range(n + 1) if binom.cdf(x, n, share) >= RARE_TAIL)
    most = next(x for x in range(n, -1, -1) if binom.sf(x - 1, n, share) >= RARE_TAIL)
    assert (point.lower, point.upper) == (fewest / n, most / n)


@pytest.mark.parametrize(("x", "label"), [(7, "below_limit"), (8, None), (12, None)])
def test_a_count_is_marked_when_its_tail_is_rare(x: int, label: str | None) -> None:
    # With a share of 0.95 and n = 12, 7 or fewer happen 2 times in 10,000, 8 or fewer 22 times.
    chart = p_chart([9500, x], [10_000, 12], fix_after=1, improvement="increase")
    assert chart.points[1].label == label
    assert chart.variation == ("concern" if label else "common_cause")


def test_a_run_on_one_side_of_the_centre_is_marked() -> None:
    chart = p_chart([6, 6, 6, 6, 6, 6, 6, 4, 4, 4, 4, 4, 4, 4], [10] * 14, improvement="increase")
    assert [point.label for point in chart.points] == ["run_above"] * 7 + ["run_below"] * 7
    assert chart.variation == "concern"


def test_a_share_equal_to_the_centre_breaks_a_run() -> None:
    # 1 of 3 is not exact as a float; compared as whole numbers all these are on the line.
    chart = p_chart([1, 10, 100, 1, 10, 100, 1, 10], [3, 30, 300, 3, 30, 300, 3, 30])
    assert marked(chart) == []


def test_rebasing_gives_each_stretch_its_own_centre() -> None:
    chart = p_chart([5] * 6 + [9] * 6, [10] * 12, rebase_at=[7])
    assert [segment.centre for segment in chart.segments] == [0.5, 0.9]
    assert marked(chart) == []
    assert chart.segments[0].provisional


def test_a_centre_of_one_has_no_laney_limits_and_no_signal() -> None:
    chart = p_chart([10] * 8, [10] * 8)
    assert chart.segments[0].sigma_z is None
    assert chart.points[0].laney_upper is None
    assert marked(chart) == []
    assert marked(p_chart([10] * 8, [10] * 8, limits="laney")) == []


@pytest.mark.parametrize(("x", "n"), [([1], [0]), ([3], [2]), ([], []), ([1], [2, 3]), ([-1], [2])])
def test_what_are_no_shares_is_refused(x: list[int], n: list[int]) -> None:
    with pytest.raises(ValueError, match=r"is no share|do not go with"):
        p_chart(x, n)


@pytest.mark.parametrize(
    ("x", "n", "kind"),
    [
        ([4, 9, 9, 9], [4, 10, 10, 10], "none"),
        ([5, 9, 9, 0], [10, 10, 10, 0], "none"),
        ([20] * 12, [20] * 12, "none"),
        ([19] * 6 + [20] * 6, [20] * 12, "none"),
        ([18] * 12, [20] * 12, "p"),
        ([50] * 12, [100] * 11 + [151], "p"),
        ([50] * 12, [100] * 11 + [150], "xmr"),
        ([15] * 12, [20] * 12, "xmr"),
        ([100, 150] * 6, [300] * 12, "laney"),
        ([140, 150] * 6, [300] * 12, "xmr"),
        ([], [], "none"),
    ],
)
def test_the_chart_suits_the_numbers(x: list[int], n: list[int], kind: str) -> None:
    assert choose_chart(x, n).kind == kind


def test_a_choice_says_why() -> None:
    assert choose_chart([4], [4]).reason == "a period has only 4 cases; fewer than 5 make no chart"


def test_a_choice_refuses_impossible_counts() -> None:
    with pytest.raises(ValueError, match="11 of 10"):
        choose_chart([11], [10])
    with pytest.raises(ValueError, match="do not go with"):
        choose_chart([11], [10, 12])


def test_charts_for_all_councils_and_standards_are_quick() -> None:
    started = time.perf_counter()
    for _ in range(32 * 18):
        p_chart(ERRORS, ORDERS)
    assert time.perf_counter() - started < 5  # about 0.1 s on an idle machine
