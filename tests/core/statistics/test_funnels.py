from __future__ import annotations

import time

import pytest
from scipy.stats import binom

from plumbline.statistics.binomial import binomial
from plumbline.statistics.funnels import exact_limits, funnel, funnel_limits

NUMERATORS = [12, 30, 26, 50, 42, 71, 4, 29, 48, 36]
DENOMINATORS = [82, 98, 100, 125, 162, 151, 12, 100, 82, 99]


@pytest.mark.parametrize(
    ("n", "limits"),
    [
        (10, (0.53772451, 0.98730155, 0.36930817, 0.99949206)),
        (25, (0.67893079, 0.95588669, 0.57227524, 0.99767412)),
        (50, (0.73400925, 0.93321272, 0.66525757, 0.97460292)),
        (100, (0.7716678, 0.91161699, 0.72504722, 0.94490314)),
        (250, (0.80234643, 0.89097878, 0.77432832, 0.91367424)),
    ],
)
def test_worked_exact_limits(n: int, limits: tuple[float, float, float, float]) -> None:
    assert exact_limits(0.85, n) == pytest.approx(limits, abs=5e-9)


@pytest.mark.parametrize(
    ("winsorise", "phi", "tau2", "lower", "upper", "outside_95"),
    [
        (
            0,
            6.037391,
            0.0143564579,
            [
                0.047319,
                0.049844,
                0.050108,
                0.052757,
                0.055269,
                0.054642,
                0.002234,
                0.050108,
                0.047319,
                0.049977,
            ],
            [0.739069, 0.733896, 0.733359, 0.72804, 0.72308, 0.72431, 0.873169, 0.733359, 0.739069, 0.733625],
            [],
        ),
        (
            0.1,
            4.00905292,
            0.00868825971,
            [
                0.082971,
                0.086972,
                0.087392,
                0.09161,
                0.09563,
                0.094625,
                0.009191,
                0.087392,
                0.082971,
                0.087184,
            ],
            [
                0.67273,
                0.665978,
                0.665276,
                0.658286,
                0.651725,
                0.653356,
                0.839012,
                0.665276,
                0.67273,
                0.665624,
            ],
            [1, 9],
        ),
    ],
)
def test_the_worked_example_of_funnelplotr(
    winsorise: float, phi: float, tau2: float, lower: list[float], upper: list[float], outside_95: list[int]
) -> None:
    found = funnel(NUMERATORS, DENOMINATORS, winsorise=winsorise)
    points = list(enumerate(found.points, start=1))
    assert found.target == pytest.approx(0.34421365, abs=5e-9)
    assert found.phi == pytest.approx(phi, abs=5e-7)
    assert found.tau2 == pytest.approx(tau2, abs=5e-11)
    assert [p.z for _, p in points[:5]] == pytest.approx(
        [-4.245599, -0.805296, -1.83807, 1.291215, -2.360986], abs=5e-7
    )
    assert [round(p.limits.od_lower_998, 6) for _, p in points if p.limits] == lower
    assert [round(p.limits.od_upper_998, 6) for _, p in points if p.limits] == upper
    assert [number for number, p in points if p.outside_998] == [1, 6, 9]
    assert [number for number, p in points if p.od_outside_998] == []
    assert [number for number, p in points if p.od_outside_95] == outside_95


def test_a_point_says_on_which_side_it_lies() -> None:
    found = funnel(NUMERATORS, DENOMINATORS)
    assert [found.points[at].outside_998 for at in (0, 1, 8)] == [-1, 0, 1]


@pytest.mark.parametrize(
    ("x", "n", "target", "side"),
    [
        (10, 10, 0.85, 0),  # by chance alone one in five has all ten, though the limit drawn is 99.95 %
        (42, 42, 0.85, 0),  # 0.85 ** 42 is 0.00108
        (43, 43, 0.85, 1),  # and 0.85 ** 43 is 0.00092
        (0, 42, 0.15, 0),
        (0, 43, 0.15, -1),
        (99, 200, 0.85, -1),
    ],
)
def test_a_count_is_outside_where_it_or_a_further_one_is_rare(
    x: int, n: int, target: float, side: int
) -> None:
    assert funnel([x], [n], target=target).points[0].outside_998 == side


def test_units_that_differ_by_chance_alone_have_no_over_dispersion() -> None:
    found = funnel([50, 51, 49, 50], [100, 100, 100, 100])
    assert found.tau2 == 0
    limits = found.points[0].limits
    assert limits is not None
    assert limits.od_upper_95 == pytest.approx(0.597, abs=0.001)


def test_a_unit_without_cases_keeps_its_place() -> None:
    found = funnel([5, 0, 7], [10, 0, 10])
    assert found.points[1].rate is None
    assert found.points[1].outside_998 is None
    assert found.points[2].rate == 0.7


def test_one_unit_alone_has_no_over_dispersion_to_speak_of() -> None:
    found = funnel([5], [10])
    assert (found.phi, found.tau2) == (None, None)


def test_a_stated_target_takes_the_place_of_the_pooled_rate() -> None:
    assert funnel([5, 6], [10, 10], target=0.8).target == 0.8


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_a_target_at_either_end_gives_limits_at_that_end(target: float) -> None:
    assert exact_limits(target, 20) == (target,) * 4


def test_limits_never_leave_nought_to_one() -> None:
    for limits in funnel_limits(0.03, [1, 2, 5, 40], tau2=0.05):
        ends = (limits.lower_95, limits.lower_998, limits.od_lower_95, limits.od_lower_998)
        assert ends == (0, 0, 0, 0)


def test_lines_can_be_drawn_for_any_sizes() -> None:
    assert [limits.n for limits in funnel_limits(0.8, [10, 20, 30])] == [10, 20, 30]


@pytest.mark.parametrize(
    ("x", "n", "options", "message"),
    [
        ([1], [2, 3], {}, "do not go with"),
        ([3], [2], {}, "3 of 2"),
        ([0], [0], {}, "no unit has a case"),
        ([1], [2], {"winsorise": 0.5}, "below one half"),
        ([1], [2], {"target": 1.5}, "from 0 to 1"),
    ],
)
def test_what_makes_no_funnel_is_refused(
    x: list[int], n: list[int], options: dict[str, float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        funnel(x, n, **options)


def test_a_size_of_nought_has_no_limits() -> None:
    with pytest.raises(ValueError, match="size 0"):
        exact_limits(0.5, 0)


@pytest.mark.parametrize(("n", "p"), [(1, 0.5), (12, 0.95), (100, 0.03), (2500, 0.7), (20_000, 0.999)])
def test_the_binomial_agrees_with_scipy(n: int, p: float) -> None:
    ours = binomial(n, p)
    for x in {0, int(n * p) - 40, int(n * p) - 3, int(n * p), int(n * p) + 5, int(n * p) + 40, n} & set(
        range(n + 1)
    ):
        assert ours.lower_tail(x) == pytest.approx(binom.cdf(x, n, p), abs=1e-12, rel=1e-9)
        assert ours.upper_tail(x) == pytest.approx(binom.sf(x - 1, n, p), abs=1e-12, rel=1e-9)
    for q in (0.001, 0.025, 0.5, 0.975, 0.999):
        assert ours.quantile(q) == binom.ppf(q, n, p)


@pytest.mark.parametrize(("n", "p"), [(-1, 0.5), (5, 1.1), (5, -0.1)])
def test_what_is_no_binomial_is_refused(n: int, p: float) -> None:
    with pytest.raises(ValueError, match="no binomial distribution"):
        binomial(n, p)


def test_tails_outside_what_can_happen_are_nought_or_one() -> None:
    sure = binomial(5, 1.0)
    assert (sure.lower_tail(4), sure.upper_tail(4), sure.lower_tail(6), sure.upper_tail(6)) == (0, 1, 1, 0)


def test_funnels_for_all_standards_are_quick() -> None:
    started = time.perf_counter()
    for standard in range(18):
        sizes = [20 + 47 * council + standard for council in range(32)]
        funnel([int(n * 0.8) - council % 5 for council, n in enumerate(sizes)], sizes)
    assert time.perf_counter() - started < 5  # about 0.06 s on an idle machine
