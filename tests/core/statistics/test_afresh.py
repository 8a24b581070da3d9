"""Charts whose limits are frozen on the points before a day, while signals after it start afresh."""

from __future__ import annotations

from plumbline.statistics.control_charts import p_chart, xmr

# Twelve points about 49, the last four of them above it, and then four more above.
ABOVE = [52, 44, 51, 43, 50, 44, 49, 43, 54, 51, 55, 51, 53, 54, 52, 53]


def test_a_run_that_began_before_is_a_run_on_the_usual_chart() -> None:
    labels = [point.label for point in xmr(ABOVE, fix_after=12).points]
    assert labels[8:] == ["run_above"] * 8


def test_a_run_is_not_made_of_points_on_both_sides() -> None:
    labels = [point.label for point in xmr(ABOVE, fix_after=12, afresh_at=13).points]
    assert labels[8:] == [None] * 8


def test_the_limits_do_not_change_when_signals_start_afresh() -> None:
    usual, afresh = xmr(ABOVE, fix_after=12), xmr(ABOVE, fix_after=12, afresh_at=13)
    assert usual.segments == afresh.segments


def test_seven_points_after_make_a_run_of_their_own() -> None:
    found = xmr([*ABOVE, 52, 53, 54], fix_after=12, afresh_at=13)
    assert [point.label for point in found.points][11:] == [None, *["run_above"] * 7]


def test_a_run_on_a_p_chart_starts_afresh_too() -> None:
    met, of = [10, 10, 9, 9, 9, 9, 9, 11, 11, 11, 11, 11, 12, 12, 12], [20] * 15
    usual = [point.label for point in p_chart(met, of, fix_after=12).points]
    afresh = [point.label for point in p_chart(met, of, fix_after=12, afresh_at=13).points]
    assert (usual[12:], afresh[12:]) == (["run_above"] * 3, [None] * 3)


def test_two_of_three_near_a_limit_start_afresh_too() -> None:
    values = [50, 51, 49, 50, 51, 49, 50, 51, 49, 50, 50, 52.8, 52.8, 50.1]
    usual = [point.label for point in xmr(values, fix_after=11).points]
    afresh = [point.label for point in xmr(values, fix_after=11, afresh_at=13).points]
    assert (usual[11:], afresh[11:]) == (["two_of_three_above"] * 2 + [None], [None] * 3)
