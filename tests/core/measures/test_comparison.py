from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from factories.runs import duties, write_run
from plumbline.errors import UsageError
from plumbline.measures.comparison import Comparison, comparison, comparison_of_shares
from plumbline.measures.frozen import FrozenRun, open_run
from plumbline.measures.periods import parse_year


def unit(authority: str, met: int, not_met: int, **values: Any) -> list[dict[str, Any]]:
    """One council's first contacts."""
    common = {"authority": authority, **values}
    return duties(met, **common) + duties(not_met, verdict="not_met", **common)


def run_of(folder: Path, *units: list[dict[str, Any]], **run: Any) -> FrozenRun:
    return open_run(write_run(folder / "run", [row for rows in units for row in rows], **run))


def compared(run: FrozenRun, **options: Any) -> Comparison:
    return comparison(run, "cpo_first_contact", **options)


@pytest.fixture
def four(tmp_path: Path) -> FrozenRun:
    """Three councils at 85 in a hundred, and one far below."""
    names = ("X12000001", "X12000002", "X12000003")
    return run_of(tmp_path, *(unit(name, 170, 30) for name in names), unit("X12000004", 50, 50))


def test_units_stand_in_the_order_of_their_names_around_the_rate_of_all(four: FrozenRun) -> None:
    found = compared(four)
    assert [one.name for one in found.units] == ["X12000001", "X12000002", "X12000003", "X12000004"]
    assert found.target == 560 / 700


def test_a_unit_inside_the_limits_is_said_to_be(four: FrozenRun) -> None:
    assert compared(four).units[0].words == "85.0% (170 of 200), inside the limits"


def test_a_unit_below_the_outer_limits_is_named(four: FrozenRun) -> None:
    found = compared(four)
    assert found.units[3].words.startswith("50.0% (50 of 100), below the 99.8% limits")
    assert found.words.startswith(
        "Around 80.0% for all 4 authorities: outside the 99.8% limits, X12000004 below."
    )


def test_where_none_is_outside_the_words_say_so_first(tmp_path: Path) -> None:
    found = compared(run_of(tmp_path, unit("X12000001", 80, 20), unit("X12000002", 82, 18)))
    assert found.words == "Around 81.0% for all 2 authorities: none lies outside the 99.8% limits."


def test_only_complete_months_are_compared_each_by_its_own_authority(tmp_path: Path) -> None:
    run = run_of(
        tmp_path,
        unit("X12000001", 30, 10),
        unit("X12000001", 5, 0, period="2025-07"),
        duties(1, authority="X12000001", period="2025-07", verdict="not_yet_due"),
        unit("X12000002", 30, 10),
        unit("X12000002", 6, 0, period="2025-07"),
        unit("X12000002", 7, 0, period="2026-03"),
        as_at=date(2026, 3, 30),
    )
    assert [one.denominator for one in compared(run).units] == [40, 46]


def test_a_comparison_can_be_of_one_year(tmp_path: Path) -> None:
    run = run_of(
        tmp_path,
        unit("X12000001", 30, 10),
        unit("X12000001", 9, 0, period="2024-05"),
        unit("X12000002", 30, 10),
    )
    found = compared(run, within=parse_year("2025-26"))
    assert [one.denominator for one in found.units] == [40, 40]
    assert found.months is not None and (found.months.first, found.months.last) == ("2025-06", "2025-06")


def test_a_unit_with_fewer_than_ten_has_counts_and_no_verdict(tmp_path: Path) -> None:
    run = run_of(tmp_path, unit("X12000001", 80, 20), unit("X12000002", 1, 5))
    assert compared(run).units[1].words == "1 of 6, too few to compare"


def test_teams_are_named_with_their_authority_where_there_are_several(tmp_path: Path) -> None:
    run = run_of(tmp_path, unit("X12000001", 30, 10), unit("X12000002", 30, 10))
    assert [one.name for one in compared(run, by="team").units] == ["North (X12000001)", "North (X12000002)"]


def test_a_unit_without_anything_to_judge_is_left_out_and_named(tmp_path: Path) -> None:
    run = run_of(
        tmp_path,
        unit("X12000001", 30, 10),
        unit("X12000002", 30, 10),
        duties(3, authority="X12000003", verdict="not_applicable"),
    )
    found = compared(run)
    assert found.left_out == (("X12000003", "nothing to judge in complete months"),)


def test_a_unit_of_which_too_much_cannot_be_told_is_left_out_with_its_bounds(tmp_path: Path) -> None:
    run = run_of(
        tmp_path,
        unit("X12000001", 30, 10),
        unit("X12000002", 30, 10),
        unit("X12000003", 60, 20),
        duties(20, authority="X12000003", verdict="cannot_tell"),
    )
    found = compared(run)
    said = "between 60.0% and 80.0%, too much cannot be told to compare"
    assert (found.target, found.left_out) == (60 / 80, (("X12000003", said),))


def test_published_what_cannot_be_told_is_not_given_away_by_bounds(tmp_path: Path) -> None:
    run = run_of(
        tmp_path,
        unit("X12000001", 60, 20),
        unit("X12000002", 60, 20),
        unit("X12000003", 10, 10),
        duties(3, authority="X12000003", verdict="cannot_tell"),
    )
    assert compared(run, publish=True).left_out == (("X12000003", "too much cannot be told to compare"),)


def test_what_is_not_known_lies_outside_the_national_rate(tmp_path: Path) -> None:
    run = run_of(
        tmp_path,
        unit("X12000001", 30, 10, done_on=date(2025, 6, 3)),
        unit("X12000002", 30, 10, done_on=date(2025, 6, 3)),
        duties(20, authority="X12000002", verdict="cannot_tell"),
    )
    assert [one.name for one in compared(run, rate="national").units] == ["X12000001", "X12000002"]


def test_one_unit_alone_is_not_compared(tmp_path: Path) -> None:
    found = compared(run_of(tmp_path, unit("X12000001", 30, 10)))
    assert (found.units, found.words) == ((), "There are not two authorities to compare.")


def test_units_with_small_numbers_are_left_out_when_published(tmp_path: Path) -> None:
    run = run_of(
        tmp_path,
        unit("X12000001", 60, 20),
        unit("X12000002", 60, 25),
        unit("X12000003", 60, 30),
        unit("X12000004", 60, 2),
    )
    found = compared(run, publish=True)
    hidden = [name for name, why in found.left_out if why == "its numbers are too small to publish"]
    assert "X12000004" in hidden
    assert len(hidden) == 2
    assert found.target == 240 / 317


def test_other_breakdowns_are_refused(four: FrozenRun) -> None:
    with pytest.raises(UsageError, match="a comparison is by authority or by team, not by 'court'"):
        compared(four, by="court")


def test_shares_from_elsewhere_give_the_same_funnel_as_a_run(tmp_path: Path) -> None:
    rows = [
        *duties(30, authority="X12000001"),
        *duties(10, authority="X12000001", verdict="not_met"),
        *duties(50, authority="X12000002"),
        *duties(50, authority="X12000002", verdict="not_met"),
    ]
    made = comparison(open_run(write_run(tmp_path / "run", rows)), "cpo_first_contact")
    shares = {"X12000001": (30, 40), "X12000002": (50, 100)}
    again = comparison_of_shares("cpo_first_contact", made.title, shares)
    assert (again.units, again.target, again.words) == (made.units, made.target, made.words)
