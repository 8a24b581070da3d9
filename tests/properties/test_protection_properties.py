from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from plumbline.measures.protection import protect_line, protect_rows, small
from plumbline.statistics.disclosure import audit

Lines = list[tuple[str, tuple[int, ...]]]

tables = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 12), st.integers(0, 8)), min_size=1, max_size=5
).map(lambda lines: [(f"Team {at}", line) for at, line in enumerate(lines)])


def joined(lines: Lines, labels: tuple[str, ...]) -> list[list[int]]:
    """The true numbers behind the rows that are shown, those joined as one at the end."""
    kept = [list(line) for label, line in lines if label in labels]
    rest = [line for label, line in lines if label not in labels]
    return [*kept, [sum(column) for column in zip(*rest, strict=True)]] if rest else kept


@settings(max_examples=60, deadline=None)
@given(tables)
def test_no_small_number_is_printed(lines: Lines) -> None:
    shown = protect_rows(lines)
    if shown is not None:
        cells = [cell for row in (*shown.cells, shown.whole) for cell in row if cell is not None]
        assert not small(*cells)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_no_small_number_can_be_worked_out(lines: Lines) -> None:
    shown = protect_rows(lines)
    if shown is not None and sum(sum(line) for _, line in lines):
        rows = [*shown.cells, shown.whole] if len(shown.cells) > 1 else [shown.whole, shown.whole]
        hidden = [
            (at, column) for at, row in enumerate(rows) for column, cell in enumerate(row) if cell is None
        ]
        assert audit(joined(lines, shown.labels), hidden).safe


@settings(max_examples=60, deadline=None)
@given(tables)
def test_what_is_printed_is_true(lines: Lines) -> None:
    shown = protect_rows(lines)
    if shown is not None:
        for row, true in zip(shown.cells, joined(lines, shown.labels), strict=True):
            assert all(
                cell is None or cell == number for cell, number in zip(row, [*true, sum(true)], strict=True)
            )


@settings(max_examples=60, deadline=None)
@given(tables)
def test_the_line_of_the_whole_hides_what_it_hides_alone(lines: Lines) -> None:
    shown = protect_rows(lines)
    if shown is not None:
        whole = [sum(column) for column in zip(*(line for _, line in lines), strict=True)]
        assert shown.whole == protect_line(whole)
