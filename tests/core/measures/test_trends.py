from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from factories.runs import duties, write_run
from plumbline.errors import UsageError
from plumbline.measures.frozen import FrozenRun, connect, open_run
from plumbline.measures.periods import months_between
from plumbline.measures.trends import Trend, trend

TWO_YEARS = months_between("2024-04", "2026-03")


def run_of(folder: Path, months: dict[str, tuple[int, int]], *more: dict[str, Any], **run: Any) -> FrozenRun:
    """A run with (met, not met) first contacts in each month."""
    rows = list(more)
    for month, (met, not_met) in months.items():
        rows += duties(met, period=month) + duties(not_met, period=month, verdict="not_met")
    return open_run(
        write_run(folder / "run", rows, **{"standards": {"cpo_first_contact": "First direct contact"}, **run})
    )


def steady(met: int = 30, not_met: int = 10) -> dict[str, tuple[int, int]]:
    """Two years that go up and down by one and no more."""
    return {month: (met + at % 2, not_met - at % 2) for at, month in enumerate(TWO_YEARS)}


def charted(run: FrozenRun, **options: Any) -> Trend:
    return trend(run, "cpo_first_contact", **options)


def test_a_steady_rate_shows_no_real_change(tmp_path: Path) -> None:
    found = charted(run_of(tmp_path, steady()))
    assert (found.chart, found.length, found.change, found.since, found.signals) == (
        "xmr",
        "month",
        "none",
        None,
        (),
    )
    assert found.words == "No real change: 76.3% (732 of 960), April 2024 to March 2026."
    assert found.sign == "= no real change"


def test_the_limits_of_a_steady_rate_are_the_mean_and_266_moving_ranges(tmp_path: Path) -> None:
    point = charted(run_of(tmp_path, steady())).points[0]
    assert point.value == 0.75
    assert point.centre == pytest.approx(0.7625)
    assert point.lower == pytest.approx(0.7625 - 2.66 * 0.025)
    assert point.upper == pytest.approx(0.7625 + 2.66 * 0.025)


def test_a_lasting_fall_is_worse_since_the_month_it_began(tmp_path: Path) -> None:
    months = steady()
    for month in months_between("2025-09", "2026-03"):
        months[month] = (20, 20)
    found = charted(run_of(tmp_path, months))
    assert (found.change, found.since) == ("worse", "2025-09")
    assert found.words == (
        "Lower since September 2025: 50.0% (140 of 280), against 76.2% (518 of 680) before."
    )
    assert found.sign == "▼ worse"


def test_a_lasting_rise_is_better(tmp_path: Path) -> None:
    months = steady(20, 20)
    for month in months_between("2025-09", "2026-03"):
        months[month] = (32, 8)
    found = charted(run_of(tmp_path, months))
    assert (found.change, found.since) == ("better", "2025-09")


def test_a_rise_in_misses_on_the_services_side_is_worse(tmp_path: Path) -> None:
    rows = []
    for at, month in enumerate(TWO_YEARS):
        missed = 10 + at % 2 if at < 17 else 25
        rows += duties(40 - missed, period=month)
        rows += duties(missed, period=month, verdict="not_met", delay_side="service")
    found = charted(run_of(tmp_path, {}, *rows), rate="service")
    assert (found.change, found.since) == ("worse", "2025-09")
    assert found.words.startswith("Higher since September 2025: 62.5% (175 of 280)")


def test_a_fall_that_has_come_back_is_no_change_now_and_is_told(tmp_path: Path) -> None:
    months = steady()
    months["2025-02"] = (5, 35)
    found = charted(run_of(tmp_path, months))
    assert found.change == "none"
    assert found.words.endswith("It was lower in February 2025, and has come back since.")
    assert ("2025-02", "below the lower limit") in found.signals


def test_the_month_of_the_as_at_date_counts_only_when_it_is_over(tmp_path: Path) -> None:
    run = run_of(tmp_path, steady(), as_at=date(2026, 3, 30))
    found = charted(run)
    assert found.points[-1].period == "2026-02"
    assert found.left_out == (("2026-03", "it was not over at the as-at date"),)
    assert charted(run_of(tmp_path / "over", steady())).points[-1].period == "2026-03"


def test_a_month_with_a_duty_not_yet_due_is_left_out(tmp_path: Path) -> None:
    waiting = duties(1, period="2026-02", verdict="not_yet_due")
    found = charted(run_of(tmp_path, steady(), *waiting))
    assert "2026-02" not in [point.period for point in found.points]
    assert found.left_out == (("2026-02", "some of its duties are not yet due"),)


def test_uneven_months_get_a_p_chart_with_exact_limits(tmp_path: Path) -> None:
    months = {month: (30, 10) if at % 2 else (15, 5) for at, month in enumerate(TWO_YEARS)}
    found = charted(run_of(tmp_path, months))
    assert (found.chart, found.change) == ("p", "none")
    # Of 20 at 75%, fewer than 9 happens less than 0.135 times in a hundred, and 20 happens more often.
    assert (found.points[0].lower, found.points[0].upper) == (9 / 20, 1.0)


def test_months_that_hold_too_few_are_pooled_to_quarters(tmp_path: Path) -> None:
    found = charted(run_of(tmp_path, {month: (3, 1) for month in TWO_YEARS}))
    assert (found.length, found.chart) == ("quarter", "p")
    assert [point.period for point in found.points][:2] == ["2024-25 Q1", "2024-25 Q2"]
    assert [(point.numerator, point.denominator) for point in found.points] == [(9, 12)] * 8


def test_a_quarter_with_a_month_left_out_is_left_out(tmp_path: Path) -> None:
    run = run_of(tmp_path, {month: (3, 1) for month in TWO_YEARS}, as_at=date(2026, 3, 30))
    found = charted(run)
    assert found.points[-1].period == "2025-26 Q3"
    assert found.left_out == (("2025-26 Q4", "not all of its months are complete"),)


def test_few_points_have_provisional_limits(tmp_path: Path) -> None:
    found = charted(run_of(tmp_path, {month: (3, 1) for month in TWO_YEARS}))
    assert found.provisional
    assert found.words.endswith("There are only 8 quarters yet, so the limits are provisional.")


def test_too_few_even_by_quarter_make_no_chart_and_say_why(tmp_path: Path) -> None:
    found = charted(run_of(tmp_path, {month: (1, 0) for month in TWO_YEARS}))
    assert (found.chart, found.change) == ("none", "too_few")
    assert found.words == "No trend can be drawn: a period has only 3 cases; fewer than 5 make no chart."


@pytest.mark.parametrize(
    ("months", "length", "said"),
    [
        (["2026-03"], "month", "month, March 2026, with 75.0% (30 of 40)"),
        (
            ["2026-01", "2026-02", "2026-03"],
            "quarter",
            "quarter, January to March 2026, with 75.0% (9 of 12)",
        ),
    ],
)
def test_one_complete_period_alone_cannot_tell_of_a_change(
    tmp_path: Path, months: list[str], length: str, said: str
) -> None:
    each = (30, 10) if length == "month" else (3, 1)
    found = charted(run_of(tmp_path, {month: each for month in months}))
    assert (found.length, found.change, found.sign, len(found.points)) == (length, "too_few", "", 1)
    assert (
        found.words
        == f"It cannot be told yet whether anything has changed: there is only one complete {said}."
    )
    assert (found.chart, found.points[0].lower, found.points[0].upper) == ("none", None, None)


def test_two_complete_periods_are_charted_and_the_limits_said_to_be_provisional(tmp_path: Path) -> None:
    found = charted(run_of(tmp_path, {"2026-02": (30, 10), "2026-03": (31, 9)}))
    assert (found.change, found.provisional) == ("none", True)


def test_a_thin_start_is_left_out_and_said(tmp_path: Path) -> None:
    months = {"2023-04": (5, 0), "2023-06": (2, 1), "2024-02": (4, 4)} | steady()
    found = charted(run_of(tmp_path, months))
    assert (found.points[0].period, len(found.points)) == ("2024-04", 24)
    assert found.left_out[0] == ("2023-04", "too few cases, before the records begin in earnest")
    assert len(found.left_out) == 12


def test_months_outside_the_cover_are_left_out_at_either_end(tmp_path: Path) -> None:
    outside = [
        row
        for month in ("2024-04", "2026-03")
        for row in duties(6, period=month, verdict="cannot_tell", reason="not_covered")
    ]
    found = charted(run_of(tmp_path, steady(), *outside))
    assert (found.points[0].period, found.points[-1].period) == ("2024-05", "2026-02")
    assert found.left_out == (
        ("2024-04", "more than a tenth of it cannot be told"),
        ("2026-03", "more than a tenth of it cannot be told"),
    )


def test_a_month_in_between_is_kept_though_much_of_it_cannot_be_told(tmp_path: Path) -> None:
    found = charted(run_of(tmp_path, steady(), *duties(6, period="2025-04", verdict="cannot_tell")))
    assert len(found.points) == 24


def test_where_no_month_can_be_told_there_is_no_trend(tmp_path: Path) -> None:
    unknown = [row for month in TWO_YEARS for row in duties(6, period=month, verdict="cannot_tell")]
    found = charted(run_of(tmp_path, steady(), *unknown))
    assert (found.chart, found.points, len(found.left_out)) == ("none", (), 8)


def test_a_month_without_any_duty_counts_as_too_few_and_cuts_nothing_off(tmp_path: Path) -> None:
    months = steady()
    del months["2025-01"]
    found = charted(run_of(tmp_path, months))
    assert (found.length, len(found.points)) == ("quarter", 8)


def test_a_standard_without_rows_has_no_trend(tmp_path: Path) -> None:
    found = trend(run_of(tmp_path, steady()), "cpo_review")
    assert found.words == "No trend can be drawn: there is no complete period."


def test_a_place_with_fewer_than_five_staff_has_no_monthly_chart(tmp_path: Path) -> None:
    run = run_of(tmp_path, steady(), staff={"North": 4})
    assert (
        charted(run, where={"team": "North"}).why == "North has fewer than 5 staff and is shown by year only"
    )


def test_one_team_can_be_charted(tmp_path: Path) -> None:
    others = [row for month in TWO_YEARS for row in duties(3, period=month, team="South")]
    run = run_of(tmp_path, steady(), *others)
    assert charted(run, where={"team": "North"}).points[0].denominator == 40
    assert charted(run).points[0].denominator == 43


def test_a_connection_may_be_shared(tmp_path: Path) -> None:
    run = run_of(tmp_path, steady())
    with connect(run) as con:
        assert charted(run, con=con) == charted(run, con=con)


def test_a_published_chart_holds_no_small_number(tmp_path: Path) -> None:
    run = run_of(tmp_path, {month: (30, 3) for month in TWO_YEARS})
    assert charted(run).length == "month"
    found = charted(run, publish=True)
    assert found.length == "quarter"
    assert all(point.denominator - point.numerator >= 5 for point in found.points)


def test_a_chart_that_would_give_small_numbers_away_is_not_published(tmp_path: Path) -> None:
    found = charted(run_of(tmp_path, {month: (30, 1) for month in TWO_YEARS}), publish=True)
    assert (found.chart, found.points) == ("none", ())
    assert found.words == "No trend can be drawn: by quarter the numbers are too small to publish."


def test_an_unknown_rate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no rate called 'raw'"):
        charted(run_of(tmp_path, steady()), rate="raw")
