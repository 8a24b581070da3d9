"""The cells of a table, those that are equal and follow one another made one, and how high its rows are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plumbline.publishing.documents.model import Table

ACROSS = 110
"""Letters across a page upright."""

KEPT_TOGETHER = 28
"""Lines of rows that share a cell, up to which they are kept together on a page."""


@dataclass(frozen=True)
class Cell:
    """A cell: its lines, and over how many rows it goes."""

    lines: list[str]
    rows: int


def spanned(table: Table) -> list[list[tuple[int, Cell]]]:
    """The rows of the table as (column, cell), without those that a cell above them covers.

    A cell of a column in `span` goes on over its equals below it, as long as every earlier column of `span`
    does so too. Empty cells stay apart, since nothing says that they are the same.
    """
    first = [
        [at == 0 or _begins(table, at, column) for column in range(len(row))]
        for at, row in enumerate(table.rows)
    ]
    found = []
    for at, row in enumerate(table.rows):
        cells = []
        for column, text in enumerate(row):
            if not first[at][column]:
                continue
            below = at + 1
            while below < len(table.rows) and not first[below][column]:
                below += 1
            cells.append((column, Cell(text.split("\n"), below - at)))
        found.append(cells)
    return found


def height_of(row: Sequence[str], shares: Sequence[int]) -> int:
    """About how many lines a row takes on paper. shares: of the width for each column, in per cent."""
    return max(
        (
            sum(1 + 100 * len(line) // (ACROSS * max(share, 1)) for line in cell.split("\n"))
            for cell, share in zip(row, shares, strict=False)
        ),
        default=1,
    )


def _begins(table: Table, at: int, column: int) -> bool:
    """Whether a new cell begins in this row and column."""
    if column not in table.span:
        return True
    before = [one for one in table.span if one <= column]
    above, row = table.rows[at - 1], table.rows[at]
    return any(above[one] != row[one] for one in before) or not row[column]
