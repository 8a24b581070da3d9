"""measures.csv read again: its rows, its faults all at once, and the last complete months."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from factories.runs import duties, write_run
from plumbline.errors import PlumblineError
from plumbline.measures import connect, open_run
from plumbline.measures.measures_file import MeasuresRow, Share, read_measures_csv, recent_shares
from plumbline.measures.rates import write_measures_csv

HEAD = "standard,period,complete,authority,met,not_met,cannot_tell\n"
LATER = date(2026, 3, 31)


def month(number: int, met: int, complete: str = "yes") -> str:
    return f"cpo_lscmi,2025-{number:02d},{complete},X12000001,{met},1,0\n"


def test_what_a_run_writes_can_be_read_again(tmp_path: Path) -> None:
    rows = [*duties(3), *duties(2, verdict="not_met")]
    run = open_run(write_run(tmp_path / "run", rows))
    with closing(connect(run)) as con:
        write_measures_csv(con, tmp_path / "measures.csv")
    assert read_measures_csv((tmp_path / "measures.csv").read_text("utf-8")) == [
        MeasuresRow("cpo_first_contact", "2025-06", True, "X12000001", 3, 2)
    ]


def test_rows_without_a_month_or_an_authority_are_passed_over() -> None:
    text = HEAD + month(1, 4) + "cpo_lscmi,,no,X12000001,0,0,3\ncpo_lscmi,2025-02,yes,,5,1,0\n"
    assert len(read_measures_csv(text)) == 1


def test_a_file_of_another_kind_is_refused_by_what_it_lacks() -> None:
    with pytest.raises(PlumblineError, match="no column period, complete, authority, met, not_met"):
        read_measures_csv("standard,rate\ncpo_lscmi,0.5\n")


def test_all_rows_at_fault_are_named_at_once() -> None:
    text = (
        HEAD
        + "cpo_lscmi,2025-13,yes,X12000001,1,1,0\ncpo_lscmi,2025-01,maybe,X12000001,1,1,0\n"
        + month(2, 3).replace(",3,", ",-3,")
    )
    with pytest.raises(PlumblineError) as refused:
        read_measures_csv(text)
    assert [line.strip().split(" ")[1] for line in str(refused.value).splitlines()[1:]] == ["2", "3", "4"]


def test_a_row_that_stands_twice_is_refused() -> None:
    with pytest.raises(PlumblineError, match="line 3 is the same standard, month and authority as line 2"):
        read_measures_csv(HEAD + month(1, 4) + month(1, 4))


def test_a_file_with_no_month_has_nothing_to_compare() -> None:
    with pytest.raises(PlumblineError, match="nothing to compare"):
        read_measures_csv(HEAD)


def test_the_last_complete_months_are_added_up_and_named() -> None:
    text = HEAD + "".join(month(number, number) for number in range(1, 6)) + month(6, 100, "no")
    assert recent_shares(read_measures_csv(text), LATER, months=3) == {
        ("cpo_lscmi", "X12000001"): Share(3 + 4 + 5, 3 + 4 + 5 + 3, "2025-03", "2025-05")
    }


def test_a_month_that_was_not_over_at_the_as_at_date_is_none_of_them() -> None:
    text = HEAD + month(1, 4) + month(2, 7)
    assert recent_shares(read_measures_csv(text), date(2025, 2, 27)) == {
        ("cpo_lscmi", "X12000001"): Share(4, 5, "2025-01", "2025-01")
    }


def test_where_too_much_cannot_be_told_bounds_stand_in_place_of_the_rate() -> None:
    (found,) = recent_shares(
        read_measures_csv(HEAD + "cpo_lscmi,2025-01,yes,X12000001,60,20,20\n"), LATER
    ).values()
    assert found.words == "between 60.0% and 80.0%"
