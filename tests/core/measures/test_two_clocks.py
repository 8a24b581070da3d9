from __future__ import annotations

from datetime import date
from pathlib import Path

from factories.runs import duties, write_run
from plumbline.measures.frozen import connect, open_run
from plumbline.measures.two_clocks import two_clocks

DUE = date(2025, 6, 3)
AFTER = date(2025, 6, 4)


def test_done_and_recorded_are_two_clocks(tmp_path: Path) -> None:
    rows = duties(5, recorded_on=DUE) + duties(4, recorded_on=AFTER) + duties(3)
    rows += duties(2, verdict="not_met", done_on=AFTER, recorded_on=AFTER) + duties(1, verdict="not_met")
    rows += duties(7, verdict="not_applicable")
    with connect(open_run(write_run(tmp_path / "run", rows))) as con:
        (found,) = two_clocks(con)
    assert (found.recorded_in_time, found.recorded_late, found.recorded_unknown) == (5, 4, 3)
    assert (found.done_late, found.no_trace, found.judged) == (2, 1, 15)
    assert found.told


def test_without_any_day_of_recording_nothing_is_told(tmp_path: Path) -> None:
    with connect(open_run(write_run(tmp_path / "run", duties(3)))) as con:
        (found,) = two_clocks(con)
    assert (found.recorded_unknown, found.told) == (3, False)


def test_the_two_clocks_can_be_read_by_team(tmp_path: Path) -> None:
    rows = duties(2, team="South", recorded_on=AFTER) + duties(3, team="North", recorded_on=DUE)
    with connect(open_run(write_run(tmp_path / "run", rows))) as con:
        found = two_clocks(con, by=["team"])
    assert [(one.breakdown["team"], one.recorded_in_time, one.recorded_late) for one in found] == [
        ("North", 3, 0),
        ("South", 0, 2),
    ]
