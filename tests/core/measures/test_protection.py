from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.measures.protection import (
    OTHERS,
    protect_line,
    protect_rows,
    protect_rows_in_time,
    small,
    too_unknown,
)
from plumbline.statistics import suppression
from plumbline.statistics.disclosure import TooLongToProtect


def test_a_line_without_small_numbers_is_printed_whole() -> None:
    assert protect_line([40, 9, 0]) == (40, 9, 0, 49)


def test_a_small_number_takes_the_next_smallest_with_it() -> None:
    assert protect_line([40, 9, 3]) == (40, None, None, 52)


def test_a_line_that_counts_fewer_than_five_is_not_printed() -> None:
    assert protect_line([3, 1]) is None


def test_a_line_of_nothing_is_printed() -> None:
    assert protect_line([0, 0]) == (0, 0, 0)


def test_rows_too_few_to_show_are_joined() -> None:
    found = protect_rows([("North", (40, 20)), ("South", (2, 1)), ("East", (2, 2)), ("West", (30, 9))])
    assert found is not None
    assert (found.labels, found.joined) == (("North", "West", OTHERS), 2)
    assert found.whole == (74, 32, 106)
    assert all(value is None or value >= 5 for row in found.cells for value in row)


def test_one_row_too_few_to_show_takes_the_smallest_other_with_it() -> None:
    found = protect_rows([("North", (40, 20)), ("South", (3, 0)), ("West", (30, 9))])
    assert found is not None
    assert (found.labels, found.joined) == (("North", OTHERS), 2)
    assert found.cells == ((40, 20, 60), (33, 9, 42))


def test_the_line_of_the_whole_hides_the_same_in_every_breakdown() -> None:
    teams = protect_rows([("North", (40, 20, 3)), ("South", (30, 20, 0)), ("West", (35, 22, 0))])
    levels = protect_rows([("1", (60, 30, 3)), ("2", (45, 32, 0))])
    assert teams is not None and levels is not None
    assert teams.whole == levels.whole == (105, None, None, 170)


def test_a_table_whose_whole_line_cannot_be_kept_is_not_printed() -> None:
    assert protect_rows([("1", (60, 30, 1)), ("2", (45, 32, 2))]) is None


def test_a_small_cell_cannot_be_had_by_taking_off() -> None:
    found = protect_rows([("North", (40, 20)), ("South", (30, 2)), ("West", (35, 22))])
    assert found is not None
    hidden = [(row, column) for row in range(3) for column in range(2) if found.cells[row][column] is None]
    assert (1, 1) in hidden
    assert len(hidden) == 4
    assert found.whole == (105, 44, 149)


def test_a_table_that_takes_too_long_to_protect_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression, "MOST_SECONDS", 1e-9)
    rows = [("North", (40, 20)), ("South", (30, 2)), ("West", (35, 22))]
    assert protect_rows(rows) is None
    with pytest.raises(TooLongToProtect):
        protect_rows_in_time(rows)


def test_small_is_one_to_four() -> None:
    assert [n for n in range(7) if small(n)] == [1, 2, 3, 4]


def test_the_solvers_own_remarks_do_not_reach_the_output(capfd: pytest.CaptureFixture[str]) -> None:
    rows = [("North", (337, 146, 49, 30, 0)), ("South", (1055, 391, 367, 307, 0)), ("West", (2, 0, 1, 0, 18))]
    assert protect_rows(rows) is not None
    print("after")
    assert capfd.readouterr().out == "after\n"


@pytest.mark.parametrize(
    ("judged", "unknown", "so"),
    [(100, 0, False), (100, 11, False), (100, 12, True), (35, 1, True), (36, 4, False), (5, 4, False)],
)
def test_a_rate_is_left_out_where_more_than_a_tenth_may_be_unknown(
    judged: int, unknown: int, so: bool
) -> None:
    assert too_unknown(judged, unknown) is so


@given(st.integers(0, 200))
def test_whether_a_rate_is_left_out_tells_nothing_of_a_small_number(judged: int) -> None:
    assert len({too_unknown(judged, unknown) for unknown in range(1, 5)}) == 1
