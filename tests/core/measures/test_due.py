from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from factories.runs import duty, write_run
from plumbline.errors import UsageError
from plumbline.measures import due
from plumbline.measures.due import (
    DueList,
    due_as_csv,
    due_as_json,
    due_as_table,
    due_list,
    how_late,
)
from plumbline.measures.frozen import open_run

AS_AT = date(2026, 3, 2)  # a Monday
Listed = Callable[..., DueList]


@pytest.fixture
def listed(tmp_path: Path) -> Listed:
    """The due list of a run with these rows."""

    def make(*rows: dict[str, Any], within: int = 10, team: str | None = None, **run: Any) -> DueList:
        folder = write_run(tmp_path / "run", rows, **{"as_at": AS_AT, "last_recorded": [], **run})
        return due_list(open_run(folder), within=within, team=team)

    return make


def waiting(due_on: date, **values: Any) -> dict[str, Any]:
    return duty(verdict="not_yet_due", clock_start=date(2026, 2, 27), due_on=due_on, **values)


def missed(due_on: date, **values: Any) -> dict[str, Any]:
    return duty(verdict="not_met", clock_start=due_on - timedelta(7), due_on=due_on, **values)


def cases(rows: tuple[Any, ...]) -> list[str]:
    return [row.case_id for row in rows]


def test_what_is_due_today_and_on_the_tenth_working_day_is_listed(listed: Listed) -> None:
    found = listed(
        waiting(AS_AT, case_id="today"),
        waiting(date(2026, 3, 16), case_id="tenth"),
        waiting(date(2026, 3, 17), case_id="eleventh"),
    )
    assert cases(found.due_soon) == ["today", "tenth"]


def test_the_next_working_days_leave_out_the_councils_own_holidays(listed: Listed) -> None:
    found = listed(
        waiting(date(2026, 3, 17), case_id="local", authority="X12000001"),
        waiting(date(2026, 3, 17), case_id="other", authority="X12000002"),
        calendar={"X12000001": {"name": "Local", "holidays": ["2026-03-04"]}},
    )
    assert cases(found.due_soon) == ["local"]


def test_what_is_not_yet_due_but_further_off_comes_in_with_more_days(listed: Listed) -> None:
    assert cases(listed(waiting(date(2026, 3, 17), case_id="eleventh"), within=11).due_soon) == ["eleventh"]


def test_overdue_is_not_met_never_done_and_not_ended(listed: Listed) -> None:
    day = date(2026, 2, 20)
    found = listed(
        missed(day, case_id="overdue"),
        missed(day, case_id="done late", done_on=date(2026, 2, 25)),
        missed(day, case_id="ended", ended_on=date(2026, 2, 26)),
        duty(case_id="met"),
        duty(case_id="unknown", verdict="cannot_tell"),
    )
    assert cases(found.overdue) == ["overdue"]


def test_of_a_repeated_duty_only_the_latest_is_overdue(listed: Listed) -> None:
    review = {"standard": "cpo_review", "case_id": "O1"}
    found = listed(
        missed(date(2025, 12, 10), occurrence=1, **review),
        missed(date(2026, 2, 10), occurrence=2, **review),
        waiting(date(2026, 8, 10), occurrence=3, **review),
    )
    assert [(row.case_id, row.occurrence) for row in found.overdue] == [("O1", 2)]


def test_an_earlier_missed_review_is_not_overdue_once_a_later_one_was_held(listed: Listed) -> None:
    review = {"standard": "cpo_review", "case_id": "O1"}
    found = listed(
        missed(date(2025, 12, 10), occurrence=1, **review),
        duty(occurrence=2, due_on=date(2026, 2, 10), **review),
    )
    assert found.overdue == ()


def test_the_same_case_may_be_overdue_for_two_standards(listed: Listed) -> None:
    day = date(2026, 2, 20)
    found = listed(missed(day, case_id="O1"), missed(day, case_id="O1", standard="cpo_lscmi"))
    assert [row.standard for row in found.overdue] == ["cpo_first_contact", "cpo_lscmi"]


def test_earliest_due_comes_first_then_highest_recorded_risk(listed: Listed) -> None:
    day = date(2026, 2, 20)
    found = listed(
        missed(day, case_id="none", risk_level=None),
        missed(day, case_id="low", risk_level="low"),
        missed(day, case_id="very high", risk_level="very_high"),
        missed(day, case_id="very low", risk_level="very_low"),
        missed(day, case_id="medium", risk_level="medium"),
        missed(day, case_id="high", risk_level="high"),
        missed(date(2026, 2, 19), case_id="earlier", risk_level="low"),
    )
    assert cases(found.overdue) == ["earlier", "very high", "high", "medium", "low", "very low", "none"]


def test_a_week_that_is_over_is_overdue_but_can_no_longer_be_made_up(listed: Listed) -> None:
    found = listed(
        missed(date(2026, 2, 20), standard="cpo_weekly_contact", case_id="week"),
        missed(date(2026, 2, 20), standard="cpo_lscmi", case_id="assessment"),
        waiting(date(2026, 3, 3), standard="cpo_weekly_contact"),
    )
    assert {row.case_id: row.can_still_be_done for row in found.overdue} == {
        "week": False,
        "assessment": True,
    }
    assert found.due_soon[0].can_still_be_done
    console = Console(file=io.StringIO(), width=140)
    due_as_table(found, console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert text.index("Overdue: 1") < text.index("it can no longer be made up: 1")


def test_a_week_long_over_with_nothing_recorded_since_can_no_longer_be_made_up_either(listed: Listed) -> None:
    found = listed(
        missed(date(2025, 9, 1), standard="cpo_weekly_contact", case_id="week"),
        missed(date(2025, 9, 1), standard="cpo_lscmi", case_id="assessment"),
        missed(date(2026, 2, 20), standard="cpo_weekly_contact", case_id="later"),
        missed(date(2026, 2, 20), standard="cpo_lscmi", case_id="late"),
    )
    assert (cases(found.overdue), cases(found.long_overdue)) == (["late", "later"], ["assessment", "week"])
    parts = (found.still_overdue, found.still_long_overdue, found.too_late)
    assert [cases(part) for part in parts] == [["late"], ["assessment"], ["week", "later"]]


def test_lateness_is_in_working_days_where_the_standard_counts_them(listed: Listed) -> None:
    (row,) = listed(missed(date(2026, 2, 20), standard="cpo_first_contact")).overdue
    assert (row.days, row.working_days, how_late(row, "overdue")) == (6, True, "6 working days late")


def test_lateness_is_in_days_where_the_standard_counts_months(listed: Listed) -> None:
    (row,) = listed(missed(date(2026, 2, 20), standard="cpo_review")).overdue
    assert (row.days, row.working_days, how_late(row, "overdue")) == (10, False, "10 days late")


def test_what_falls_due_says_in_how_many_days(listed: Listed) -> None:
    (row,) = listed(waiting(date(2026, 3, 3))).due_soon
    assert how_late(row, "due_soon") == "in 1 working day"


def test_long_overdue_with_nothing_recorded_since_stands_apart(listed: Listed) -> None:
    found = listed(
        missed(date(2025, 12, 1), case_id="silent"),
        missed(date(2025, 12, 1), case_id="busy"),
        missed(date(2025, 12, 2), case_id="ninety days"),
        last_recorded=[
            {"order_id": "silent", "last_recorded": date(2025, 12, 1)},
            {"order_id": "busy", "last_recorded": date(2025, 12, 2)},
        ],
    )
    assert cases(found.long_overdue) == ["silent"]
    assert cases(found.overdue) == ["busy", "ninety days"]
    assert found.overdue[0].last_recorded == date(2025, 12, 2)


def test_a_case_with_nothing_recorded_at_all_stands_apart_too(listed: Listed) -> None:
    assert cases(listed(missed(date(2025, 6, 1), case_id="O1")).long_overdue) == ["O1"]


def test_last_recorded_is_that_of_the_licence_where_there_is_no_order(listed: Listed) -> None:
    row = missed(
        date(2025, 6, 1), standard="licence_first_contact", case_id="L1", order_id=None, licence_id="L1"
    )
    found = listed(row, last_recorded=[{"licence_id": "L1", "last_recorded": date(2026, 1, 5)}])
    assert found.overdue[0].last_recorded == date(2026, 1, 5)


def test_a_court_report_on_no_order_is_never_set_apart(listed: Listed) -> None:
    row = missed(date(2025, 6, 1), standard="court_report", case_id="R1", order_id=None)
    assert cases(listed(row).overdue) == ["R1"]


def test_nothing_is_set_apart_where_the_run_does_not_say_what_was_recorded(listed: Listed) -> None:
    found = listed(missed(date(2025, 6, 1), case_id="O1"), last_recorded=None)
    assert (cases(found.overdue), found.long_overdue) == (["O1"], ())


def test_one_teams_list_holds_that_team_alone(listed: Listed) -> None:
    day = date(2026, 2, 20)
    found = listed(
        missed(day, case_id="N", team="North"),
        missed(day, case_id="S", team="South"),
        waiting(AS_AT, case_id="NW", team="North"),
        team="North",
    )
    assert (cases(found.overdue), cases(found.due_soon)) == (["N"], ["NW"])


def test_an_unknown_team_is_refused_with_those_there_are(listed: Listed) -> None:
    with pytest.raises(UsageError, match=r"no team of this name here\. There are: North, South"):
        listed(duty(team="South"), duty(team="North"), team="East")


@pytest.mark.parametrize("within", [-1, 261])
def test_a_number_of_days_that_makes_no_sense_is_refused(listed: Listed, within: int) -> None:
    with pytest.raises(UsageError, match="give a number of working days from 0 to 260"):
        listed(duty(), within=within)


def test_the_csv_says_which_list_a_duty_is_in_and_neutralises_formulas(listed: Listed) -> None:
    text = due_as_csv(listed(missed(date(2026, 2, 20), case_id="=1+1"), waiting(AS_AT, case_id="O2")))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["list"], row["case_id"], row["working_days"]) for row in rows] == [
        ("due_soon", "O2", "yes"),
        ("overdue", "'=1+1", "yes"),
    ]


def test_the_json_holds_the_three_lists_and_the_as_at_date(listed: Listed) -> None:
    content = json.loads(due_as_json(listed(missed(date(2026, 2, 20), case_id="O1", worker_id="W1"))))
    assert (content["as_at"], content["within_working_days"], content["due_soon"]) == ("2026-03-02", 10, [])
    assert (content["overdue"][0]["due_on"], content["overdue"][0]["worker_id"]) == ("2026-02-20", "W1")


def test_the_terminal_shows_case_worker_and_lateness(listed: Listed) -> None:
    console = Console(file=io.StringIO(), width=140)
    due_as_table(
        listed(missed(date(2026, 2, 20), case_id="O[1]", worker_id="W7", risk_level="very_high")), console
    )
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "Falls due in the next 10 working days: nothing." in text
    assert "Overdue: 1" in text
    assert all(part in text for part in ("O[1]", "W7", "very high", "6 working days late", "never"))
    assert "never for publication" in text


def test_a_long_list_is_printed_whole_without_a_frame(
    listed: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "MOST_IN_A_FRAME", 2)
    rows = [missed(date(2026, 2, day), case_id=f"O{day}", worker_id="[W1]") for day in (23, 24, 25)]
    console = Console(width=60, file=io.StringIO())
    due_as_table(listed(*rows, waiting(AS_AT, case_id="soon")), console)
    lines = console.file.getvalue().splitlines()
    at = lines.index("Overdue: 3")
    assert [line.split("  ")[0] for line in lines[at + 1 : at + 7]] == [
        *("Due", "----------", "2026-02-23", "2026-02-24", "2026-02-25", ""),
    ]
    assert [line.split()[-3:] for line in lines[at + 3 : at + 6]] == [["North", "[W1]", "never"]] * 3


@pytest.mark.parametrize("most", [0, 1_000])
def test_a_sign_that_a_screen_would_act_on_is_shown_as_its_number(
    listed: Listed, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(due, "MOST_IN_A_FRAME", most)
    console = Console(width=200, file=io.StringIO())
    due_as_table(listed(missed(date(2026, 2, 20), team="\x1b[2JNorth")), console)
    assert "<U+001B>[2JNorth" in console.file.getvalue()
    assert "\x1b" not in console.file.getvalue()


def test_ten_thousand_duties_are_printed_in_a_moment(listed: Listed) -> None:
    found = listed(missed(date(2026, 2, 20), case_id="O1", worker_id="W1"))
    found = replace(found, overdue=found.overdue * 10_000)
    console, started = Console(width=140, file=io.StringIO()), time.process_time()
    due_as_table(found, console)
    assert time.process_time() - started < 2
    assert console.file.getvalue().count("O1") == 10_000
