from __future__ import annotations

import random
import subprocess
import sys
import time
from itertools import combinations

import numpy
import pytest
from scipy.optimize import linprog

from plumbline.errors import PlumblineError
from plumbline.statistics import suppression
from plumbline.statistics.disclosure import (
    Cell,
    DisclosureError,
    TooLongToProtect,
    audit,
    collapse_needed,
    protect,
    protect_list,
    rounded_table,
    with_totals,
)

ONE_SMALL = [[12, 3, 25], [18, 9, 14], [7, 11, 30]]
TWO_SMALL = [[40, 3, 22], [2, 31, 17], [18, 24, 45]]


def total_of(cells: frozenset[Cell], table: tuple[tuple[int, ...], ...]) -> int:
    return sum(table[r][c] for r, c in cells)


@pytest.mark.parametrize(
    ("table", "primary", "count", "total"),
    [(ONE_SMALL, {(0, 1)}, 3, 30), (TWO_SMALL, {(0, 1), (1, 0)}, 4, 81)],
)
def test_worked_tables_hide_the_fewest_cells_and_of_those_the_smallest(
    table: list[list[int]], primary: set[Cell], count: int, total: int
) -> None:
    found = protect(table)
    assert found.primary == primary
    assert len(found.secondary) == count
    assert total_of(found.secondary, found.table) == total
    assert found.fewest
    assert found.audit.safe


def test_worked_intervals_of_the_second_table() -> None:
    hidden = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]
    assert audit(TWO_SMALL, hidden).intervals == {
        (0, 1): (1, 4),
        (0, 2): (21, 24),
        (1, 0): (1, 4),
        (1, 2): (15, 18),
        (2, 0): (16, 19),
        (2, 1): (23, 26),
    }


def test_a_safe_pattern_passes_its_audit() -> None:
    found = audit(ONE_SMALL, [(0, 1), (0, 0), (2, 0), (2, 1)])
    assert found.intervals == {(0, 0): (2, 14), (0, 1): (1, 13), (2, 0): (5, 17), (2, 1): (1, 13)}
    assert (found.safe, found.failing) == (True, ())


def test_a_pattern_that_leaks_fails_its_audit() -> None:
    found = audit(ONE_SMALL, [(0, 1), (0, 0)])
    assert found.intervals == {(0, 0): (12, 12), (0, 1): (3, 3)}
    assert (found.safe, found.failing) == (False, ((0, 1),))


def test_a_published_pattern_with_hidden_zeros() -> None:
    """From the vignette of R's GaussSuppression."""
    found = audit([[5, 2, 0], [6, 3, 4]], [(0, 1), (0, 2), (1, 1), (1, 2)], zeros_hidden=True)
    assert found.intervals == {(0, 1): (0, 2), (0, 2): (0, 2), (1, 1): (3, 5), (1, 2): (2, 4)}


def test_an_all_ones_block_is_seen_to_be_solvable() -> None:
    table = [[1, 1, 20], [1, 1, 20], [20, 20, 20]]
    found = audit(table, [(0, 0), (0, 1), (1, 0), (1, 1)])
    assert found.failing == ((0, 0), (0, 1), (1, 0), (1, 1))
    assert set(found.intervals.values()) == {(1, 1)}


def test_a_small_number_left_in_print_fails_the_audit() -> None:
    assert audit(ONE_SMALL, []).failing == ((0, 1),)


def test_a_table_without_small_numbers_is_left_as_it_is() -> None:
    found = protect([[5, 0], [10, 6]])
    assert found.hidden == frozenset()
    assert found.text() == [["5", "0", "5"], ["10", "6", "16"], ["15", "6", "21"]]


def test_a_hidden_cell_is_printed_as_one_sign_whatever_its_kind() -> None:
    text = protect(ONE_SMALL).text("–")
    assert sum(cell == "–" for row in text for cell in row) == 4
    assert text[-1] == ["37", "23", "69", "129"]


def test_a_rate_is_printed_only_where_all_its_cells_are() -> None:
    found = protect([[12, 3], [40, 20], [50, 30]])
    assert not found.shows_all(0, (0, 1))
    assert found.shows_all(1, (0, 1)) != found.shows_all(2, (0, 1))


def test_zeros_are_printed_unless_they_are_to_be_hidden() -> None:
    table = [[0, 9, 8], [9, 9, 9], [9, 9, 9]]
    assert protect(table).hidden == frozenset()
    found = protect(table, zeros_hidden=True)
    assert found.primary == {(0, 0)}
    assert found.audit.intervals[(0, 0)][0] == 0


def test_a_printed_zero_is_never_hidden_to_protect_another() -> None:
    found = protect([[3, 0, 30], [0, 8, 9], [9, 9, 9]])
    assert all(found.table[r][c] > 0 for r, c in found.hidden)


def test_a_small_total_is_hidden_like_any_small_number() -> None:
    found = protect([[3, 0], [20, 30], [40, 50]])
    assert (0, 2) in found.primary
    assert found.audit.safe


def test_totals_are_hidden_only_where_nothing_else_works() -> None:
    # The zeros leave the small number no partner in its row.
    found = protect([[3, 0, 0], [9, 8, 7], [6, 7, 8]])
    assert (0, 3) in found.hidden
    assert all(column < 3 and row < 3 for row, column in protect(ONE_SMALL).hidden)


def test_the_grand_total_stays() -> None:
    assert protect([[3, 0, 0], [9, 8, 7], [6, 7, 8]]).shows(3, 3)


def test_collapsing_is_advised_for_rows_and_columns_with_small_totals() -> None:
    advice = collapse_needed([[2, 1, 0], [20, 30, 2], [0, 0, 0]])
    assert advice.rows == (0,)
    assert advice.columns == (2,)


def test_a_list_is_protected_by_its_next_smallest_counts() -> None:
    found = protect_list([3, 50, 60, 0])
    assert found.text()[0] == ["*", "*", "60", "0", "113"]


def test_a_list_with_two_small_counts_may_need_no_more() -> None:
    assert protect_list([4, 4, 60]).text()[0] == ["*", "*", "60", "68"]
    assert protect_list([1, 1, 60, 70]).text()[0] == ["*", "*", "*", "70", "132"]


def test_a_column_is_protected_like_a_row() -> None:
    assert protect([[3], [50], [60]]).text() == [["*", "*"], ["*", "*"], ["60", "60"], ["113", "113"]]


@pytest.mark.parametrize("table", [[[3]], [[1, 1], [1, 1]], [[3, 0], [0, 0]]])
def test_a_table_that_counts_almost_nobody_cannot_be_published(table: list[list[int]]) -> None:
    with pytest.raises(DisclosureError, match=r"fewer than 5: it cannot be published"):
        protect(table)


def test_a_table_that_cannot_be_protected_says_what_to_do() -> None:
    # Two people or more stand behind a hidden total of two hidden counts, so it cannot be 1.
    with pytest.raises(
        DisclosureError, match=r"Join row 1 and column 3 \(counted from 1\), which hold very few"
    ):
        protect([[2, 1, 0], [20, 30, 1], [40, 50, 0]])


def test_a_table_that_cannot_be_protected_for_another_reason_says_so() -> None:
    with pytest.raises(DisclosureError, match=r"hidden\. Join rows or columns, take a longer period"):
        protect([[1, 1, 1, 1, 1]] * 5)  # every row and column counts 5, so every cell must be 1


def test_the_refusal_is_an_error_a_person_can_mend() -> None:
    assert issubclass(DisclosureError, PlumblineError)


def test_the_threshold_is_a_setting() -> None:
    assert protect([[9, 20], [20, 30]], threshold=10).primary == {(0, 0)}
    assert protect([[9, 20], [20, 30]]).primary == frozenset()


def test_what_was_hidden_at_first_stays_hidden() -> None:
    before = protect(ONE_SMALL)
    corrected = [[12, 6, 25], [18, 9, 14], [7, 11, 30]]
    after = protect(corrected, already_hidden=before.hidden)
    assert protect(corrected).hidden == frozenset()
    assert after.hidden == before.hidden


@pytest.mark.parametrize(
    ("cells", "message"),
    [([(3, 3)], "grand total"), ([(4, 0)], "no cell"), ([(0, 0)], "zeros")],
)
def test_cells_that_cannot_be_kept_hidden_are_refused(cells: list[Cell], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        protect([[0, 9, 9], [9, 9, 9], [9, 9, 9]], already_hidden=cells)


@pytest.mark.parametrize("table", [[], [[]], [[1, 2], [3]], [[-1, 2]]])
def test_what_is_no_table_of_counts_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(ValueError, match=r"rows of one length|0 or more"):
        protect(table)


def test_each_number_is_rounded_from_its_true_value() -> None:
    assert rounded_table([[1, 2], [3, 4]]) == ((0, 0, 5), (5, 5, 5), (5, 5, 10))


def test_the_search_that_is_given_up_still_protects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression, "MOST_ROUNDS", 0)
    found = protect(TWO_SMALL)
    assert not found.fewest
    assert found.audit.safe
    assert len(found.secondary) >= 4


def hard_table() -> list[list[int]]:
    """Twenty rows of five counts, many of them small or zero, drawn once and for all."""
    draw = random.Random(45)
    for size in (5, 6, 4):
        draw.choice(range(size))
    return [[draw.choice([0, draw.randint(0, 60), draw.randint(0, 60)]) for _ in range(5)] for _ in range(20)]


def test_a_search_that_takes_too_long_publishes_nothing_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression, "MOST_SECONDS", 1e-9)
    with pytest.raises(TooLongToProtect, match=r"takes longer than 1e-09 seconds\. Join rows or columns"):
        protect(TWO_SMALL)


def test_a_solver_at_work_is_stopped_when_the_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression, "MOST_SECONDS", 0.2)
    started = time.process_time()
    with pytest.raises(TooLongToProtect):
        protect(hard_table())
    assert time.process_time() - started < 5


def test_a_hard_table_is_given_up_after_the_same_work_on_any_machine_and_is_still_protected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(suppression, "MOST_BRANCHES", 3)
    found = protect(hard_table())
    assert (found.fewest, found.audit.safe) == (False, True)
    assert found.hidden == protect(hard_table()).hidden


def linear_interval(table: list[list[int]], hidden: list[Cell], cell: Cell, least: int) -> tuple[int, int]:
    """The interval of one hidden cell by linear programming on the sums themselves."""
    full = numpy.array(with_totals(table))
    rows, columns = full.shape
    place = {one: at for at, one in enumerate(hidden)}
    equations, sums = [], []
    for lines in (
        [[(r, c) for c in range(columns)] for r in range(rows)],
        [[(r, c) for r in range(rows)] for c in range(columns)],
    ):
        for line in lines:
            row, rest = [0.0] * len(hidden), 0.0
            for one in line:
                sign = -1 if one == line[-1] else 1
                if one in place:
                    row[place[one]] = sign
                else:
                    rest -= sign * full[one]
            equations.append(row)
            sums.append(rest)
    ends = []
    for sign in (1, -1):
        aim = [0.0] * len(hidden)
        aim[place[cell]] = sign
        answer = linprog(aim, A_eq=equations, b_eq=sums, bounds=[(least, None)] * len(hidden), method="highs")
        ends.append(round(sign * answer.fun))
    return ends[0], ends[1]


@pytest.mark.parametrize("seed", range(12))
def test_intervals_agree_with_linear_programming(seed: int) -> None:
    random = numpy.random.default_rng(seed)
    table = random.integers(1, 30, size=(4, 3)).tolist()
    cells = [(r, c) for r in range(5) for c in range(4) if (r, c) != (4, 3)]
    hidden = [cells[at] for at in sorted(random.choice(len(cells), size=9, replace=False))]
    found = audit(table, hidden).intervals
    assert found == {cell: linear_interval(table, hidden, cell, 1) for cell in hidden}


@pytest.mark.parametrize("seed", range(15))
def test_no_smaller_choice_of_cells_is_safe(seed: int) -> None:
    """Every choice of cells inside the table, tried one by one."""
    random = numpy.random.default_rng(100 + seed)
    table = random.integers(2, 16, size=(3, 3)).tolist()
    found = protect(table)
    if any(3 in cell for cell in found.hidden):
        best = None  # a total had to be hidden, so no choice inside the table is safe
    else:
        best = (len(found.secondary), total_of(found.secondary, found.table))
    inside = [(r, c) for r in range(3) for c in range(3) if (r, c) not in found.primary]
    safe = [
        (size, sum(table[r][c] for r, c in choice))
        for size in range(len(inside) + 1)
        for choice in combinations(inside, size)
        if audit(table, {*found.primary, *choice}).safe
    ]
    assert (min(safe) if safe else None) == best


def test_a_table_of_every_council_is_quick() -> None:
    random = numpy.random.default_rng(7)
    table = random.integers(1, 60, size=(32, 6)).tolist()
    protect(ONE_SMALL)  # so that loading scipy is not timed
    started = time.perf_counter()
    found = protect(table)
    assert time.perf_counter() - started < 10  # about 0.05 s on an idle machine
    assert found.audit.safe


def test_a_table_without_small_numbers_does_not_load_scipy() -> None:
    program = (
        "import sys; from plumbline.statistics import control_charts, disclosure, funnels, intervals, words;"
        "disclosure.protect([[9, 8], [7, 6]]); funnels.funnel([5, 6], [10, 10]);"
        "control_charts.p_chart([5, 6], [10, 10]); words.quantity(5, 30, 60);"
        "print('scipy' in sys.modules, 'numpy' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["False", "False"]
