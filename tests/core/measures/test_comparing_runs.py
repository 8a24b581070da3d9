"""What changed between two runs: duties that came, went, or are judged otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from factories.runs import duties, duty, write_run
from plumbline.errors import PlumblineError
from plumbline.measures import StandardBetween, between_runs, open_run


def compared(
    folder: Path, before: list[dict[str, object]], after: list[dict[str, object]]
) -> list[StandardBetween]:
    """Two runs of these rows, compared."""
    return between_runs(
        open_run(write_run(folder / "before", before)), open_run(write_run(folder / "after", after))
    )


def test_duties_that_only_the_later_run_holds_have_come(tmp_path: Path) -> None:
    same = duty(case_id="A")
    (one,) = compared(tmp_path, [same], [same, *duties(3)])
    assert (one.came, one.went, one.changed) == (3, 0, 0)


def test_duties_that_only_the_earlier_run_holds_have_gone(tmp_path: Path) -> None:
    same = duty(case_id="A")
    (one,) = compared(tmp_path, [same, *duties(2)], [same])
    assert (one.came, one.went, one.changed) == (0, 2, 0)


def test_a_duty_judged_otherwise_is_counted_from_what_to_what(tmp_path: Path) -> None:
    (one,) = compared(
        tmp_path,
        [duty(case_id="A", verdict="not_met"), duty(case_id="B", verdict="not_yet_due")],
        [duty(case_id="A", verdict="met"), duty(case_id="B", verdict="met")],
    )
    assert one.moved == {("not_met", "met"): 1, ("not_yet_due", "met"): 1}


def test_a_settled_duty_that_is_judged_otherwise_was_rewritten_and_one_newly_due_was_not(
    tmp_path: Path,
) -> None:
    (one,) = compared(
        tmp_path,
        [duty(case_id="A", verdict="not_met"), duty(case_id="B", verdict="not_yet_due")],
        [duty(case_id="A", verdict="met"), duty(case_id="B", verdict="met")],
    )
    assert one.rewritten == 1


def test_occurrences_of_one_case_are_told_apart(tmp_path: Path) -> None:
    (one,) = compared(
        tmp_path,
        [duty(case_id="A", occurrence=1), duty(case_id="A", occurrence=2, verdict="not_yet_due")],
        [duty(case_id="A", occurrence=1), duty(case_id="A", occurrence=2, verdict="not_met")],
    )
    assert one.moved == {("not_yet_due", "not_met"): 1}


def test_a_standard_that_one_run_did_not_judge_says_so(tmp_path: Path) -> None:
    found = compared(tmp_path, [duty()], [duty(standard="cpo_induction")])
    assert [(one.code, one.in_before, one.in_after) for one in found] == [
        ("cpo_induction", False, True),
        ("cpo_first_contact", True, False),
    ]


def test_runs_of_different_councils_are_not_compared(tmp_path: Path) -> None:
    with pytest.raises(PlumblineError, match="no council in common"):
        compared(tmp_path, [duty()], [duty(authority="X12000002")])
