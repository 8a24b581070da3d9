"""Small numbers in published tables: hide them, hide what would give them away, and check that it worked.

The rule: a count from 1 to T-1 (T is 5 unless set otherwise) is not printed, and what a reader can work out
about it from the rest must be no narrower than that. Only one table is looked at. Where the same numbers are
printed elsewhere too (another table's totals, last quarter's running total), make them one table, or round.

A table is a list of rows of counts; its totals are worked out here. Cells are known by row and column from 0;
the totals stand in the last row and the last column. Percentages, charts and spreadsheets follow the same
mask: see `Protection.shows_all`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from plumbline.errors import PlumblineError
from plumbline.statistics.network import Flow, Link
from plumbline.statistics.rounding import round_to_base
from plumbline.statistics.suppression import Need, SearchTooLong, further_cells

THRESHOLD = 5
SYMBOL = "*"
"""One sign for every hidden cell: two kinds would undo the protection."""

Cell = tuple[int, int]


class DisclosureError(PlumblineError):
    """A table that cannot be published as it stands. The message says how it could be."""


class TooLongToProtect(DisclosureError):
    """A table for which it would take too long to find out what to hide."""


@dataclass(frozen=True)
class Collapse:
    """The rows and columns whose total is a small number: join each to a neighbour before publishing."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Audit:
    """What a reader can work out. `intervals` gives the least and most each hidden cell can be.

    `failing` are the small numbers that are printed, or that can be told more closely than the rule allows;
    `safe` says that there are none.
    """

    safe: bool
    failing: tuple[Cell, ...]
    intervals: dict[Cell, tuple[int, int]]


@dataclass(frozen=True)
class Protection:
    """A table with its totals and what of it may be printed.

    `primary` are the small numbers, `secondary` the cells hidden to protect them. `fewest` is False where
    the table was too large to look for the smallest number of these. The audit was passed.
    """

    table: tuple[tuple[int, ...], ...]
    primary: frozenset[Cell]
    secondary: frozenset[Cell]
    threshold: int
    zeros_hidden: bool
    fewest: bool
    audit: Audit

    @property
    def hidden(self) -> frozenset[Cell]:
        """Every cell that is not printed."""
        return self.primary | self.secondary

    def shows(self, row: int, column: int) -> bool:
        """Whether the cell may be printed."""
        return (row, column) not in self.primary and (row, column) not in self.secondary

    def shows_all(self, row: int, columns: Collection[int]) -> bool:
        """Whether a figure made from these cells of a row may be printed: a rate, its base, a bar.

        Name every cell that goes into it, the denominator's too.
        """
        return all(self.shows(row, column) for column in columns)

    def text(self, symbol: str = SYMBOL) -> list[list[str]]:
        """The table with its totals, hidden cells as `symbol`."""
        return [
            [str(value) if self.shows(r, c) else symbol for c, value in enumerate(values)]
            for r, values in enumerate(self.table)
        ]


def with_totals(table: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """The table with a total at the end of each row and a last row of totals.

    Raises ValueError for a table without cells, with rows of different length, or with a number below 0.
    """
    if not table or not table[0] or any(len(row) != len(table[0]) for row in table):
        raise ValueError("a table needs rows and columns, and rows of one length")
    if any(value < 0 for row in table for value in row):
        raise ValueError("counts are 0 or more")
    rows = [(*row, sum(row)) for row in table]
    return (*rows, tuple(sum(column) for column in zip(*rows, strict=True)))


def collapse_needed(table: Sequence[Sequence[int]], threshold: int = THRESHOLD) -> Collapse:
    """The rows and columns to join to a neighbour first, since their totals are 1 to `threshold` - 1.

    A table can be protected without, at the price of hidden totals.
    """
    full = with_totals(table)
    return Collapse(
        tuple(at for at, row in enumerate(full[:-1]) if 1 <= row[-1] < threshold),
        tuple(at for at, total in enumerate(full[-1][:-1]) if 1 <= total < threshold),
    )


def protect(
    table: Sequence[Sequence[int]],
    *,
    threshold: int = THRESHOLD,
    zeros_hidden: bool = False,
    already_hidden: Collection[Cell] = (),
    already_shown: Collection[Cell] = (),
) -> Protection:
    """Hide the small numbers of a table and as few other cells as keep them safe, then audit the outcome.

    Totals are hidden only if nothing else works, the grand total never. Zeros are printed, unless
    `zeros_hidden`, which hides counts from 0 on. `already_hidden` are cells hidden when the table was first
    published: a corrected table keeps them hidden, since two patterns together give both away.
    `already_shown` are cells that were printed before, so that no other is protected by hiding them.

    Raises DisclosureError where the table cannot be protected (TooLongToProtect where it is too hard to find
    out how), and ValueError as `with_totals` does.
    """
    full = with_totals(table)
    least = 0 if zeros_hidden else 1
    network = _Network(full, least, threshold)
    primary = _small(full, threshold, least)
    _refuse_zeros(full, already_hidden, least)
    if _grand(full) in primary:
        raise DisclosureError(
            f"the table counts {full[-1][-1]} in all, fewer than {threshold}: it cannot be published. "
            "Join it to another table or a longer period."
        )
    if _grand(full) in already_hidden:
        raise ValueError("the grand total is never hidden")
    start = network.links_of({*primary, *already_hidden})
    needs = network.needs(primary)
    known = network.links_of(already_shown)
    hideable = [at for at in network.hideable if at not in known]
    try:
        found = further_cells(network.nodes, network.links, network.weights, hideable, start, needs)
    except SearchTooLong as limit:
        raise TooLongToProtect(
            "the table cannot be published: finding out which of its cells to hide takes longer than "
            f"{limit}. Join rows or columns, or take longer periods, so that it is smaller."
        ) from None
    if found is None:
        raise DisclosureError(
            f"the table cannot be published: a count below {threshold} can be worked out whatever else is "
            f"hidden. {_what_to_join(collapse_needed(table, threshold))}, take a longer period, or round "
            "every number to the nearest 5."
        )
    extra, fewest = found
    hidden = network.cells_of(start | extra)
    outcome = audit(table, hidden, threshold=threshold, zeros_hidden=zeros_hidden)
    if not outcome.safe:
        raise DisclosureError(
            f"the table failed its audit at {sorted(outcome.failing)} and is not published. "
            "Join rows or columns, or take a longer period."
        )
    return Protection(full, primary, hidden - primary, threshold, zeros_hidden, fewest, outcome)


def protect_list(
    counts: Sequence[int],
    *,
    threshold: int = THRESHOLD,
    zeros_hidden: bool = False,
    already_hidden: Collection[Cell] = (),
) -> Protection:
    """As `protect`, for one line of counts printed with its total: a table of one row.

    The count at `at` is the cell (0, at), and its total (0, len(counts)).
    """
    return protect([counts], threshold=threshold, zeros_hidden=zeros_hidden, already_hidden=already_hidden)


def audit(
    table: Sequence[Sequence[int]],
    hidden: Collection[Cell],
    *,
    threshold: int = THRESHOLD,
    zeros_hidden: bool = False,
) -> Audit:
    """What a reader who knows the rule can work out about each hidden cell of a table with its totals.

    Each cell's least and most are exact. Raises ValueError where a zero is hidden without `zeros_hidden`, or
    a cell is not of the table.
    """
    full = with_totals(table)
    least = 0 if zeros_hidden else 1
    _refuse_zeros(full, hidden, least)
    network = _Network(full, least, threshold)
    links = network.links_of(hidden)
    flow = Flow(network.nodes, network.links, sorted(links))
    intervals: dict[Cell, tuple[int, int]] = {}
    for at in sorted(links):
        link = network.links[at]
        value = network.values[at]
        fall, _ = flow.most(link.tail, link.head, at, link.down)
        rise, _ = flow.most(link.head, link.tail, at, link.up)
        for cell in network.cells[at]:
            if cell in hidden:
                intervals[cell] = (value - fall, value + rise)
    failing = []
    for cell in sorted(_small(full, threshold, least)):
        low, high = intervals.get(cell, (threshold, 0))
        if low > least or high < threshold - 1:
            failing.append(cell)
    return Audit(not failing, tuple(failing), intervals)


def rounded_table(table: Sequence[Sequence[int]], base: int = 5) -> tuple[tuple[int, ...], ...]:
    """The table and its totals, each number rounded from its true value to the nearest multiple of `base`.

    The other way to publish small numbers. Say beside it that the numbers may not add up, and take
    percentages from the rounded counts.
    """
    return tuple(tuple(round_to_base(value, base) for value in row) for row in with_totals(table))


def _what_to_join(needed: Collapse) -> str:
    lines = [
        f"{kind} {', '.join(str(at + 1) for at in places)}"
        for kind, places in (("row", needed.rows), ("column", needed.columns))
        if places
    ]
    if not lines:
        return "Join rows or columns"
    return f"Join {' and '.join(lines)} (counted from 1), which hold very few, to a neighbour"


def _small(full: tuple[tuple[int, ...], ...], threshold: int, least: int) -> frozenset[Cell]:
    return frozenset(
        (r, c) for r, row in enumerate(full) for c, value in enumerate(row) if least <= value < threshold
    )


def _grand(full: tuple[tuple[int, ...], ...]) -> Cell:
    return len(full) - 1, len(full[0]) - 1


def _refuse_zeros(full: tuple[tuple[int, ...], ...], cells: Collection[Cell], least: int) -> None:
    for r, c in cells:
        if not (0 <= r < len(full) and 0 <= c < len(full[0])):
            raise ValueError(f"the table has no cell {r, c}")
        if full[r][c] < least:
            raise ValueError(f"the cell {r, c} is a zero; hide zeros throughout, or leave it printed")


class _Network:
    """A table with its totals as links between nodes, see the module `network`.

    A link stands for the `cells` at its place, mostly one. Where the table is a single line each count stands
    there twice, since it is its own total, and both are one link.
    """

    def __init__(self, full: tuple[tuple[int, ...], ...], least: int, threshold: int) -> None:
        rows, columns = _grand(full)
        self.least, self.threshold = least, threshold
        self.nodes = 2 if 1 in (rows, columns) else rows + columns + 2
        self.cells: list[tuple[Cell, ...]] = []
        self.values: list[int] = []
        self.links: list[Link] = []
        self.weights: list[int] = []
        self.hideable: list[int] = []
        grand = full[-1][-1]
        # Fewest cells first, then the smallest sum; one total costs more than all the cells together.
        a_cell = grand + 1
        for cells, tail, head, kind in _links(rows, columns):
            value = full[cells[0][0]][cells[0][1]]
            if kind != "grand" and value >= least:
                self.hideable.append(len(self.links))
            self.cells.append(cells)
            self.values.append(value)
            self.links.append(Link(tail, head, grand - value, max(value - least, 0)))
            self.weights.append((a_cell + value) * (1 if kind == "cell" else rows * columns + 2))
        self._place = {cell: at for at, cells in enumerate(self.cells) for cell in cells}

    def links_of(self, cells: Collection[Cell]) -> set[int]:
        return {self._place[cell] for cell in cells}

    def cells_of(self, links: Collection[int]) -> frozenset[Cell]:
        return frozenset(cell for at in links for cell in self.cells[at])

    def needs(self, primary: Collection[Cell]) -> list[Need]:
        """That each small number could be as low, and as high, as its sign says."""
        found = []
        for at in sorted(self.links_of(primary)):
            for up, amount in (
                (False, self.values[at] - self.least),
                (True, self.threshold - 1 - self.values[at]),
            ):
                if amount > 0:
                    found.append(Need(at, up, amount))
        return found


def _links(rows: int, columns: int) -> Iterator[tuple[tuple[Cell, ...], int, int, str]]:
    """For each link: its cells, the nodes it joins, and whether it is a cell, a total or the grand total.

    Node r is row r, node rows + 1 + c is column c, totals included. A cell leads from its row to its column,
    a total the other way, because it is taken off the sum: so a change that keeps all sums true is a flow
    that goes round.
    """
    if 1 in (rows, columns):  # one line of counts and its total, between two nodes
        for at in range(rows * columns):
            yield (((0, at), (1, at)) if rows == 1 else ((at, 0), (at, 1))), 0, 1, "cell"
        yield ((rows - 1, columns), (rows, columns)) if rows == 1 else ((rows, 0), (rows, 1)), 1, 0, "grand"
        return
    for r in range(rows + 1):
        for c in range(columns + 1):
            row, column = r, rows + 1 + c
            if (r == rows) == (c == columns):
                yield ((r, c),), row, column, "grand" if r == rows else "cell"
            else:
                yield ((r, c),), column, row, "total"
